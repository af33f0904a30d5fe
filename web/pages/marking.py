"""Which parts of a page's text are marked, and how does one get from mark to mark?

Marks are counted over the whole page in the order of reading.  Each has a number, which its anchor
is named by; so that a page stays small, marks beyond :data:`MAX_ANCHORS` have none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.article import Article
from search.results import ArticleMarks, Mark
from web.headlines import Span
from web.pages.paragraphs import Layout

MAX_ANCHORS = 300


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is marked as a whole, or not; ``number`` is that of the mark which
    begins with it, 0 where none does."""

    text: str
    is_marked: bool = False
    number: int = 0


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """The text of an article for its page: ``marks`` are in it, ``anchors`` of them with a
    number."""

    headline: Line
    is_headline_cut: bool
    lead: Line
    paragraphs: tuple[Line, ...]
    marks: int
    anchors: int


def mark_text(article: Article, layout: Layout, marks: ArticleMarks) -> MarkedText:
    """The parts of ``layout`` with the marks that fall into them."""
    counter = _Counter()
    of_field = {name: _Marker(getattr(article, name), getattr(marks, name), counter)
                for name in ("title", "summary", "body")}  # fmt: skip

    def line(span: Span | None) -> Line:
        return tuple(of_field[span.field].pieces(span)) if span is not None else ()

    headline, lead = line(layout.headline), line(layout.lead)
    paragraphs = tuple(map(line, layout.paragraphs))
    anchors = min(counter.marks, MAX_ANCHORS)
    is_cut = layout.headline.is_cut
    return MarkedText(headline, is_cut, lead, paragraphs, counter.marks, anchors)


class _Counter:
    """How many marks there were so far."""

    def __init__(self) -> None:
        self.marks = 0

    def next_anchor(self) -> int:
        self.marks += 1
        return self.marks if self.marks <= MAX_ANCHORS else 0


class _Marker:
    """Cuts spans of one text, which are asked for in order, at its marks: in linear time."""

    def __init__(self, text: str, marks: Sequence[Mark], counter: _Counter) -> None:
        self._text, self._marks, self._counter = text, marks, counter
        self._next = 0  # the first mark that does not end before what was asked for

    def pieces(self, span: Span) -> Iterator[Piece]:
        """The pieces of ``span``; a mark that goes on behind it is marked there too, without a
        number of its own."""
        at = span.start
        while self._next < len(self._marks):
            start, end = self._marks[self._next]
            if start >= span.end:
                break
            if end > at:
                if start > at:
                    yield Piece(self._text[at:start])
                is_new = start >= span.start
                number = self._counter.next_anchor() if is_new else 0
                yield Piece(self._text[max(start, at) : min(end, span.end)], True, number)
                at = min(end, span.end)
            if end > span.end:
                break
            self._next += 1
        if at < span.end:
            yield Piece(self._text[at : span.end])
