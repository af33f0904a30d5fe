"""How does what several queries find change over time?  ``/api/trends``, as JSON and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from flask import Response
from msgspec import UNSET

from search.counts import Split, per_thousand, share_of
from search.facet_values import FacetName
from web.api import parameters as p
from web.api.buckets import MAX_BUCKETS, check_room, starts_of
from web.api.csv_tables import csv_response, wants_table
from web.api.operations import Operation
from web.engine import count_all, current_engine
from web.params import (
    Pairs,
    first,
    query_pairs,
    read_choice,
    read_count,
    read_flag,
    read_queries,
    read_request,
)
from web.shapes.counting import PointAnswer, TrendsAnswer, Value, trends_answer
from web.shapes.writing import json_response

_VALUES = 20  # of a facet that have a series, where ``size`` does not say it
_ALL, _OTHERS = "(all)", "(others)"
"""What stands in place of a value, of the articles with any and with one that has no series."""
_BY: tuple[FacetName, ...] = ("source", "category")
_TOLD: tuple[Value, ...] = ("count", "share", "per1000")


def trends() -> Response:
    """How many articles match each of several queries over time."""
    pairs = query_pairs()
    if first(pairs, "interval") in (None, "", "auto"):  # the same for all the queries
        pairs = [("interval", "month"), *pairs]
    queries, request = read_queries(pairs), read_request(pairs)
    value = read_choice(pairs, "value", _TOLD)
    split = _split(pairs)
    as_table = wants_table(pairs)
    fills = read_flag(pairs, "empty")
    series = len(queries) * (1 + _values_apart(split))
    check_room(series, request)
    counts = count_all(queries, request, split)
    starts = starts_of(counts, request, series, fills=fills)
    answer = trends_answer(request, counts, value, starts, split)
    return csv_response(_rows(answer), "timbao-trends.csv") if as_table else json_response(answer)


def _split(pairs: Pairs) -> Split | None:
    """Into what each query's articles are counted apart; ``None`` where that is not asked for."""
    size = read_count(pairs, _VALUES)
    if not first(pairs, "by"):
        return None
    return Split(read_choice(pairs, "by", _BY), dates=True, limit=size)


def _values_apart(split: Split | None) -> int:
    """How many values may have a series: no more than there are."""
    if split is None or split.limit is None:
        return 0
    stats = current_engine().stats()
    there_are = stats.categories if split.facet == "category" else stats.sources
    return min(split.limit, len(there_are))


# As a table


def _rows(answer: TrendsAnswer) -> Iterator[list[str]]:
    """A row for each number: a query, where they were counted apart a value, an interval."""
    by = [] if answer.by is UNSET else [answer.by]
    told = [] if answer.value == "count" else ["of", answer.value]
    yield ["q", "understood", *by, "start", "count", *told]
    for trend in answer.trends:
        head = [trend.q, trend.understood]
        if trend.series is UNSET:
            yield from _points(head, trend.buckets)
            continue
        yield from _points([*head, _ALL], trend.buckets)
        for series in trend.series:
            yield from _points([*head, series.value], series.buckets)
        if answer.values is not UNSET and answer.values > len(trend.series):
            others = _others(trend.buckets, [series.buckets for series in trend.series])
            yield from _points([*head, _OTHERS], others)


def _others(
    whole: Sequence[PointAnswer], parts: Sequence[Sequence[PointAnswer]]
) -> Iterator[PointAnswer]:
    """What of each number of the ``whole`` is in none of the ``parts``."""
    for point, *own in zip(whole, *parts, strict=True):
        count = point.count - sum(one.count for one in own)
        if point.of is UNSET:
            yield PointAnswer(point.start, count)
            continue
        of = point.of - sum(one.of for one in own if one.of is not UNSET)
        share = UNSET if point.share is UNSET else share_of(count, of)
        per = UNSET if point.per1000 is UNSET else per_thousand(count, of)
        yield PointAnswer(point.start, count, of, share, per)


def _points(head: list[str], points: Iterable[PointAnswer]) -> Iterator[list[str]]:
    for point in points:
        numbers = point.count, point.of, point.share, point.per1000
        told = (number for number in numbers if number is not UNSET)
        yield [*head, point.start, *("" if one is None else str(one) for one in told)]


TRENDS = Operation(
    "/api/trends",
    "api.trends",
    trends,
    "Several queries over time",
    "How many articles of each interval answer each query, and what part of all articles that the "
    "filters let through that is. Every count is the total of /api/search with the interval as "
    "from and to, and with by the value as a filter besides; where from or to cuts an interval, "
    f"it is counted from or up to there. At most {MAX_BUCKETS:,} buckets in one answer: more are "
    "a 400.",
    (
        p.QUERIES,
        *p.FILTERS,
        p.MATCH,
        p.TRENDS_INTERVAL,
        p.BY,
        p.size("values have a series with by, those of the most articles", _VALUES),
        p.VALUE,
        p.EMPTY,
        p.FORMAT,
    ),
    TrendsAnswer,
    media={
        "text/csv": "A row for each bucket: q, understood, with by the facet's name, start, count, "
        "and where that is asked for of and share or per1000"
    },
    room="Research",
)
