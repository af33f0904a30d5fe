"""What may be asked?  One frozen, checked shape, the same for Python, the endpoint and the page."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from search.errors import InvalidRequest

Sort = Literal["relevance", "newest", "oldest"]
Interval = Literal["auto", "year", "month", "day"]
Match = Literal["words", "syllables", "exact"]

SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
INTERVALS: tuple[Interval, ...] = ("auto", "year", "month", "day")
MATCHES: tuple[Match, ...] = ("words", "syllables", "exact")
MAX_SIZE = 100
MAX_QUERY_CHARS = 2000

_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Whole days from ``first`` to ``last``, both included."""

    first: date
    last: date


def parse_date_span(text: str) -> DateSpan | None:
    """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` as the days it covers, else ``None``."""
    match = _PARTIAL_DATE.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        first = date(year, month, day)
    except ValueError:
        return None
    if match[3]:
        return DateSpan(first, first)
    last_month = month if match[2] else 12
    return DateSpan(first, date(year, last_month, calendar.monthrange(year, last_month)[1]))


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One question.  Creating a wrong one raises :class:`search.errors.InvalidRequest`.

    ``page`` counts from 1 and has ``size`` hits.  ``category`` and ``source`` hold facet values;
    ``""`` asks for articles that have none.  ``start`` and ``end`` are the endpoint's ``from`` and
    ``to``, as they were given; ``days`` is what they select, ``None`` where neither is set.
    Without ``highlight`` hits have no snippets, and are read without their bodies.  ``recency``
    lets newer articles score a little higher.  ``match`` says how the query is read: as words of
    the language; each syllable anywhere, in any accents where none were typed; or each as it was
    typed and nothing else.  ``group`` asks for one hit a story.  ``alternatives`` asks for other
    counts of the same query besides.
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
    days: DateSpan | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.q) > MAX_QUERY_CHARS:
            raise InvalidRequest("q", f"at most {MAX_QUERY_CHARS} characters")
        for name, values in (("category", self.category), ("source", self.source)):
            if isinstance(values, str):  # or each letter would be taken for a value
                raise InvalidRequest(name, "a tuple of values")
        if self.page < 1:
            raise InvalidRequest("page", "a whole number from 1")
        if not 1 <= self.size <= MAX_SIZE:
            raise InvalidRequest("size", f"a whole number from 1 to {MAX_SIZE}")
        if self.sort not in SORTS:
            raise InvalidRequest("sort", f"one of {', '.join(SORTS)}")
        if self.match not in MATCHES:
            raise InvalidRequest("match", f"one of {', '.join(MATCHES)}")
        if self.interval not in INTERVALS:
            raise InvalidRequest("interval", f"one of {', '.join(INTERVALS)}")
        object.__setattr__(self, "days", _selected_days(self.start, self.end))  # it is frozen


def _selected_days(start: str | None, end: str | None) -> DateSpan | None:
    """The days from ``start`` to ``end``, both included; open where one is not set."""
    first, last = _checked_span("from", start), _checked_span("to", end)
    if first is None and last is None:
        return None
    return DateSpan(first.first if first else date.min, last.last if last else date.max)


def _checked_span(parameter: str, text: str | None) -> DateSpan | None:
    if text is None:
        return None
    span = parse_date_span(text)
    if span is None:
        raise InvalidRequest(parameter, "a real date as YYYY, YYYY-MM or YYYY-MM-DD")
    return span
