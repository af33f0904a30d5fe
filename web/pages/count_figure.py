"""How do many queries look side by side?  A small chart for each, all with one scale and one axis.

On the page they are links beside a table; as a file (SVG) they are a figure for a paper, which says
what is drawn and from where.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext
from lxml import etree

from search.counts import Counts, per_thousand
from web.escaping import excerpt, xml_text
from web.language import current_language
from web.links import page_link
from web.pages.charts import HEIGHT, bars, round_top, slots_between
from web.pages.count_form import CountForm
from web.pages.count_table import counts_by, filters_in_words
from web.pages.display import number, partial_date, rounded

_SVG = "http://www.w3.org/2000/svg"
_COLUMNS, _WIDTH, _MARGIN, _HEAD = 4, 240, 16, 76
_BOX_WIDTH, _BOX_HEIGHT, _PANEL_HEIGHT = 208, 72, 132
_LABEL = 30  # characters of a query above its chart
_INK, _SOFT, _RULE, _BAR = "#1b1a18", "#5d5952", "#b9b2a6", "#8c1c1c"


@dataclass(frozen=True, slots=True)
class Panel:
    """The chart of one query: ``path`` in a box of :data:`~web.pages.charts.HEIGHT`, and what it
    shows in words."""

    q: str
    href: str
    total: int
    path: str
    highest: str


@dataclass(frozen=True, slots=True)
class Figure:
    """Charts of ``slots`` bars from ``first`` to ``last``, up to ``top`` on the scale, in words."""

    panels: tuple[Panel, ...]
    slots: int
    first: str
    last: str
    top: str
    title: str


def figure_of(form: CountForm, counts: Counts) -> Figure | None:
    """The charts of what was counted; ``None`` where nothing is dated, or nothing was counted."""
    request, by_share = form.request, form.value == "per1000"
    everything = counts_by(counts.everything, form.interval)
    slots = slots_between(everything)
    if not slots or not counts.counts:
        return None
    drawn: list[list[float]] = []
    for one in counts.counts:
        found = counts_by(one, form.interval)
        drawn.append(
            [
                per_thousand(found.get(slot, 0), everything.get(slot, 0)) or 0.0
                if by_share
                else found.get(slot, 0)
                for slot in slots
            ]
        )
    top = round_top(max(map(max, drawn)))
    panels = tuple(
        Panel(
            q=one.q,
            href=page_link(request, q=one.q, interval="auto"),
            total=one.total,
            path=bars(values, top),
            highest=_highest(values, slots, by_share=by_share),
        )
        for one, values in zip(counts.counts, drawn, strict=True)
    )
    return Figure(
        panels,
        len(slots),
        partial_date(slots[0]),
        partial_date(slots[-1]),
        rounded(top) if by_share else _whole(top),
        _title(form),
    )


def _title(form: CountForm) -> str:
    titles = {
        ("year", "count"): gettext("Số bài mỗi năm"),
        ("month", "count"): gettext("Số bài mỗi tháng"),
        ("year", "per1000"): gettext("Số bài trên 1.000 bài mỗi năm"),
        ("month", "per1000"): gettext("Số bài trên 1.000 bài mỗi tháng"),
    }
    return str(titles[form.interval, form.value])


def _highest(values: list[float], slots: tuple[str, ...], *, by_share: bool) -> str:
    """Where a chart is highest, in words."""
    highest = max(values)
    if not highest:
        return str(gettext("không có bài nào"))
    when = partial_date(slots[values.index(highest)])
    said = rounded(highest) if by_share else _whole(highest)
    return str(gettext("nhiều nhất: %(when)s, %(count)s", when=when, count=said))


def _whole(value: float) -> str:
    return number(round(value)) if value >= 1 else rounded(value)


# As a file


def svg_file(form: CountForm, figure: Figure) -> bytes:
    """The figure as an SVG of its own, readable without the page's sheet."""
    rows = -(-len(figure.panels) // _COLUMNS)
    columns = min(_COLUMNS, len(figure.panels))
    width = 2 * _MARGIN + max(columns, 2) * _WIDTH
    height = _HEAD + rows * _PANEL_HEIGHT + _MARGIN
    root = etree.Element(
        f"{{{_SVG}}}svg",
        nsmap={None: _SVG},
        width=str(width),
        height=str(height),
        viewBox=f"0 0 {width} {height}",
    )
    root.set("font-family", "system-ui, 'Noto Sans', Arial, sans-serif")
    root.set("{http://www.w3.org/XML/1998/namespace}lang", current_language())
    _element(root, "title", text=figure.title)
    _element(root, "rect", width="100%", height="100%", fill="#fff")
    _text(root, _MARGIN, 28, figure.title, size=18, weight="700")
    scale = gettext("Mọi biểu đồ có cùng một thang, đến %(top)s.", top=figure.top)
    said = [str(scale), *filters_in_words(form.request), "Tìm Báo"]
    _text(root, _MARGIN, 50, " · ".join(said), size=12, fill=_SOFT)
    for n, panel in enumerate(figure.panels):
        across, down = n % _COLUMNS, n // _COLUMNS
        x, y = _MARGIN + across * _WIDTH, _HEAD + down * _PANEL_HEIGHT
        _draw(root, panel, figure, x, y)
    file: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return file


def _draw(root: etree._Element, panel: Panel, figure: Figure, x: int, y: int) -> None:
    group = _element(root, "g", transform=f"translate({x} {y})")
    _element(group, "title", text=f"{panel.q}: {panel.highest}")
    _text(group, 0, 12, excerpt(panel.q, _LABEL), size=13, weight="600")
    _text(group, _BOX_WIDTH, 12, number(panel.total), size=12, fill=_SOFT, anchor="end")
    _element(group, "path", d=f"M0 20.5h{_BOX_WIDTH}", stroke=_RULE, fill="none")
    _element(group, "path", d=f"M0 {20 + _BOX_HEIGHT}.5h{_BOX_WIDTH}", stroke=_INK, fill="none")
    stretch = f"scale({_BOX_WIDTH / figure.slots:.6g} {_BOX_HEIGHT / HEIGHT:g})"
    if panel.path:
        _element(group, "path", d=panel.path, fill=_BAR, transform=f"translate(0 20) {stretch}")
    below = 20 + _BOX_HEIGHT + 14
    _text(group, 0, below, figure.first, size=10, fill=_SOFT)
    _text(group, _BOX_WIDTH, below, figure.last, size=10, fill=_SOFT, anchor="end")


def _text(
    parent: etree._Element,
    x: int,
    y: int,
    text: str,
    *,
    size: int,
    fill: str = _INK,
    weight: str = "400",
    anchor: str = "start",
) -> None:
    one = _element(parent, "text", text, x=str(x), y=str(y), fill=fill)
    one.set("font-size", str(size))
    one.set("font-weight", weight)
    one.set("text-anchor", anchor)


def _element(
    parent: etree._Element, name: str, text: str | None = None, **attributes: str
) -> etree._Element:
    one = etree.SubElement(parent, f"{{{_SVG}}}{name}", **attributes)
    one.text = None if text is None else xml_text(text)
    return one
