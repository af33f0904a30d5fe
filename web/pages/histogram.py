"""When were the matches published?  Bars over an axis of time, each of which leads to its articles.

The axis is what is selected of the time that the whole index spans, whatever was found, so that two
searches can be compared.  There are two drawings of the same counts, of which the page shows one: a
wide one, and one for phones with fewer bars.  All places are percentages of a box that the page may
stretch to any size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import format_date, ngettext

from search import SearchRequest
from search.request import DateSpan
from web.language import current_language
from web.links import PageLinks
from web.pages.bins import Tally, Unit, cut, unit_for, whole, written
from web.pages.display import number, span_label

WIDE, NARROW = 32, 12  # bars at most: 24 px each of 832 px beside the scale, and of 288 px
SLOTS_OF_FULL_WIDTH = 8  # fewer of them would make bars as broad as the page
COLUMN = 0.82  # of its slot that a bar fills
MIN_HEIGHT = 2  # percent, or nobody would see it
LEVELS = 3  # lines of the scale, or one fewer
_TICKS = {WIDE: 12, NARROW: 4}  # labels at most below the bars
ANCHOR = "loc-ngay"  # where the page has the dates


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch of time, as a slot and in it a column, in percent of the drawing.

    ``start`` and ``end`` ask for it, ``label`` says it, and ``told`` with how many articles it has;
    ``href`` is "" where these are none.
    ``side`` says on which side of the drawing it is: "start", "middle" or "end".  ``is_stop`` if
    the tab key leads to it: of all the bars one is enough, since the others stand in a table, and a
    script lets arrow keys move between them.
    """

    start: str
    end: str
    label: str
    told: str
    count: int
    left: float
    width: float
    column_left: float
    column_width: float
    height: float
    middle: float
    side: str
    href: str
    is_selected: bool
    is_stop: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A label at a place along an axis, in percent from the left or from the top."""

    label: str
    at: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """The bars, the labels of time below them, and the lines of the scale with what they mean."""

    name: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    levels: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """The time to draw; what lies outside of ``days``, but within ``limits`` (anywhere, where there
    are none), has no articles."""

    days: DateSpan
    limits: DateSpan | None


def draw(request: SearchRequest, axis: Axis, tally: Tally) -> tuple[Drawing, Drawing]:
    """The wide and the narrow drawing of what ``tally`` counts over ``axis``."""
    return (
        _drawing("wide", WIDE, request, axis, tally),
        _drawing("narrow", NARROW, request, axis, tally),
    )


def unit_of(request: SearchRequest, axis: Axis, most: int = WIDE) -> Unit:
    """What one bar of a drawing with at most so many stands for; never less than the interval that
    the reader asked for."""
    return unit_for(axis.days, most, "day" if request.interval == "auto" else request.interval)


def _drawing(
    name: str,
    most: int,
    request: SearchRequest,
    axis: Axis,
    tally: Tally,
) -> Drawing:
    unit, limits = unit_of(request, axis, most), axis.limits
    days = whole(axis.days, unit)
    if limits is not None:
        days = DateSpan(max(days.first, limits.first), min(days.last, limits.last))
    spans = cut(days, unit)
    counts = [tally.within(span) for span in spans]
    step, top = _scale(max(counts))
    bars = tuple(_bars(request, spans, counts, top))
    return Drawing(name, bars, tuple(_ticks(spans, unit, _TICKS[most])), tuple(_levels(step, top)))


def _bars(
    request: SearchRequest, spans: list[DateSpan], counts: list[int], top: int
) -> Iterator[Bar]:
    links, told = PageLinks(request), _told()
    slot = 100 / len(spans)
    column = slot * COLUMN * min(1, len(spans) / SLOTS_OF_FULL_WIDTH)
    stop = next((place for place, count in enumerate(counts) if count), None)
    if request.days in spans:
        stop = spans.index(request.days)
    for place, (span, count) in enumerate(zip(spans, counts, strict=True)):
        start, end = written(span)
        middle, label = slot * (place + 0.5), span_label(start, end)
        yield Bar(
            start=start,
            end=end,
            label=label,
            told=told[count != 1].format(when=label, count=number(count)),
            count=count,
            left=round(slot * place, 2),
            width=round(slot, 2),
            column_left=round(middle - column / 2, 2),
            column_width=round(column, 2),
            height=round(max(MIN_HEIGHT, 100 * count / top), 2) if count else 0,
            middle=round(middle, 2),
            side="start" if middle < 30 else "end" if middle > 70 else "middle",
            href=days_link(links, span) if count else "",
            is_selected=request.days == span,
            is_stop=place == stop,
        )


def _told() -> tuple[str, str]:
    """How one article of a time, and how several are told; looked up once for all bars."""
    one, several = (
        ngettext(
            "%(when)s: %(count)s bài", "%(when)s: %(count)s bài", n, when="{when}", count="{count}"
        )
        for n in (1, 2)
    )
    return one, several


def days_link(links: PageLinks, span: DateSpan | None) -> str:
    """The search within ``span``, or in all of time, on a page that shows its dates."""
    start, end = written(span) if span else (None, None)
    return links.to({"from": start, "to": end, "undated": None, "interval": None}, ANCHOR)


def _ticks(spans: list[DateSpan], unit: Unit, most: int) -> Iterator[Tick]:
    """A label below every so many bars, where its stretch begins."""
    every = -(-len(spans) // most)
    slot = 100 / len(spans)
    for place in range(0, len(spans), every):
        yield Tick(_tick_label(spans[place], unit), round(slot * (place + 0.5), 2))


def _tick_label(span: DateSpan, unit: Unit) -> str:
    first, is_english = span.first, current_language() == "en"
    if unit.part == "year":
        return str(first.year)
    if unit.part == "month":
        return format_date(first, "MMM yyyy") if is_english else f"{first.month}/{first.year}"
    return format_date(first, "d MMM") if is_english else f"{first.day}/{first.month}"


def _scale(highest: int) -> tuple[int, int]:
    """How far apart the lines of the scale are, which is 1, 2 or 5 times a power of ten, and the
    number at its top."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor * LEVELS >= highest:
                step *= factor
                return step, max(step, -(-highest // step) * step)
        step *= 10


def _levels(step: int, top: int) -> Iterator[Tick]:
    for level in range(step, top + 1, step):
        yield Tick(number(level), round(100 - 100 * level / top, 2))
