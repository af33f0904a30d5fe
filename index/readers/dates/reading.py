"""When was it published, said in whatever way a Vietnamese newspaper or crawler says it?

``parse_date`` reads a value that is meant to be a date, ``readings`` also what it is where the
month comes first; ``date_of_line`` reads a line of a page only if it holds a date and nothing
else; ``url_year`` reads a year from a URL.

The patterns are a small table of our own (words in :mod:`index.readers.dates.words`), because no
library gets these right: one makes dates of what is relative to the day of *reading*, and
another drops the zone of ``GMT+7``.  Here the day comes before the month unless the year comes
first, nothing is filled in, and what is relative or impossible is ``None``.  A time without a
zone is Vietnam's (:data:`index.days.LOCAL_ZONE`), with the offset of its day: eight hours in 1970.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from index.days import LOCAL_ZONE, today
from index.readers.dates.words import (
    HALF,
    MONTH,
    WEEKDAY,
    ZONE,
    hour_of_day,
    month_number,
    plain,
    weekday_in,
    zone_of,
)
from index.vietnamese.clean import clean_line

_LAST_EMPTY_YEAR = 1900  # 1900-01-01 is how tables write "unknown", as is the first day of 1970
_EPOCH_DAY = date(1970, 1, 1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_AHEAD = timedelta(days=2)  # clocks run fast, and zones differ by a day
_MAX_CHARS = 200  # a longer value is prose, and its first date need not be the right one
_MONTHS = 12
_DIGIT = re.compile(r"\d")
_MIN_DIGITS = 3  # "1/1/99" has four; most lines of a page have none
_MAX_DIGITS = 19  # nanoseconds since 1970

_CRAWLER = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})_(\d{1,2})-(\d{2})-(\d{2})")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[t ].*)?|\d{4}-?w\d{2}-?\d|\d{8}t.*")
_NUMBER = re.compile(r"\d+(?:\.\d*)?(?:e\+?\d{1,2})?")
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(?:(\d{2})\d{0,3})?)?")
# "/Date(1598843820000+0700)/" of .NET, "new Date(…)", "ISODate("…")" of a shell.
_CALL = re.compile(r"(?:\\?/)?(?:new )?(?:iso)?date\([\"']?([^()\"']+)[\"']?\)(?:\\?/)?")
_DOTNET = re.compile(r"(-?\d+)[+-]\d{4}")

_SLASHED = re.compile(r"(?<![\d/.-])(\d{1,2}) ?([/.-]) ?(\d{1,2}) ?\2 ?(\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<![\d/.-])(\d{4})([/.-])(\d{1,2})\2(\d{1,2})(?!\d)")
_SHORT_YEAR = re.compile(r"(?<![\d/.:-])(\d{1,2})([/.-])(\d{1,2})\2(\d{2})(?![\d/.:-])")
_YEAR = r"(?P<year>\d{4}|\d{2}(?![\d:]))(?!\d)"
_NAMED = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th(?= ))?(?: of|,)?[ /-]?(?P<month>{MONTH})"
    rf"(?:[ ,/-]{{1,3}}(?:nam )?){_YEAR}"
)
# The year may stand behind the time: "Mon Aug 31 09:57:00 ICT 2020" (C, Java, Twitter).
_MONTH_NAMED = re.compile(
    rf"(?P<month>(?<![^\W\d]){MONTH})[ /-](?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ ,/-]{{1,3}}(?:nam )?"
    rf"(?P<time>\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:\.\d+)?)? (?:[a-z]{{2,5}} |[+-]\d{{4}} )?)?{_YEAR}"
)
_TIME = re.compile(
    rf"(?:(?<![^\W\d_])(?P<before>[ap]\.?m\.?|sa|ch) )?(?<![\d:.+-])(?P<hour>\d{{1,2}})"
    r"(?:(?::| ?gio | ?[hg] ?|:? ?h ?)(?P<minute>\d{2})(?!\d)"
    r"(?: ?phut|')?(?:[:.](?P<second>\d{2})(?!\d)(?:[.,](?P<part>\d{1,9})\d*)?)?"
    r"| ?(?:h|gio)\b(?! truoc)|(?= ?[ap]\.?m\b))"
    rf"(?: ?(?P<half>{HALF}))?"
)

_AM_PM = re.compile(r"\d ?[ap]\.?m\b")
# Who writes these puts the day first.
_VIETNAMESE = re.compile(
    r"\b(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|ngay|sa|ch|sang|trua|chieu|toi|dem)\b"
)

# What may stand beside a date on a line of its own.
_LABEL = re.compile(
    r"\b(?:cap nhat(?: luc| ngay)?|ngay dang|dang (?:luc|ngay)|xuat ban|dang tai|luc|ngay|vao"
    r"|nam|sang|trua|chieu|toi|dem|am|pm|gmt|utc)\b"
)
_LETTER = re.compile(r"[^\W\d_]")
_URL_YEAR = re.compile(
    r"/((?:19|20)\d{2})/?(\d{2})(?:/|\d{2}/)|[-/]((?:19|20)\d{2})(\d{2})\d{6,11}\b"
)

Moment = date | datetime | None


@dataclass(frozen=True, slots=True)
class Readings:
    """What a value is: with the day first, and with the month first where that differs.

    ``american`` is true where AM or PM stands behind a time, in a value that is not Vietnamese;
    ``proves_day_first`` for one that is a date with the day first alone (``31/8/2020``).
    """

    day_first: Moment = None
    month_first: Moment = None
    american: bool = False
    proves_day_first: bool = False


_NONE = Readings()


def parse_date(raw: object) -> Moment:
    """Return the moment that ``raw`` names, as a plain date if no hour is given.

    ``raw`` is text, or a number: ``yyyymmdd``, with a time or not, or seconds, milli-, micro- or
    nanoseconds since 1970.  ``None`` if it is something else, relative, impossible, in 1900 or
    before, the first day of 1970, or over two days ahead; a ``datetime`` always has a zone.
    """
    return readings(raw).day_first


def readings(raw: object) -> Readings:
    """Return what ``raw`` is, as in :func:`parse_date`, and what with the month before the day.

    ``month_first`` is ``None`` where only one order is possible, save where that is the month's
    (``8/31/2020``, whose ``day_first`` is ``None``).  A weekday that agrees with one order alone
    decides, and Vietnamese words put the day first.
    """
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return _NONE
    try:
        text = raw if isinstance(raw, str) else str(raw)
        if len(text) > _MAX_CHARS or len(_DIGIT.findall(text)) < _MIN_DIGITS:
            return _NONE
        text = plain(clean_line(html.unescape(text)))
    except ValueError:  # Python does not write out integers of thousands of digits
        return _NONE
    moment, swapped, proves = _tried(text, False), None, False
    match = _SLASHED.search(text) or _SHORT_YEAR.search(text)
    if match and match[2] == "/" and match[1] != match[3] and not _VIETNAMESE.search(text):
        proves = moment is not None and int(match[1]) > _MONTHS
        swapped = None if proves else _tried(text, True)
    if swapped is None:
        return Readings(moment, proves_day_first=proves)
    weekday = weekday_in(text)
    if weekday is not None and weekday == swapped.weekday() and not _is_weekday(moment, weekday):
        return Readings(swapped)
    if _is_weekday(moment, weekday):
        return Readings(moment)
    return Readings(moment, swapped, american=_AM_PM.search(text) is not None)


def date_of_line(line: str) -> Moment:
    """Return the date in ``line``, as ``parse_date`` does, or ``None``.

    Beside it may stand a weekday, a time, a zone and a label (*cập nhật lúc*), nothing else.
    """
    found = parse_date(line)
    if found is None:
        return None
    text = plain(clean_line(html.unescape(line)))
    # A telephone number is no date, though as a value it might be seconds since 1970.
    for pattern in (_SLASHED, _YEAR_FIRST, _NAMED, _MONTH_NAMED):
        if match := pattern.search(text):
            return found if _is_bare(_without(text, match)) else None
    return None


def url_year(url: str, month: int) -> int | None:
    """Return the year in the URL's path (``/202110/``, ``/2021/10/``) if its month is ``month``."""
    for match in _URL_YEAR.finditer(url):
        year, its_month = int(match[1] or match[3]), int(match[2] or match[4])
        if its_month == month and _possible_year(year):
            return year
    return None


def _tried(text: str, month_first: bool) -> Moment:
    try:
        return _plausible(_from_text(text, month_first))
    except (ValueError, OverflowError, ArithmeticError):  # a 31st of February, an hour 27
        return None


def _is_weekday(moment: Moment, weekday: int | None) -> bool:
    return moment is not None and moment.weekday() == weekday


def _from_text(text: str, month_first: bool) -> Moment:
    if call := _CALL.fullmatch(text):
        text = call[1].strip()
        if dotnet := _DOTNET.fullmatch(text):
            text = dotnet[1]
    if _NUMBER.fullmatch(text):
        return _from_number(text)
    if match := _CRAWLER.fullmatch(text):
        return _from_crawler(match)
    if _ISO.fullmatch(text) and (moment := _from_iso(text)) is not None:
        return moment
    return _from_page(text, month_first)


def _from_crawler(match: re.Match[str]) -> date:
    day, month, year, *time = map(int, match.groups())
    if not any(time):  # how these crawlers write "hour unknown"
        return date(year, month, day)
    hour, minute, second = time
    return datetime(year, month, day, hour, minute, second, tzinfo=LOCAL_ZONE)


def _from_iso(text: str) -> Moment:
    try:
        if "t" not in text and " " not in text:
            return date.fromisoformat(text)
        # "2022-10-13 16:30 +0700": the standard library wants no space before the zone.
        text = re.sub(r" (?=(?:[+-]\d\d(?::?\d\d)?|z)$)", "", text).upper()
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL_ZONE)


def _from_page(text: str, month_first: bool) -> Moment:
    if match := _SLASHED.search(text):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
    elif match := _YEAR_FIRST.search(text):
        year, month, day = int(match[1]), int(match[3]), int(match[4])
    elif match := _NAMED.search(text) or _MONTH_NAMED.search(text):
        day, month, year = (
            int(match["day"]),
            month_number(match["month"]),
            _full_year(match["year"]),
        )
    elif (match := _SHORT_YEAR.search(text)) and _is_bare(_without(text, match)):
        day, month, year = int(match[1]), int(match[3]), _full_year(match[4])
    else:
        return None
    if month_first and match.re in (_SLASHED, _SHORT_YEAR):
        day, month = month, day
    return _at_time(date(year, month, day), _without(text, match))


def _without(text: str, match: re.Match[str]) -> str:
    """The text around the date; the time inside the date goes with it."""
    inside = (match["time"] or "") if match.re is _MONTH_NAMED else ""
    return f"{text[: match.start()]} {inside}{text[match.end() :]}"


def _at_time(day: date, rest: str) -> date:
    """``day`` at the time that ``rest`` names, or just ``day``."""
    zone = ZONE.search(rest)
    if zone:  # "GMT+07:00" must not be read as seven o'clock
        rest = f"{rest[: zone.start()]} {rest[zone.end() :]}"
    time = _TIME.search(rest)
    if time is None:
        return day
    hour = hour_of_day(int(time["hour"]), time["half"] or time["before"] or "")
    minute, second = int(time["minute"] or 0), int(time["second"] or 0)
    if hour is None or (hour, minute, second) == (24, 0, 0):
        return day
    micro = int((time["part"] or "").ljust(6, "0")[:6])
    return datetime(day.year, day.month, day.day, hour, minute, second, micro, tzinfo=zone_of(zone))


def _is_bare(rest: str) -> bool:
    """Whether beside the date there are only times, zones, weekdays and labels."""
    for pattern in (ZONE, ZONE, _TIME, WEEKDAY, _LABEL):
        rest = pattern.sub(" ", rest, count=2)
    return _LETTER.search(_LABEL.sub(" ", rest)) is None


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if _possible_year(2000 + year) else 1900)


def _from_number(text: str) -> Moment:
    """``yyyymmdd`` with or without a time, else a count of seconds or their parts since 1970."""
    digits, _, part = text.partition(".")
    if len(digits) > _MAX_DIGITS:
        return None
    stamp = _STAMP.fullmatch(digits) if len(digits) in {8, 12, 14, 17} else None
    if stamp is None or part.strip("0") or not _possible_year(int(stamp[1])):
        return _from_epoch(Decimal(text))
    year, month, day = int(stamp[1]), int(stamp[2]), int(stamp[3])
    if stamp[4] is None:
        return date(year, month, day)
    hour, minute, second = int(stamp[4]), int(stamp[5]), int(stamp[6] or 0)
    return datetime(year, month, day, hour, minute, second, tzinfo=LOCAL_ZONE)


def _from_epoch(number: Decimal) -> datetime | None:
    """Seconds, milli-, micro- or nanoseconds, told by their size; too small says nothing."""
    for size, unit in ((10**17, 10**9), (10**14, 10**6), (10**11, 10**3), (10**8, 1)):
        if number >= size:
            micros = int(number * 10**6 / unit)
            return (_EPOCH + timedelta(microseconds=micros)).astimezone(LOCAL_ZONE)
    return None


def _plausible(moment: Moment) -> Moment:
    if moment is None or moment == _EPOCH or not _possible_year(moment.year):
        return None
    day = moment.date() if isinstance(moment, datetime) else moment
    return None if day == _EPOCH_DAY or day > today() + _MAX_AHEAD else moment


def _possible_year(year: int) -> bool:
    return _LAST_EMPTY_YEAR < year <= (today() + _MAX_AHEAD).year
