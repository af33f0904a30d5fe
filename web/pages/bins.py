"""Into which stretches is an axis of time cut?  The finest that leave each room enough to be hit.

A stretch is a day, a week, a month, a quarter, a year or a nice number of years, and stands where
the calendar has it: weeks begin on Mondays, decades with years that end in 0.  Only the first and
the last are shorter, where the axis begins or ends inside of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Literal

from search.request import DateSpan
from search.results import Bucket

Part = Literal["year", "month", "day"]

_LENGTH = {"year": 4, "month": 7, "day": 10}  # of 2016, 2016-05, 2016-05-12
_FINENESS: tuple[Part, ...] = ("day", "month", "year")


@dataclass(frozen=True, slots=True)
class Unit:
    """So many days, months or years."""

    part: Part
    length: int

    def place(self, day: date) -> int:
        """The number of the stretch that ``day`` is in."""
        if self.part == "day":
            return (day.toordinal() - 1) // self.length  # 0001-01-01 was a Monday
        if self.part == "month":
            return (day.year * 12 + day.month - 1) // self.length
        return day.year // self.length

    def first_day(self, place: int) -> date:
        """The day on which a stretch begins, as far as there are days."""
        at = place * self.length
        try:
            if self.part == "day":
                return date.fromordinal(at + 1)
            if self.part == "month":
                return date(at // 12, at % 12 + 1, 1)
            return date(at, 1, 1)
        except (ValueError, OverflowError):
            return date.min if at <= 1 else date.max


UNITS = (
    Unit("day", 1), Unit("day", 7), Unit("month", 1), Unit("month", 3), Unit("year", 1),
    Unit("year", 2), Unit("year", 5), Unit("year", 10), Unit("year", 20), Unit("year", 50),
    Unit("year", 100), Unit("year", 500), Unit("year", 1000),
)  # fmt: skip


def unit_for(axis: DateSpan, most: int, finest: Part = "day") -> Unit:
    """The shortest unit, not below ``finest``, of which ``axis`` has at most ``most`` (≥ 11)."""
    fit = (
        unit
        for unit in UNITS
        if _FINENESS.index(unit.part) >= _FINENESS.index(finest)
        and unit.place(axis.last) - unit.place(axis.first) < most
    )
    return next(fit, UNITS[-1])


def cut(axis: DateSpan, unit: Unit) -> list[DateSpan]:
    """``axis`` in stretches of ``unit``, in order."""
    places = range(unit.place(axis.first), unit.place(axis.last) + 1)
    return [
        DateSpan(
            max(axis.first, unit.first_day(place)),
            min(axis.last, _day_before(unit.first_day(place + 1))),
        )
        for place in places
    ]


def whole(axis: DateSpan, unit: Unit) -> DateSpan:
    """``axis``, longer at both ends to where a stretch begins and one ends."""
    return DateSpan(
        unit.first_day(unit.place(axis.first)),
        _day_before(unit.first_day(unit.place(axis.last) + 1)),
    )


def is_whole(span: DateSpan, part: Part) -> bool:
    """Whether ``span`` begins and ends with a whole day, month or year."""
    return span == whole(span, Unit(part, 1))


def written(span: DateSpan) -> tuple[str, str]:
    """The values of ``from`` and ``to`` that ask for ``span``, as short as they can be."""
    part = next(part for part in reversed(_FINENESS) if is_whole(span, part))
    length = _LENGTH[part]
    return span.first.isoformat()[:length], span.last.isoformat()[:length]


class Tally:
    """How many articles there are in a stretch of time, from buckets of ``part``, in order."""

    def __init__(self, buckets: Sequence[Bucket], part: Part) -> None:
        self._starts = [bucket.start for bucket in buckets]
        self._sums = [0, *accumulate(bucket.count for bucket in buckets)]
        self._length = _LENGTH[part]

    @property
    def total(self) -> int:
        """In all of time."""
        return self._sums[-1]

    def within(self, span: DateSpan) -> int:
        """From the first to the last day of ``span``, which must not cut a bucket in two."""
        low = bisect_left(self._starts, span.first.isoformat()[: self._length])
        high = bisect_right(self._starts, span.last.isoformat()[: self._length])
        return self._sums[max(low, high)] - self._sums[low]


def _day_before(day: date) -> date:
    return day if day in (date.min, date.max) else day - timedelta(days=1)
