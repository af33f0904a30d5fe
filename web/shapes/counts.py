"""How is written what the index holds, and what somebody may be about to type?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import Meta, Struct

from search.counts import IndexStats
from search.results import Completion, FacetValue, iso_or_none
from web.shapes.results import Number
from web.source_names import base_name


class ValueAnswer(Struct, frozen=True):
    """How many articles have a value; "" is that of articles without one."""

    value: str
    count: Number


class LackingAnswer(Struct, frozen=True):
    """How many articles lack what an article may have."""

    title: Number
    summary: Number
    body: Number
    date: Number
    category: Number
    source: Number


class StatsAnswer(Struct, frozen=True):
    """What the index holds, and when and from what it was built."""

    articles: Number
    undated: Number
    first: Annotated[str | None, Meta(description="The first day that an article is of")]
    last: Annotated[str | None, Meta(description="The last such day")]
    categories: Sequence[ValueAnswer]
    sources: Sequence[ValueAnswer]
    built: Annotated[str, Meta(description="ISO 8601, in UTC")]
    built_from: Annotated[Sequence[str], Meta(description="The sources by their base names")]
    generation: str
    schema_version: int
    without: LackingAnswer


class CompletionAnswer(Struct, frozen=True):
    """A query that begins as typed, and how often the index has what was completed."""

    text: str
    count: Number


class SuggestAnswer(Struct, frozen=True):
    """What somebody may be about to type."""

    q: str
    completions: Sequence[CompletionAnswer]


class HealthAnswer(Struct, frozen=True):
    """Alive, and with which index."""

    status: Literal["ok"]
    generation: str
    articles: Number
    trouble: Annotated[
        str | None, Meta(description="Why that is not the newest state of the index, if it is not")
    ]


class ReadyAnswer(Struct, frozen=True):
    """Ready to be asked, and which generation answers."""

    status: Literal["ready"]
    generation: str


def stats_answer(stats: IndexStats) -> StatsAnswer:
    """The body of ``/api/stats``."""
    lacking = stats.without
    return StatsAnswer(
        stats.articles,
        stats.undated,
        iso_or_none(stats.first),
        iso_or_none(stats.last),
        [_value(value) for value in stats.categories],
        [_value(value) for value in stats.sources],
        stats.built.isoformat(),
        [base_name(source) for source in stats.built_from],
        stats.generation,
        stats.schema_version,
        LackingAnswer(
            lacking.title,
            lacking.summary,
            lacking.body,
            lacking.date,
            lacking.category,
            lacking.source,
        ),
    )


def suggest_answer(q: str, found: Sequence[Completion]) -> SuggestAnswer:
    """The body of ``/api/suggest``."""
    return SuggestAnswer(q, [CompletionAnswer(one.text, one.count) for one in found])


def _value(value: FacetValue) -> ValueAnswer:
    return ValueAnswer(value.value, value.count)
