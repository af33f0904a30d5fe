"""What does one generation hold?  Counted once: a generation never changes."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from index.days import date_of
from index.store.opening import Generation
from search.engines.whoosh.columns import Columns, ValueColumn
from search.engines.whoosh.facets import count_values
from search.engines.whoosh.view import IndexView
from search.results import IndexStats, Lacking


def index_stats(view: IndexView, columns: Columns, generation: Generation) -> IndexStats:
    """What the living articles of ``view`` are, by their ``columns``."""
    ids, manifest = view.living_ids, generation.manifest
    days = columns.days.codes[ids]
    days = days[days < columns.days.span] + columns.days.first
    undated = len(ids) - len(days)
    return IndexStats(
        articles=len(ids),
        undated=undated,
        first=date_of(int(days.min())) if len(days) else None,
        last=date_of(int(days.max())) if len(days) else None,
        categories=count_values(ids, columns.category),
        sources=count_values(ids, columns.source),
        built=datetime.fromisoformat(manifest.built),
        built_from=manifest.built_from,
        generation=generation.name,
        schema_version=manifest.schema_version,
        without=_lacking(view, columns, undated),
    )


def _lacking(view: IndexView, columns: Columns, undated: int) -> Lacking:
    """How many living articles lack what; ``undated`` of them a date."""

    def without_text(field: str) -> int:
        return sum(
            int(np.count_nonzero(segment.data.column(f"{field}.lengths")[segment.alive] == 0))
            for segment in view.segments
        )

    def without_value(column: ValueColumn) -> int:
        values = count_values(view.living_ids, column)
        return next((value.count for value in values if not value.value), 0)

    return Lacking(
        title=without_text("title"),
        summary=without_text("summary"),
        body=without_text("body"),
        date=undated,
        category=without_value(columns.category),
        source=without_value(columns.source),
    )
