"""What is counted, of many queries and of the whole index?  Frozen shapes, as in
:mod:`search.results`, and what share of the whole a count is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from search.facet_values import FacetName
from search.results import DateFacet, DateInQuery, FacetValue, Suggestion

PER = 1000  # articles: what a count is told of beside its share
SHARE_DIGITS, PER_DIGITS = 7, 4  # behind the point, so that both say the same number


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
class LastRun:
    """How the last ``reindex`` of an index ended: when, in seconds since 1970, whether it was
    carried out, how many seconds it took, and what it counted, by the names of its report."""

    ended: float
    succeeded: bool
    seconds: float
    records: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Queue:
    """Searches of this process: how many wait for their turn now, how many had it by now, and how
    many seconds these waited for it, all together."""

    waiting: int
    admitted: int
    waited: float


@dataclass(frozen=True, slots=True)
class Split:
    """Into what articles are counted apart: the values of ``facet``, with ``dates`` each of them in
    each interval, too.

    Of more than ``limit`` values those are taken that most of the articles have that pass the
    filters, whatever is asked of them: the same values for every query.
    """

    facet: FacetName
    dates: bool = False
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """The articles with one ``value`` of a facet ("" is that of articles without one): in all, and
    where that was asked for in each interval of ``dates``, as in :class:`Count`."""

    value: str
    total: int
    dates: DateFacet | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many articles answer a query, and its filters let through: in all, as stories, and in
    each interval of ``dates`` (empty ones left out, those without a date besides).

    Where a :class:`Split` was asked for, ``series`` has the values that any of these articles has
    and that were taken, those with the most of all articles first; ``values`` is how many different
    ones the articles have, taken or not.  ``spoken`` are the dates among the query's words.
    ``suggestion`` is the correction that was counted in its place, where nothing answers what was
    typed; else ``None``.
    """

    q: str
    understood: str
    total: int
    groups: int
    dates: DateFacet
    series: tuple[Series, ...] = ()
    values: int = 0
    spoken: tuple[DateInQuery, ...] = ()
    suggestion: Suggestion | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Several queries counted with the same filters: ``everything`` that these let through, and
    each query in turn.  ``left`` are the last ones, for which there was no time."""

    everything: Count
    counts: tuple[Count, ...]
    left: tuple[str, ...] = ()


def share_of(count: int, everything: int) -> float | None:
    """What part of ``everything`` so many are, from 0 to 1, to :data:`SHARE_DIGITS` digits behind
    the point; ``None`` where there is nothing that they could be a part of."""
    return round(count / everything, SHARE_DIGITS) if everything else None


def per_thousand(count: int, everything: int) -> float | None:
    """How many of a thousand ``count`` of ``everything`` are, to :data:`PER_DIGITS` digits behind
    the point; ``None`` where there is nothing that they could be a part of."""
    return round(PER * count / everything, PER_DIGITS) if everything else None
