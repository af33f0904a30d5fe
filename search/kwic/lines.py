"""Where does an article have the rows that are sought, and what stands beside them?

The stored text is looked at, so that offsets are right whatever was indexed when.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.article import Article
from index.vietnamese import surfaces
from search.concordance import ConcordanceRow, TextField
from search.highlight.matches import Marker
from search.highlight.patterns import Pattern, Step
from search.plan import FuzzyClause, PrefixClause, SoughtRow, SoughtSyllable

_FIELDS: tuple[TextField, ...] = ("title", "summary", "body")
_CHARS_A_SYLLABLE = 7  # with the space; most are shorter


class Line(NamedTuple):
    """One occurrence: ``article``'s text ``field``, which is ``text``, has it from ``start`` to
    ``end``.

    A tuple, since a common word has hundreds of thousands.
    """

    article: Article
    field: TextField
    text: str
    start: int
    end: int


class LineFinder:
    """Finds the occurrences of ``rows`` in any number of articles."""

    def __init__(self, rows: Sequence[SoughtRow]) -> None:
        self._all = frozenset(range(len(rows)))
        self._marker = Marker([_pattern(row) for row in rows], unaccented=False)

    def lines(self, article: Article, which: Sequence[int]) -> Iterator[Line]:
        """The occurrences, each place once, of those of the rows whose numbers are ``which``; by
        field and place."""
        own = frozenset(which)
        for field in _FIELDS:
            text: str = getattr(article, field)
            matches = self._marker.matches(text, field)
            if own != self._all:
                matches = [one for one in matches if one[2] in own]
            last = None
            for start, end, _ in matches:  # in order
                if (start, end) != last:
                    yield Line(article, field, text, start, end)
                last = start, end


def _pattern(row: SoughtRow) -> Pattern:
    return Pattern(tuple(map(_step, row.syllables)), row.field)


def _step(syllable: SoughtSyllable) -> Step:
    match syllable:
        case PrefixClause(text):
            return Step(prefix=text)
        case FuzzyClause(text):
            return Step(near=text)
        case str():
            return Step(frozenset({syllable}))


def row_of(line: Line, width: int) -> ConcordanceRow:
    """``line`` with ``width`` syllables on either side."""
    article, _, text, start, end = line
    first, last = start, end
    # between two syllables are signs alone, so that the next place of one is its own
    for word in words_before(line, width):
        first = text.rindex(word, 0, first)
    for word in words_behind(line, width):
        last = text.index(word, last) + len(word)
    return ConcordanceRow(
        id=article.id,
        field=line.field,
        start=start,
        end=end,
        left=text[first:start],
        hit=text[start:end],
        right=text[end:last],
        published=article.published,
        source=article.source,
    )


def words_before(line: Line, count: int) -> list[str]:
    """Up to ``count`` syllables before an occurrence, the nearest first."""
    if not count:
        return []
    return _surfaces_before(line.text, line.start, count)[: -count - 1 : -1]


def words_behind(line: Line, count: int) -> list[str]:
    """Up to ``count`` syllables behind an occurrence, the nearest first."""
    if not count:
        return []
    return _surfaces_behind(line.text, line.end, count)[:count]


def _surfaces_before(text: str, end: int, count: int) -> list[str]:
    """The syllables of a stretch up to ``end`` that has at least ``count`` of them, or all that
    there are."""
    room = count * _CHARS_A_SYLLABLE
    while True:
        # a space is in no syllable, so none is cut
        begin = text.rfind(" ", 0, max(end - room, 0)) + 1
        found = surfaces(text[begin:end])
        if len(found) >= count or not begin:
            return found
        room *= 2


def _surfaces_behind(text: str, start: int, count: int) -> list[str]:
    """The syllables of a stretch from ``start`` on that has at least ``count`` of them, or all that
    there are."""
    room = count * _CHARS_A_SYLLABLE
    while True:
        end = text.find(" ", start + room)
        found = surfaces(text[start : end if end >= 0 else None])
        if len(found) >= count or end < 0:
            return found
        room *= 2
