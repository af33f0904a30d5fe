"""What is known of a walk over all that answers, before its first article?  A frozen shape, as in
:mod:`search.results`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from search.counts import IndexStats
from search.request import Sort
from search.results import QueryEcho, Suggestion


@dataclass(frozen=True, slots=True)
class WalkFacts:
    """What a walk over all that answers a request goes over: ``total`` articles answer, which are
    ``groups`` stories; from where it begins it has ``length`` articles, fewer than answer where
    stories or a sample were asked for, or it goes on somewhere.

    ``held`` is what the state of the index holds that it goes over, ``day`` the one that *hôm qua*
    counts from, and ``cursor`` leads back to where it begins, in that state and on that day.
    ``suggestion`` is the correction that is answered in the query's place, if any.
    """

    query: QueryEcho
    suggestion: Suggestion | None
    total: int
    groups: int
    length: int
    sort: Sort
    day: date
    held: IndexStats
    cursor: str
