"""What is answered?  Frozen shapes with the names of the endpoint's response.

Dates are dates here; only the start of a bucket is text, for it names an interval.  An article
has ``""`` for a text that it lacks: :func:`text_or_none` is the one place where that becomes
``None``, which JSON writes as ``null``.  A facet counts missing values under ``""``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.article import Article
from search.request import SearchRequest, Sort
from search.stopwatch import Timing
from search.terms import KeyTerm

AlternativeKind = Literal["phrase", "syllables", "reading", "dates"]
"""The exact phrase; each syllable anywhere; one of several readings; on all days."""

LooseningKind = Literal[
    "dates", "category", "source", "match", "all", "phrase", "field", "without", "word"
]
"""What is left open: the days; a facet; how the query is matched; all of these, with all that is
no word in the query; a phrase's quotes; one field; an exclusion; a word."""

Mark = tuple[int, int]
"""``[start, end)`` in characters of the text beside it."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A verbatim stretch of the stored article and the matches inside it, in order, disjoint.

    ``cut_before`` and ``cut_behind`` tell whether its first sentence begins before it and its last
    one goes on behind it: where it is shown, an ellipsis belongs there.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    cut_before: bool = False
    cut_behind: bool = False


@dataclass(frozen=True, slots=True)
class Highlights:
    """The whole title, and up to a few stretches of summary or body."""

    title: Snippet | None
    body: tuple[Snippet, ...]


@dataclass(frozen=True, slots=True)
class ArticleMarks:
    """Where one whole article has what a request finds: in each of its texts disjoint stretches, in
    order."""

    title: tuple[Mark, ...] = ()
    summary: tuple[Mark, ...] = ()
    body: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found, how well it fits, and where.

    ``article`` is as it is stored, with one exception: its ``body`` is ``""`` where no highlights
    were asked for, since bodies are most of what there is to read and nobody would look at them
    (:meth:`search.engine.Engine.article` gives the whole one).  ``score`` is a positive number
    without a unit, comparable within one search, and ``None`` where nothing was asked for; ``near``
    if it does not answer the query and only comes near; ``similar`` is how many more articles of
    the same group the hit stands for, and ``others`` are the oldest of these, as many as were asked
    for, without score and highlights.

    The properties are the article's fields as the endpoint writes them: ``None`` for what the
    article lacks.
    """

    article: Article
    score: float | None = None
    highlights: Highlights | None = None
    near: bool = False
    similar: int = 0
    others: tuple[Hit, ...] = ()

    @property
    def id(self) -> str:
        """The article's id, never empty."""
        return self.article.id

    @property
    def title(self) -> str | None:
        """The whole title, without marks."""
        return text_or_none(self.article.title)

    @property
    def url(self) -> str | None:
        """Where the article was published."""
        return text_or_none(self.article.url)

    @property
    def source(self) -> str | None:
        """The newspaper."""
        return text_or_none(self.article.source)

    @property
    def category(self) -> str | None:
        """The newspaper's own category."""
        return text_or_none(self.article.category)

    @property
    def published(self) -> str | None:
        """ISO 8601: a date, or a date with time and zone where the hour is known."""
        published = self.article.published
        return published.isoformat() if published is not None else None

    @property
    def published_from(self) -> str | None:
        """Where the date was read; see :data:`index.article.DateOrigin`."""
        return text_or_none(self.article.published_from)

    @property
    def published_sure(self) -> bool | None:
        """Whether the date is sure; ``None`` where there is none."""
        return self.article.published_sure if self.article.published is not None else None

    @property
    def indexed(self) -> str | None:
        """ISO 8601 in UTC: when the index took the article in first."""
        indexed = self.article.indexed
        return indexed.isoformat() if indexed is not None else None

    @property
    def summary(self) -> str | None:
        """The article's own summary, without marks."""
        return text_or_none(self.article.summary)


def text_or_none(text: str) -> str | None:
    """``text`` of an article, ``None`` where the article lacks it."""
    return text or None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """How many of the matching articles have ``value``; whether it was asked for, or asked to be
    left out."""

    value: str
    count: int
    selected: bool
    excluded: bool = False


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
    """Exact counts over all matches; each ignores its own selection and what of it is left
    out."""

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
    not_category: tuple[str, ...] = ()
    not_source: tuple[str, ...] = ()
    undated: bool = False

    @classmethod
    def of(cls, request: SearchRequest) -> Filters:
        """The filters that ``request`` asks for."""
        return cls(
            request.category,
            request.source,
            request.start,
            request.end,
            request.not_category,
            request.not_source,
            request.undated,
        )


@dataclass(frozen=True, slots=True)
class DateInQuery:
    """A date among the words that was taken for a filter: as typed, its first and last day, both
    included (``None`` where it is open), and the query without it."""

    text: str
    start: date | None
    end: date | None
    rest: str


@dataclass(frozen=True, slots=True)
class QueryEcho:
    """The query as typed and as understood; ``relaxed`` when articles that only come near are
    among the hits."""

    q: str
    understood: str
    relaxed: bool
    filters: Filters
    dates: tuple[DateInQuery, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A query that probably says better what was meant; ``applied`` where nothing was found as
    typed and that one is answered in its place."""

    q: str
    reason: Literal["accents", "spelling"]
    applied: bool = False


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another count of the same query: ``total`` articles answer the request that ``params`` turn
    this one into; ``label`` is what is looked for."""

    kind: AlternativeKind
    label: str
    params: Mapping[str, str]
    total: int


@dataclass(frozen=True, slots=True)
class Loosening:
    """A request that finds ``total`` articles where another one, with one restriction more, finds
    none; ``said`` is what of the query's text that was, "" where it was no part of the text."""

    kind: LooseningKind
    said: str
    request: SearchRequest
    total: int


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of hits.  ``total`` and facets count all articles that answer; ``near`` how many
    more come near, which are among the hits in the order of relevance; ``groups`` how many stories
    the articles are that answer.  ``pages`` go over the hits: stories, or articles where these were
    asked for.  ``alternatives`` are ``None`` unless they were asked for; ``timings`` are the parts
    of ``took_ms``, in order.  ``cursor`` leads to the next page in the same state of the index, and
    is ``None`` where there is none."""

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
    near: int = 0
    groups: int = 0
    alternatives: tuple[Alternative, ...] | None = None
    terms: tuple[KeyTerm, ...] | None = None
    timings: tuple[Timing, ...] = ()
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """A query that begins as typed; ``count`` is how often the index has what was completed."""

    text: str
    count: int
