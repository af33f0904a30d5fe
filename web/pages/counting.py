"""How many articles answer each of many queries?  The page ``/dem``, its table and its figure.

Up to twenty queries are an address, to be kept and shared: a form with so few leads there.  More
are posted, and counted at once.  The table leaves as CSV, the figure as SVG.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext, ngettext

from search.counts import PER_DIGITS, Counts, Split
from search.facet_values import FacetName, value_key
from search.results import FacetValue
from search.tables import BYTE_ORDER_MARK, csv_row
from web.engine import current_engine
from web.language import current_language
from web.links import query_of
from web.pages.count_figure import Figure, figure_of, svg_file
from web.pages.count_form import (
    MAX_ADDRESS,
    MAX_QUERIES,
    CountForm,
    Trouble,
    read_form,
)
from web.pages.count_table import (
    Row,
    Table,
    filters_in_words,
    fits,
    table_by_date,
    table_by_source,
)
from web.pages.display import number
from web.pages.facets import facet_label

MAX_VALUES = 40  # of a facet to tick
_SHOWN = {"q", "category", "source", "from", "to", "interval"}  # as fields of the form
_TOLD = 3  # queries that are named
_MAX_TITLE = 80  # characters of them


@dataclass(frozen=True, slots=True)
class Tick:
    """A value of a facet to be ticked: it has ``count`` articles."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What is shown of ``counted`` queries, whose articles were ``narrowed`` down to what is said.

    ``is_cut`` where months were asked for and a page has no room for them all.  ``left`` names the
    queries for which there was no time.  ``csv`` and ``svg`` are addresses of the files; ``None``
    where they have to be posted for.
    """

    counted: int
    narrowed: tuple[str, ...]
    by_date: Table
    is_cut: bool
    by_source: Table
    figure: Figure | None
    left: str | None
    csv: str | None
    svg: str | None


def counting() -> Response:
    """``/dem``: the form, and under it what was counted."""
    form = read_form()
    if http.method == "POST" and (address := _address("pages.counting", form)):
        return make_response(redirect(address, 303))
    return _page(form, _counted(form))


def count_csv() -> Response:
    """``/dem.csv``: the table, with a column for each interval and each source."""
    form = read_form()
    counts = _counted(form)
    if counts is None:
        return _page(form, None)
    content = "".join(_csv_lines(form, counts)).encode()
    return _download(content, "text/csv; charset=utf-8", "timbao-dem.csv")


def count_svg() -> Response:
    """``/dem.svg``: the figure."""
    form = read_form()
    counts = _counted(form)
    figure = figure_of(form, counts) if counts is not None else None
    if figure is None:
        return _page(form, counts)
    return _download(svg_file(form, figure), "image/svg+xml; charset=utf-8", "timbao-dem.svg")


def _counted(form: CountForm) -> Counts | None:
    """The counts; ``None`` where there is nothing that can be counted."""
    if form.troubles or not form.queries:
        return None
    return current_engine().count(form.queries, form.request, Split("source"))


def _page(form: CountForm, counts: Counts | None) -> Response:
    stats = current_engine().stats()
    troubles, status = form.troubles, form.status if form.troubles else 200
    if counts is not None and not counts.counts:
        message = gettext("Câu đầu tiên mất quá nhiều thời gian nên đã dừng.")
        counts, troubles, status = None, (Trouble("queries", message),), 503
    page = render_template(
        "counting.html",
        form=form,
        title=_title(form),
        troubles=troubles,
        wrong={trouble.field for trouble in troubles},
        most=MAX_QUERIES,
        hidden={name: said for name, said in query_of(form.request).items() if name not in _SHOWN},
        categories=_ticks("category", stats.categories, form.request.category),
        sources=_ticks("source", stats.sources, form.request.source),
        result=_result(form, counts) if counts is not None else None,
    )
    return make_response(page, status)


def _result(form: CountForm, counts: Counts) -> Result:
    is_cut = form.interval == "month" and not fits(counts)
    return Result(
        counted=len(counts.counts),
        narrowed=filters_in_words(form.request),
        by_date=table_by_date(form.request, counts, "year" if is_cut else form.interval),
        is_cut=is_cut,
        by_source=table_by_source(form.request, counts),
        figure=figure_of(form, counts),
        left=_said_left(counts.left),
        csv=_address("pages.count_csv", form),
        svg=_address("pages.count_svg", form),
    )


def _address(endpoint: str, form: CountForm) -> str | None:
    """Where what was filled in stands as an address, if it is short enough for one."""
    if not form.fits_address:
        return None
    address = url_for(endpoint, **form.address())
    return address if len(address) <= MAX_ADDRESS else None


def _title(form: CountForm) -> str:
    """The page's title: different lists have different ones."""
    if not form.queries:
        return str(gettext("Đếm nhiều câu"))
    named = ", ".join(form.queries[:_TOLD])[:_MAX_TITLE]
    more = ", …" if len(form.queries) > _TOLD else ""
    return str(gettext("Đếm: %(queries)s", queries=named + more))


def _ticks(
    name: FacetName, values: tuple[FacetValue, ...], chosen: tuple[str, ...]
) -> tuple[Tick, ...]:
    """The values of a facet: the most frequent, and those chosen already."""
    left = {value_key(name, value): value for value in chosen}
    ticks = []
    for n, one in enumerate(values):
        is_chosen = left.pop(value_key(name, one.value), None) is not None
        if n < MAX_VALUES or is_chosen:
            ticks.append(Tick(one.value, facet_label(name, one.value), one.count, is_chosen))
    return (*ticks, *(Tick(value, facet_label(name, value), 0, True) for value in left.values()))


def _said_left(left: tuple[str, ...]) -> str | None:
    if not left:
        return None
    named = ", ".join(f"“{q}”" for q in left[:_TOLD]) + (", …" if len(left) > _TOLD else "")
    return str(
        ngettext(
            "Đếm quá lâu nên đã dừng; còn %(count)s câu chưa đếm: %(queries)s.",
            "Đếm quá lâu nên đã dừng; còn %(count)s câu chưa đếm: %(queries)s.",
            len(left),
            count=number(len(left)),
            queries=named,
        )
    )


# As a table for spreadsheets


def _csv_lines(form: CountForm, counts: Counts) -> Iterator[str]:
    by_date = table_by_date(form.request, counts, form.interval)
    by_source = table_by_source(form.request, counts)
    labels = (*by_date.labels, *by_source.labels)
    per = gettext("%(what)s, trên 1.000 bài")
    head = [
        gettext("Câu tìm"), gettext("Tìm cả"), gettext("Ghi chú"),
        gettext("Số bài"), gettext("Trên 1.000 bài"), gettext("Số tin"),
    ]  # fmt: skip
    yield BYTE_ORDER_MARK + csv_row([*head, *labels, *(per % {"what": one} for one in labels)])
    pairs = zip(
        (by_date.everything, *by_date.rows), (by_source.everything, *by_source.rows), strict=True
    )
    for row, other in pairs:
        yield csv_row(_cells(row, other))
    for q in counts.left:
        yield csv_row([q, "", gettext("chưa đếm")])


def _cells(row: Row, other: Row) -> list[str]:
    cells = (*row.cells, *other.cells)
    return [
        row.q or gettext("(tất cả)"),
        f" {gettext('hoặc')} ".join(row.readings),
        " ".join(row.notes),
        str(row.total.count),
        _decimal(row.total.share),
        str(row.groups),
        *(str(cell.count) for cell in cells),
        *(_decimal(cell.share) for cell in cells),
    ]


def _decimal(value: float) -> str:
    """With the decimal sign of the language, which spreadsheets in that language read."""
    text = f"{value:.{PER_DIGITS}f}".rstrip("0").rstrip(".")
    return text if current_language() == "en" else text.replace(".", ",")


def _download(content: bytes, content_type: str, filename: str) -> Response:
    response = Response(content, content_type=content_type)
    response.vary.add("Accept-Language")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
