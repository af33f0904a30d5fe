"""Which day does a record say it was published, where it says it in parts or in an object?

Tables keep day and hour in two columns; PHP, Java, Mongo, Firestore and Parse write a moment as an
object or a list of numbers.  All become the text or number that :mod:`index.readers.dates.reading`
reads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from index.readers.dates.order import Dated, DateOrder
from index.readers.records.keys import UNSURE_DATES
from index.readers.records.values import inside

_HOUR = re.compile(r"\d{1,2}\s*[:hg]\s*\d{2}(?::\d{2})?(?:\s*(?:[AP]M|SA|CH))?", re.IGNORECASE)
_DAY_ALONE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}")
_MIDNIGHT = re.compile(r"[T ]0?0:00(?::00(?:\.0+)?)?$")
_NO_ZONE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?")
_UTC_KEYS = ("gmt", "utc")
_OFFSET = re.compile(r"[+-]\d\d:?\d\d|Z|UTC|GMT")
_MOMENT_KEYS = ("$date", "$numberLong", "date", "iso", "seconds", "_seconds", "rendered", "value")
_MAX_WRAPS = 4
_YEARS = range(1900, 2200)


def first_date(candidates: Sequence[tuple[str, object]], zone: object, order: DateOrder) -> Dated:
    """Return the first date that can be read among ``candidates``, bare keys with their values: a
    record may have "13 giờ trước" beside a real one.

    Where that is a day without an hour, another candidate may have the moment, or the hour alone.
    ``zone`` is what the record says of its zone, if anything.
    """
    for key, value in candidates:
        raw = _in_its_zone(key, readable_date(value), zone)
        found = order.read(raw)
        if found.moment is None:
            continue
        if (day := _day_alone(raw)) and key not in UNSURE_DATES:
            others = [(k, one) for k, one in candidates if k != key and k not in UNSURE_DATES]
            moment = _moment_on(found, others, zone, order)
            raw = moment if moment is not None else _with_hour(raw, day, others)
            found = order.read(_in_its_zone(key, raw, zone))  # again, as the one that counts
        return Dated(found.moment, found.sure and key not in UNSURE_DATES)
    return Dated()


def _moment_on(
    day: Dated, others: Sequence[tuple[str, object]], zone: object, order: DateOrder
) -> object:
    """What is read as a moment of that day, or of the one beside it in another zone."""
    for key, value in others:
        raw = _in_its_zone(key, readable_date(value), zone)
        moment = order.read(raw).moment
        if not isinstance(moment, datetime) or _day_alone(raw) or day.moment is None:
            continue
        if abs(moment.toordinal() - day.moment.toordinal()) <= 1:
            return raw
    return None


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


def _day_alone(raw: object) -> str:
    """The day, if ``raw`` is one without an hour, or at midnight, as spreadsheets write it."""
    bare = _MIDNIGHT.sub("", raw.strip()) if isinstance(raw, str) else ""
    return bare if _DAY_ALONE.fullmatch(bare) else ""


def _with_hour(raw: object, day: str, others: Sequence[tuple[str, object]]) -> object:
    """The day with the hour that stands alone in one of ``others``; ``raw`` if none does."""
    texts = (one.strip() for _, one in others if isinstance(one, str))
    hour = next((text for text in texts if _HOUR.fullmatch(text)), None)
    return raw if hour is None else f"{day} {hour}"


def _in_its_zone(key: str, raw: object, zone: object) -> object:
    """A moment without a zone in that of its record, or of its key (``date_gmt``)."""
    said = "UTC" if key.endswith(_UTC_KEYS) else zone
    if isinstance(raw, str) and isinstance(said, str) and _NO_ZONE.fullmatch(raw.strip()):
        return _in_zone(raw.strip(), said.strip())
    return raw


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
