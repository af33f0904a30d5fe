"""Which syllables of a text may be among those that are looked for?

A text has hundreds of syllables and a query few, so most are passed over by their *plain letters*:
what is left without accents and capitals, y as i.  All spellings of a syllable
(:func:`index.vietnamese.unify_spelling`) and what remains of it when it is folded have the same
ones.  A syllable with any other letter, or with a mark that NFC could not compose, is never passed
over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeVar
from unicodedata import normalize

from index.vietnamese import scan
from index.vietnamese.folding import fold

Entry = TypeVar("Entry")

_END_OF_LATIN = 0x1F00  # letters from here on are odd: full-width ones, emoji with digits…


class Sought:
    """What is looked for: syllables that are one of ``words``, or that begin with one of
    ``beginnings``; every syllable, if ``everything`` is.  All as terms have them: lower case, with
    accents or without."""

    def __init__(
        self, words: Iterable[str], beginnings: Iterable[str] = (), *, everything: bool = False
    ) -> None:
        slots = bytearray((scan.WHOLE_FLAG if everything else 0,)) * scan.SLOTS
        for texts, flag in ((words, scan.WHOLE_FLAG), (beginnings, scan.BEGINS_FLAG)):
            for text in texts:
                slot = scan.slot_of(text, _letters())
                if slot >= 0:  # else no syllable of plain letters is or begins so
                    slots[slot] |= flag
        self._slots = slots

    def look_up(self, text: str, table: Mapping[str, Entry]) -> list[tuple[int, int, int, Entry]]:
        """Return ``(n, start, end, found)`` for each syllable of clean ``text`` that may be sought
        and for which ``found``, which is ``table[syllable]``, is true.

        The n-th syllable is ``text[start:end]``, as :func:`index.vietnamese.syllables` has it.  The
        table is asked for all that are sought, and for a few that are not.
        """
        return scan.look_up(text, table, _letters(), self._slots)


@lru_cache(maxsize=1)
def _letters() -> bytes:
    """For each code point the plain letter that it is, or one of ``scan``'s codes of others."""
    return bytes(map(_plain_letter, map(chr, range(_END_OF_LATIN))))


def _plain_letter(character: str) -> int:
    if not character.isalnum():
        return scan.NO_LETTER_CODE
    folded = fold(character)
    plain = len(folded) == 1 and folded.isascii() and len(character.lower()) == 1
    if not plain or normalize("NFKC", character) != character:
        return scan.ODD_CODE
    return ord("i" if folded == "y" else folded)
