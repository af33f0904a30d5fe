"""Which days do the dates of a query mean, together and with the words before them?

``từ 1/5/2016 đến 5/5/2016``, ``tháng 5 - tháng 8/2016``, ``1/5 và 3/5/2018``, ``trước 12/5/2016``,
``sau hôm qua``, ``từ tháng 5/2016``, ``đến hôm qua``, ``cuối tháng 5/2018``, ``sáng 12/5/2016``.
*Tư*, *tôi* and *đen* are no *từ*, *tới* and *đến*; typed without accents they mean these only
between two dates, or before two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from index.vietnamese import fold
from search.query.date_forms import KINDS, Kind
from search.query.spans import joined, part_of
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
_TIME_OF_DAY = re.compile(
    r"(?<!\w)(?:(?:rạng )?sáng|trưa|chiều|tối|đêm|hôm"
    r"|(?:thứ (?:[2-7]|hai|ba|tư|năm|sáu|bảy)|chủ nhật),?) $",
    re.IGNORECASE,
)
_PART = re.compile(r"(?<!\w)(nửa đầu|nửa cuối|đầu|giữa|cuối) $", re.IGNORECASE)
_NOW = re.compile(r" (?:cho )?(?:đến|tới|den|toi) nay(?!\w)", re.IGNORECASE)
_FROM = re.compile(r"(?<!\w)(?:(?:kể )?từ|tu) $", re.IGNORECASE)
_TO = re.compile(r" (?:(?:cho )?(?:đến|den|tới|toi)(?: hết| het)?|[-–—]) $", re.IGNORECASE)
_AND = re.compile(r"(?:,| (?:và|va|hoặc|hoac|&)) $", re.IGNORECASE)
# a date that leaves to the one behind it what they share; over folded text
_BEGUN = re.compile(
    r"(?<![\w./:-])(?P<named>ngay )?"
    r"((?P<day>\d\d?)|\d\d?/\d\d?|thang \d\d?|quy (?:[1-4]|i{1,3}|iv))$"
)
_VERBATIM = re.compile(r'"[^"]*"')
_ALTERNATIVES = re.compile(r"\bOR\b")
_GROUP = re.compile(r"\([^()]*\)")
_MAX_CHARS_BEFORE = 40  # of what is said before a date about it


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
    end = 0
    for row in _rows(text, singles):
        found = _together(text, row, today)
        if not found.is_row:
            found = _begun_before(text, end, found, today) or _with_words_before(text, end, found)
        elif _is_range(found):
            found = _since(text, end, found)
        if found.unnamed and found.end - found.start < len(text):
            continue
        found = _up_to_now(text, found, today)
        yield _with_leader(text, end, found)
        end = found.end


def _rows(text: str, singles: Sequence[SpokenDate]) -> Iterator[list[SpokenDate]]:
    """``singles``, those together between which there is no more than a *đến* or a *và*."""
    row: list[SpokenDate] = []
    for one in singles:
        between = text[row[-1].end : one.start] if row else ""
        if row and not (_TO.fullmatch(between) or _AND.fullmatch(between)):
            yield row
            row = []
        row.append(one)
    if row:
        yield row


def _together(text: str, row: Sequence[SpokenDate], today: date) -> SpokenDate:
    """What the dates of a ``row`` mean together."""
    first, last = row[0], row[-1]
    if len(row) == 1:
        return first
    lent = _with_years(text, row, today)
    spans: list[DateSpan] = []
    at = 0
    while at < len(lent):
        span = lent[at].span
        if at + 1 < len(lent) and _TO.fullmatch(text[lent[at].end : lent[at + 1].start]):
            spans.append(_range(span, lent[at + 1].span))
            at += 2
        else:
            spans += lent[at].spans
            at += 1
    return SpokenDate(
        first.start,
        last.end,
        joined(spans),
        max((one.kind for one in lent), key=KINDS.index),
        unsure=any(one.unsure for one in lent if one.yearless == last.yearless),
        is_row=True,
    )


def _with_years(text: str, row: Sequence[SpokenDate], today: date) -> list[SpokenDate]:
    """The dates of ``row``, the year of those that have none being that of the one behind."""
    lent = [row[-1]]
    for one in reversed(row[:-1]):
        if not one.yearless:
            lent.insert(0, one)
            continue
        behind = lent[0]
        whole = folded(text[one.start : one.end])
        year = behind.span.last.year
        span = read_date(f"{whole} {year}", today)
        if span is not None and span.first > behind.span.first:
            span = read_date(f"{whole} {year - 1}", today)
        kind: Kind = behind.kind
        lent.insert(0, one if span is None else replace(one, spans=(span,), kind=kind))
    return lent


def _is_range(found: SpokenDate) -> bool:
    """Whether ``found``, a row, says one stretch of days."""
    return len(found.spans) == 1


def _up_to_now(text: str, found: SpokenDate, today: date) -> SpokenDate:
    """``found``, which begins with *từ*, with the *đến nay* behind it."""
    match = _NOW.match(text, found.end) if found.span.last == date.max else None
    if match is None:
        return found
    return replace(found, end=match.end(), spans=(DateSpan(found.span.first, today),))


def _with_leader(text: str, end: int, found: SpokenDate) -> SpokenDate:
    """``found`` with a word before it, behind ``end``, that says no more than that it is a time, or
    which hour of a day."""
    patterns = [_LEADER]
    if found.span.first == found.span.last and found.kind == "exact":
        patterns = [_TIME_OF_DAY, _TIME_OF_DAY, _LEADER]  # *sáng thứ hai 12/5/2016*
    for pattern in patterns:
        match = pattern.search(_before(text, end, found))
        if match:
            found = replace(found, start=found.start - len(match[0]))
    return found


def _before(text: str, end: int, found: SpokenDate) -> str:
    """What stands behind ``end`` and right before ``found``."""
    return text[max(end, found.start - _MAX_CHARS_BEFORE) : found.start]


def _range(one: DateSpan, other: DateSpan) -> DateSpan:
    """All days from one date to another, whichever of the two is earlier."""
    early, late = sorted((one, other), key=lambda span: span.first)
    return DateSpan(early.first, late.last)


def _since(text: str, end: int, found: SpokenDate) -> SpokenDate:
    """``found`` with a *từ* before it, if there is one behind ``end``."""
    match = _FROM.search(_before(text, end, found))
    return replace(found, start=found.start - len(match[0])) if match else found


def _begun_before(text: str, end: int, last: SpokenDate, today: date) -> SpokenDate | None:
    """The range up to ``last``, or ``last`` and another, if ``last`` is their only whole date:
    *1/5 đến 5/5/2016*, *1/5 và 3/5/2016*."""
    before = _before(text, end, last)
    to = _TO.search(before) or _AND.search(before)
    begun = _BEGUN.search(folded(before[: to.start()])) if to else None
    if to is None or begun is None or (begun["day"] and last.span.first < last.span.last):
        return None
    first = _lent(begun, last.span, today)
    if first is None:
        return None
    is_range = _TO.fullmatch(to[0]) is not None
    spans = (_range(first, last.span),) if is_range else joined((first, last.span))
    start = last.start - len(before) + begun.start()
    whole = SpokenDate(start, last.end, spans, last.kind, unsure=last.unsure, is_row=True)
    found = _since(text, end, whole) if is_range else whole
    # a number alone is a day only where that is said: *U23 3 - 5/5/2016*
    is_day = begun["named"] or found.start < start
    return found if is_day or not begun["day"] else None


def _lent(begun: re.Match[str], last: DateSpan, today: date) -> DateSpan | None:
    """The date that was begun, with the month and the year of ``last``, or those before: *28/12 đến
    3/1/2016* begins in 2015."""
    number, year = last.last.month, last.last.year
    whole = f"/{number}/{year}" if begun["day"] else f"/{year}"
    first = read_date(begun[2] + whole, today)
    if first is None or first.first <= last.first:
        return first
    if begun["day"]:
        before = last.first.replace(day=1) - timedelta(1)
        return read_date(f"{begun[2]}/{before.month}/{before.year}", today)
    return read_date(f"{begun[2]}/{year - 1}", today)


def _with_words_before(text: str, end: int, one: SpokenDate) -> SpokenDate:
    """The part of a month or a year, or all days before, after, from or up to a date, if words
    before it say so."""
    part = _PART.search(_before(text, end, one))
    span = part_of(one.span, fold(part[1]).lower()) if part else None
    if part and span:
        one = replace(one, start=one.start - len(part[0]), spans=(span,))
    match = _ONE_SIDED.search(_before(text, end, one))
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
            if one.kind == "year":  # *quy hoạch đến năm 2030* says what it is about
                return replace(one, unnamed=True)
            span = DateSpan(date.min, last)
    return replace(one, start=one.start - len(match[0]), spans=(span,), unnamed=False)
