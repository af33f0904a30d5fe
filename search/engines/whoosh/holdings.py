"""What does a generation hold?  Articles, days, values, and what articles lack, all counted."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from index.days import date_of
from index.store.opening import Generation
from search.counts import IndexStats, Lacking
from search.engines.whoosh.columns import Columns
from search.engines.whoosh.facets import count_values
from search.engines.whoosh.view import IndexView
from search.results import FacetValue


def index_stats(generation: Generation, view: IndexView, columns: Columns) -> IndexStats:
    """Count the living articles of ``view``, all segments of ``generation``."""
    ids = view.living_ids
    days = columns.days.codes[ids]
    days = days[days < columns.days.span] + columns.days.first
    undated = len(ids) - len(days)
    categories, sources = count_values(ids, columns.category), count_values(ids, columns.source)
    manifest = generation.manifest
    return IndexStats(
        articles=len(ids),
        undated=undated,
        first=date_of(int(days.min())) if len(days) else None,
        last=date_of(int(days.max())) if len(days) else None,
        categories=categories,
        sources=sources,
        built=datetime.fromisoformat(manifest.built),
        built_from=manifest.built_from,
        generation=generation.name,
        schema_version=manifest.schema_version,
        without=Lacking(
            title=_without_text(view, "title"),
            summary=_without_text(view, "summary"),
            body=_without_text(view, "body"),
            date=undated,
            category=_without_value(categories),
            source=_without_value(sources),
        ),
    )


def _without_text(view: IndexView, field: str) -> int:
    """How many articles have nothing in ``field``."""
    return sum(
        int(np.count_nonzero(segment.data.column(f"{field}.lengths")[segment.alive] == 0))
        for segment in view.segments
    )


def _without_value(values: tuple[FacetValue, ...]) -> int:
    return next((value.count for value in values if not value.value), 0)
