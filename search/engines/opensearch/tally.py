"""How many articles pass the same filters, by date and by the values of a facet?

What a value has in each interval is asked for when it is known in which unit of time all of them
are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from search.counts import Series, Split
from search.engines.opensearch import aggregating
from search.engines.opensearch.aggregating import STORIES, Aggregations
from search.engines.opensearch.asking import Body
from search.engines.opensearch.dsl import EVERY, Query, all_of
from search.engines.opensearch.filters import Filters
from search.engines.opensearch.inquiry import Inquiry
from search.engines.opensearch.values import ValueTable
from search.request import Interval
from search.results import Bucket, DateFacet
from search.searcher import FacetFilters, Tally

_STORIES, _SPLIT = "stories", "split"
Unit = aggregating.Unit


@dataclass
class Tallier:
    """Counts what ``filters`` let through, by ``interval``, and apart as ``split`` says."""

    inquiry: Inquiry
    filters: FacetFilters
    interval: Interval
    split: Split | None
    _taken: list[str] | None = field(default=None, init=False)

    def is_for(self, filters: FacetFilters, interval: Interval, split: Split | None) -> bool:
        """Whether it counts this."""
        return (self.filters, self.interval, self.split) == (filters, interval, split)

    def tally(self, matching: Query) -> Tally:
        """How many of the articles that are ``matching`` pass, and by what."""
        asked = {**aggregating.dates_of(self.interval), _STORIES: STORIES}
        total, counts = self._count(matching, asked)
        unit = aggregating.unit_of(counts, self.interval)
        by_date = counts
        if not aggregating.has_unit(counts, unit):
            _, by_date = self._count(matching, aggregating.dates_of("day"))
        dates = aggregating.read_dates(by_date, unit)
        groups = total - aggregating.read_stories(counts[_STORIES]).repeats
        if self.split is None:
            return Tally(total, groups, dates)
        table = self._table(self.split)
        _, counts = self._count(matching, self._apart(table, self.split, dates.interval))
        values = table.fold(aggregating.read_values(counts))
        facets = dict(_dates_of(table, counts, dates.interval)) if self.split.dates else {}
        series = tuple(
            Series(table.shown[key], values[key], facets.get(key))
            for key in self._taken_of(self.split)
            if values[key]
        )
        return Tally(total, groups, dates, series, len(values))

    def _count(self, matching: Query, asked: Aggregations) -> tuple[int, Mapping[str, Any]]:
        passing = Filters.of(self.filters, self.inquiry.state.holdings.tables).all
        body: Body = {
            "size": 0,
            "track_total_hits": True,
            "query": all_of([matching, passing]),
            "aggs": asked,
        }
        answer = self.inquiry.search(body)
        return self.inquiry.total(answer), answer["aggregations"]

    def _table(self, split: Split) -> ValueTable:
        return self.inquiry.state.holdings.tables[split.facet]

    def _apart(self, table: ValueTable, split: Split, unit: Unit) -> Aggregations:
        more = aggregating.dates_of(unit) if split.dates else None
        return aggregating.values_of(table, more)

    def _taken_of(self, split: Split) -> list[str]:
        """Which values are counted apart, by key: those that most of the articles have that pass,
        whatever is asked of them."""
        if self._taken is None:
            table = self._table(split)
            _, counts = self._count(EVERY, aggregating.values_of(table))
            values = table.fold(aggregating.read_values(counts))
            self._taken = table.most_frequent(values)[: split.limit]
        return self._taken


def _dates_of(
    table: ValueTable, counts: Mapping[str, Any], unit: Unit
) -> Iterator[tuple[str, DateFacet]]:
    """By key the dates of each value, all its spellings together."""
    starts: dict[str, Counter[str]] = {}
    undated: Counter[str] = Counter()
    for value, bucket in aggregating.buckets_of_values(counts):
        (key,) = table.fold([(value, 1)])
        facet = aggregating.read_dates(bucket, unit)
        own = starts.setdefault(key, Counter())
        own.update({one.start: one.count for one in facet.buckets})
        undated[key] += facet.undated
    for key, own in starts.items():
        buckets = tuple(Bucket(start, own[start]) for start in sorted(own))
        yield key, DateFacet(unit, buckets, undated[key])
