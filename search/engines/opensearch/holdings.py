"""What does a state hold, as everybody is told it?"""

from __future__ import annotations

from datetime import datetime

from index.days import date_of
from search.counts import IndexStats, Lacking
from search.engines.opensearch.state import State
from search.engines.opensearch.values import ValueTable
from search.results import FacetValue


def index_stats(state: State) -> IndexStats:
    """What was counted of ``state``."""
    holdings, manifest = state.holdings, state.manifest
    categories, sources = (_values(holdings.tables[name]) for name in ("category", "source"))
    return IndexStats(
        articles=holdings.articles,
        undated=holdings.undated,
        first=date_of(holdings.first_day) if holdings.first_day is not None else None,
        last=date_of(holdings.last_day) if holdings.last_day is not None else None,
        categories=categories,
        sources=sources,
        built=datetime.fromisoformat(manifest.built),
        built_from=manifest.built_from,
        generation=state.where.identity,
        schema_version=manifest.schema_version,
        without=Lacking(
            title=holdings.without_text["title"],
            summary=holdings.without_text["summary"],
            body=holdings.without_text["body"],
            date=holdings.undated,
            category=_without_value(categories),
            source=_without_value(sources),
        ),
    )


def _values(table: ValueTable) -> tuple[FacetValue, ...]:
    counts = table.fold(
        (value, count) for own in table.spellings.values() for value, count in own.items()
    )
    return table.listed(counts)


def _without_value(values: tuple[FacetValue, ...]) -> int:
    return next((value.count for value in values if not value.value), 0)
