"""What do filters let through?  As queries of the cluster, one for each facet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.cluster.mapping import DAY
from index.days import day_of
from search.engines.opensearch.dsl import EVERY, Query, all_of, between, exists, without
from search.engines.opensearch.values import ValueTable
from search.facet_values import FacetName
from search.searcher import FacetFilters

DAYS = "days"

ValueTables = Mapping[FacetName, ValueTable]


@dataclass(frozen=True, slots=True)
class Filters:
    """What each facet lets through; :data:`DAYS` is that of the days of publication."""

    by_facet: Mapping[str, Query]

    @classmethod
    def of(cls, filters: FacetFilters, tables: ValueTables) -> Filters:
        """``filters``, with the values of these ``tables``."""
        return cls(
            {
                "category": tables["category"].chosen(filters.category, filters.not_category),
                "source": tables["source"].chosen(filters.source, filters.not_source),
                DAYS: _days(filters),
            }
        )

    @property
    def all(self) -> Query:
        """What passes every one."""
        return all_of(list(self.by_facet.values()))

    def others(self, facet: str) -> Query:
        """What passes all but that of ``facet``."""
        return all_of([query for name, query in self.by_facet.items() if name != facet])


def _days(filters: FacetFilters) -> Query:
    if filters.days is not None:
        return between(DAY, day_of(filters.days.first), day_of(filters.days.last))
    return without(EVERY, [exists(DAY)]) if filters.undated else EVERY
