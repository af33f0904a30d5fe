"""What may be asked?  One frozen, checked shape, the same for Python, the endpoint and the page."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from index.vietnamese import fold
from search.cursor import Cursor, digest, read_cursor
from search.errors import InvalidRequest

Sort = Literal["relevance", "newest", "oldest", "indexed"]
Interval = Literal["auto", "year", "month", "day"]
Match = Literal["words", "syllables", "exact"]

SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest", "indexed")
INTERVALS: tuple[Interval, ...] = ("auto", "year", "month", "day")
MATCHES: tuple[Match, ...] = ("words", "syllables", "exact")
MAX_SIZE = 100
MAX_QUERY_CHARS = 2000
MAX_SAMPLE = 10_000
MAX_SEED = 10**9 - 1
_DATES = "a real date as YYYY, YYYY-MM, YYYY-MM-DD, MM/YYYY or DD/MM/YYYY"

_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?:(?P<sign>[-/.])(?P<month>\d\d?)(?:(?P=sign)(?P<day>\d\d?))?)?"
)
_DAY_FIRST = re.compile(
    r"(?:(?P<day>\d\d?)(?P<sign>[-/.]))?(?P<month>\d\d?)"
    r"(?:(?(sign)(?P=sign)|[-/.])(?P<year>\d{4})|(?(sign)(?P=sign)|(?!))(?P<short>\d\d))"
)
_NAMES = re.compile(r" ?,? ?\b(?:thang|nam) ?")  # over folded text: they part numbers like a sign
_PIVOT = 69  # of years of two digits, as POSIX reads them (``%y``)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Whole days from ``first`` to ``last``, both included."""

    first: date
    last: date


def parse_date_span(text: str) -> DateSpan | None:
    """Read a year, a month or a day as the days it covers, else ``None``.

    ``2016``, ``2016-05`` and ``2016-05-12``, or as people write them, the day before the month:
    ``12/5/2016``, ``12-5-16``, ``5/2016``, ``ngày 12 tháng 5 năm 2016``.
    """
    try:
        return _date_span(text)
    except _NoSuchDay:
        return None


class _NoSuchDay(ValueError):
    """What is written like a date is none; the message says why."""


def full_year(short: str) -> int:
    """The year of which these are the last two digits."""
    return int(short) + (2000 if int(short) < _PIVOT else 1900)


def _date_span(text: str) -> DateSpan | None:
    """The days that ``text`` covers; ``None`` if it is not written like a date.

    Raises :class:`_NoSuchDay` if it is, and there is no such day.
    """
    plain = " ".join(fold(text).lower().split()).removeprefix("ngay ")
    plain = _NAMES.sub("/", plain).removeprefix("/")
    match = _YEAR_FIRST.fullmatch(plain) or _DAY_FIRST.fullmatch(plain)
    if match is None or not plain.isascii():
        return None
    said = {name: value for name, value in match.groupdict().items() if value}
    year = full_year(said["short"]) if "short" in said else int(said["year"])
    month, last_month = int(said.get("month", 1)), int(said.get("month", 12))
    if not year:
        raise _NoSuchDay("there is no year 0")
    if not 1 <= month <= 12:
        raise _NoSuchDay(f"there is no month {month}")
    days = calendar.monthrange(year, last_month)[1]
    if "day" not in said:
        return DateSpan(date(year, month, 1), date(year, last_month, days))
    if not 1 <= int(said["day"]) <= days:
        raise _NoSuchDay(f"month {month} of {year} has the days 1 to {days}")
    day = date(year, month, int(said["day"]))
    return DateSpan(day, day)


def may_be_asked(q: str) -> bool:
    """Whether a query is short enough: what is made of one that is may be longer."""
    return len(q) <= MAX_QUERY_CHARS


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One question.  Creating a wrong one raises :class:`search.errors.InvalidRequest`.

    ``page`` counts from 1 and has ``size`` hits.  ``category`` and ``source`` hold facet values;
    ``""`` asks for articles that have none.  ``start`` and ``end`` are the endpoint's ``from`` and
    ``to``, as they were given (:func:`parse_date_span` reads them); ``days`` is what they select,
    ``None`` where neither is set.  ``not_category`` and ``not_source`` take articles with these
    values out, and ``undated`` keeps those alone that have no date, so that no day can be asked for
    besides.  ``sort`` is by score, by date, or what was indexed last first.
    Without ``highlight`` hits have no snippets, and are read without their bodies.  ``recency``
    lets newer articles score a little higher.  ``match`` says how the query is read: as words of
    the language; each syllable anywhere, in any accents where none were typed; or each as it was
    typed and nothing else.  ``group`` asks for one hit a story.  ``alternatives`` asks for other
    counts of the same query besides, ``terms`` for so many key terms of what is found, and
    ``others`` for so many articles of the story that each hit stands for.

    ``cursor`` goes on where the page before it ended, in the index as it was then; it takes the
    place of ``page``, and must have come from a request that asked for the same.  ``at`` is what it
    says.  ``sample`` asks for so many articles drawn from those that answer, the same ones for the
    same ``seed``; 0 for all of them.
    """

    q: str = ""
    page: int = 1
    size: int = 10
    sort: Sort = "relevance"
    category: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    interval: Interval = "auto"
    highlight: bool = True
    recency: bool = True
    match: Match = "words"
    group: bool = True
    alternatives: bool = False
    not_category: tuple[str, ...] = ()
    not_source: tuple[str, ...] = ()
    undated: bool = False
    terms: int = 0
    others: int = 0
    cursor: str | None = None
    sample: int = 0
    seed: int = 0
    days: DateSpan | None = field(init=False, repr=False, compare=False)
    at: Cursor | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not may_be_asked(self.q):
            raise InvalidRequest("q", f"at most {MAX_QUERY_CHARS} characters")
        for name in ("category", "source", "not_category", "not_source"):
            if isinstance(getattr(self, name), str):  # or each letter would be taken for a value
                raise InvalidRequest(name, "a tuple of values")
        self._check_numbers()
        if self.sort not in SORTS:
            raise InvalidRequest("sort", f"one of {', '.join(SORTS)}")
        if self.match not in MATCHES:
            raise InvalidRequest("match", f"one of {', '.join(MATCHES)}")
        if self.interval not in INTERVALS:
            raise InvalidRequest("interval", f"one of {', '.join(INTERVALS)}")
        object.__setattr__(self, "days", _selected_days(self.start, self.end))  # it is frozen
        if self.undated and self.days is not None:
            raise InvalidRequest("undated", "no from or to beside it: no day is without a date")
        object.__setattr__(self, "at", self._checked_cursor())

    @property
    def first(self) -> int:
        """The number of the first hit that is wanted; 0 is the best."""
        return (self.page - 1) * self.size if self.at is None else self.at.place

    @property
    def asked(self) -> bytes:
        """A digest of all that decides what answers and in which order."""
        days = self.days and (self.days.first, self.days.last)
        filters = (self.category, self.source, self.not_category, self.not_source)
        order = (self.sort, self.match, self.recency, self.group, self.sample, self.seed)
        return digest(
            self.q, [sorted(set(values)) for values in filters], days, self.undated, order
        )

    def _checked_cursor(self) -> Cursor | None:
        if self.cursor is None:
            return None
        cursor = read_cursor(self.cursor)
        if not cursor.is_of(self.asked):
            raise InvalidRequest(
                "cursor", "the query, filters, order, group and sample that the cursor came from"
            )
        return cursor

    def _check_numbers(self) -> None:
        if self.page < 1:
            raise InvalidRequest("page", "a whole number from 1")
        if not 0 <= self.sample <= MAX_SAMPLE:
            raise InvalidRequest("sample", f"a whole number from 1 to {MAX_SAMPLE}")
        if not 0 <= self.seed <= MAX_SEED:
            raise InvalidRequest("seed", f"a whole number from 0 to {MAX_SEED}")
        if not 1 <= self.size <= MAX_SIZE:
            raise InvalidRequest("size", f"a whole number from 1 to {MAX_SIZE}")
        for name in ("terms", "others"):
            if not 0 <= getattr(self, name) <= MAX_SIZE:
                raise InvalidRequest(name, f"a whole number from 0 to {MAX_SIZE}")


def _selected_days(start: str | None, end: str | None) -> DateSpan | None:
    """The days from ``start`` to ``end``, both included; open where one is not set."""
    first, last = _checked_span("from", start), _checked_span("to", end)
    if first is None and last is None:
        return None
    return DateSpan(first.first if first else date.min, last.last if last else date.max)


def _checked_span(parameter: str, text: str | None) -> DateSpan | None:
    if text is None:
        return None
    try:
        span, wrong = _date_span(text), ""
    except _NoSuchDay as error:
        span, wrong = None, f"; {error}"
    if span is None:
        raise InvalidRequest(parameter, _DATES + wrong)
    return span
