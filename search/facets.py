"""How many matches are there per category, source and span of time?  Exact, by counting all.

A facet's numbers ignore its own selection: with one category ticked, the others still
say how many articles they would add.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt

from index.vietnamese import fold
from search.columns import Columns, Mask, ValueColumn
from search.request import Interval, SearchRequest
from search.results import Bucket, DateFacet, Facets, FacetValue

Ids = npt.NDArray[np.int64]

_BUCKET_CHARS = {"year": 4, "month": 7, "day": 10}  # of an ISO date
# The finest interval that keeps a histogram readable: about sixty bars.
_LONGEST_SPAN_DAYS = {"day": 62, "month": 5 * 366}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles each facet's own filter lets through; ``None`` where it is not set."""

    category: Mask | None
    source: Mask | None
    days: Mask | None

    @classmethod
    def of(cls, request: SearchRequest, columns: Columns) -> Selection:
        return cls(
            columns.category.mask(request.category) if request.category else None,
            columns.source.mask(request.source) if request.source else None,
            columns.published_within(request.days) if request.days else None,
        )

    def keep(self, ids: Ids, *, ignoring: str = "") -> Mask:
        """Which of ``ids`` pass all filters but the one named."""
        kept = np.ones(len(ids), dtype=bool)
        for name, mask in (
            ("category", self.category),
            ("source", self.source),
            ("days", self.days),
        ):
            if mask is not None and name != ignoring:
                kept &= mask[ids]
        return kept


def count_facets(
    ids: Ids, request: SearchRequest, columns: Columns, selection: Selection
) -> Facets:
    """Count the articles ``ids``, which match the query but are not filtered yet."""
    by_category = ids[selection.keep(ids, ignoring="category")]
    by_source = ids[selection.keep(ids, ignoring="source")]
    by_day = ids[selection.keep(ids, ignoring="days")]
    return Facets(
        count_values(by_category, columns.category, request.category),
        count_values(by_source, columns.source, request.source),
        _count_dates(by_day, columns, request.interval),
    )


def count_values(
    ids: Ids, column: ValueColumn, selected: tuple[str, ...] = ()
) -> tuple[FacetValue, ...]:
    """The values that occur, and the selected ones, most frequent first, then by alphabet."""
    counts = np.bincount(column.codes[ids], minlength=len(column.values)).tolist()
    found = dict(zip(column.values, counts, strict=True))
    shown = {value: count for value, count in found.items() if count}
    shown.update({value: found.get(value, 0) for value in selected})
    facet = [FacetValue(value, count, value in selected) for value, count in shown.items()]
    return tuple(sorted(facet, key=lambda f: (-f.count, fold(f.value), f.value)))


def _count_dates(ids: Ids, columns: Columns, interval: Interval) -> DateFacet:
    days = columns.days()[ids[columns.dated()[ids]]]
    unit = _finest_interval(days) if interval == "auto" else interval
    present, counts = np.unique(days, return_counts=True)
    buckets: dict[str, int] = {}
    for day, count in zip(present.tolist(), counts.tolist(), strict=True):
        start = iso_day(day)[: _BUCKET_CHARS[unit]]
        buckets[start] = buckets.get(start, 0) + count
    listed = tuple(Bucket(start, count) for start, count in buckets.items())
    return DateFacet(unit, listed, len(ids) - len(days))


def _finest_interval(days: Ids) -> Literal["year", "month", "day"]:
    span = int(days.max() - days.min()) if len(days) else 0
    if span <= _LONGEST_SPAN_DAYS["day"]:
        return "day"
    return "month" if span <= _LONGEST_SPAN_DAYS["month"] else "year"


def iso_day(day: int) -> str:
    """Day number → ``YYYY-MM-DD``."""
    return date.fromordinal(day + 1).isoformat()
