"""Which years, months or days are there between two?  As they are written: ``2016``, ``2016-05``,
``2016-05-12``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

Interval = Literal["year", "month", "day"]

LENGTH: dict[Interval, int] = {"year": 4, "month": 7, "day": 10}
"""In characters; what is written longer is of that interval, cut to so many."""


def intervals_between(first: str, last: str) -> Iterator[str]:
    """All years, months or days, whichever ``first`` and ``last`` are, from one to the other.

    >>> list(intervals_between("2016-11", "2017-01"))
    ['2016-11', '2016-12', '2017-01']
    """
    for place in range(_place(first), _place(last) + 1):
        yield _written(place, len(first))


def count_between(first: str, last: str) -> int:
    """How many they are.

    >>> count_between("2016-02-28", "2016-03-01")
    3
    """
    return max(_place(last) - _place(first) + 1, 0)


def _place(start: str) -> int:
    """The number of an interval in all of time."""
    if len(start) == LENGTH["day"]:
        return date.fromisoformat(start).toordinal()
    year = int(start[: LENGTH["year"]])
    return year if len(start) == LENGTH["year"] else year * 12 + int(start[5:]) - 1


def _written(place: int, length: int) -> str:
    if length == LENGTH["day"]:
        return date.fromordinal(place).isoformat()
    return f"{place:04}" if length == LENGTH["year"] else f"{place // 12:04}-{place % 12 + 1:02}"
