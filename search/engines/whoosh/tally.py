"""How many articles of many sets pass the same filters, by date and by the values of a facet?

What the filters let through, and which values are counted apart, is the same for all sets, so it is
found once; each set costs a walk over its articles, and a sort of them where each value is counted
in each interval.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from index.arrays.types import Array, Counts, DocIds, Int64s, Mask
from search.counts import Series, Split
from search.engines.whoosh.columns import Columns, Unit
from search.engines.whoosh.facets import Sieve, count_dates, most_frequent
from search.engines.whoosh.matching import sets
from search.engines.whoosh.stories import count_stories
from search.request import Interval
from search.results import Bucket, DateFacet
from search.searcher import FacetFilters, Tally

_NOT_TAKEN = -1


@dataclass(frozen=True, slots=True)
class Tallied:
    """What is counted, of any set: the articles that pass ``filters``, in each ``interval``, and
    apart as ``split`` says, if that is asked for."""

    filters: FacetFilters
    interval: Interval
    split: Split | None


class Tallier:
    """Counts ``what`` is asked for; ``alive`` are the articles that there are."""

    def __init__(self, what: Tallied, columns: Columns, alive: Mask) -> None:
        self.what = what
        self._columns = columns
        self._alive = alive

    def tally(self, ids: DocIds) -> Tally:
        """How many of the articles ``ids`` (ascending, all living) pass, and by what."""
        if self.what.filters != FacetFilters():
            ids = ids[self._passes[ids]]
        dates = count_dates(ids, self._columns.days, self.what.interval)
        total, groups = len(ids), count_stories(ids, self._columns)
        if self._splitter is None:
            return Tally(total, groups, dates)
        series, values = self._splitter.split(ids, dates.interval)
        return Tally(total, groups, dates, series, values)

    @cached_property
    def _passes(self) -> Mask:
        """For each article whether it passes the filters."""
        passes = np.zeros(len(self._alive), bool)
        living = np.flatnonzero(self._alive).astype(np.int32)
        passes[Sieve(self.what.filters, self._columns).keep(living)] = True
        return passes

    @cached_property
    def _splitter(self) -> _Splitter | None:
        """What counts values apart, where that is asked for."""
        if self.what.split is None:
            return None
        every = np.flatnonzero(self._passes).astype(np.int32)
        return _Splitter(self.what.split, self._columns, every)


class _Splitter:
    """Counts the values of a facet apart: of ``every`` article, those that ``wanted`` takes."""

    def __init__(self, wanted: Split, columns: Columns, every: DocIds) -> None:
        self._days = columns.days
        self._column = columns.category if wanted.facet == "category" else columns.source
        self._with_dates = wanted.dates
        self._taken = most_frequent(self._counts(every), self._column)[: wanted.limit]
        self._names = [self._column.values[code] for code in self._taken.tolist()]
        self._ranks = np.full(len(self._column.values), _NOT_TAKEN, np.int64)
        self._ranks[self._taken] = np.arange(len(self._taken))

    def split(self, ids: DocIds, unit: Unit) -> tuple[tuple[Series, ...], int]:
        """The values that were taken and that any of the articles ``ids`` has; and how many these
        articles have, taken or not."""
        counts = self._counts(ids)
        totals = counts[self._taken]
        dates = dict(self._dates(ids, unit)) if self._with_dates else {}
        series = tuple(
            Series(self._names[rank], int(totals[rank]), dates.get(rank))
            for rank in np.flatnonzero(totals).tolist()
        )
        return series, int(np.count_nonzero(counts))

    def _counts(self, ids: DocIds) -> Counts:
        """How many of the articles ``ids`` have each value, by its code."""
        counts = np.zeros(len(self._column.values), np.int64)
        sets.count_codes(self._column.codes, ids, counts)
        return counts

    def _dates(self, ids: DocIds, unit: Unit) -> Iterator[tuple[int, DateFacet]]:
        """The rank of each value that any of the articles ``ids`` has, and their dates."""
        units, names = self._days.numbered(unit)
        width = len(names) + 1  # the last is that of articles without a date
        ranks = self._ranks[self._column.codes[ids]]
        is_taken = ranks != _NOT_TAKEN
        cells = ranks[is_taken] * width + units[self._days.codes[ids[is_taken]]]
        # sorted, and not counted in a table, which would have each interval for each value
        found, counts = np.unique(cells, return_counts=True)
        bounds = np.searchsorted(found, np.arange(len(self._taken) + 1) * width).tolist()
        places = found % width
        for rank, (low, high) in enumerate(pairwise(bounds)):
            if low < high:
                yield rank, _facet(unit, names, places[low:high], counts[low:high])


def _facet(unit: Unit, names: Array, places: Int64s, counts: Int64s) -> DateFacet:
    """``counts`` of the units of time with these ``places``; beyond them are undated articles."""
    undated = int(counts[-1]) if places[-1] == len(names) else 0
    dated = len(places) - bool(undated)
    starts = names[places[:dated]].tolist()
    return DateFacet(unit, tuple(map(Bucket, starts, counts[:dated].tolist())), undated)
