"""Which days does a reader mean who writes a date among the words?

``12/5/2016`` (day first), ``12/5/16``, ``2016-05-12``, ``ngày 12 tháng 5 năm 2016``, ``tháng
5/2016``, ``quý I/2016``, ``năm 2016``, ``hôm qua``, ``tuần trước``, ``7 ngày qua``, and rows of
such: ``tháng 5 và 6/2018``, ``1-5/5/2018``, ``năm 2016-2018``.  In any case; the words among these
have their accents or none (*quỹ 1/2017* is a fund), and where none may mean another thing (*nam
ngoai*, *tuan qua*), that is said.

A bare year is no date, and neither is a day without its year, nor a month without its name:
*quyết định 10/2017* is the tenth of that year.  ``tháng 5`` alone is the latest such month.
What several dates mean together, or a word before one, is told by :mod:`search.query.spoken_spans`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.vietnamese import fold, unify_spelling
from search.query.spans import (
    AGO,
    SPOKEN,
    joined,
    last_months_of,
    latest_month,
    month,
    months,
    quarter,
    years,
)
from search.request import DateSpan, full_year

Kind = Literal["exact", "year", "vague"]
"""Days of the calendar; whole years; what counts from today."""

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_NUMBER_OF_MONTH = r"(?:0?[1-9]|1[0-2])"
_MONTH = rf"(?P<month>{_NUMBER_OF_MONTH})"
_NAMED_MONTH = (
    rf"thang (?P<month>{_NUMBER_OF_MONTH}|gieng|mot|hai|ba|tu|bon|nam|sau|bay|tam|chin"
    r"|muoi(?: (?:mot|hai))?)"
)
_NUMBER_OF_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DAY = rf"(?P<day>{_NUMBER_OF_DAY})"
_NUMBER_OF_QUARTER = r"(?:[1-4]|i{1,3}|iv|mot|hai|ba|bon|tu)"
_QUARTER = rf"qu[yi] (?P<quarter>{_NUMBER_OF_QUARTER})"
_MANY = r"(?P<many>[1-9]\d?|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)"
_SAID = r"(?P<said>nam (?:nay|truoc|ngoai|qua|roi|kia))"
_OF_YEAR = rf"(?:[/.-]| (?:nam )?){_YEAR}"
_TO = r"(?: (?:cho )?(?:den|toi) | ?[-–—] ?)"
_AND = r"(?:, ?| (?:va|hoac|&) )"


def _row(name: str, one: str, called: str) -> str:
    """Two and more of ``one``, each of which may be ``called`` by its name again."""
    return rf"(?P<{name}>{one}(?:(?:{_TO}|{_AND})(?:{called} )?{one}){{1,11}})"


_FROM_DAY = (
    rf"(?P<fromday>{_NUMBER_OF_DAY})"
    rf"(?:/(?P<frommonth>{_NUMBER_OF_MONTH})(?:/(?P<fromyear>(?:19|20)\d\d))?)?"
)
_COUNTED_FROM_TODAY = (
    r"(?:ngay )?hom (?:nay|qua|kia)|(?:cuoi )?tuan (?:nay|truoc|qua|roi)"
    r"|thang (?:nay|truoc|ngoai|qua|roi)|nam (?:nay|truoc|ngoai|qua|roi|kia)"
    r"|(?:sang|trua|chieu|toi|dem) (?:nay|qua)"
)
_ALONE, _ENDS = r"(?<![\w./:-])", r"(?![\w]|[./-]\w)"

# Over folded text, whose offsets are those of the text.
_FORMS = (
    rf"ngay {_row('days', _NUMBER_OF_DAY, 'ngay')}(?:/| thang ){_MONTH}(?:/| (?:nam )?){_YEAR}",
    rf"(?:ngay )?{_FROM_DAY}[-–]{_DAY}/{_MONTH}/{_YEAR}",
    rf"(?:ngay )?{_DAY}(?P<sign>[/.-]){_MONTH}(?P=sign){_YEAR}",
    rf"(?:ngay )?{_DAY}/{_MONTH}/(?P<short>\d\d)",
    rf"(?:ngay )?{_DAY}[/-]{_MONTH} nam {_YEAR}",
    rf"(?:ngay )?{_DAY} {_NAMED_MONTH}(?:/| (?:nam )?){_YEAR}",
    rf"{_YEAR}(?P<isosign>[/-]){_MONTH}(?P=isosign){_DAY}",
    rf"(?P<unnamed>){_MONTH}/{_YEAR}",
    rf"thang {_row('months', _NUMBER_OF_MONTH, 'thang')}{_OF_YEAR}",
    rf"(?:thang |t){_MONTH}[/.-]{_YEAR}",
    rf"{_NAMED_MONTH}{_OF_YEAR}",
    rf"{_NAMED_MONTH} {_SAID}",
    rf"qu[yi] {_row('quarters', _NUMBER_OF_QUARTER, 'qu[yi]')}{_OF_YEAR}",
    rf"{_QUARTER}(?:{_OF_YEAR}| {_SAID})",
    rf"q(?P<quarter>[1-4])[/-]{_YEAR}",
    rf"{_MANY} thang (?P<side>dau|cuoi) (?:nam {_YEAR}|{_SAID})",
    rf"(?:giai doan|cac nam|nhung nam|nam) {_row('years', '(?:19|20)[0-9][0-9]', 'nam')}",
    r"(?:thap (?:nien|ky|ki)|nhung nam) (?P<decade>(?:(?:19|20)\d|[2-9])0)",
    r"tu (?P<fromyears>(?:19|20)\d\d) (?:den|toi) (?P<untilyear>(?:19|20)\d\d)",
    rf"nam {_YEAR}",
    rf"{_MANY} (?P<unit>ngay|tuan|thang|nam) (?:(?:vua )?qua|nay|gan day)",
    rf"(?P<spoken>{_COUNTED_FROM_TODAY})",
    rf"(?P<yearless>(?:{_NAMED_MONTH}|{_QUARTER}))",
)


def _with_own_names(ordinal: int, form: str) -> str:
    """``form`` with names of its own for groups that others have too: a name may stand but once in
    a pattern."""
    return re.sub(r"\(\?P<(day|month|year|quarter|many|said)>", rf"(?P<f{ordinal}_\1>", form)


_IN_EVERY_DATE = re.compile(r"\d|hom|ngay|tuan|thang|nam|quy|qui| nay| qua")  # any of these
_DATE = re.compile(
    f"{_ALONE}(?:{'|'.join(_with_own_names(n, form) for n, form in enumerate(_FORMS))}){_ENDS}"
)
_MEMBER = re.compile(rf"({_TO})|({_AND})|(?:ngay|thang|qu[yi]|nam) |([^\W_]+)")


@dataclass(frozen=True, slots=True)
class SpokenDate:
    """``text[start:end]`` means the days of ``spans``, which are in order and do not touch.

    If ``unnamed`` it means them only beside another date, and if ``unsure`` only where its words,
    which have no accents, mean those of dates.  ``is_row`` where several dates are said at once;
    ``yearless`` where the year was left out.
    """

    start: int
    end: int
    spans: tuple[DateSpan, ...]
    kind: Kind = "exact"
    unnamed: bool = False
    unsure: bool = False
    is_row: bool = False
    yearless: bool = False

    @property
    def span(self) -> DateSpan:
        """All days from the first to the last that are meant."""
        return DateSpan(self.spans[0].first, self.spans[-1].last)


def read_dates(text: str, today: date) -> Iterator[SpokenDate]:
    """The single dates in clean ``text``, in order; none overlaps another.

    ``today`` is the day in Vietnam that *hôm qua* and the like count from.
    """
    plain = folded(text)
    if not _IN_EVERY_DATE.search(plain):
        return
    match = _DATE.search(plain)
    while match is not None:
        spans = _spans(match, today)
        sure = _is_meant(match, text) if spans else None
        if sure is not None:
            yield SpokenDate(
                match.start(), match.end(), spans, _kind(match),
                unnamed=match["unnamed"] is not None,
                unsure=not sure,
                is_row=any(match[name] for name in ("days", "fromday", *_ROWS)),
                yearless=match["yearless"] is not None,
            )  # fmt: skip
            match = _DATE.search(plain, match.end())
        else:
            match = _DATE.search(plain, match.start() + 1)


def read_date(text: str, today: date) -> DateSpan | None:
    """The days that all of ``text`` means, if it is a date."""
    match = _DATE.fullmatch(folded(text))
    spans = _spans(match, today) if match else ()
    return spans[0] if spans else None


def are_words_of_dates(words: Sequence[str]) -> bool:
    """Whether each of ``words``, with accents, is a number or one that dates are made of."""
    return all(
        word in _ALWAYS_BARE or unify_spelling(word) in _ACCENTED or not word.isalpha()
        for word in words
    )


# Is it one?


def _is_meant(match: re.Match[str], text: str) -> bool | None:
    """Whether the words of a date have their own accents, or none and hardly another meaning;
    ``None`` if it is none."""
    surfaces = _WORD.findall(text[match.start() : match.end()])
    typed = [unify_spelling(surface.lower()) for surface in surfaces]
    words = list(map(fold, typed))
    if any(own != word and own not in _ACCENTED for word, own in zip(words, typed, strict=True)):
        return None
    before = text[: match.start()][-_MAX_CHARS_BEFORE:].split()[-2:]
    is_bare = bool(words) and words == typed
    is_name = text[match.start()].isupper() and not text.isupper()
    if match["unit"]:
        return True if _is_amount(match, surfaces, before, text) else None
    if match["spoken"] and words[0] in _NAMES_TOO and before and _is_quantifier(before):
        return None  # *3 năm trước*, *những năm qua*
    if match["spoken"] and words[0] == typed[0] and words[0] in _BEGIN_NAMES_TOO:
        # *tuan truoc* without accents; but *nam truoc* and *Tuan qua* are names as well
        is_last = match.end() == len(text) and words[0] in ("tuan", "thang", "cuoi")
        return None if is_name or not is_bare else is_last and words[-1] not in ("qua", "roi")
    if match["yearless"]:
        return None if _is_of_a_day(match, before) else not is_bare
    if words[:1] == ["nam"]:
        if match["years"] and before and before[-1].isdecimal():
            return None  # *kế hoạch 5 năm 2016-2020*
        return None if is_bare and is_name else not is_bare
    return True


def _is_of_a_day(match: re.Match[str], before: Sequence[str]) -> bool:
    """Whether a month or a quarter is said of a day (*1 tháng 5*), or is another thing: *những
    tháng năm*, *ngày tháng năm sinh*."""
    if match[0].endswith("thang nam"):
        return True
    return bool(before) and (before[-1][-1:].isdecimal() or fold(before[-1]) in _QUANTIFIERS)


def _is_amount(
    match: re.Match[str], surfaces: Sequence[str], before: Sequence[str], text: str
) -> bool:
    """Whether the number says how many, not which one (*thứ 2 tuần này*), and
    is a number (*Ba* and *Nam* are names)."""
    if match[0][0].isdecimal():
        return not before or fold(before[-1]).lower() not in _ORDINALS
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
    if len(short) == len(text):
        return short
    return "".join(one if len(one := fold(letter)) == 1 else letter for letter in text)


# Which days?


def _kind(match: re.Match[str]) -> Kind:
    said = {name.rpartition("_")[2] for name, value in match.groupdict().items() if value}
    if said & {"spoken", "unit", "said", "yearless"}:
        return "vague"
    return "year" if said <= {"year", "years", "decade", "fromyears", "untilyear"} else "exact"


def _spans(match: re.Match[str], today: date) -> tuple[DateSpan, ...]:
    """The days meant; none where there are no such days (*31/2*)."""
    said = {name.rpartition("_")[2]: value for name, value in match.groupdict().items() if value}
    try:
        return joined(_each_span(said, today))
    except ValueError:
        return ()


def _each_span(said: Mapping[str, str], today: date) -> Iterator[DateSpan]:
    """The days meant, row by row.  Raises ``ValueError`` where there are no such days."""
    if "spoken" in said:
        yield SPOKEN[said["spoken"].removeprefix("ngay ")](today)
    elif "unit" in said:
        yield DateSpan(AGO[said["unit"]](today, _number(said["many"])), today)
    elif "decade" in said:
        first = int(said["decade"])
        first += 1900 if first < _FIRST_YEAR else 0
        yield years(first, first + 9)
    elif "yearless" in said:
        number = 3 * _number(said["quarter"]) - 2 if "quarter" in said else _number(said["month"])
        yield latest_month(number, today, number + 2 if "quarter" in said else number)
    elif "untilyear" in said:
        yield years(*sorted((int(said["fromyears"]), int(said["untilyear"]))))
    elif "years" in said:
        yield from (years(first, last) for first, last in _members(said["years"]))
    else:
        yield from _in_year(said, _year(said, today))


def _in_year(said: Mapping[str, str], year: int) -> Iterator[DateSpan]:
    """What is said of a ``year``, or the whole of it."""
    if "side" in said:
        many = min(_number(said["many"]), 12)
        yield months(year, 1, many) if said["side"] == "dau" else last_months_of(year, many)
    elif "quarters" in said:
        for first, last in _members(said["quarters"]):
            yield _from_to(quarter(year, first), quarter(year, last), quarter(year - 1, first))
    elif "months" in said:
        for first, last in _members(said["months"]):
            yield _from_to(month(year, first), month(year, last), month(year - 1, first))
    elif "quarter" in said:
        yield quarter(year, _number(said["quarter"]))
    elif "month" in said:
        yield from _in_month(said, year, _number(said["month"]))
    else:
        yield years(year, year)


def _in_month(said: Mapping[str, str], year: int, number: int) -> Iterator[DateSpan]:
    """What is said of a month, or the whole of it."""
    if "days" in said:
        for first, last in _members(said["days"]):
            yield DateSpan(date(year, number, first), date(year, number, last))
    elif "day" not in said:
        yield month(year, number)
    else:
        day = date(year, number, int(said["day"]))
        first_month = int(said.get("frommonth", number))
        first_year = int(said.get("fromyear", year - (first_month > number)))
        other = date(first_year, first_month, int(said.get("fromday", day.day)))
        yield DateSpan(min(day, other), max(day, other))


def _from_to(first: DateSpan, last: DateSpan, before: DateSpan) -> DateSpan:
    """From ``first`` to ``last``; from ``before``, a year earlier, if ``last`` comes earlier:
    *tháng 11 - tháng 2/2016*."""
    return DateSpan((before if last.first < first.first else first).first, last.last)


def _members(row: str) -> Iterator[tuple[int, int]]:
    """The numbers of a row, each with the one up to which it reaches, mostly itself."""
    first: int | None = None
    last = 0
    for _, parted, word in _MEMBER.findall(row):
        if word:
            last = _number(word)
            first = last if first is None else first
        elif parted and first is not None:
            yield first, last
            first = None
    if first is not None:
        yield first, last


def _number(word: str) -> int:
    """What a number means, written, spelt or Roman."""
    return int(word) if word.isdecimal() else _NUMBERS[word]


def _year(said: Mapping[str, str], today: date) -> int:
    """The year that was written, or said: *năm ngoái*."""
    if "said" in said:
        return SPOKEN[said["said"]](today).first.year
    return full_year(said["short"]) if "short" in said else int(said["year"])


_FIRST_YEAR = 1900
_ROWS = ("months", "quarters", "years")
_SPELT = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_NUMBERS = {fold(word): number for number, word in enumerate(_SPELT, 1)} | {
    "gieng": 1, "tu": 4, "muoi mot": 11, "muoi hai": 12, "i": 1, "ii": 2, "iii": 3, "iv": 4,
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_WORDS_OF_DATES = (
    "ngày tháng năm quý hôm này tuần trước ngoái vừa gần đây rồi đầu cuối giêng tư sáng trưa"
    " chiều tối đêm và hoặc từ đến tới những các giai đoạn thập niên kỷ"
)
_ACCENTED = frozenset((*map(unify_spelling, _WORDS_OF_DATES.split()), *_SPELT))
_ALWAYS_BARE = ("nay", "qua", "kia", "cho", "hai", "ba", "i", "ii", "iii", "iv", "t", "q")
_NAMES_TOO = ("tuan", "thang", "nam")
_BEGIN_NAMES_TOO = (*_NAMES_TOO, "sang", "trua", "chieu", "toi", "dem", "cuoi")
_MAX_CHARS_BEFORE = 60
# Without accents, as they may be typed.  A number behind the first says which; the others say how
# many, of what follows them.
_ORDINALS = ("thang", "quy", "qui", "thu", "lop", "ngay")
_QUANTIFIERS = frozenset(
    ("nhieu", "nhung", "vai", "may", "nua", "ca", "cac", "hang", "moi", "tung", *map(fold, _SPELT))
)
