"""How many articles are there per category, source and span of time, and how many stories are they?

What the cluster counts (its *aggregations*) and how that is read.  Counts are exact: every value is
asked for.  Dates are counted by month, which years are made of, unless days are asked for: a
histogram of all days costs more than all other counts together.  Of few articles days are counted
as well; where the span of more tells that days are to be shown, these are asked for afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from index.cluster.mapping import DAY, GROUPED, MONTH, iso_month, value_field
from index.days import iso_day
from search.engines.opensearch.dsl import Query
from search.engines.opensearch.values import ValueTable
from search.request import Interval
from search.results import Bucket, DateFacet

Aggregations = dict[str, Any]
Unit = Literal["year", "month", "day"]

FEW = 2000
"""Articles of which days are counted as well."""
MAX_STORIES = 60_000
"""Stories with several articles that are counted in one answer."""
_MONTHS_A_YEAR = 12
# The finest interval that keeps a histogram readable: about sixty bars.
_MAX_SPAN_DAYS = 62
_MAX_SPAN_DAYS_OF_MONTHS = 5 * 366
_VALUES, _MONTHS, _DAYS, _UNDATED, _FIRST, _LAST = (
    *("values", "months", "days", "undated", "first", "last"),
)


def filtered(query: Query, aggregations: Aggregations) -> Aggregations:
    """``aggregations`` of what also matches ``query``."""
    return {"filter": query, "aggs": aggregations}


# Values


def values_of(
    table: ValueTable, more: Aggregations | None = None, size: int | None = None
) -> Aggregations:
    """The counts of each value of a facet, with ``more`` of each of its articles; of at most so
    many spellings, where it is not known how many there are."""
    counted: Aggregations = {
        "terms": {
            "field": value_field(table.name),
            "missing": "",
            "size": size or table.size + 1,
        }
    }
    return {_VALUES: {**counted, "aggs": more} if more else counted}


def read_values(answer: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """How each value is spelt, and how many articles have it so."""
    for bucket in answer[_VALUES]["buckets"]:
        yield bucket["key"], bucket["doc_count"]


def buckets_of_values(answer: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """How each value is spelt, and all that was counted of it."""
    for bucket in answer[_VALUES]["buckets"]:
        yield bucket["key"], bucket


# Dates


def dates_of(interval: Interval, articles: int | None = None) -> Aggregations:
    """The counts of each interval of time, of at most so many ``articles``."""
    counted: Aggregations = {
        _UNDATED: {"missing": {"field": DAY}},
        _FIRST: {"min": {"field": DAY}},
        _LAST: {"max": {"field": DAY}},
    }
    if interval != "day":
        counted[_MONTHS] = _histogram(MONTH)
    if interval == "day" or (interval == "auto" and articles is not None and articles <= FEW):
        counted[_DAYS] = _histogram(DAY)
    return counted


def _histogram(field: str) -> Aggregations:
    return {"histogram": {"field": field, "interval": 1, "min_doc_count": 1}}


def unit_of(answer: Mapping[str, Any], interval: Interval) -> Unit:
    """In which unit of time what was counted by :func:`dates_of` is to be shown."""
    return _finest_interval(answer) if interval == "auto" else interval


def has_unit(answer: Mapping[str, Any], unit: Unit) -> bool:
    """Whether what was counted by :func:`dates_of` can be shown in that ``unit``."""
    return unit != "day" or _DAYS in answer


def read_dates(answer: Mapping[str, Any], unit: Unit) -> DateFacet:
    """What was counted by :func:`dates_of`, as it is shown in that ``unit``, which it was asked
    for in, or a longer one."""
    undated = answer[_UNDATED]["doc_count"]
    if unit == "day":
        days = tuple(Bucket(iso_day(day), count) for day, count in _counts(answer[_DAYS]))
        return DateFacet("day", days, undated)
    starts: dict[str, int] = {}
    for month, count in _counts(answer[_MONTHS]):
        start = iso_month(month) if unit == "month" else f"{month // _MONTHS_A_YEAR + 1:04}"
        starts[start] = starts.get(start, 0) + count
    return DateFacet(unit, tuple(map(Bucket, starts, starts.values())), undated)


def _finest_interval(answer: Mapping[str, Any]) -> Unit:
    """In which unit of time a histogram of what was counted is readable."""
    first, last = answer[_FIRST]["value"], answer[_LAST]["value"]
    span = int(last - first) if first is not None else 0
    if span <= _MAX_SPAN_DAYS:
        return "day"
    return "month" if span <= _MAX_SPAN_DAYS_OF_MONTHS else "year"


def _counts(answer: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    for bucket in answer["buckets"]:
        yield int(bucket["key"]), bucket["doc_count"]


# Stories


@dataclass(frozen=True, slots=True)
class Stories:
    """By its number, how many articles of each story there are, of those that have several."""

    articles: Mapping[int, int]

    @property
    def repeats(self) -> int:
        """How many articles are not the first of their story."""
        return sum(self.articles.values()) - len(self.articles)


STORIES: Aggregations = {
    "terms": {"field": GROUPED, "size": MAX_STORIES, "min_doc_count": 2, "shard_min_doc_count": 1}
}


def read_stories(answer: Mapping[str, Any]) -> Stories:
    """What was counted by :data:`STORIES`."""
    return Stories(dict(_counts(answer)))
