"""What is in the archive?  The page ``/kho-bao``: articles by year, source and section, what they
lack, when they were taken in and from what.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, make_response, render_template
from flask_babel import gettext

from search import SearchRequest
from search.counts import IndexStats
from search.results import FacetValue
from web.engine import current_engine
from web.links import DEFAULT, page_link
from web.pages.charts import slots_between
from web.pages.choice import Choice
from web.pages.count_table import counts_by
from web.pages.display import partial_date
from web.pages.facets import facet_label
from web.source_names import base_name

MAX_NAMES = 20  # of what was read
MAX_SHOWN = 12  # values of a facet, before "more"
MAX_VALUES = 300
_STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Bar:
    """A year, how many articles it has, how long its bar is (per cent of the longest), and where
    they are; ``href`` is empty where there are none."""

    label: str
    count: int
    length: float
    href: str


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one facet, each with its articles: those always shown, and those behind
    "more"."""

    name: str
    title: str
    top: tuple[Choice, ...]
    more: tuple[Choice, ...]


def corpus() -> Response:
    """``/kho-bao``: what the index holds."""
    engine = current_engine()
    stats = engine.stats()
    everything = engine.count((), SearchRequest(interval="year")).everything
    sources, sections = _values("source", stats.sources), _values("category", stats.categories)
    names = _names(stats.built_from)
    page = render_template(
        "corpus.html",
        stats=stats,
        stories=everything.groups if everything.groups < everything.total else None,
        years=_years(counts_by(everything, "year")),
        facets=(
            Values("source", gettext("Theo nguồn báo"), *_split(sources)),
            Values("category", gettext("Theo chuyên mục"), *_split(sections)),
        ),
        lacking=tuple(_lacking(stats)),
        built_from=names[:MAX_NAMES],
        is_more=len(names) > MAX_NAMES,
    )
    return make_response(page)


def _years(counts: dict[str, int]) -> tuple[Bar, ...]:
    """All years from the first to the last, those without articles too."""
    most = max(counts.values(), default=0)
    return tuple(
        Bar(
            partial_date(year),
            counts.get(year, 0),
            round(100 * counts.get(year, 0) / most, 2),
            page_link(DEFAULT, start=year, end=year) if year in counts else "",
        )
        for year in slots_between(counts)
    )


def _values(name: str, values: tuple[FacetValue, ...]) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            facet_label(name, one.value),
            page_link(DEFAULT, **{name: (one.value,)}),
            one.count,
        )
        for one in values[:MAX_VALUES]
        if one.value  # what has none is told of as missing
    )


def _split(choices: tuple[Choice, ...]) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    return choices[:MAX_SHOWN], choices[MAX_SHOWN:]


def _lacking(stats: IndexStats) -> Iterator[Choice]:
    """What articles lack, and how many; with a link where a search can ask for them."""
    without = stats.without
    missing = (
        (gettext("không rõ ngày đăng"), page_link(DEFAULT, undated=True), without.date),
        (gettext("không rõ chuyên mục"), page_link(DEFAULT, category=("",)), without.category),
        (gettext("không rõ báo nào đăng"), page_link(DEFAULT, source=("",)), without.source),
        (gettext("không có tiêu đề"), "", without.title),
        (gettext("không có tóm tắt"), "", without.summary),
        (gettext("không có nội dung"), "", without.body),
    )
    return (Choice(label, href, count) for label, href, count in missing if count)


def _names(built_from: tuple[str, ...]) -> tuple[str, ...]:
    """What was read, by name alone: where it lies is nobody's business."""
    names = (
        gettext("dữ liệu gửi thẳng vào") if one == _STANDARD_INPUT else base_name(one)
        for one in built_from
    )
    return tuple(dict.fromkeys(map(str, names)))
