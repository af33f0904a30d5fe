"""Where does an article have the rows that are sought, and what stands beside them?

The stored text is looked at, so that offsets are right whatever was indexed when.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.article import Article
from index.vietnamese import surfaces, syllables
from search.concordance import ConcordanceRow, TextField
from search.highlight.matches import Marker
from search.highlight.patterns import Pattern, Step
from search.plan import FuzzyClause, PrefixClause, SoughtRow, SoughtSyllable

_FIELDS: tuple[TextField, ...] = ("title", "summary", "body")
_CHARS_A_SYLLABLE = 7  # with the space; most are shorter


class Line(NamedTuple):
    """One occurrence: ``article``'s text ``field`` has it from ``start`` to ``end``.

    A tuple, since a common word has hundreds of thousands.
    """

    article: Article
    field: TextField
    start: int
    end: int

    @property
    def text(self) -> str:
        """The whole text that it stands in."""
        return str(getattr(self.article, self.field))


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
            matches = self._marker.matches(getattr(article, field), field)
            if own != self._all:
                matches = [one for one in matches if one[2] in own]
            for start, end in dict.fromkeys((start, end) for start, end, _ in matches):
                yield Line(article, field, start, end)


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
    article, text, start, end = line.article, line.text, line.start, line.end
    first, last = start, end
    if width:
        begin, _ = _stretch_before(text, start, width)
        before = list(syllables(text[begin:start]))[-width:]
        first = begin + before[0].start if before else start
        stop, _ = _stretch_behind(text, end, width)
        behind = list(syllables(text[end:stop]))[:width]
        last = end + behind[-1].end if behind else end
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
    return _stretch_before(line.text, line.start, count)[1][: -count - 1 : -1]


def words_behind(line: Line, count: int) -> list[str]:
    """Up to ``count`` syllables behind an occurrence, the nearest first."""
    if not count:
        return []
    return _stretch_behind(line.text, line.end, count)[1][:count]


def _stretch_before(text: str, end: int, count: int) -> tuple[int, list[str]]:
    """Where a stretch up to ``end`` begins that has at least ``count`` syllables, or all that there
    are; and these."""
    room = count * _CHARS_A_SYLLABLE
    while True:
        # a space is in no syllable, so none is cut
        begin = text.rfind(" ", 0, max(end - room, 0)) + 1
        found = surfaces(text[begin:end])
        if len(found) >= count or not begin:
            return begin, found
        room *= 2


def _stretch_behind(text: str, start: int, count: int) -> tuple[int, list[str]]:
    """Where a stretch from ``start`` on ends that has at least ``count`` syllables, or all that
    there are; and these."""
    room = count * _CHARS_A_SYLLABLE
    while True:
        stop = text.find(" ", start + room)
        end = stop if stop >= 0 else len(text)
        found = surfaces(text[start:end])
        if len(found) >= count or end == len(text):
            return end, found
        room *= 2
