"""Where does an article have the rows that are sought, and what stands beside them?

The stored text is looked at, so that offsets are right whatever was indexed when.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.article import Article
from index.vietnamese import Syllable, syllables
from search.concordance import ConcordanceRow, TextField
from search.highlight.matches import Marker
from search.highlight.patterns import Pattern, Step
from search.plan import FuzzyClause, PrefixClause, SoughtRow, SoughtSyllable

_FIELDS: tuple[TextField, ...] = ("title", "summary", "body")
_CHARS_A_SYLLABLE = 8  # with the space; most are shorter


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
    article, text = line.article, line.text
    before, behind = words_before(line, width), words_behind(line, width)
    first = before[-1].start if before else line.start
    last = behind[-1].end if behind else line.end
    return ConcordanceRow(
        id=article.id,
        field=line.field,
        start=line.start,
        end=line.end,
        left=text[first : line.start],
        hit=text[line.start : line.end],
        right=text[line.end : last],
        published=article.published,
        source=article.source,
    )


def words_before(line: Line, count: int) -> list[Syllable]:
    """Up to ``count`` syllables before an occurrence, the nearest first."""
    text, room = line.text, count * _CHARS_A_SYLLABLE
    while count:
        # a space is in no syllable, so none is cut
        begin = text.rfind(" ", 0, max(line.start - room, 0)) + 1
        found = list(syllables(text[begin : line.start]))
        if len(found) >= count or not begin:
            return [_moved(one, begin) for one in found[: -count - 1 : -1]]
        room *= 2
    return []


def words_behind(line: Line, count: int) -> list[Syllable]:
    """Up to ``count`` syllables behind an occurrence, the nearest first."""
    text, room = line.text, count * _CHARS_A_SYLLABLE
    while count:
        end = text.find(" ", line.end + room)
        found = list(syllables(text[line.end : end if end >= 0 else None]))
        if len(found) >= count or end < 0:
            return [_moved(one, line.end) for one in found[:count]]
        room *= 2
    return []


def _moved(one: Syllable, offset: int) -> Syllable:
    return Syllable(one.surface, one.start + offset, one.end + offset)
