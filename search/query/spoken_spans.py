"""Which days do the dates of a query mean, together and with the words before them?

``từ 1/5/2016 đến 5/5/2016``, ``tháng 5 - tháng 8/2016``, ``trước 12/5/2016``, ``sau hôm qua``,
``từ tháng 5/2016``, ``đến hôm qua``.  *Tư*, *tôi* and *đen* are no *từ*, *tới* and *đến*; typed
without accents they mean these only between two dates, or before two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from search.query.spoken_dates import SpokenDate, folded, read_date, read_dates
from search.request import DateSpan

_ONE_SIDED = re.compile(
    r"(?<!\w)(?:(?P<before>trước|truoc)|(?P<after>sau)|(?P<since>(?:kể )?từ)"
    r"|(?P<until>(?:cho )?(?:đến|tới)(?: hết| het)?|den het)) $",
    re.IGNORECASE,
)
_LEADER = re.compile(
    r"(?<!\w)(?:trong(?: (?:vòng|vong|khoảng|khoang))?|vào|vao|hồi|hoi) $", re.IGNORECASE
)
_NOW = re.compile(r" (?:cho )?(?:đến|tới|den|toi) nay(?!\w)", re.IGNORECASE)
_FROM = re.compile(r"(?<!\w)(?:(?:kể )?từ|tu) $", re.IGNORECASE)
_TO = re.compile(r" (?:(?:cho )?(?:đến|den|tới|toi)(?: hết| het)?|[-–—]) $", re.IGNORECASE)
# a date that leaves to the one behind it what they share; over folded text
_BEGUN = re.compile(
    r"(?<![\w./:-])(?P<named>ngay )?"
    r"((?P<day>\d\d?)|\d\d?/\d\d?|thang \d\d?|quy (?:[1-4]|i{1,3}|iv))$"
)
_VERBATIM = re.compile(r'"[^"]*"')
_ALTERNATIVES = re.compile(r"\bOR\b")
_GROUP = re.compile(r"\([^()]*\)")


def find_dates(text: str, today: date) -> Iterator[SpokenDate]:
    """The days meant in clean ``text``, in order; none overlaps another.

    ``today`` is the day in Vietnam that *hôm qua* and the like count from.  Where a span is open,
    it reaches to ``date.min`` or ``date.max``.
    Quotes are verbatim, and a date in parentheses, or in a query of alternatives, limits nothing.
    """
    read = list(read_dates(text, today))
    if not read or _ALTERNATIVES.search(_VERBATIM.sub("", text)):
        return
    apart = [m.span() for pattern in (_VERBATIM, _GROUP) for m in pattern.finditer(text)]
    singles = [
        one
        for one in read
        if not any(start < one.end and one.start < end for start, end in apart)
        and not text[: one.start].endswith("NOT ")
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
        found = _up_to_now(text, found, today)
        yield _with_leader(text, end, found)
        end = found.end


def _up_to_now(text: str, found: SpokenDate, today: date) -> SpokenDate:
    """``found``, which begins with *từ*, with the *đến nay* behind it."""
    match = _NOW.match(text, found.end) if found.span.last == date.max else None
    if match is None:
        return found
    return replace(found, end=match.end(), span=DateSpan(found.span.first, today))


def _with_leader(text: str, end: int, found: SpokenDate) -> SpokenDate:
    """``found`` with a word before it, behind ``end``, that says no more than that it is a time."""
    match = _LEADER.search(text[end : found.start])
    return replace(found, start=end + match.start()) if match else found


def _range(start: int, first: DateSpan, last: SpokenDate) -> SpokenDate:
    """All days from one date to another, whichever of the two is earlier."""
    early, late = sorted((first, last.span), key=lambda span: span.first)
    return SpokenDate(start, last.end, DateSpan(early.first, late.last))


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
    first = _lent(begun, last.span, today)
    if first is None:
        return None
    found = _since(text, end, _range(end + begun.start(), first, last))
    # a number alone is a day only where that is said: *U23 3 - 5/5/2016*
    is_day = begun["named"] or found.start < end + begun.start()
    return found if is_day or not begun["day"] else None


def _lent(begun: re.Match[str], last: DateSpan, today: date) -> DateSpan | None:
    """The date that was begun, with the month and the year of ``last``, or those before: *28/12 đến
    3/1/2016* begins in 2015."""
    month, year = last.last.month, last.last.year
    whole = f"/{month}/{year}" if begun["day"] else f"/{year}"
    first = read_date(begun[2] + whole, today)
    if first is None or first.first <= last.first:
        return first
    if begun["day"]:
        before = last.first.replace(day=1) - timedelta(1)
        return read_date(f"{begun[2]}/{before.month}/{before.year}", today)
    return read_date(f"{begun[2]}/{year - 1}", today)


def _one_sided(text: str, end: int, one: SpokenDate) -> SpokenDate:
    """All days before, after, from or up to a date, if a word before it says so."""
    match = _ONE_SIDED.search(text[end : one.start])
    if match is None:
        return one
    first, last = one.span.first, one.span.last
    match match.lastgroup:
        case "before":
            span = DateSpan(date.min, first - timedelta(1))
        case "after":
            span = DateSpan(last + timedelta(1), date.max)
        case "since":
            span = DateSpan(first, date.max)
        case _:
            span = DateSpan(date.min, last)
    return SpokenDate(end + match.start(), one.end, span)
