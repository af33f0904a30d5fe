"""How many matches are there per category, source and span of time?  Exact, by counting all.

A facet's numbers ignore its own selection: with one category ticked, the others still
say how many articles they would add.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from index.arrays.types import Codes, Counts, DocIds, Int64s, Mask
from index.days import day_of, iso_day
from index.vietnamese import fold
from search.engine import FacetFilters
from search.engines.whoosh.columns import Columns, DayColumn, ValueColumn
from search.engines.whoosh.matching import sets
from search.request import Interval
from search.results import Bucket, DateFacet, Facets, FacetValue

_BUCKET_CHARS = {"year": 4, "month": 7, "day": 10}  # of an ISO date
# The finest interval that keeps a histogram readable: about sixty bars.
_MAX_SPAN_DAYS = {"day": 62, "month": 5 * 366}
_UNIX_EPOCH = day_of(date(1970, 1, 1))  # NumPy's calendar begins there


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles each facet's own filter lets through; ``None`` where it is not set."""

    category: Mask | None
    source: Mask | None
    days: Mask | None

    @classmethod
    def of(cls, filters: FacetFilters, columns: Columns) -> Selection:
        """The articles that ``filters`` let through, facet by facet."""
        return cls(
            columns.category.mask(filters.category) if filters.category else None,
            columns.source.mask(filters.source) if filters.source else None,
            columns.days.within(filters.days) if filters.days else None,
        )

    def keep(self, ids: DocIds, *, ignoring: str = "") -> Mask | None:
        """Which of ``ids`` pass all filters but the one named; ``None`` where all do."""
        masks = {"category": self.category, "source": self.source, "days": self.days}
        chosen = [
            mask[ids] for name, mask in masks.items() if mask is not None and name != ignoring
        ]
        return np.logical_and.reduce(chosen) if chosen else None


def count_facets(
    ids: DocIds, filters: FacetFilters, interval: Interval, columns: Columns, selection: Selection
) -> Facets:
    """Count the articles ``ids``, which match the query but are not filtered yet."""

    def left(ignoring: str) -> DocIds:
        kept = selection.keep(ids, ignoring=ignoring)
        return ids if kept is None else ids[kept]

    return Facets(
        count_values(left("category"), columns.category, filters.category),
        count_values(left("source"), columns.source, filters.source),
        count_dates(left("days"), columns.days, interval),
    )


def count_values(
    ids: DocIds, column: ValueColumn, selected: tuple[str, ...] = ()
) -> tuple[FacetValue, ...]:
    """The values that the articles ``ids`` have, and the selected ones.

    The most frequent come first, then it goes by alphabet.
    """
    counts = _count_codes(column.codes, ids, len(column.values)).tolist()
    found = dict(zip(column.values, counts, strict=True))
    shown = {value: count for value, count in found.items() if count}
    shown.update({value: found.get(value, 0) for value in selected})
    facet = [FacetValue(value, count, value in selected) for value, count in shown.items()]
    return tuple(sorted(facet, key=lambda f: (-f.count, fold(f.value), f.value)))


def _count_codes(codes: Codes, ids: DocIds, size: int) -> Counts:
    """How many of ``ids`` have each of ``size`` codes."""
    counts = np.zeros(size, np.int64)
    sets.count_codes(codes, ids, counts)
    return counts


def count_dates(ids: DocIds, days: DayColumn, interval: Interval) -> DateFacet:
    """The intervals that occur among the articles ``ids``, in order of time, and how many have no
    date."""
    counts = _count_codes(days.codes, ids, days.span + 1)
    present = np.flatnonzero(counts[:-1])
    unit = _finest_interval(present) if interval == "auto" else interval
    starts, totals = _cut(present + days.first, counts[present], unit)
    listed = tuple(
        Bucket(iso_day(day)[: _BUCKET_CHARS[unit]], count)
        for day, count in zip(starts, totals, strict=True)
    )
    return DateFacet(unit, listed, int(counts[-1]))


def _cut(
    days: Int64s,
    counts: Counts,
    unit: Literal["year", "month", "day"],
) -> tuple[list[int], list[int]]:
    """One day of every bucket that has any, and the bucket's count; ``days`` ascend."""
    if not len(days):
        return [], []
    calendar = (days - _UNIX_EPOCH).astype("datetime64[D]").astype(f"datetime64[{unit[0].upper()}]")
    begins = np.flatnonzero(np.append(True, calendar[1:] != calendar[:-1]))
    return days[begins].tolist(), np.add.reduceat(counts, begins).tolist()


def _finest_interval(days: Int64s) -> Literal["year", "month", "day"]:
    span = int(days[-1] - days[0]) if len(days) else 0
    if span <= _MAX_SPAN_DAYS["day"]:
        return "day"
    return "month" if span <= _MAX_SPAN_DAYS["month"] else "year"
