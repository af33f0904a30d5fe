"""Which days does a reader mean who writes a date among the words?

``12/5/2016`` (day first), ``12/5/16``, ``2016-05-12``, ``ngày 12 tháng 5 năm 2016``, ``tháng
5/2016``, ``quý I/2016``, ``hôm qua``, ``tuần trước``, ``7 ngày qua``, in any case.  The words among
these have their accents or none (*quỹ 1/2017* is a fund); none only where they cannot mean
much else: not *nam ngoai* or *tuan qua*, and *tuan truoc* only at the end.

A year alone is no date (*kế hoạch năm 2016* is about 2016, not of 2016), and neither is a day
without its year, or a month without its name: *quyết định 10/2017* is the tenth of that year.
What several dates mean together, or a word before one, is told by :mod:`search.query.spoken_spans`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.vietnamese import fold, keeps_offsets, unify_spelling
from search.request import DateSpan

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_QUARTER = r"(?P<quarter>[1-4]|i{1,3}|iv)"
_MANY = r"(?P<many>[1-9]\d?|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)"
_ALONE, _ENDS = r"(?<![\w./:-])", r"(?![\w]|[./-]\w)"

# Over folded text, whose offsets are those of the text.
_FORMS = (
    rf"(?:ngay )?{_DAY}(?P<sign>[/.-]){_MONTH}(?P=sign){_YEAR}",
    rf"(?:ngay )?{_DAY}/{_MONTH}/(?P<short>\d\d)",
    rf"(?:ngay )?{_DAY} thang {_MONTH} (?:nam )?{_YEAR}",
    rf"{_YEAR}-{_MONTH}-{_DAY}",
    rf"(?P<unnamed>){_MONTH}/{_YEAR}",
    rf"(?:thang |t){_MONTH}[/-]{_YEAR}",
    rf"thang {_MONTH} (?:nam )?{_YEAR}",
    rf"qu[yi] {_QUARTER}(?:[/-]| (?:nam )?){_YEAR}",
    rf"q{_QUARTER}/{_YEAR}",
    rf"(?:thang {_MONTH}|qu[yi] {_QUARTER}) (?P<said>nam (?:nay|truoc|ngoai|qua))",
    rf"{_MANY} (?P<unit>ngay|tuan|thang|nam) (?:(?:vua )?qua|nay|gan day)",
    r"(?P<spoken>hom (?:nay|qua|kia)|tuan (?:nay|truoc|qua)|(?:thang|nam) (?:nay|truoc|ngoai|qua))",
)


def _with_own_names(ordinal: int, form: str) -> str:
    """``form`` with names of its own for groups that others have too: a name may stand but once in
    a pattern."""
    return re.sub(r"\(\?P<(day|month|year|quarter)>", rf"(?P<f{ordinal}_\1>", form)


_IN_EVERY_DATE = re.compile(r"\d|hom|ngay|tuan|thang|nam")  # any of these; over folded text
_DATE = re.compile(
    f"{_ALONE}(?:{'|'.join(_with_own_names(n, form) for n, form in enumerate(_FORMS))}){_ENDS}"
)


@dataclass(frozen=True, slots=True)
class SpokenDate:
    """``text[start:end]`` means the days of ``span``; if ``unnamed`` only beside another date."""

    start: int
    end: int
    span: DateSpan
    unnamed: bool = False


def read_dates(text: str, today: date) -> Iterator[SpokenDate]:
    """The single dates in clean ``text``, in order; none overlaps another.

    ``today`` is the day in Vietnam that *hôm qua* and the like count from.
    """
    plain = folded(text)
    if not _IN_EVERY_DATE.search(plain):
        return
    match = _DATE.search(plain)
    while match is not None:
        span = _span(match, today)
        if span is not None and _is_meant(match, text):
            unnamed = match["unnamed"] is not None
            yield SpokenDate(match.start(), match.end(), span, unnamed)
            match = _DATE.search(plain, match.end())
        else:
            match = _DATE.search(plain, match.start() + 1)


def read_date(text: str, today: date) -> DateSpan | None:
    """The days that all of ``text`` means, if it is a date."""
    match = _DATE.fullmatch(folded(text))
    return _span(match, today) if match and _is_meant(match, text) else None


def _is_meant(match: re.Match[str], text: str) -> bool:
    """Whether the words of a date have their own accents, or none and hardly another meaning."""
    surfaces = _WORD.findall(text[match.start() : match.end()])
    typed = [unify_spelling(surface.lower()) for surface in surfaces]
    words = list(map(fold, typed))
    if any(own != word and own not in _ACCENTED for word, own in zip(words, typed, strict=True)):
        return False
    before = text[: match.start()].split()[-2:]
    if match.lastgroup == "unit":
        return _is_amount(match, surfaces, before, text)
    if match.lastgroup != "spoken" or words[0] not in _NAMES_TOO:
        return True
    if before and _is_quantifier(before):
        return False  # *3 năm trước*, *những năm qua*
    if words[0] != typed[0]:
        return True
    # *tuan truoc* without accents; but *nam truoc* and *Tuan qua* are names as well
    is_name = text[match.start()].isupper() and not text.isupper()
    return match.end() == len(text) and not is_name and words[0] != "nam" and words[-1] != "qua"


def _is_amount(
    match: re.Match[str], surfaces: Sequence[str], before: Sequence[str], text: str
) -> bool:
    """Whether the number says how many, not which one (*thứ 2 tuần này*, *iPhone 8 tuần qua*), and
    is a number (*Ba* and *Nam* are names)."""
    if match[0][0].isdecimal():
        return not before or (fold(before[-1]) not in _ORDINALS and before[-1].islower())
    number, unit = (unify_spelling(surface.lower()) for surface in surfaces[:2])
    is_name = surfaces[0][:1].isupper() and not text.isupper()
    return number in _SPELT and unit in _ACCENTED and not is_name


def _is_quantifier(before: Sequence[str]) -> bool:
    """Whether the last of these words says how many of what follows."""
    last = before[-1]
    if last[-1:].isdecimal():
        return fold(before[0]) not in _ORDINALS
    return last.islower() and fold(last) in _QUANTIFIERS


def folded(text: str) -> str:
    """``text`` without accents, as long as before."""
    short = fold(text)
    if len(short) == len(text) and keeps_offsets(text):
        return short
    return "".join(one if len(one := fold(letter)) == 1 else letter for letter in text)


def _span(match: re.Match[str], today: date) -> DateSpan | None:
    said = {name.rpartition("_")[2]: value for name, value in match.groupdict().items() if value}
    if "spoken" in said:
        return _SPOKEN[said["spoken"]](today)
    if "many" in said:
        many = _NUMBERS.get(said["many"]) or int(said["many"])
        return DateSpan(_AGO[said["unit"]](today, many), today)
    year = _year(said, today)
    if "quarter" in said:
        quarter = _ROMAN.get(said["quarter"]) or int(said["quarter"])
        return DateSpan(date(year, 3 * quarter - 2, 1), _month(year, 3 * quarter).last)
    if "day" not in said:
        return _month(year, int(said["month"]))
    try:
        day = date(year, int(said["month"]), int(said["day"]))
    except ValueError:  # 31/2
        return None
    return DateSpan(day, day)


def _year(said: Mapping[str, str], today: date) -> int:
    """The year that was written, or said: *năm ngoái*; two digits as POSIX reads them (``%y``)."""
    if "said" in said:
        return _SPOKEN[said["said"]](today).first.year
    if "short" not in said:
        return int(said["year"])
    short = int(said["short"])
    return 2000 + short if short < _PIVOT else 1900 + short


_PIVOT = 69
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_SPELT = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_NUMBERS = {fold(word): number for number, word in enumerate(_SPELT, 1)}
_WORD = re.compile(r"[^\W\d_]+")
_WORDS_OF_DATES = "ngày tháng năm quý hôm này tuần trước ngoái vừa gần đây"
_ACCENTED = frozenset((*_WORDS_OF_DATES.split(), *_SPELT))
_NAMES_TOO = ("tuan", "thang", "nam")
# Without accents, as they may be typed.  A number behind the first says which; the others say how
# many, of what follows them.
_ORDINALS = ("thang", "quy", "qui", "thu", "lop", "ngay")
_QUANTIFIERS = frozenset(
    ("nhieu", "nhung", "vai", "may", "nua", "ca", "cac", "hang", "moi", "tung", *map(fold, _SPELT))
)


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
    "thang qua": _months_ago(1),
    "nam qua": _years_ago(1),
}


def _day_months_ago(today: date, months: int) -> date:
    """That day of the month so many months before; the last of the month if it is shorter."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return min(date(year, month + 1, 1) + timedelta(today.day - 1), _month(year, month + 1).last)


# Today is one of them: of the last 7 days the first was 6 days ago.
_AGO: dict[str, Callable[[date, int], date]] = {
    "ngay": lambda today, many: today - timedelta(many - 1),
    "tuan": lambda today, many: today - timedelta(7 * many - 1),
    "thang": lambda today, many: _day_months_ago(today, many) + timedelta(1),
    "nam": lambda today, many: _day_months_ago(today, 12 * many) + timedelta(1),
}
