"""When was it published, said in whatever way a Vietnamese newspaper or crawler says it?

``parse_date`` reads a value that is meant to be a date; ``date_of_line`` reads a line
of a page only if it holds a date and nothing else; ``url_year`` reads a year from a URL.

The patterns are a small table of our own, because no library gets these right: one makes
dates of what is relative to the day of *reading*, and finds none in crawlers' stamps.
Here the day always comes before the month unless the year comes first, nothing is
filled in, and what is relative or impossible is ``None``.  A time without a zone is
Vietnam's (:data:`index.days.LOCAL_ZONE`), with the offset of its day: eight hours in 1970.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from index.days import LOCAL_ZONE, today
from index.vietnamese.clean import clean_line

_MIN_YEAR = 1900
_MAX_CHARS = 200  # a longer value is prose, and its first date need not be the right one

_MAX_DIGITS = 17  # yyyymmddHHMMSSmmm

_CRAWLER = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})_(\d{1,2})-(\d{2})-(\d{2})")
_SHORT_YEAR = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{2}) (\d{1,2}):(\d{2})")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?|\d{4}-?W\d{2}-?\d|\d{8}T.*", re.IGNORECASE)
_MAIL = re.compile(r"(?:[A-Z][a-z]{2,8}, *)?\d{1,2} [A-Z][a-z]{2} \d{2,4}\b.*")
_DIGITS = re.compile(r"-?\d+(?:\.0*)?")
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(?:(\d{2})\d{0,3})?)?")

_DAY_FIRST = re.compile(r"(?<![\d/.-])(\d{1,2}) ?([/.-]) ?(\d{1,2}) ?\2 ?(\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<![\d/.-])(\d{4})([/.-])(\d{1,2})\2(\d{1,2})(?!\d)")
_WORDS = re.compile(
    r"(?<!\d)(\d{1,2}) tháng (\d{1,2})(?:,| năm|, năm)? (\d{4})(?!\d)", re.IGNORECASE
)
_TIME = re.compile(
    r"(?<![\d:+-])(\d{1,2})(?::| giờ |[hg])(\d{2})(?::(\d{2})(?:\.\d+)?)?(?!\d)"
    r"(?:[ ]?(AM|PM|SA|CH)\b)?",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"(?:\b(?:GMT|UTC) ?([+-]) ?(\d{1,2})(?::?(\d{2}))?|(?<=\d) ?([+-])(\d{2}):(\d{2})$)",
    re.IGNORECASE,
)

# What may stand beside a date on a line of its own.
_WEEKDAY = re.compile(r"\b(?:thứ (?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ nhật|cn)\b", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:cập nhật(?: lúc| ngày)?|ngày đăng|đăng (?:lúc|ngày)|xuất bản|đăng tải|lúc|ngày|vào)\b",
    re.IGNORECASE,
)
_URL_YEAR = re.compile(
    r"/((?:19|20)\d{2})/?(\d{2})(?:/|\d{2}/)|[-/]((?:19|20)\d{2})(\d{2})\d{6,11}\b"
)


def parse_date(raw: object) -> date | datetime | None:
    """Return the moment that ``raw`` names, as a plain date if no hour is given.

    ``raw`` is text in any of the ways below, or a number: ``yyyymmdd``, with a time or not, or
    seconds or milliseconds since 1970.  ``None`` if it is something else, relative, impossible,
    before 1900 or after next year; a ``datetime`` always has a zone.
    """
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return None
    try:
        if isinstance(raw, float):
            return _plausible(_from_epoch(raw))
        text = raw if isinstance(raw, str) else str(raw)
        short = len(text) <= _MAX_CHARS
        return _plausible(_from_text(clean_line(html.unescape(text)))) if short else None
    except (ValueError, OverflowError):  # a 31st of February, an hour 27
        return None


def date_of_line(line: str) -> date | datetime | None:
    """Return the date in ``line``, as ``parse_date`` does, or ``None``.

    Beside it may stand a weekday, a time, a zone and a label (*cập nhật lúc*), nothing else.
    """
    found = parse_date(line)
    written = (_DAY_FIRST, _YEAR_FIRST, _WORDS)
    # A telephone number is no date, though as a value it might be seconds since 1970.
    if found is None or not any(pattern.search(line) for pattern in written):
        return None
    rest = line
    for pattern in (*written, _ZONE, _TIME, _WEEKDAY, _LABEL):
        rest = pattern.sub(" ", rest, count=2)
    rest = re.sub(r"\b(?:GMT|UTC|AM|PM|năm)\b", " ", rest, flags=re.IGNORECASE)
    return None if re.search(r"[^\W\d_]", rest) else found


def url_year(url: str, month: int) -> int | None:
    """Return the year in the URL's path (``/202110/``, ``/2021/10/``) if its month is ``month``."""
    for match in _URL_YEAR.finditer(url):
        year, its_month = int(match[1] or match[3]), int(match[2] or match[4])
        if its_month == month and _possible_year(year):
            return year
    return None


def _from_text(text: str) -> date | datetime | None:
    if _DIGITS.fullmatch(text):
        return _from_digits(text.partition(".")[0])
    if match := _CRAWLER.fullmatch(text) or _SHORT_YEAR.fullmatch(text):
        return _from_crawler(match)
    if _ISO.fullmatch(text) and (moment := _from_iso(text)) is not None:
        return moment
    if _MAIL.fullmatch(text):
        moment = parsedate_to_datetime(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return _from_page(text)


def _from_crawler(match: re.Match[str]) -> date | datetime:
    day, month, year, *time = map(int, match.groups())
    if year < 100:
        year += 2000 if _possible_year(2000 + year) else 1900
    if len(time) == 3 and not any(time):  # how these crawlers write "hour unknown"
        return date(year, month, day)
    hour, minute, second = (*time, 0)[:3]
    return datetime(year, month, day, hour, minute, second, tzinfo=LOCAL_ZONE)


def _from_iso(text: str) -> date | datetime | None:
    try:
        if "T" not in text.upper() and " " not in text:
            return date.fromisoformat(text)
        # "2022-10-13 16:30 +0700": the standard library wants no space before the zone.
        moment = datetime.fromisoformat(re.sub(r" (?=(?:[+-]\d\d:?\d\d|Z)$)", "", text))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL_ZONE)


def _from_page(text: str) -> date | datetime | None:
    if match := _DAY_FIRST.search(text):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
    elif match := _YEAR_FIRST.search(text):
        year, month, day = int(match[1]), int(match[3]), int(match[4])
    elif match := _WORDS.search(text):
        day, month, year = map(int, match.groups())
    else:
        return None
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    zone = _ZONE.search(rest)
    if zone:  # "GMT+07:00" must not be read as seven o'clock
        rest = f"{rest[: zone.start()]} {rest[zone.end() :]}"
    time = _TIME.search(rest)
    if not time:
        return date(year, month, day)
    hour = _hour(int(time[1]), (time[4] or "").upper())
    second = int(time[3] or 0)
    return datetime(year, month, day, hour, int(time[2]), second, tzinfo=_zone(zone))


def _hour(hour: int, half: str) -> int:
    """The hour of the day; pages print "18:16 PM" as well, which is plainly 18:16."""
    if half in {"PM", "CH"} and hour < 12:
        return hour + 12
    return 0 if half in {"AM", "SA"} and hour == 12 else hour


def _zone(match: re.Match[str] | None) -> ZoneInfo | timezone:
    if match is None:
        return LOCAL_ZONE
    sign, hours, minutes = match[1] or match[4], match[2] or match[5], match[3] or match[6]
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-offset if sign == "-" else offset)


def _from_digits(digits: str) -> date | datetime | None:
    """``yyyymmdd`` with or without a time, else seconds or milliseconds since 1970."""
    if len(digits) > _MAX_DIGITS:
        return None
    match = _STAMP.fullmatch(digits) if len(digits) in {8, 12, 14, 17} else None
    if match is None or not _possible_year(int(match[1])):
        return _from_epoch(int(digits))
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if match[4] is None:
        return date(year, month, day)
    hour, minute, second = int(match[4]), int(match[5]), int(match[6] or 0)
    return datetime(year, month, day, hour, minute, second, tzinfo=LOCAL_ZONE)


def _from_epoch(number: float) -> datetime | None:
    """Seconds or milliseconds since 1970; a number too small to be either says nothing."""
    seconds = number / 1000 if abs(number) >= 1e11 else number
    return datetime.fromtimestamp(seconds, tz=LOCAL_ZONE) if 1e8 <= seconds < 1e11 else None


def _plausible(moment: date | datetime | None) -> date | datetime | None:
    return moment if moment is not None and _possible_year(moment.year) else None


def _possible_year(year: int) -> bool:
    # One year ahead: clocks run fast, and a New Year's issue is printed early.
    return _MIN_YEAR <= year <= today().year + 1
