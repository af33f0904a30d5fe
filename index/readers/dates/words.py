"""Which words of a date are a month, a half of the day, a weekday or a zone?

Tables and patterns for :mod:`index.readers.dates.reading`, of text that :func:`plain` made: in
lower case and without accents, so that ``Tháng Mười Một`` and ``THANG MUOI MOT`` are one.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta, timezone, tzinfo
from typing import Final

from index.days import LOCAL_ZONE

_ENGLISH = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_COUNTS = ["mot", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi"]
_VIETNAMESE: Final = {
    **{name: number for number, name in enumerate(_COUNTS, 1)},
    "gieng": 1,
    "bon": 4,
    "muoi mot": 11,
    "muoi hai": 12,
}
# Longest first: "muoi mot" must not be read as "muoi".
_COUNT = "|".join(sorted(_VIETNAMESE, key=len, reverse=True))
MONTH: Final = (
    r"(?:(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
    rf"|(?:thang|thg\.?|th\.?) ?(?:1[0-2]|0?[1-9]|{_COUNT})\b)"
)
"""A month by its name: English, or Vietnamese in full, as browsers (thg 6) or WordPress (Th6)."""

WEEKDAY: Final = re.compile(
    r"\b(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn"
    r"|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)\b"
)
_WEEKDAYS: Final = {
    **dict(zip(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], range(7), strict=True)),
    **dict(zip(["hai", "ba", "tu", "nam", "sau", "bay"], range(6), strict=True)),
    **{str(number): number - 2 for number in range(2, 8)},
}

HALF: Final = r"(?:[ap]\.?m\b\.?|sa\b|ch\b|sang\b|trua\b|chieu\b|toi\b|dem\b)"
"""Which half of the day an hour belongs to."""

_HOURS: Final = {
    "gmt": 0,
    "utc": 0,
    "ut": 0,
    "z": 0,
    "ict": 7,
    "wib": 7,
    "sgt": 8,
    "hkt": 8,
    "jst": 9,
    "kst": 9,
    "aest": 10,
    "msk": 3,
    "cet": 1,
    "cest": 2,
    "bst": 1,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
}
ZONE: Final = re.compile(
    r"\b(?:gmt|utc) ?(?P<sign>[+-]) ?(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?!\d)"
    r"|\b(?:gmt|utc) ?(?P<lost>\d{1,2})(?![\d:hg/.-])"  # a plus that an address took for a space
    r"|(?<=[\dm]) ?(?P<bare>[+-])(?P<h>\d{1,2}?)(?::?(?P<m>\d{2}))?(?![\d/.-])"
    rf"|(?:\b|(?<=\d))(?P<name>{'|'.join(sorted(_HOURS, key=len, reverse=True))})\b"
    r"|\b(?P<ours>(?:gio )?(?:viet nam|ha noi)|(?:se asia|indochina)(?: standard)? time"
    r"|asia/(?:ho_chi_minh|saigon|bangkok))\b"
)
"""A zone behind a time, on text from which the date is taken out."""

_MAX_OFFSET = timedelta(hours=14)


def plain(text: str) -> str:
    """Return ``text`` in lower case, without accents, its minus signs as ``-``."""
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D"))
        text = "".join(sign for sign in parts if not unicodedata.combining(sign))
        text = re.sub("[\u2010-\u2015\u2212]", "-", text)
    return text.lower()


def month_number(word: str) -> int:
    """Return 1 to 12 for what :data:`MONTH` matched."""
    if (short := word[:3]) in _ENGLISH:
        return _ENGLISH.index(short) + 1
    count = re.sub(r"^th(?:ang|g)?\.? ?", "", word)
    return int(count) if count.isdecimal() else _VIETNAMESE[count]


def weekday_in(text: str) -> int | None:
    """Return the weekday that ``text`` names, Monday being 0, or ``None``."""
    match = WEEKDAY.search(text)
    if match is None:
        return None
    word = match[0]
    if word in {"cn", "chu nhat"}:
        return 6
    return _WEEKDAYS[word.removeprefix("thu ") if word.startswith("thu ") else word[:3]]


def zone_of(match: re.Match[str] | None) -> tzinfo:
    """Return the zone that :data:`ZONE` matched, Vietnam's if none; ``ValueError`` if too far."""
    if match is None or match["ours"]:
        return LOCAL_ZONE if match is None else timezone(timedelta(hours=7))
    if match["name"]:
        return timezone(timedelta(hours=_HOURS[match["name"]]))
    sign = match["sign"] or match["bare"] or "+"
    hours = match["hours"] or match["lost"] or match["h"]
    minutes = match["minutes"] or match["m"] or 0
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    if offset > _MAX_OFFSET:
        raise ValueError("no zone is so far from Greenwich")
    return timezone(-offset if sign == "-" else offset)


def hour_of_day(hour: int, half: str) -> int | None:
    """Return the hour from 0 to 24 h, or ``None`` where it may be of this day or the next.

    Pages print "18:16 PM" as well, which is plainly 18:16.
    """
    half = half.replace(".", "")
    if half in {"toi", "dem"} and hour == 12:
        return None
    if half in {"am", "sa", "sang"} and hour == 12:
        return 0
    afternoon = half in {"pm", "ch", "chieu", "toi"}
    afternoon = afternoon or (half == "trua" and hour < 9) or (half == "dem" and hour > 5)
    return hour + 12 if afternoon and hour < 12 else hour
