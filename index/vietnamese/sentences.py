"""Where do sentences end?  Behind a point that no abbreviation has, and at the end of a line."""

from __future__ import annotations

from index.vietnamese import scan

# The point of a single capital ends no sentence either, be it a name or *vitamin C*.
_ABBREVIATIONS = frozenset(
    (
        "TS", "ThS", "Ths", "GS", "PGS", "BS", "KTS", "KS", "LS", "NSND", "NSƯT", "Mr", "Mrs", "Ms",
        "Dr", "Jr", "St", "vs", "TP", "Tp", "tp", "TX", "Tx", *"ABCDEFGHIJKLMNOPQRSTUVWXYZĐ",
    )
)  # fmt: skip


def sentence_ends(text: str) -> list[int]:
    """Return the ends of the sentences of clean ``text``, ascending, as offsets.

    A sentence ends behind ``.``, ``!``, ``?`` or ``…``, and behind the quotes and brackets that are
    closed there, where a space follows; and behind a line break.  The text's own end is not among
    them unless it is one of these.

    >>> sentence_ends("Ở TP. HCM. Ông nói: “Vâng!” Rồi đi.")
    [10, 27]
    """
    return scan.sentence_ends(text, _ABBREVIATIONS)
