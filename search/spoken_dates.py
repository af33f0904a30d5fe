"""Which days does a reader mean who writes a date among the words?

``12/5/2016`` (day first), ``ngày 12 tháng 5 năm 2016``, ``tháng 5/2016``, ``quý 1/2016``, ``hôm
qua``, ``tuần trước``: with accents or without, in any case.  A year alone is no date (*kế hoạch
năm 2016* is about 2016, not of 2016), and neither is a day without its year.  What is said to
lie before, after, from or up to a date does not mean that date: those stay words.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from index.vietnamese import fold
from search.request import DateSpan

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_ALONE, _ENDS = r"(?<![\w./:-])", r"(?![\w]|[./-]\w)"


def _own(prefix: str, pattern: str) -> str:
    """``pattern`` with names of its own for its groups: a name may stand but once in a pattern."""
    return pattern.replace("(?P<", f"(?P<{prefix}_")


# Over folded text, whose offsets are those of the text.
_FORMS = (
    _own("a", rf"(?:ngay )?{_DAY}(?P<sign>[/.-]){_MONTH}").replace("<a_sign", "<sign")
    + rf"(?P=sign){_own('a', _YEAR)}",
    _own("b", rf"(?:ngay )?{_DAY} thang {_MONTH} nam {_YEAR}"),
    _own("c", rf"(?:thang )?{_MONTH}[/-]{_YEAR}"),
    _own("d", rf"thang {_MONTH} nam {_YEAR}"),
    _own("e", rf"quy (?P<quarter>[1-4])[/-]{_YEAR}"),
    r"(?P<spoken>hom (?:nay|qua|kia)|tuan (?:nay|truoc|qua)|(?:thang|nam) (?:nay|truoc|ngoai))",
)
_DATE = re.compile(f"{_ALONE}(?:{'|'.join(_FORMS)}){_ENDS}")
_APART = re.compile(
    r"(?<!\w)(?:(?<!tuần )(?<!tuan )(?:trước|truoc)|sau|từ|đến|den|tới)$", re.IGNORECASE
)
_VERBATIM = re.compile(r'"[^"]*"')
_GROUPED = re.compile(r"\bOR\b|[()]")


@dataclass(frozen=True, slots=True)
class SpokenDate:
    """``text[start:end]`` means the days of ``span``."""

    start: int
    end: int
    span: DateSpan


def find_dates(text: str, today: date) -> Iterator[SpokenDate]:
    """The dates in clean ``text``, in order; none overlaps another.

    Quotes are verbatim, and a date that is one of several alternatives limits nothing.
    """
    if _GROUPED.search(text):
        return
    quoted = [match.span() for match in _VERBATIM.finditer(text)]
    for match in _DATE.finditer(_folded(text)):
        span = _span(match, today)
        inside = any(start < match.end() and match.start() < end for start, end in quoted)
        apart = _APART.search(text[: match.start()].rstrip())
        if span is not None and not inside and apart is None:
            yield SpokenDate(match.start(), match.end(), span)


def _folded(text: str) -> str:
    """``text`` without accents, as long as before."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded
    return "".join(one if len(one := fold(letter)) == 1 else letter for letter in text)


def _span(match: re.Match[str], today: date) -> DateSpan | None:
    said = {name.rpartition("_")[2]: value for name, value in match.groupdict().items() if value}
    if "spoken" in said:
        return _SPOKEN[said["spoken"]](today)
    year = int(said["year"])
    if "quarter" in said:
        first = 3 * int(said["quarter"]) - 2
        return DateSpan(date(year, first, 1), _month(year, first + 2).last)
    if "day" not in said:
        return _month(year, int(said["month"]))
    try:
        day = date(year, int(said["month"]), int(said["day"]))
    except ValueError:  # 31/2
        return None
    return DateSpan(day, day)


def _month(year: int, month: int) -> DateSpan:
    last = calendar.monthrange(year, month)[1]
    return DateSpan(date(year, month, 1), date(year, month, last))


def _days_ago(days: int) -> Callable[[date], DateSpan]:
    return lambda today: DateSpan(today - timedelta(days), today - timedelta(days))


def _weeks_ago(weeks: int) -> Callable[[date], DateSpan]:
    def span(today: date) -> DateSpan:
        monday = today - timedelta(today.weekday() + 7 * weeks)
        return DateSpan(monday, monday + timedelta(6))

    return span


def _months_ago(months: int) -> Callable[[date], DateSpan]:
    def span(today: date) -> DateSpan:
        year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
        return _month(year, month + 1)

    return span


def _years_ago(years: int) -> Callable[[date], DateSpan]:
    return lambda today: DateSpan(date(today.year - years, 1, 1), date(today.year - years, 12, 31))


_SPOKEN: dict[str, Callable[[date], DateSpan]] = {
    "hom nay": _days_ago(0),
    "hom qua": _days_ago(1),
    "hom kia": _days_ago(2),
    "tuan nay": _weeks_ago(0),
    "tuan truoc": _weeks_ago(1),
    "tuan qua": _weeks_ago(1),
    "thang nay": _months_ago(0),
    "thang truoc": _months_ago(1),
    "nam nay": _years_ago(0),
    "nam ngoai": _years_ago(1),
    "nam truoc": _years_ago(1),
    "thang ngoai": _months_ago(1),
}
