"""How is a page of results written?  The answer of ``/api/search``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from search import SearchRequest, SearchResults
from search.request import Sort
from search.results import (
    AlternativeKind,
    DateFacet,
    DateInQuery,
    FacetValue,
    Filters,
    QueryEcho,
    Suggestion,
    iso_or_none,
)
from web.links import ResultLinks, result_links
from web.shapes.articles import HitAnswer, hit_answer

Start = Annotated[
    str,
    Meta(
        description="The year, month or day that is counted",
        examples=["2016", "2016-05", "2016-05-12"],
    ),
]
Number = Annotated[int, Meta(ge=0)]


class FiltersAnswer(Struct, frozen=True):
    """The filters as they were given; what is left out stands there only where anything is."""

    category: Sequence[str]
    source: Sequence[str]
    start: str | None = field(name="from")
    end: str | None = field(name="to")
    not_category: Sequence[str] | UnsetType = UNSET
    not_source: Sequence[str] | UnsetType = UNSET
    undated: Literal["only"] | UnsetType = UNSET


class DateAnswer(Struct, frozen=True):
    """A date among the words that was taken for a filter: as typed, its first and last day (null
    where it is open), and the query without it."""

    text: str
    start: str | None = field(name="from")
    end: str | None = field(name="to")
    rest: str


class QueryAnswer(Struct, frozen=True):
    """The query as typed and as understood."""

    q: str
    understood: Annotated[
        str, Meta(description="How it was read, in the query language, and how it was widened")
    ]
    relaxed: Annotated[
        bool, Meta(description="Whether articles that only come near are among the hits")
    ]
    filters: FiltersAnswer
    dates: Sequence[DateAnswer] | UnsetType = UNSET


class AlternativeAnswer(Struct, frozen=True):
    """Another count of the same query, and the parameters that ask for it."""

    kind: AlternativeKind
    label: str
    params: Mapping[str, str]
    total: Number


class SuggestionAnswer(Struct, frozen=True):
    """A query that probably says better what was meant; ``applied`` where nothing was found as
    typed and that one is answered in its place."""

    q: str
    reason: Literal["accents", "spelling"]
    applied: bool


class FacetValueAnswer(Struct, frozen=True):
    """How many of the articles have this value; "" is that of articles without one."""

    value: str
    count: Number
    selected: bool
    excluded: Literal[True] | UnsetType = UNSET


class BucketAnswer(Struct, frozen=True):
    """How many articles were published in one interval."""

    start: Start
    count: Number


class DatesAnswer(Struct, frozen=True):
    """The articles by date: intervals that have any, in order, and those without a date."""

    interval: Literal["year", "month", "day"]
    buckets: Sequence[BucketAnswer]
    undated: Number


class FacetsAnswer(Struct, frozen=True):
    """Exact counts over all articles that answer; each ignores its own selection."""

    category: Sequence[FacetValueAnswer]
    source: Sequence[FacetValueAnswer]
    date: DatesAnswer


class SearchAnswer(Struct, frozen=True):
    """One page of results, with exact totals and facets."""

    query: QueryAnswer
    total: Annotated[int, Meta(description="How many articles answer, exactly", ge=0)]
    near: Annotated[int, Meta(description="How many more only come near", ge=0)]
    groups: Annotated[int, Meta(description="How many stories the articles are", ge=0)]
    alternatives: Sequence[AlternativeAnswer] | None
    page: Annotated[int, Meta(ge=1)]
    size: Annotated[int, Meta(ge=1)]
    pages: Number
    sort: Sort
    took_ms: Annotated[float, Meta(description="Milliseconds that the search took")]
    suggestion: SuggestionAnswer | None
    hits: Sequence[HitAnswer]
    facets: FacetsAnswer
    links: ResultLinks


def search_answer(request: SearchRequest, results: SearchResults) -> SearchAnswer:
    """The body of ``/api/search``."""
    facets = results.facets
    return SearchAnswer(
        query=_query(results.query),
        total=results.total,
        near=results.near,
        groups=results.groups,
        alternatives=_alternatives(results),
        page=results.page,
        size=results.size,
        pages=results.pages,
        sort=results.sort,
        took_ms=round(results.took_ms, 2),
        suggestion=suggestion_answer(results.suggestion) if results.suggestion else None,
        hits=[hit_answer(hit) for hit in results.hits],
        facets=FacetsAnswer(
            [_value(value) for value in facets.category],
            [_value(value) for value in facets.source],
            dates_answer(facets.date),
        ),
        links=result_links(request, results),
    )


def filters_answer(asked: Filters | SearchRequest) -> FiltersAnswer:
    """The filters that were ``asked`` for."""
    return FiltersAnswer(
        asked.category,
        asked.source,
        asked.start,
        asked.end,
        asked.not_category or UNSET,
        asked.not_source or UNSET,
        "only" if asked.undated else UNSET,
    )


def dates_answer(dates: DateFacet) -> DatesAnswer:
    """The buckets of ``dates`` and what has none."""
    buckets = [BucketAnswer(one.start, one.count) for one in dates.buckets]
    return DatesAnswer(dates.interval, buckets, dates.undated)


def _query(echo: QueryEcho) -> QueryAnswer:
    return QueryAnswer(
        echo.q,
        echo.understood,
        echo.relaxed,
        filters_answer(echo.filters),
        [date_answer(one) for one in echo.dates] or UNSET,
    )


def date_answer(found: DateInQuery) -> DateAnswer:
    """A date among the words."""
    return DateAnswer(found.text, iso_or_none(found.start), iso_or_none(found.end), found.rest)


def suggestion_answer(found: Suggestion) -> SuggestionAnswer:
    """A query that probably says better what was meant."""
    return SuggestionAnswer(found.q, found.reason, found.applied)


def _alternatives(results: SearchResults) -> list[AlternativeAnswer] | None:
    """The other counts, ``None`` where nobody asked for them."""
    if results.alternatives is None:
        return None
    return [
        AlternativeAnswer(one.kind, one.label, one.params, one.total)
        for one in results.alternatives
    ]


def _value(found: FacetValue) -> FacetValueAnswer:
    excluded: Literal[True] | UnsetType = True if found.excluded else UNSET
    return FacetValueAnswer(found.value, found.count, found.selected, excluded)
