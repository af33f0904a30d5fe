"""What is counted, of many queries and of the whole index?  Frozen shapes, as in
:mod:`search.results`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from search.results import DateFacet, DateInQuery, FacetValue, Suggestion


@dataclass(frozen=True, slots=True)
class Lacking:
    """How many articles have no word in their ``title``, ``summary`` or ``body``, and how many no
    ``date``, ``category`` or ``source``."""

    title: int
    summary: int
    body: int
    date: int
    category: int
    source: int


@dataclass(frozen=True, slots=True)
class IndexStats:
    """What the index holds.  ``first`` and ``last`` are the days in Vietnam between which its dated
    articles were published, both included; ``built`` is a time in UTC; ``built_from`` lists the
    sources as they were given to ``reindex``."""

    articles: int
    undated: int
    first: date | None
    last: date | None
    categories: tuple[FacetValue, ...]
    sources: tuple[FacetValue, ...]
    built: datetime
    built_from: tuple[str, ...]
    generation: str
    schema_version: int
    without: Lacking


@dataclass(frozen=True, slots=True)
class Count:
    """How many articles answer a query, and its filters let through: in all, as stories, in each
    interval of ``dates`` (empty ones left out, those without a date besides), and of each of
    ``sources``, the most frequent first.

    ``spoken`` are the dates among its words.  ``suggestion`` is the correction that was counted in
    its place, where nothing answers what was typed; else ``None``.
    """

    q: str
    understood: str
    total: int
    groups: int
    dates: DateFacet
    sources: tuple[FacetValue, ...]
    spoken: tuple[DateInQuery, ...] = ()
    suggestion: Suggestion | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Several queries counted with the same filters: ``everything`` that these let through, and
    each query in turn.  ``left`` are the last ones, for which there was no time."""

    everything: Count
    counts: tuple[Count, ...]
    left: tuple[str, ...] = ()
