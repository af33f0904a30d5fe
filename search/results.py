"""What is answered?  Frozen shapes with the names of the endpoint's response.

Texts that an article lacks are ``None`` here, as they are ``null`` in JSON.
A facet counts missing values under ``""``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from search.request import Sort

Mark = tuple[int, int]
"""``[start, end)`` in characters of the text beside it."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A verbatim stretch of the stored article and the matches inside it, in order, disjoint."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Highlights:
    """The whole title, and up to a few stretches of summary or body."""

    title: Snippet | None
    body: tuple[Snippet, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found.  ``published`` is ISO 8601: a date, or a date with time and zone."""

    id: str
    title: str | None
    url: str | None
    source: str | None
    category: str | None
    published: str | None
    summary: str | None
    score: float | None
    similar: int
    highlights: Highlights | None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """How many of the matching articles have ``value``."""

    value: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many matching articles were published in the interval that ``start`` names
    (``2016``, ``2016-05`` or ``2016-05-12``)."""

    start: str
    count: int


@dataclass(frozen=True, slots=True)
class DateFacet:
    """Non-empty buckets in order of time, and the articles without a date."""

    interval: Literal["year", "month", "day"]
    buckets: tuple[Bucket, ...]
    undated: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Exact counts over all matches; each ignores its own selection."""

    category: tuple[FacetValue, ...]
    source: tuple[FacetValue, ...]
    date: DateFacet


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters as they were asked for."""

    category: tuple[str, ...]
    source: tuple[str, ...]
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class DateInQuery:
    """A date among the words that was taken for a filter: as typed, its first and last day (ISO
    8601; ``None`` where it is open), and the query without it."""

    text: str
    start: str | None
    end: str | None
    rest: str


@dataclass(frozen=True, slots=True)
class QueryEcho:
    """The query as typed and as understood; ``relaxed`` when not every word had to match."""

    q: str
    understood: str
    relaxed: bool
    filters: Filters
    dates: tuple[DateInQuery, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A query that probably says better what was meant."""

    q: str
    reason: Literal["accents", "spelling"]


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of hits, with totals and facets that count all matches."""

    query: QueryEcho
    total: int
    page: int
    size: int
    pages: int
    sort: Sort
    took_ms: float
    suggestion: Suggestion | None
    hits: tuple[Hit, ...]
    facets: Facets


@dataclass(frozen=True, slots=True)
class IndexStats:
    """What the index holds.  ``first``/``last`` are ISO dates; ``built`` is an ISO time in UTC;
    ``built_from`` lists the sources as they were given to ``reindex``."""

    articles: int
    undated: int
    first: str | None
    last: str | None
    categories: tuple[FacetValue, ...]
    sources: tuple[FacetValue, ...]
    built: str
    built_from: tuple[str, ...]
    generation: str
    schema_version: int


@dataclass(frozen=True, slots=True)
class Completion:
    """A query that begins as typed; ``count`` is how often the index has what was completed."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class KeyTerm:
    """A word as it is written; ``count`` articles of a set are about it."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Trend:
    """How many articles match a query: in all, without a date, and in each interval of ``dates``,
    empty ones left out."""

    q: str
    understood: str
    total: int
    dates: DateFacet
