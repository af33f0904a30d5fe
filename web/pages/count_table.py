"""How are many counts laid out?  Query by time, and query by source, every number a link.

Beside each count stands its share of all articles of that time and source that pass the same
filters, in how many of a thousand: newspapers publish more in one year than in another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit

from flask_babel import gettext

from search import SearchRequest
from search.counts import Count, Counts, per_thousand
from search.request import parse_date_span
from web.links import page_link
from web.pages.count_form import Interval
from web.pages.display import partial_date
from web.pages.facets import dated_label, facet_label
from web.pages.understanding import told_briefly

MAX_CELLS = 6000  # of the table on the page; by month it becomes one by year
MAX_SOURCES = 10  # with a column of their own


@dataclass(frozen=True, slots=True)
class Cell:
    """``count`` of the ``everything`` that there is of the same time or source; ``href`` leads to
    these articles, empty where there are none."""

    count: int
    everything: int
    href: str

    @property
    def share(self) -> float:
        """How many of a thousand they are; 0 of nothing."""
        return per_thousand(self.count, self.everything) or 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """One query: how its words were taken (``readings``, ``notes``), in all, and by column."""

    q: str
    readings: tuple[str, ...]
    notes: tuple[str, ...]
    total: Cell
    groups: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A column for each label, a row for all articles, and one for each query; whether the labels
    are ``names``, and so Vietnamese in any language of the page."""

    labels: tuple[str, ...]
    names: bool
    everything: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """``numbers[n]`` articles of row n, the first being all articles; ``rest`` is the part of their
    address behind the query."""

    label: str
    numbers: tuple[int, ...]
    rest: str


def table_by_date(request: SearchRequest, counts: Counts, interval: Interval) -> Table:
    """Query by ``interval``: ``year``, or ``month`` where the counts are by month."""
    rows = (counts.everything, *counts.counts)
    by_row = [counts_by(one, interval) for one in rows]
    columns = [
        _Column(
            partial_date(start),
            tuple(one.get(start, 0) for one in by_row),
            _rest(_within(request, start)),
        )
        for start in by_row[0]
    ]
    undated = tuple(one.dates.undated for one in rows)
    if undated[0]:
        rest = _rest(replace(request, start=None, end=None, undated=True))
        columns.append(_Column(gettext("Không rõ ngày"), undated, rest))
    return _table(request, counts, columns, names=False)


def table_by_source(request: SearchRequest, counts: Counts) -> Table:
    """Query by source: those with the most articles, and all others together."""
    rows = (counts.everything, *counts.counts)
    by_row = [{one.value: one.total for one in row.series} for row in rows]
    named = list(by_row[0])[:MAX_SOURCES]
    columns = [
        _Column(
            facet_label("source", source),
            tuple(one.get(source, 0) for one in by_row),
            _rest(replace(request, source=(source,))),
        )
        for source in named
    ]
    others = tuple(
        sum(count for source, count in one.items() if source not in named) for one in by_row
    )
    if others[0]:
        rest = _rest(replace(request, not_source=(*request.not_source, *named)))
        columns.append(_Column(gettext("Nguồn khác"), others, rest))
    return _table(request, counts, columns, names=True)


def fits(counts: Counts) -> bool:
    """Whether a page has room for all intervals of all queries."""
    return len(counts.everything.dates.buckets) * len(counts.counts) <= MAX_CELLS


def counts_by(count: Count, interval: Interval) -> dict[str, int]:
    """How many articles there are of each interval that has any: months, or whole years."""
    length = 4 if interval == "year" else 7
    found: dict[str, int] = {}
    for bucket in count.dates.buckets:
        start = bucket.start[:length]
        found[start] = found.get(start, 0) + bucket.count
    return found


def filters_in_words(request: SearchRequest) -> tuple[str, ...]:
    """What the articles were narrowed down to, each in a few words."""
    said = [facet_label("category", value) for value in request.category]
    said += [facet_label("source", value) for value in request.source]
    for name, values in (("category", request.not_category), ("source", request.not_source)):
        said += [gettext("trừ %(value)s", value=facet_label(name, value)) for value in values]
    if request.start:
        said.append(gettext("từ %(first)s", first=partial_date(request.start)))
    if request.end:
        said.append(gettext("đến %(last)s", last=partial_date(request.end)))
    if request.undated:
        said.append(gettext("Không rõ ngày"))
    return tuple(map(str, said))


def _table(
    request: SearchRequest, counts: Counts, columns: Sequence[_Column], *, names: bool
) -> Table:
    rows = (counts.everything, *counts.counts)
    whole = _Column("", tuple(one.total for one in rows), _rest(request))
    path = urlsplit(page_link(request)).path
    made = [_row(n, count, whole, columns, path) for n, count in enumerate(rows)]
    return Table(tuple(column.label for column in columns), names, made[0], tuple(made[1:]))


def _row(n: int, count: Count, whole: _Column, columns: Sequence[_Column], path: str) -> Row:
    """Row n; links are put together here, since a page may have thousands."""
    asked = urlencode({"q": count.q}) if count.q else ""

    def cell(column: _Column) -> Cell:
        found, everything = column.numbers[n], column.numbers[0]
        query = "&".join(filter(None, (asked, column.rest)))
        return Cell(found, everything, f"{path}?{query}" if found else "")

    readings, notes = told_briefly(count)
    notes += tuple(map(dated_label, count.spoken))
    cells = tuple(map(cell, columns))
    return Row(count.q, readings, notes, cell(whole), count.groups, cells)


def _rest(request: SearchRequest) -> str:
    """The part of an address of the search page that says everything but the query."""
    return urlsplit(page_link(replace(request, q="", interval="auto"))).query


def _within(request: SearchRequest, start: str) -> SearchRequest:
    """``request`` narrowed down to the interval that ``start`` names."""
    span, asked = parse_date_span(start), request.days
    if span is None or asked is None or (asked.first <= span.first and span.last <= asked.last):
        return replace(request, start=start, end=start)
    first, last = max(span.first, asked.first), min(span.last, asked.last)
    return replace(request, start=first.isoformat(), end=last.isoformat())
