"""What stands around the hits?  Chips, facet lists, sorting, paging and the page's links.

Everything here is a link made from the request, so the page needs no script and every
state of it has a URL.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from index.vietnamese import fold
from search import SearchRequest, SearchResults
from search.facet_values import FacetName, keys_of, value_key
from search.request import SORTS, Sort
from search.results import DateInQuery, Facets, FacetValue, KeyTerm, Loosening, QueryEcho
from web.links import link, page_link, query_of, result_links
from web.pages.choice import Choice
from web.pages.display import news_date, partial_date
from web.pages.hits import NEAR_ANCHOR, ShownHit, shown_hits
from web.pages.loosened import loosened_choices
from web.pages.understanding import Understanding, understanding_of
from web.source_names import source_name

MAX_VALUES_SHOWN = 10  # of a facet, before "more"
MAX_VALUES = 200  # of a facet, behind it as well


@dataclass(frozen=True, slots=True)
class FacetList:
    """The values of one facet: those always shown, and those behind "more"."""

    name: str
    title: str
    top: tuple[Choice, ...]
    more: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """All that the page shows beside the hits themselves."""

    chips: tuple[Choice, ...]
    facets: tuple[FacetList, ...]
    sorts: tuple[Choice, ...]
    hits: tuple[ShownHit, ...]
    pages: tuple[Choice | None, ...]
    hidden_query: dict[str, Any]
    links: dict[str, str | None]
    canonical: str
    near_anchor: str | None
    json_lines: str
    previous: str | None
    following: str | None
    first_page: str
    last_page: str
    understanding: Understanding
    loosened: tuple[Choice, ...]


def build_listing(
    request: SearchRequest,
    results: SearchResults,
    as_typed: int = 0,
    loosened: Iterable[Loosening] = (),
) -> Listing:
    """``results`` and what stands around them; of a correction, so many articles have what was
    typed ``as_typed``; where nothing answers, ``loosened`` does."""
    words = query_of(request)
    return Listing(
        chips=(
            *_chips(request, results.facets),
            *_dates_in_query(request, results.query),
            *_match(request),
        ),
        facets=(
            _facet(request, "category", gettext("Chuyên mục"), results.facets.category),
            _facet(request, "source", gettext("Nguồn báo"), results.facets.source),
        ),
        sorts=_sorts(request),
        hits=shown_hits(request, results.hits),
        pages=_page_numbers(request, results.pages),
        hidden_query={name: words[name] for name in words if name not in {"q", "page"}},
        links=result_links(request, results),
        canonical=link("pages.search", request, _external=True),
        json_lines=link("feeds.json_lines", request),
        previous=_page(request, results, -1),
        following=_page(request, results, +1),
        first_page=page_link(request),
        last_page=page_link(request, page=max(1, results.pages)),
        near_anchor=NEAR_ANCHOR if any(hit.near for hit in results.hits) else None,
        understanding=understanding_of(request, results, as_typed),
        loosened=loosened_choices(request.q, loosened),
    )


def related_choices(request: SearchRequest, terms: Iterable[KeyTerm]) -> tuple[Choice, ...]:
    """The search narrowed down to one of ``terms``, for those that it does not have already."""
    typed = f" {fold(request.q)} "
    if request.q.count('"') % 2:  # what is put behind would stand inside the quote
        return ()
    return tuple(
        Choice(term.text, page_link(request, q=_narrowed(request.q.strip(), term.text)), term.count)
        for term in terms
        if fold(term.text) not in typed
    )


def _narrowed(q: str, term: str) -> str:
    """``q`` and ``term`` besides, whichever of its alternatives an article has."""
    return f'({q}) "{term}"' if " OR " in q else f'{q} "{term}"'


def facet_label(name: str, value: str) -> str:
    """A facet value for people: a known newspaper by its name, the missing one in words."""
    if value:
        return source_name(value) if name == "source" else value
    return str(gettext("Chưa phân loại") if name == "category" else gettext("Không rõ nguồn"))


def _chips(request: SearchRequest, facets: Facets) -> list[Choice]:
    """The filters in force; following a chip's link removes it."""
    selected: tuple[tuple[FacetName, tuple[FacetValue, ...]], ...] = (
        ("category", facets.category),
        ("source", facets.source),
    )
    chips = [
        Choice(facet_label(name, value.value), _toggled(request, name, value.value))
        for name, values in selected
        for value in values
        if value.selected
    ]
    if request.days is not None:
        first, last = (partial_date(text) if text else "" for text in (request.start, request.end))
        chips.append(Choice(_span_label(first, last), page_link(request, start=None, end=None)))
    return chips


def _match(request: SearchRequest) -> list[Choice]:
    """How the query is taken, if not as words; without the chip it is."""
    labels = {
        "syllables": gettext("Đủ từng tiếng, không cần liền nhau"),
        "exact": gettext("Đúng như đã gõ"),
    }
    if request.match not in labels:
        return []
    return [Choice(labels[request.match], page_link(request, match="words"))]


def _dates_in_query(request: SearchRequest, query: QueryEcho) -> list[Choice]:
    """The dates among the words that were taken for filters; without one, the words are left."""
    return [Choice(_dated_label(found), page_link(request, q=found.rest)) for found in query.dates]


def _dated_label(found: DateInQuery) -> str:
    days = _span_label(news_date(found.start), news_date(found.end))
    return days if found.text == days else f"{found.text}: {days}"


def _span_label(first: str, last: str) -> str:
    """The days between two dates as people write them, "" where there is none."""
    if first == last:
        return first
    if not last:
        return str(gettext("từ %(first)s", first=first))
    if not first:
        return str(gettext("đến %(last)s", last=last))
    return f"{first} – {last}"


def _facet(
    request: SearchRequest, name: FacetName, title: str, values: tuple[FacetValue, ...]
) -> FacetList:
    choices = tuple(
        Choice(
            facet_label(name, value.value),
            _toggled(request, name, value.value),
            value.count,
            value.selected,
        )
        for value in values[:MAX_VALUES]
    )
    return FacetList(name, title, choices[:MAX_VALUES_SHOWN], choices[MAX_VALUES_SHOWN:])


def _toggled(request: SearchRequest, name: FacetName, value: str) -> str:
    """The search with ``value`` added to a facet's selection, or taken out of it, however it was
    spelt."""
    chosen: tuple[str, ...] = getattr(request, name)
    key = value_key(name, value)
    kept = tuple(other for other in chosen if value_key(name, other) != key)
    return page_link(request, **{name: kept if key in keys_of(name, chosen) else (*kept, value)})


def _sorts(request: SearchRequest) -> tuple[Choice, ...]:
    """The orders to choose from; without words there is no relevance to sort by."""
    labels: dict[Sort, str] = {
        "relevance": gettext("Phù hợp nhất"),
        "newest": gettext("Mới nhất"),
        "oldest": gettext("Cũ nhất"),
        "indexed": gettext("Mới nhập"),
    }
    offered, in_force = SORTS, request.sort
    if not request.q.strip():
        offered = SORTS[1:]
        in_force = "newest" if request.sort == "relevance" else request.sort
    return tuple(
        Choice(labels[sort], page_link(request, sort=sort), current=sort == in_force)
        for sort in offered
    )


def _page_numbers(request: SearchRequest, pages: int) -> tuple[Choice | None, ...]:
    """The first, the last and the near pages; ``None`` stands for the gap between them."""
    near = range(request.page - 2, request.page + 3)
    wanted = sorted(page for page in {1, pages, *near} if 1 <= page <= pages)
    numbers: list[Choice | None] = []
    before = 0
    for page in wanted:
        if page != before + 1:
            numbers.append(None)
        numbers.append(_numbered(request, page))
        before = page
    return tuple(numbers)


def _numbered(request: SearchRequest, page: int) -> Choice:
    return Choice(str(page), page_link(request, page=page), current=page == request.page)


def _page(request: SearchRequest, results: SearchResults, step: int) -> str | None:
    page = request.page + step
    return page_link(request, page=page) if 1 <= page <= results.pages else None
