"""When were the matches published?  The date facet as bars that are links.

The drawing is plain rectangles in a box that is one unit wide per interval and 100 high, so the
page can stretch it to any width.  Clicking a bar selects its interval; the next drawing then
shows that interval in finer steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from index.days import day_of
from search import SearchRequest, SearchResults
from search.request import MAX_QUERY_CHARS, DateSpan, Interval, parse_date_span
from search.results import Bucket
from web.links import page_link
from web.pages.understanding import as_answered

HEIGHT = 100
MIN_BAR_HEIGHT = 3  # or nobody would see it, nor hit it
SLOTS_OF_FULL_WIDTH = 8  # fewer of them would make bars as broad as the page
COLUMN = 0.84  # of its slot that a bar fills


@dataclass(frozen=True, slots=True)
class Bar:
    """One interval: ``x`` slots from the left, ``height`` of ``HEIGHT``, and where it leads."""

    start: str
    count: int
    x: int
    height: int
    href: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars in a box of ``slots`` by ``HEIGHT``; ``first`` and ``last`` label its ends.

    ``column`` is how much of its slot a bar fills: less where few slots share the width.
    """

    bars: tuple[Bar, ...]
    slots: int
    column: float
    first: str
    last: str
    highest: int
    undated: int
    undated_href: str


def zoomed(request: SearchRequest) -> SearchRequest:
    """The request with the date interval that suits the selected days, if none was asked for."""
    days = request.days
    if request.interval != "auto" or days is None:
        return request
    return replace(request, interval=_interval_for(days))


def draw(request: SearchRequest, results: SearchResults) -> Histogram | None:
    """The bars inside the selected days; ``None`` where there is nothing to draw."""
    facet = results.facets.date
    shown = [bucket for bucket in facet.buckets if _overlaps(bucket, request.days)]
    if not shown and not facet.undated:
        return None
    slot = _SLOT[facet.interval]
    places = [slot(_first_day(bucket)) for bucket in shown]
    low, high = (min(places), max(places)) if places else (0, 0)
    slots = high - low + 1
    highest = max((bucket.count for bucket in shown), default=0)
    bars = tuple(
        Bar(
            start=bucket.start,
            count=bucket.count,
            x=place - low,
            height=max(MIN_BAR_HEIGHT, round(HEIGHT * bucket.count / highest)),
            href=page_link(request, start=bucket.start, end=bucket.start),
        )
        for bucket, place in zip(shown, places, strict=True)
    )
    return Histogram(
        bars=bars,
        slots=slots,
        column=round(COLUMN * min(1, slots / SLOTS_OF_FULL_WIDTH), 3),
        first=shown[0].start if shown else "",
        last=shown[-1].start if shown else "",
        highest=highest,
        undated=facet.undated,
        undated_href=_undated(as_answered(request, results)),
    )


def _interval_for(days: DateSpan) -> Interval:
    """Days inside one month, months inside one year, else what the engine finds best."""
    if (days.first.year, days.first.month) == (days.last.year, days.last.month):
        return "day"
    return "month" if days.first.year == days.last.year else "auto"


def _overlaps(bucket: Bucket, days: DateSpan | None) -> bool:
    span = parse_date_span(bucket.start)
    return days is None or (
        span is not None and span.first <= days.last and days.first <= span.last
    )


def _first_day(bucket: Bucket) -> date:
    span = parse_date_span(bucket.start)
    return span.first if span else date.min


_SLOT: dict[str, Callable[[date], int]] = {
    "year": lambda day: day.year,
    "month": lambda day: day.year * 12 + day.month,
    "day": day_of,
}


def _undated(request: SearchRequest) -> str:
    """The page with the undated articles of a search, which only the query language can ask for;
    "" for a query that has no room for it."""
    q = request.q.strip()
    within = f"({q}) " if " OR " in q else f"{q} " if q else ""
    asked = f"{within}-date:0001..9999"
    if len(asked) > MAX_QUERY_CHARS:
        return ""
    return page_link(request, q=asked, start=None, end=None)
