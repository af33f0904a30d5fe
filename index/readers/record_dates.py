"""Which day does a record say it was published, where it says it in parts or in an object?

Tables keep day and hour in two columns; PHP, Java, Mongo, Firestore and Parse write a moment as an
object or a list of numbers.  All become the text or number that :mod:`index.readers.dates` reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from index.readers.values import inside

_HOUR = re.compile(r"\d{1,2}\s*[:hg]\s*\d{2}(?::\d{2})?(?:\s*(?:[AP]M|SA|CH))?", re.IGNORECASE)
_DAY_ALONE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}")
_MIDNIGHT = re.compile(r"[T ]0?0:00(?::00(?:\.0+)?)?$")
_OFFSET = re.compile(r"[+-]\d\d:?\d\d|Z|UTC|GMT")
_MOMENT_KEYS = ("$date", "$numberLong", "date", "iso", "seconds", "_seconds", "rendered", "value")
_MAX_WRAPS = 4
_YEARS = range(1900, 2200)


def readable_date(value: object) -> object:
    """Return ``value``, or what it wraps, as a text or number that can be read as a date."""
    for _ in range(_MAX_WRAPS):
        if isinstance(value, list):
            if not value:
                return None
            value = _from_numbers(value) or value[0]
        elif isinstance(value, dict):
            value = _from_object(value)
        else:
            break
    return value


def with_hour(day: object, others: Iterable[object]) -> object:
    """Return ``day`` with the hour that stands alone in one of ``others``, if it has none."""
    if not isinstance(day, str):
        return day
    bare = _MIDNIGHT.sub("", day.strip())  # 2024-11-05 00:00:00, as spreadsheets write a day
    if not _DAY_ALONE.fullmatch(bare):
        return day
    hours = (one.strip() for one in others if isinstance(one, str) and _HOUR.fullmatch(one.strip()))
    hour = next(hours, None)
    return day if hour is None else f"{bare} {hour}"


def _from_object(value: dict[str, object]) -> object:
    stated, zone = value.get("date"), value.get("timezone")
    if isinstance(stated, str) and isinstance(zone, str):  # PHP's DateTime
        return _in_zone(stated, zone)
    wrapped = next((value[key] for key in _MOMENT_KEYS if value.get(key)), None)
    return inside(value) if wrapped is None else wrapped


def _in_zone(stated: str, zone: str) -> str:
    if _OFFSET.fullmatch(zone):
        return stated + ("Z" if zone in ("UTC", "GMT") else zone)
    try:
        return datetime.fromisoformat(stated).replace(tzinfo=ZoneInfo(zone)).isoformat()
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return stated


def _from_numbers(value: list[object]) -> str:
    """``[2024, 11, 5, 14, 30]``, as Java's and feedparser's serialisers write a moment."""
    numbers = [one for one in value[:6] if isinstance(one, int) and not isinstance(one, bool)]
    if len(numbers) < 3 or len(numbers) < min(len(value), 6) or numbers[0] not in _YEARS:
        return ""
    year, month, day, *time = numbers
    text = f"{year}-{month:02}-{day:02}"
    return text + (f"T{time[0]:02}:{time[1]:02}:{(*time, 0)[2]:02}" if len(time) > 1 else "")
