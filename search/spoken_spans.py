"""Which days do the dates of a query mean, together and with the words before them?

``từ 1/5/2016 đến 5/5/2016``, ``tháng 5 - tháng 8/2016``, ``trước 12/5/2016``, ``sau tuần trước``,
``từ tháng 5/2016``, ``đến hôm qua``.  *Tư* and *tôi* are no *từ* and *tới*; typed without accents
both mean these only where a date stands before and behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from search.request import DateSpan
from search.spoken_dates import SpokenDate, folded, read_date, read_dates

_ONE_SIDED = re.compile(
    r"(?<!\w)(?:(trước|truoc)|(sau)|((?:kể )?từ)|((?:cho )?(?:đến|den|tới)(?: hết| het)?)) $",
    re.IGNORECASE,
)
_LEADER = re.compile(
    r"(?<!\w)(?:trong(?: (?:vòng|vong|khoảng|khoang))?|vào|vao|hồi|hoi) $", re.IGNORECASE
)
_FROM = re.compile(r"(?<!\w)(?:(?:kể )?từ|tu) $", re.IGNORECASE)
_TO = re.compile(r" (?:(?:cho )?(?:đến|den|tới|toi)(?: hết| het)?|[-–—]) $", re.IGNORECASE)
# a date that leaves to the one behind it what they share; over folded text
_BEGUN = re.compile(
    r"(?<![\w./:-])(?P<named>ngay )?"
    r"((?P<day>\d\d?)|\d\d?/\d\d?|thang \d\d?|quy (?:[1-4]|i{1,3}|iv))$"
)
_VERBATIM = re.compile(r'"[^"]*"')
_GROUPED = re.compile(r"\bOR\b|[()]")


def find_dates(text: str, today: date) -> Iterator[SpokenDate]:
    """The days meant in clean ``text``, in order; none overlaps another.

    Quotes are verbatim, and a date that is one of several alternatives limits nothing.
    """
    if _GROUPED.search(text):
        return
    quoted = [match.span() for match in _VERBATIM.finditer(text)]
    singles = [
        one
        for one in read_dates(text, today)
        if not any(start < one.end and one.start < end for start, end in quoted)
    ]
    end, at = 0, 0
    while at < len(singles):
        one = singles[at]
        behind = singles[at + 1] if at + 1 < len(singles) else None
        if behind and _TO.fullmatch(text[one.end : behind.start]):
            found = _since(text, end, _range(one.start, one.span, behind))
            at += 2
        else:
            found = _range_begun(text, end, one, today) or _one_sided(text, end, one)
            at += 1
        if found is one and one.unnamed and one.end - one.start < len(text):
            continue
        yield _with_leader(text, end, found)
        end = found.end


def _with_leader(text: str, end: int, found: SpokenDate) -> SpokenDate:
    """``found`` with a word before it, behind ``end``, that says no more than that it is a time."""
    match = _LEADER.search(text[end : found.start])
    return replace(found, start=end + match.start()) if match else found


def _range(start: int, first: DateSpan, last: SpokenDate) -> SpokenDate:
    span = DateSpan(min(first.first, last.span.first), max(first.last, last.span.last))
    return SpokenDate(start, last.end, span)


def _since(text: str, end: int, found: SpokenDate) -> SpokenDate:
    """``found`` with a *từ* before it, if there is one behind ``end``."""
    match = _FROM.search(text[end : found.start])
    return replace(found, start=end + match.start()) if match else found


def _range_begun(text: str, end: int, last: SpokenDate, today: date) -> SpokenDate | None:
    """The range up to ``last``, if that is its only whole date: *1/5 đến 5/5/2016*."""
    to = _TO.search(text[end : last.start])
    begun = _BEGUN.search(folded(text[end : end + to.start()])) if to else None
    if begun is None or (begun["day"] and last.span.first < last.span.last):
        return None
    day = last.span.last
    rest = f"/{day.month}/{day.year}" if begun["day"] else f"/{day.year}"
    first = read_date(begun[2] + rest, today)
    if first is None:
        return None
    found = _since(text, end, _range(end + begun.start(), first, last))
    # a number alone is a day only where that is said: *U23 3 - 5/5/2016*
    is_day = begun["named"] or found.start < end + begun.start()
    return found if is_day or not begun["day"] else None


def _one_sided(text: str, end: int, one: SpokenDate) -> SpokenDate:
    """All days before, after, from or up to a date, if a word before it says so."""
    match = _ONE_SIDED.search(text[end : one.start])
    if match is None:
        return one
    first, last = one.span.first, one.span.last
    spans = (
        lambda: DateSpan(date.min, first - timedelta(1)),
        lambda: DateSpan(last + timedelta(1), date.max),
        lambda: DateSpan(first, date.max),
        lambda: DateSpan(date.min, last),
    )
    return SpokenDate(end + match.start(), one.end, spans[(match.lastindex or 1) - 1]())
