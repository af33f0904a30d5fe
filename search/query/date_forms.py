"""In which forms do people write dates among words, and which days does each form mean?

Forms are patterns over folded text in lower case, one of which matches a whole date.  What its
groups said tells the days: a day, month, quarter or year of the calendar, a row of these, or what
is counted from today (:mod:`search.query.spans`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.vietnamese import fold
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
KINDS: tuple[Kind, ...] = ("exact", "year", "vague")
"""The kinds of dates, that which says the most exactly which days are meant first."""

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
    rf"(?P<unnamed>{_MONTH}/{_YEAR})",
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


_IN_EVERY_DATE = re.compile(r"\d|hom|ngay|tuan|thang|nam|quy|qui| nay| qua")  # any of these
_EACH = [re.compile(f"(?:{form}){_ENDS}") for form in _FORMS]
# All at once, to find where one stands and which it is: but for signs, groups are of no use there.
_ANY = re.compile(
    f"{_ALONE}(?:"
    + "|".join(
        f"(?P<form{n}>{re.sub(r'[(][?]P<(?!sign|isosign)[a-z]+>', '(?:', form)})"
        for n, form in enumerate(_FORMS)
    )
    + f"){_ENDS}"
)
_MEMBER = re.compile(rf"({_TO})|({_AND})|(?:ngay|thang|qu[yi]|nam) |([^\W_]+)")


@dataclass(frozen=True, slots=True)
class Form:
    """A date stands from ``start`` to ``end``; ``said`` is what each group of its form has there,
    where it has anything."""

    start: int
    end: int
    said: Mapping[str, str]

    @property
    def kind(self) -> Kind:
        """How exactly that says which days are meant."""
        if _FROM_TODAY & self.said.keys():
            return "vague"
        return "year" if self.said.keys() <= _OF_YEARS else "exact"

    @property
    def is_row(self) -> bool:
        """Whether several dates are said at once."""
        return not _ROWS.isdisjoint(self.said)

    def spans(self, today: date) -> tuple[DateSpan, ...]:
        """The days meant; none where there are no such days (*31/2*)."""
        try:
            return joined(_each_span(self.said, today))
        except ValueError:
            return ()


def find_form(plain: str, at: int = 0) -> Form | None:
    """The first date in ``plain``, folded text in lower case, that does not begin before ``at``."""
    match = _ANY.search(plain, at) if at or _IN_EVERY_DATE.search(plain) else None
    if match is None:
        return None
    own = _EACH[int((match.lastgroup or "").removeprefix("form"))].match(plain, match.start())
    said = {} if own is None else {name: value for name, value in own.groupdict().items() if value}
    return Form(match.start(), match.end(), said)


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
_FROM_TODAY = {"spoken", "unit", "said", "yearless"}
_OF_YEARS = {"year", "years", "decade", "fromyears", "untilyear"}
_ROWS = {"days", "fromday", "months", "quarters", "years"}
SPELT = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_NUMBERS = {fold(word): number for number, word in enumerate(SPELT, 1)} | {
    "gieng": 1, "tu": 4, "muoi mot": 11, "muoi hai": 12, "i": 1, "ii": 2, "iii": 3, "iv": 4,
}  # fmt: skip
