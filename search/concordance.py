"""What is a concordance, and what may be asked of one?  Frozen shapes, as in
:mod:`search.results`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from search.errors import InvalidRequest
from search.request import SearchRequest

ContextSort = Literal["left", "right", "date"]
CutBy = Literal["limit", "articles"]
TextField = Literal["title", "summary", "body"]

CONTEXT_SORTS: tuple[ContextSort, ...] = ("left", "right", "date")
MAX_ROWS = 5000
MAX_WIDTH = 100  # syllables: more is read in the article itself
MAX_ARTICLES_READ, MAX_LINES_READ = 20_000, 100_000
"""Rows are sorted by their context over so many articles at most, or over those that have so many
occurrences: reading them takes two seconds."""


@dataclass(frozen=True, slots=True)
class ConcordanceRequest:
    """Where a query's words stand as a row.  Creating a wrong one raises
    :class:`search.errors.InvalidRequest`.

    ``search`` has the query, how it is matched and the filters; its order, page and ``group`` do
    not count.  ``width`` is how many syllables are shown on either side.  The first ``limit`` rows
    are wanted in the order of the words before the hit, read outwards from it, of those behind it,
    or of time.  With ``group``, the oldest article of each story speaks for all of it.
    """

    search: SearchRequest
    width: int = 8
    sort: ContextSort = "left"
    limit: int = 100
    group: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.width <= MAX_WIDTH:
            raise InvalidRequest("width", f"a whole number from 0 to {MAX_WIDTH}")
        if not 1 <= self.limit <= MAX_ROWS:
            raise InvalidRequest("limit", f"a whole number from 1 to {MAX_ROWS}")
        if self.sort not in CONTEXT_SORTS:
            raise InvalidRequest("sort", f"one of {', '.join(CONTEXT_SORTS)}")


@dataclass(frozen=True, slots=True)
class ConcordanceRow:
    """One occurrence: ``hit`` is what the stored text ``field`` of the article ``id`` has from
    ``start`` to ``end`` (code points), and ``left + hit + right`` a verbatim stretch of it.

    ``published`` and ``source`` are the article's, ``None`` and "" where it lacks them.
    """

    id: str
    field: TextField
    start: int
    end: int
    left: str
    hit: str
    right: str
    published: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Concordance:
    """How often the words of ``q`` stand as a row: ``total`` times in so many ``articles``, both
    exact, and the first ``rows`` in order.

    ``cut_by`` tells what cut the rows, if anything did: the ``limit`` that was asked for, so that
    they are the first of all; or that not all ``articles`` were ``read``, which are the newest, so
    that they are the first of these.
    """

    q: str
    understood: str
    total: int
    articles: int
    read: int
    cut_by: CutBy | None
    rows: tuple[ConcordanceRow, ...]
