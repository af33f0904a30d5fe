"""Which intervals of time does an answer have a number for, and how many may these be?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from search import InvalidRequest, SearchRequest
from search.counts import Counts
from web.engine import current_engine
from web.intervals import LENGTH, Interval, count_between, intervals_between

MAX_BUCKETS = 500_000
"""How many numbers by interval may be in one answer."""


def check_room(series: int, request: SearchRequest) -> None:
    """Raise ``InvalidRequest`` if so many ``series`` over the time of ``request`` might have too
    many buckets: before anything is counted, since nobody should wait for that."""
    stats = current_engine().stats()
    if stats.first is None or stats.last is None:
        return
    first, last = stats.first, stats.last
    if request.days is not None:
        first, last = max(first, request.days.first), min(last, request.days.last)
    _check(series * count_between(_written(first, request), _written(last, request)))


def starts_of(counts: Counts, request: SearchRequest, series: int, *, fills: bool) -> Sequence[str]:
    """The intervals that each of so many ``series`` has a bucket for: those in which any query has
    an article, and where that ``fills`` the span all others of it.

    The span is that of ``from`` and ``to``; where one of them is open, up to what was found.
    """
    found = sorted({b.start for one in counts.counts for b in one.dates.buckets})
    if not fills:
        return found
    first, last = (found[0], found[-1]) if found else ("", "")
    if request.days is not None:
        first = _written(request.days.first, request) if request.start else first
        last = _written(request.days.last, request) if request.end else last
    if not first or not last:
        return found
    _check(series * count_between(first, last))
    return list(intervals_between(first, last))


def _written(day: date, request: SearchRequest) -> str:
    return day.isoformat()[: LENGTH[cast("Interval", request.interval)]]


def _check(buckets: int) -> None:
    if buckets > MAX_BUCKETS:
        raise InvalidRequest(
            "interval",
            f"one that leaves at most {MAX_BUCKETS:,} buckets, of all queries and values together; "
            f"this makes {buckets:,}: take a longer interval, a shorter span, fewer queries or a "
            "smaller size",
        )
