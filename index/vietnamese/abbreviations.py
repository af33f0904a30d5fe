"""Which spellings stand for the same thing?  *UBND* and *ủy ban nhân dân*, *ô tô* and *ôtô*.

The table is ``abbreviations.tsv``, where its format is told; this module only looks things up.  A
form is the tuple of its syllables in the one spelling of :func:`unify_spelling`.  Forms are found
in a text by their folding, the longest that begins at a syllable first, with one look-up in a
dict for each length.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from index.vietnamese.clean import clean_text
from index.vietnamese.folding import fold
from index.vietnamese.syllables import syllables
from index.vietnamese.tones import unify_spelling

_CACHED_SYLLABLES = 8192
_ONE_WAY = "*"

Form = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table: short forms and the long ones they stand for.

    ``short`` is empty on a line of spellings of one word, all of which are ``long`` then.  What of
    it is ``one_way`` finds the other forms and is found by none.
    """

    short: tuple[Form, ...]
    long: tuple[Form, ...]
    one_way: tuple[Form, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A form among typed syllables: those from ``start`` up to ``end``.

    They may be any of ``forms``; ``others`` mean the same, and ``exact`` tells whether all accents
    of the form were typed, rather than none.
    """

    start: int
    end: int
    forms: tuple[Form, ...]
    others: tuple[Form, ...]
    exact: bool


def read_entries(text: str) -> list[Entry]:
    """Return the entries of a table's ``text``; raise ``ValueError`` for a malformed line."""
    entries = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        *short, long = (cell.split("|") for cell in line.split("\t"))
        if len(short) > 1 or not (short or len(long) > 1):
            raise ValueError(f"line {number}: neither two columns nor several spellings")
        cell = short[0] if short else []
        one_way = [text for text in cell if text.strip().startswith(_ONE_WAY)]
        entries.append(Entry(_forms(cell), _forms(long), _forms(one_way)))
    return entries


def _forms(texts: Sequence[str]) -> tuple[Form, ...]:
    return tuple(dict.fromkeys(map(_form, texts)))


def _form(text: str) -> Form:
    return tuple(unify_spelling(s.surface.lower()) for s in syllables(clean_text(text)))


class Abbreviations:
    """Finds the forms of ``entries`` among typed syllables."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._others = _others_of(entries)
        self._by_folding: dict[Form, list[Form]] = {}
        for form in self._others:
            self._by_folding.setdefault(tuple(map(fold, form)), []).append(form)
        self._longest: dict[str, int] = {}
        """The first syllable of forms, folded → how many syllables they have at most."""
        for form in filter(None, self._by_folding):
            self._longest[form[0]] = max(self._longest.get(form[0], 0), len(form))

    def matches(self, typed: Sequence[str]) -> Iterator[Match]:
        """Yield the forms among ``typed`` syllables, in order, none overlapping another.

        ``typed`` are lower case and in the spelling of :func:`unify_spelling`; a syllable without
        accents stands for any of its accented forms.
        """
        folded = list(map(_folded, typed))
        at = 0
        while at < len(typed):
            match = self._longest_at(typed, folded, at)
            if match is not None:
                yield match
            at = match.end if match is not None else at + 1

    def _longest_at(self, typed: Sequence[str], folded: Sequence[str], at: int) -> Match | None:
        longest = self._longest.get(folded[at], 0)
        for end in range(min(len(typed), at + longest), at, -1):
            forms = self._by_folding.get(tuple(folded[at:end]))
            if forms is None:
                continue
            row = typed[at:end]
            agreeing = tuple(form for form in forms if _agrees(row, form))
            others = [
                other
                for form in agreeing
                for other in self._others[form]
                if not _agrees(row, other)
            ]
            if others:
                exact = tuple(row) in self._others
                return Match(at, end, agreeing, tuple(dict.fromkeys(others)), exact)
        return None


@lru_cache(_CACHED_SYLLABLES)
def _folded(syllable: str) -> str:
    return fold(syllable)


def _agrees(typed: Sequence[str], form: Form) -> bool:
    """Whether ``typed`` has the letters of ``form``, with its accents or none."""
    return len(typed) == len(form) and all(
        a == b or a == _folded(b) for a, b in zip(typed, form, strict=True)
    )


def _others_of(entries: Sequence[Entry]) -> dict[Form, list[Form]]:
    """Form → the forms it may be written as instead."""
    count: dict[Form, int] = {}
    for entry in entries:
        for form in entry.short:
            count[form] = count.get(form, 0) + 1
    others: dict[Form, list[Form]] = {}
    for entry in entries:
        clear = [f for f in entry.short if count[f] == 1 and f not in entry.one_way]
        for form in (*entry.short, *entry.long):
            known = others.setdefault(form, [])
            known += [f for f in (*clear, *entry.long) if f != form and f not in known]
    return others


@cache
def abbreviations() -> Abbreviations:
    """The abbreviations of the table that comes with the package, read once per process."""
    table = files("index.vietnamese").joinpath("abbreviations.tsv")
    return Abbreviations(read_entries(table.read_text("utf-8")))
