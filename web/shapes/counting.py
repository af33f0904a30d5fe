"""How is it written how many articles answer each of many queries?  The answers of ``/api/trends``
and ``/api/count``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from search import SearchRequest
from search.counts import Count, Counts, Series, Split, per_thousand, share_of
from search.facet_values import FacetName
from search.results import DateFacet
from web.intervals import Interval
from web.shapes.results import (
    BucketAnswer,
    FiltersAnswer,
    Number,
    Start,
    SuggestionAnswer,
    filters_answer,
)

Value = Literal["count", "share", "per1000"]
"""What is told of each number: how many, or also what part of all, or how many of a thousand."""

Whole = Annotated[
    Number | UnsetType,
    Meta(
        description="How many articles the filters let through of the same time (and value): what "
        "the share is of; only with value=share and value=per1000"
    ),
]
Share = Annotated[
    float | UnsetType | None,
    Meta(
        description="count / of, rounded to 7 digits behind the point; null where of is 0; only "
        "with value=share"
    ),
]
PerThousand = Annotated[
    float | UnsetType | None,
    Meta(
        description="1000 * count / of, rounded to 4 digits behind the point; null where of is 0; "
        "only with value=per1000"
    ),
]
Corrected = Annotated[
    SuggestionAnswer | UnsetType,
    Meta(description="What was counted in its place, where nothing answers what was typed"),
]


class PointAnswer(Struct, frozen=True):
    """How many articles were published in one interval, and what part of all of it that is."""

    start: Start
    count: Number
    of: Whole = UNSET
    share: Share = UNSET
    per1000: PerThousand = UNSET


class SeriesAnswer(Struct, frozen=True):
    """One value of the facet ("" is that of articles without one): how many of the articles that
    answer have it, in all and in each interval."""

    value: str
    total: Number
    undated: Number
    buckets: Sequence[PointAnswer]
    of: Whole = UNSET
    share: Share = UNSET
    per1000: PerThousand = UNSET


class TrendAnswer(Struct, frozen=True):
    """How many articles answer one query, in all and in each interval."""

    q: str
    understood: str
    total: Number
    undated: Annotated[Number, Meta(description="How many of these have no date")]
    buckets: Sequence[PointAnswer]
    of: Whole = UNSET
    share: Share = UNSET
    per1000: PerThousand = UNSET
    suggestion: Corrected = UNSET
    series: Annotated[
        Sequence[SeriesAnswer] | UnsetType,
        Meta(description="With by: a series for each value, the same ones for every query"),
    ] = UNSET
    rest: Annotated[
        Number | UnsetType,
        Meta(description="With by: how many of the articles have a value without a series"),
    ] = UNSET


class TrendsAnswer(Struct, frozen=True):
    """Several queries over time: every query has a bucket for the same intervals."""

    interval: Interval
    value: Value
    filters: FiltersAnswer
    trends: Sequence[TrendAnswer]
    by: FacetName | UnsetType = UNSET
    size: Annotated[
        Number | UnsetType, Meta(description="With by: how many values have a series at most")
    ] = UNSET
    values: Annotated[
        Number | UnsetType,
        Meta(
            description="With by: how many values there are among all articles that the filters "
            "let through; more than size where some have no series"
        ),
    ] = UNSET


class CountAnswer(Struct, frozen=True):
    """How many articles answer one query, in all and in each interval that has any."""

    q: str
    understood: str
    total: Number
    groups: Annotated[Number, Meta(description="How many stories these are")]
    undated: Annotated[Number, Meta(description="How many of these have no date")]
    buckets: Sequence[BucketAnswer]
    suggestion: Corrected = UNSET


class EverythingAnswer(Struct, frozen=True):
    """All articles that the filters let through, whatever is asked of them."""

    total: Number
    groups: Number
    undated: Number
    buckets: Sequence[BucketAnswer]


class CountsAnswer(Struct, frozen=True):
    """Many queries, counted with the same filters, in their order."""

    interval: Interval
    filters: FiltersAnswer
    everything: EverythingAnswer
    counts: Sequence[CountAnswer]
    left: Annotated[
        Sequence[str],
        Meta(
            description="The last of the queries, for which there was no time: ask for them again"
        ),
    ]


def counts_answer(request: SearchRequest, found: Counts) -> CountsAnswer:
    """The body of ``/api/count``."""
    every = found.everything
    return CountsAnswer(
        every.dates.interval,
        filters_answer(request),
        EverythingAnswer(every.total, every.groups, every.dates.undated, _buckets(every.dates)),
        [
            CountAnswer(
                one.q,
                one.understood,
                one.total,
                one.groups,
                one.dates.undated,
                _buckets(one.dates),
                _suggestion(one),
            )
            for one in found.counts
        ],
        found.left,
    )


def trends_answer(
    request: SearchRequest, found: Counts, value: Value, starts: Sequence[str], split: Split | None
) -> TrendsAnswer:
    """The body of ``/api/trends``, with a bucket for each of ``starts``; values were counted apart
    as ``split`` says."""
    every = found.everything
    writer = _Writer(value, starts)
    trends = [
        TrendAnswer(
            one.q,
            one.understood,
            one.total,
            one.dates.undated,
            writer.points(one.dates, every.dates),
            suggestion=_suggestion(one),
            series=writer.series(one, every) if split else UNSET,
            rest=one.total - sum(own.total for own in one.series) if split else UNSET,
            **writer.told(one.total, every.total),
        )
        for one in found.counts
    ]
    filters = filters_answer(request)
    if split is None:
        return TrendsAnswer(every.dates.interval, value, filters, trends)
    size = UNSET if split.limit is None else split.limit
    return TrendsAnswer(
        every.dates.interval, value, filters, trends, split.facet, size, every.values
    )


class _Writer:
    """Writes numbers as ``value`` says, with a bucket for each of ``starts``."""

    def __init__(self, value: Value, starts: Sequence[str]) -> None:
        self._value, self._starts = value, starts

    def told(self, count: int, of: int) -> dict[str, Any]:
        """What is told of ``count`` besides, which is a part ``of`` so many."""
        if self._value == "share":
            return {"of": of, "share": share_of(count, of)}
        if self._value == "per1000":
            return {"of": of, "per1000": per_thousand(count, of)}
        return {}

    def points(self, dates: DateFacet | None, whole: DateFacet | None) -> list[PointAnswer]:
        """The numbers of ``dates``, none where there are none, as parts of the ``whole``."""
        own, of = _by_start(dates), _by_start(whole)
        return [
            PointAnswer(start, own.get(start, 0), **self.told(own.get(start, 0), of.get(start, 0)))
            for start in self._starts
        ]

    def series(self, one: Count, every: Count) -> list[SeriesAnswer]:
        """Each value that was taken of ``every`` article, and how many of ``one`` have it."""
        own = {series.value: series for series in one.series}
        return [
            self._one_series(own.get(whole.value, Series(whole.value, 0)), whole)
            for whole in every.series
        ]

    def _one_series(self, own: Series, whole: Series) -> SeriesAnswer:
        return SeriesAnswer(
            own.value,
            own.total,
            own.dates.undated if own.dates else 0,
            self.points(own.dates, whole.dates),
            **self.told(own.total, whole.total),
        )


def _by_start(dates: DateFacet | None) -> dict[str, int]:
    return {bucket.start: bucket.count for bucket in dates.buckets} if dates else {}


def _buckets(dates: DateFacet) -> list[BucketAnswer]:
    return [BucketAnswer(one.start, one.count) for one in dates.buckets]


def _suggestion(one: Count) -> SuggestionAnswer | UnsetType:
    found = one.suggestion
    return UNSET if found is None else SuggestionAnswer(found.q, found.reason, found.applied)
