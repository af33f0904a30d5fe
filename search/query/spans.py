"""Which days are a quarter, last week, the end of a month?  Spans of whole days, by the calendar.

Weeks begin on Monday.  What is said to begin, middle and end of a month or a year is a third of
it.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from search.request import DateSpan

Part = Literal["dau", "giua", "cuoi", "nua dau", "nua cuoi"]
"""A third or a half of a month or a year, as it is said without accents."""

_DAYS_OF_PARTS = {"dau": (1, 10), "giua": (11, 20), "cuoi": (21, 31), "nua dau": (1, 15)}
_MONTHS_OF_PARTS: dict[str, tuple[int, int]] = {
    "dau": (1, 4), "giua": (5, 8), "cuoi": (9, 12), "nua dau": (1, 6), "nua cuoi": (7, 12),
}  # fmt: skip


def month(year: int, number: int) -> DateSpan:
    """A month."""
    return months(year, number, number)


def months(year: int, first: int, last: int) -> DateSpan:
    """The days from one month to another of the same ``year``."""
    return DateSpan(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


def quarter(year: int, number: int) -> DateSpan:
    """One of the four quarters of a year."""
    return months(year, 3 * number - 2, 3 * number)


def years(first: int, last: int) -> DateSpan:
    """The days of some years, the last included."""
    return DateSpan(date(first, 1, 1), date(last, 12, 31))


def part_of(span: DateSpan, part: str) -> DateSpan | None:
    """A third or a half of a month or a year; ``None`` for that of anything else."""
    year = span.first.year
    if span == years(year, year):
        return months(year, *_MONTHS_OF_PARTS[part])
    if span != month(year, span.first.month):
        return None
    first, last = _DAYS_OF_PARTS.get(part, (16, 31))
    end = min(last, span.last.day)
    return DateSpan(span.first.replace(day=first), span.first.replace(day=end))


def joined(spans: Iterable[DateSpan]) -> tuple[DateSpan, ...]:
    """``spans`` in order, those that touch made one."""
    found: list[DateSpan] = []
    for span in sorted(spans, key=lambda one: (one.first, one.last)):
        if found and (span.first - found[-1].last).days <= 1:
            found[-1] = replace(found[-1], last=max(found[-1].last, span.last))
        else:
            found.append(span)
    return tuple(found)


def latest_month(number: int, today: date, last: int = 0) -> DateSpan:
    """The latest such month, or stretch of months up to ``last``, that has begun by ``today``."""
    year = today.year if number <= today.month else today.year - 1
    return months(year, number, last or number)


def last_months_of(year: int, many: int) -> DateSpan:
    """So many months at the end of a year."""
    return months(year, 13 - many, 12)


Ago = Callable[[date], DateSpan]
"""The days that something means that is counted from today."""


def _days_ago(days: int) -> Ago:
    return lambda today: DateSpan(today - timedelta(days), today - timedelta(days))


def _weeks_ago(weeks: int, first: int = 0) -> Ago:
    def span(today: date) -> DateSpan:
        monday = today - timedelta(today.weekday() + 7 * weeks)
        return DateSpan(monday + timedelta(first), monday + timedelta(6))

    return span


def _months_ago(many: int) -> Ago:
    def span(today: date) -> DateSpan:
        year, number = divmod(today.year * 12 + today.month - 1 - many, 12)
        return month(year, number + 1)

    return span


def _years_ago(many: int) -> Ago:
    return lambda today: years(today.year - many, today.year - many)


_SATURDAY = 5

SPOKEN: dict[str, Ago] = {
    "hom nay": _days_ago(0),
    "hom qua": _days_ago(1),
    "hom kia": _days_ago(2),
    "tuan nay": _weeks_ago(0),
    "tuan truoc": _weeks_ago(1),
    "tuan qua": _weeks_ago(1),
    "tuan roi": _weeks_ago(1),
    "cuoi tuan nay": _weeks_ago(0, _SATURDAY),
    "cuoi tuan truoc": _weeks_ago(1, _SATURDAY),
    "cuoi tuan qua": _weeks_ago(1, _SATURDAY),
    "cuoi tuan roi": _weeks_ago(1, _SATURDAY),
    "thang nay": _months_ago(0),
    "thang truoc": _months_ago(1),
    "thang ngoai": _months_ago(1),
    "thang qua": _months_ago(1),
    "thang roi": _months_ago(1),
    "nam nay": _years_ago(0),
    "nam ngoai": _years_ago(1),
    "nam truoc": _years_ago(1),
    "nam qua": _years_ago(1),
    "nam roi": _years_ago(1),
    "nam kia": _years_ago(2),
    **{f"{time} nay": _days_ago(0) for time in ("sang", "trua", "chieu", "toi", "dem")},
    **{f"{time} qua": _days_ago(1) for time in ("sang", "trua", "chieu", "toi", "dem")},
}
"""What is counted from today, by how it is said without accents."""


def _day_months_ago(today: date, many: int) -> date:
    """That day of the month so many months before; the last of the month if it is shorter."""
    year, number = divmod(today.year * 12 + today.month - 1 - many, 12)
    return min(date(year, number + 1, 1) + timedelta(today.day - 1), month(year, number + 1).last)


# Today is one of them: of the last 7 days the first was 6 days ago.
AGO: dict[str, Callable[[date, int], date]] = {
    "ngay": lambda today, many: today - timedelta(many - 1),
    "tuan": lambda today, many: today - timedelta(7 * many - 1),
    "thang": lambda today, many: _day_months_ago(today, many) + timedelta(1),
    "nam": lambda today, many: _day_months_ago(today, 12 * many) + timedelta(1),
}
"""The first of so many days, weeks, months or years up to today."""
