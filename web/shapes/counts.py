"""How are counts written: of several queries over time, of words, of the whole index?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import Meta, Struct

from search import SearchRequest
from search.counts import Count, IndexStats
from search.results import Completion, DateFacet, FacetValue, KeyTerm
from web.shapes.results import BucketAnswer, FiltersAnswer, Number, filters_answer
from web.shapes.writing import iso


class TrendAnswer(Struct, frozen=True):
    """How many articles answer one query, in all and in each interval."""

    q: str
    understood: str
    total: Number
    undated: Number
    buckets: Sequence[BucketAnswer]


class TrendsAnswer(Struct, frozen=True):
    """Several queries over time: every query has a bucket for the same intervals."""

    interval: Literal["year", "month", "day"]
    filters: FiltersAnswer
    trends: Sequence[TrendAnswer]


class ValueAnswer(Struct, frozen=True):
    """How many articles have a value; "" is that of articles without one."""

    value: str
    count: Number


class LackingAnswer(Struct, frozen=True):
    """How many articles lack what an article may have."""

    title: Number
    summary: Number
    body: Number
    date: Number
    category: Number
    source: Number


class StatsAnswer(Struct, frozen=True):
    """What the index holds, and when and from what it was built."""

    articles: Number
    undated: Number
    first: Annotated[str | None, Meta(description="The first day that an article is of")]
    last: Annotated[str | None, Meta(description="The last such day")]
    categories: Sequence[ValueAnswer]
    sources: Sequence[ValueAnswer]
    built: Annotated[str, Meta(description="ISO 8601, in UTC")]
    built_from: Annotated[Sequence[str], Meta(description="The sources, as reindex was given them")]
    generation: str
    schema_version: int
    without: LackingAnswer


class TermAnswer(Struct, frozen=True):
    """A word as it is written, and how many articles of the set are about it."""

    text: str
    count: Number


class TermsAnswer(Struct, frozen=True):
    """The words that tell what a search finds from everything else, the most telling first."""

    q: str
    terms: Sequence[TermAnswer]


class CompletionAnswer(Struct, frozen=True):
    """A query that begins as typed, and how often the index has what was completed."""

    text: str
    count: Number


class SuggestAnswer(Struct, frozen=True):
    """What somebody may be about to type."""

    q: str
    completions: Sequence[CompletionAnswer]


class HealthAnswer(Struct, frozen=True):
    """Alive, and with which index."""

    status: Literal["ok"]
    generation: str
    articles: Number


def trends_answer(request: SearchRequest, trends: Sequence[Count]) -> TrendsAnswer:
    """The body of ``/api/trends``: the intervals are those in which any query has an article."""
    starts = sorted({bucket.start for trend in trends for bucket in trend.dates.buckets})
    listed = [
        TrendAnswer(
            trend.q,
            trend.understood,
            trend.total,
            trend.dates.undated,
            _filled(trend.dates, starts),
        )
        for trend in trends
    ]
    return TrendsAnswer(trends[0].dates.interval, filters_answer(request), listed)


def stats_answer(stats: IndexStats) -> StatsAnswer:
    """The body of ``/api/stats``."""
    lacking = stats.without
    return StatsAnswer(
        stats.articles,
        stats.undated,
        iso(stats.first),
        iso(stats.last),
        [_value(value) for value in stats.categories],
        [_value(value) for value in stats.sources],
        stats.built.isoformat(),
        stats.built_from,
        stats.generation,
        stats.schema_version,
        LackingAnswer(
            lacking.title,
            lacking.summary,
            lacking.body,
            lacking.date,
            lacking.category,
            lacking.source,
        ),
    )


def terms_answer(q: str, found: Sequence[KeyTerm]) -> TermsAnswer:
    """The body of ``/api/terms``."""
    return TermsAnswer(q, [TermAnswer(one.text, one.count) for one in found])


def suggest_answer(q: str, found: Sequence[Completion]) -> SuggestAnswer:
    """The body of ``/api/suggest``."""
    return SuggestAnswer(q, [CompletionAnswer(one.text, one.count) for one in found])


def _trend(trend: Count, starts: Sequence[str]) -> TrendAnswer:
    buckets = _filled(trend.dates, starts)
    return TrendAnswer(trend.q, trend.understood, trend.total, trend.dates.undated, buckets)


def _filled(dates: DateFacet, starts: Sequence[str]) -> list[BucketAnswer]:
    """A bucket for each of ``starts``, those without articles too."""
    counts = {bucket.start: bucket.count for bucket in dates.buckets}
    return [BucketAnswer(start, counts.get(start, 0)) for start in starts]


def _value(value: FacetValue) -> ValueAnswer:
    return ValueAnswer(value.value, value.count)
