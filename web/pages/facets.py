"""What are the results narrowed down to, and to what can they be?  Lists of values, and chips.

The counts of a facet ignore what of it is selected or left out, and each article has one value of
it.  So whatever is chosen of one facet, how many articles answer then is a sum over its values:
each link can say it before it is followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from flask_babel import gettext

from search import SearchRequest, SearchResults
from search.facet_values import FacetName, keys_of, value_key
from search.request import DateSpan
from search.results import DateInQuery, Facets, FacetValue
from web.links import PageLinks, page_link
from web.pages.bins import written
from web.pages.display import news_date, number, span_label, span_words
from web.source_names import source_name

MAX_CHIPS = 3  # before "more": each is a stop on the way to the results
MAX_VALUES_SHOWN = 10  # of a facet, before "more"
MAX_VALUES = 200  # of a facet, behind it as well
ANCHOR = "loc-"  # before the name of a facet: where it stands on the page

Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force; ``href`` leads to the search without it, which ``left`` articles answer
    (``None`` where that is not known).  ``is_name`` if the label is Vietnamese in any language."""

    label: str
    href: str
    left: int | None
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """One value of a facet, which ``count`` articles have.

    ``href`` selects it, or takes back that it is selected or left out.  ``exclude`` leads to the
    articles without it, as ``exclude_label`` says, and ``left_label`` how many these are; "" for a
    value that is left out already.
    """

    label: str
    is_name: bool
    count: int
    state: Literal["", "selected", "excluded"]
    href: str
    exclude: str
    exclude_label: str
    left_label: str


@dataclass(frozen=True, slots=True)
class FacetList:
    """The values of one facet: those always shown, and those behind "more"; ``is_cut`` if there are
    others besides, which no list has room for."""

    name: str
    title: str
    top: tuple[FacetChoice, ...]
    more: tuple[FacetChoice, ...]
    is_cut: bool

    @property
    def is_more_open(self) -> bool:
        """Whether something is chosen that would be out of sight."""
        return any(choice.state for choice in self.more)


def facet_lists(request: SearchRequest, facets: Facets) -> tuple[FacetList, ...]:
    """The facets to choose from."""
    categories, sources = _Chosen.of(request, facets)
    return _facet(categories, gettext("Chuyên mục")), _facet(sources, gettext("Nguồn báo"))


@dataclass(frozen=True, slots=True)
class Chips:
    """The filters in force, and how the query is taken where that is not how it is by default;
    ``without_filters`` is the search over everything, where there are several filters."""

    each: tuple[Chip, ...]
    without_filters: str | None

    @property
    def top(self) -> tuple[Chip, ...]:
        """Those always shown: all, or where they are many some of them."""
        return self.each if len(self.each) <= MAX_CHIPS else self.each[: MAX_CHIPS - 1]

    @property
    def more(self) -> tuple[Chip, ...]:
        """Those behind "more"."""
        return self.each[len(self.top) :]


def chips(request: SearchRequest, results: SearchResults) -> Chips:
    """What can be taken back of ``request``."""
    filters = tuple(_filters(request, results.facets))
    return Chips(
        (*filters, *_in_query(request, results), *_match(request)),
        page_link(without_filters(request)) if len(filters) > 1 else None,
    )


def without_filters(request: SearchRequest) -> SearchRequest:
    """``request`` over everything that there is."""
    return replace(
        request, category=(), source=(), not_category=(), not_source=(), start=None, end=None,
        undated=False, page=1,
    )  # fmt: skip


def facet_label(name: str, value: str) -> str:
    """A facet value for people: a known newspaper by its name, the missing one in words."""
    if value:
        return source_name(value) if name == "source" else value
    return str(gettext("Chưa phân loại") if name == "category" else gettext("Không rõ nguồn"))


# Facets


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What of a facet is selected and what is left out, and what each value of it counts."""

    links: PageLinks
    name: FacetName
    values: tuple[FacetValue, ...]
    selected: Values
    excluded: Values

    @classmethod
    def of(cls, request: SearchRequest, facets: Facets) -> tuple[_Chosen, _Chosen]:
        """What of the categories, and what of the sources."""
        links = PageLinks(request)
        return (
            cls(links, "category", facets.category, request.category, request.not_category),
            cls(links, "source", facets.source, request.source, request.not_source),
        )

    def without(self, value: str) -> _Chosen:
        """Neither ``value`` selected nor left out, however it was spelt."""
        if not (self.selected or self.excluded):
            return self  # as for most of the values of most pages
        key = value_key(self.name, value)
        return replace(
            self,
            selected=tuple(one for one in self.selected if value_key(self.name, one) != key),
            excluded=tuple(one for one in self.excluded if value_key(self.name, one) != key),
        )

    def selecting(self, value: str) -> _Chosen:
        """``value`` selected besides."""
        kept = self.without(value)
        return replace(kept, selected=(*kept.selected, value))

    def excluding(self, value: str) -> _Chosen:
        """``value`` left out besides."""
        kept = self.without(value)
        return replace(kept, excluded=(*kept.excluded, value))

    def address(self, anchor: str = "") -> str:
        """The search that asks for this."""
        chosen = {self.name: self.selected, f"not_{self.name}": self.excluded}
        return self.links.to(chosen, anchor)

    @property
    def total(self) -> int:
        """How many articles answer it."""
        selected = keys_of(self.name, self.selected)
        excluded = keys_of(self.name, self.excluded)
        keys = ((value_key(self.name, value.value), value.count) for value in self.values)
        return sum(
            count
            for key, count in keys
            if (not selected or key in selected) and key not in excluded
        )


def _facet(chosen: _Chosen, title: str) -> FacetList:
    total = chosen.total
    # looked up once: of all that is done for a value, translating would take longest
    labels = gettext("Loại bỏ %(value)s"), gettext("còn lại: %(count)s")
    choices = tuple(_choice(chosen, value, total, labels) for value in chosen.values[:MAX_VALUES])
    shown, more = choices[:MAX_VALUES_SHOWN], choices[MAX_VALUES_SHOWN:]
    return FacetList(chosen.name, title, shown, more, len(chosen.values) > MAX_VALUES)


def _choice(chosen: _Chosen, value: FacetValue, total: int, labels: tuple[str, str]) -> FacetChoice:
    """One value; ``total`` articles answer what is chosen now, and ``labels`` say what leaving it
    out is called, and how many articles are left then."""
    text = value.value
    is_chosen = value.selected or value.excluded
    toggled = chosen.without(text) if is_chosen else chosen.selecting(text)
    excluding = None if value.excluded else chosen.excluding(text)
    in_sight = ANCHOR + chosen.name  # the page shows the same facet again, on a phone too
    left = total
    if excluding is not None and value.selected:  # without the last one all are selected
        left = excluding.total
    elif not chosen.selected:
        left = total - value.count
    label = facet_label(chosen.name, text)
    return FacetChoice(
        label=label,
        is_name=bool(text),
        count=value.count,
        state="excluded" if value.excluded else "selected" if value.selected else "",
        href=toggled.address(in_sight),
        exclude=excluding.address(in_sight) if excluding is not None else "",
        exclude_label=labels[0] % {"value": label},
        left_label=labels[1] % {"count": number(left)},
    )


# Chips


def _filters(request: SearchRequest, facets: Facets) -> Iterator[Chip]:
    for chosen in _Chosen.of(request, facets):
        for value in chosen.values:
            if value.selected:
                yield _chip(chosen, value, facet_label(chosen.name, value.value))
            if value.excluded:
                label = gettext("Trừ: %(value)s", value=facet_label(chosen.name, value.value))
                yield _chip(chosen, value, label)
    everything = sum(bucket.count for bucket in facets.date.buckets) + facets.date.undated
    if request.days is not None:
        label = span_label(request.start or "", request.end or "")
        yield Chip(label, page_link(request, start=None, end=None), everything)
    if request.undated:
        yield Chip(gettext("Không rõ ngày"), page_link(request, undated=False), everything)


def _chip(chosen: _Chosen, value: FacetValue, label: str) -> Chip:
    without = chosen.without(value.value)
    return Chip(label, without.address(), without.total, is_name=bool(value.value))


def _match(request: SearchRequest) -> Iterator[Chip]:
    """How the query is taken, if not as words; without the chip it is."""
    labels = {
        "syllables": gettext("Đủ từng tiếng, không cần liền nhau"),
        "exact": gettext("Đúng như đã gõ"),
    }
    if request.match in labels:
        yield Chip(labels[request.match], page_link(request, match="words"), None)


def _in_query(request: SearchRequest, results: SearchResults) -> Iterator[Chip]:
    """The dates among the words that were taken for filters; without one, the words are left."""
    for found in results.query.dates:
        yield Chip(dated_label(found), page_link(request, q=found.rest), None, is_name=True)


def dated_label(found: DateInQuery) -> str:
    """A date among the words of a query: as it was typed, and which days it was taken for."""
    if found.start is None or found.end is None:
        days = span_words(news_date(found.start), news_date(found.end))
    else:
        days = span_label(*written(DateSpan(found.start, found.end)))
    is_said = f" {found.text}".endswith(f" {days}")  # as in "năm 2020"
    return found.text if is_said else f"{found.text}: {days}"
