"""How many matches are there per category, source and span of time?  Exact, by counting all.

A facet's numbers ignore its own selection and what of it is left out: with one category
ticked, the others still say how many articles they would add.  Counts are by code; only what is
shown gets its name.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.arrays.types import ChosenCodes, Codes, Counts, DocIds, Indices
from index.vietnamese import collation_key
from search.engines.whoosh.columns import Columns, DayColumn, Unit, ValueColumn
from search.engines.whoosh.matching import sets
from search.request import Interval
from search.results import Bucket, DateFacet, Facets, FacetValue
from search.searcher import FacetFilters

# The finest interval that keeps a histogram readable: about sixty bars.
_MAX_SPAN_DAYS = {"day": 62, "month": 5 * 366}


@dataclass(frozen=True, slots=True)
class Sifted:
    """The articles that pass all filters, and per facet how many of each code pass the others."""

    ids: DocIds
    categories: Counts
    sources: Counts
    days: Counts


class Sieve:
    """Lets through what ``filters`` ask for."""

    def __init__(self, filters: FacetFilters, columns: Columns) -> None:
        self._filters, self._columns = filters, columns
        self._is_open = filters == FacetFilters()

    def sift(self, ids: DocIds) -> Sifted:
        """Which of the articles ``ids`` pass, and the counts of all, in one walk."""
        columns = self._columns
        counts = Sifted(
            np.empty(0 if self._is_open else len(ids) + 1, np.int32),
            np.zeros(len(columns.category.values), np.int64),
            np.zeros(len(columns.source.values), np.int64),
            np.zeros(columns.days.span + 1, np.int64),
        )
        category, source, days = self._codes
        if self._is_open:
            sets.count_in_three(
                ids, category, counts.categories, source, counts.sources, days, counts.days
            )
            return Sifted(ids, counts.categories, counts.sources, counts.days)
        in_category, in_source, in_days = self._chosen
        found = sets.sift(
            ids, category, in_category, counts.categories, source, in_source, counts.sources,
            days, in_days, counts.days, counts.ids,
        )  # fmt: skip
        return Sifted(counts.ids[:found], counts.categories, counts.sources, counts.days)

    def keep(self, ids: DocIds) -> DocIds:
        """The articles among ``ids`` that pass."""
        if self._is_open:
            return ids
        kept = np.ones(len(ids), bool)
        for codes, chosen in zip(self._codes, self._chosen, strict=True):
            kept &= chosen[codes[ids]] != 0
        return ids[kept]

    def facets(self, sifted: Sifted, interval: Interval) -> Facets:
        """What was counted, as it is shown."""
        columns, filters = self._columns, self._filters
        return Facets(
            _values(sifted.categories, columns.category, filters.category, filters.not_category),
            _values(sifted.sources, columns.source, filters.source, filters.not_source),
            _dates(sifted.days, columns.days, interval),
        )

    @property
    def _codes(self) -> tuple[Codes, Codes, Codes]:
        columns = self._columns
        return columns.category.codes, columns.source.codes, columns.days.codes

    @property
    def _chosen(self) -> tuple[ChosenCodes, ChosenCodes, ChosenCodes]:
        columns, filters = self._columns, self._filters
        return (
            columns.category.chosen(filters.category, filters.not_category),
            columns.source.chosen(filters.source, filters.not_source),
            columns.days.chosen(filters.days, undated=filters.undated),
        )


def count_values(ids: DocIds, column: ValueColumn) -> tuple[FacetValue, ...]:
    """The values that the articles ``ids`` have: the most frequent first, then by alphabet."""
    counts = np.zeros(len(column.values), np.int64)
    sets.count_codes(column.codes, ids, counts)
    return _values(counts, column)


def count_dates(ids: DocIds, days: DayColumn, interval: Interval) -> DateFacet:
    """The intervals that occur among the articles ``ids``, in order of time, and how many have no
    date."""
    counts = np.zeros(days.span + 1, np.int64)
    sets.count_codes(days.codes, ids, counts)
    return _dates(counts, days, interval)


def _values(
    counts: Counts,
    column: ValueColumn,
    selected: tuple[str, ...] = (),
    left_out: tuple[str, ...] = (),
) -> tuple[FacetValue, ...]:
    """The values that any article has, and those that are selected or left out."""
    shown = most_frequent(counts, column)
    names = (column.values[code] for code in shown.tolist())
    found = dict(zip(names, counts[shown].tolist(), strict=True))
    chosen = {column.shown(value) for value in selected}
    excluded = {column.shown(value) for value in left_out}
    for value in sorted(chosen | excluded, key=collation_key):
        found.setdefault(value, 0)
    return tuple(
        FacetValue(value, count, value in chosen, value in excluded)
        for value, count in found.items()
    )


def most_frequent(counts: Counts, column: ValueColumn) -> Indices:
    """The codes of a facet that have any of ``counts``: the most frequent first, then by
    alphabet."""
    ordered = counts[column.by_alphabet]
    shown = np.argsort(-ordered, kind="stable")[: np.count_nonzero(ordered)]
    found: Indices = column.by_alphabet[shown]
    return found


def _dates(counts: Counts, days: DayColumn, interval: Interval) -> DateFacet:
    """``counts`` has a number for each day's code, and that of undated articles."""
    unit = _finest_interval(counts[:-1]) if interval == "auto" else interval
    starts, totals = days.cut(counts[:-1], unit)
    return DateFacet(unit, tuple(map(Bucket, starts, totals)), int(counts[-1]))


def _finest_interval(counts: Counts) -> Unit:
    present = np.flatnonzero(counts)
    span = int(present[-1] - present[0]) if len(present) else 0
    if span <= _MAX_SPAN_DAYS["day"]:
        return "day"
    return "month" if span <= _MAX_SPAN_DAYS["month"] else "year"
