"""Which days are selected, and which others can be?  The part of the page about time.

A drawing of when the matches were published, a way up and to the neighbours of what is selected,
two boxes to type days into, and the articles without a date.  Each link says how many articles it
leads to; the counts of dates ignore which of them are selected, so all of these are exact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask_babel import gettext

from search import SearchRequest, SearchResults
from search.counts import IndexStats
from search.request import DateSpan, Interval
from web.links import PageLinks
from web.pages.bins import Part, Tally, Unit, is_whole, whole, written
from web.pages.choice import Choice
from web.pages.display import span_label
from web.pages.histogram import ANCHOR, Axis, Drawing, days_link, draw, unit_of

_ISO = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?", re.ASCII)
_PARTS: tuple[Part, ...] = ("year", "month", "day")


@dataclass(frozen=True, slots=True)
class Dates:
    """All that the page shows of time.

    ``path`` leads from all of time down to what is selected, which is the last of it; ``before``
    and ``behind`` are the neighbours of a selected year, month or day.  ``start`` and ``end`` stand
    in the boxes, and ``trouble`` says what is wrong with them.  ``undated`` leads to the articles
    without a date.
    """

    drawings: tuple[Drawing, ...]
    path: tuple[Choice, ...]
    before: Choice | None
    behind: Choice | None
    undated: Choice | None
    start: str
    end: str
    trouble: str | None


def with_interval(request: SearchRequest, stats: IndexStats) -> SearchRequest:
    """``request`` with the interval by which its dates have to be counted to be drawn."""
    axis = _axis(request, stats)
    return replace(request, interval=_counted_by(request, axis)) if axis else request


def dates_of(request: SearchRequest, results: SearchResults, stats: IndexStats) -> Dates:
    """What is shown of time beside ``results``, those of :func:`with_interval`."""
    facet, axis = results.facets.date, _axis(request, stats)
    tally = Tally(facet.buckets, facet.interval)
    is_drawn = axis is not None and (tally.total > 0 or request.days is not None)
    links = PageLinks(request)
    before, behind = _neighbours(request.days, links, tally, stats)
    return Dates(
        drawings=draw(request, axis, tally) if axis and is_drawn else (),
        path=_path(request, links, tally, facet.undated),
        before=before,
        behind=behind,
        undated=_undated(request, links, facet.undated),
        start=as_typed(request.start),
        end=as_typed(request.end),
        trouble=order_trouble(request),
    )


def as_typed(text: str | None) -> str:
    """A day, month or year as people type it, whatever an address has."""
    written_so = _ISO.fullmatch(text or "")
    if written_so is None:
        return text or ""
    return "/".join(str(int(part)) for part in reversed(written_so.groups()) if part)


def order_trouble(request: SearchRequest) -> str | None:
    """What is wrong with days of which the first is behind the last."""
    days = request.days
    if days is None or days.first <= days.last:
        return None
    return str(gettext("Ngày bắt đầu sau ngày kết thúc."))


def _axis(request: SearchRequest, stats: IndexStats) -> Axis | None:
    """The time to draw: what is selected of the time that the index spans, ``None`` where there is
    none of it.  A single day is drawn among those of its month."""
    if stats.first is None or stats.last is None:
        return None
    every, days = DateSpan(stats.first, stats.last), request.days
    if days is None:
        return Axis(every, None)
    if days.first == days.last:
        days = whole(days, Unit("month", 1))
    if not days.first <= days.last or days.first > every.last or days.last < every.first:
        return None
    if is_whole(days, "month") and days.first.year == days.last.year:
        return Axis(days, days)  # a month or a year is whole, though the index may begin within it
    return Axis(DateSpan(max(days.first, every.first), min(days.last, every.last)), days)


def _counted_by(request: SearchRequest, axis: Axis) -> Interval:
    """The longest interval that no bar cuts in two: that of the bars, unless what is selected
    begins or ends inside of one."""
    part = unit_of(request, axis).part
    return part if axis.limits is None or is_whole(axis.limits, part) else "day"


def _path(
    request: SearchRequest, links: PageLinks, tally: Tally, undated: int
) -> tuple[Choice, ...]:
    """All of time, then the year and the month in which the selected days are, then these."""
    days = request.days
    if request.undated:
        every = Choice(gettext("Tất cả"), days_link(links, None), tally.total + undated)
        return every, Choice(gettext("Không rõ ngày"), "", undated, current=True)
    if days is None or days.first > days.last:
        return ()
    found = [Choice(gettext("Tất cả"), days_link(links, None), tally.total + undated)]
    for part in ("year", "month"):
        around = whole(DateSpan(days.first, days.first), Unit(part, 1))
        if around != days and around.first <= days.first and days.last <= around.last:
            found.append(_choice(links, around, tally))
    label = span_label(request.start or "", request.end or "")
    return (*found, Choice(label, "", tally.within(days), current=True))


def _neighbours(
    days: DateSpan | None, links: PageLinks, tally: Tally, stats: IndexStats
) -> tuple[Choice | None, Choice | None]:
    """The year, month or day before and behind the selected one, within the index's time."""
    if days is None or stats.first is None or stats.last is None or days.first > days.last:
        return None, None
    part = next((part for part in _PARTS if whole(_day(days), Unit(part, 1)) == days), None)
    if part is None:
        return None, None
    unit = Unit(part, 1)
    before = behind = None
    if days.first > stats.first:
        before = _choice(links, whole(_day(days, -1), unit), tally)
    if days.last < stats.last:
        behind = _choice(links, whole(_day(days, +1), unit), tally)
    return before, behind


def _day(days: DateSpan, step: int = 0) -> DateSpan:
    """The first of ``days``, or the day before or behind all of them."""
    day: date = days.last if step > 0 else days.first
    day += timedelta(days=step)
    return DateSpan(day, day)


def _choice(links: PageLinks, span: DateSpan, tally: Tally) -> Choice:
    """The search within ``span``, which no link leads to where nothing is."""
    count = tally.within(span)
    return Choice(span_label(*written(span)), days_link(links, span) if count else "", count)


def _undated(request: SearchRequest, links: PageLinks, count: int) -> Choice | None:
    """The articles without a date, or back from them to all."""
    if not count and not request.undated:
        return None
    undated = None if request.undated else "only"
    href = links.to({"from": None, "to": None, "undated": undated}, ANCHOR)
    return Choice(gettext("Không rõ ngày"), href, count, current=request.undated)
