"""What stands around the hits?  Filters, sorting, paging and the page's links.

Everything here is a link made from the request, so the page needs no script and every
state of it has a URL.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext

from index.vietnamese import fold
from search import SearchRequest, SearchResults
from search.request import SORTS, Sort, may_be_asked
from search.results import Loosening
from search.terms import KeyTerm
from web.links import ResultLinks, link, page_link, query_of, result_links
from web.pages.choice import Choice
from web.pages.display import number
from web.pages.facets import Chips, FacetList, chips, facet_lists
from web.pages.hits import NEAR_ANCHOR, ShownHit, shown_hits
from web.pages.loosened import loosened_choices
from web.pages.understanding import Understanding, understanding_of


@dataclass(frozen=True, slots=True)
class Listing:
    """The hits, and all that the page shows beside them.  ``title`` tells this page from others
    that a reader has open."""

    title: str
    chips: Chips
    facets: tuple[FacetList, ...]
    sorts: tuple[Choice, ...]
    hits: tuple[ShownHit, ...]
    pages: tuple[Choice | None, ...]
    hidden_query: dict[str, Any]
    links: ResultLinks
    follow: str
    canonical: str
    near_anchor: str | None
    json_lines: str
    ris: str
    bib: str
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
    in_force, sorts = chips(request, results), _sorts(request)
    return Listing(
        title=_title(request, results, in_force, sorts),
        chips=in_force,
        facets=facet_lists(request, results.facets),
        sorts=sorts,
        hits=shown_hits(request, results.hits),
        pages=_page_numbers(request, results.pages),
        hidden_query={name: words[name] for name in words if name not in {"q", "page"}},
        links=result_links(request, results),
        follow=link("feeds.atom", _to_follow(request)),
        canonical=link("pages.search", request, external=True),
        json_lines=link("feeds.json_lines", request),
        ris=link("feeds.ris", request),
        bib=link("feeds.bib", request),
        previous=_page(request, results, -1),
        following=_page(request, results, +1),
        first_page=page_link(request),
        last_page=page_link(request, page=max(1, results.pages)),
        near_anchor=NEAR_ANCHOR if any(hit.near for hit in results.hits) else None,
        understanding=understanding_of(request, results, as_typed),
        loosened=loosened_choices(request, loosened),
    )


def related_choices(request: SearchRequest, terms: Iterable[KeyTerm]) -> tuple[Choice, ...]:
    """The search narrowed down to one of ``terms``, for those that it does not have already."""
    typed = f" {fold(request.q)} "
    if request.q.count('"') % 2:  # what is put behind would stand inside the quote
        return ()
    narrowed = (
        (term, _narrowed(request.q.strip(), term.text))
        for term in terms
        if fold(term.text) not in typed
    )
    return tuple(
        Choice(term.text, page_link(request, q=q), term.count)
        for term, q in narrowed
        if may_be_asked(q)
    )


def _to_follow(request: SearchRequest) -> SearchRequest:
    """What a feed is asked for so that it misses nothing: what is indexed last comes first, be it
    old or new."""
    return replace(request, sort="indexed", page=1, size=SearchRequest().size, alternatives=False)


def _title(
    request: SearchRequest, results: SearchResults, in_force: Chips, sorts: Iterable[Choice]
) -> str:
    """The query, what it is filtered by, in which order, and which page of it is shown."""
    said = [" ".join(request.q.split()) or gettext("Mọi bài báo")]
    said += [chip.label for chip in in_force.each]
    said += [sort.label for sort in sorts if sort.current and request.sort != "relevance"]
    if request.page > 1:
        pages = number(max(results.pages, 1))
        said.append(gettext("trang %(page)s/%(pages)s", page=number(request.page), pages=pages))
    return " · ".join(map(str, said))


def _narrowed(q: str, term: str) -> str:
    """``q`` and ``term`` besides, whichever of its alternatives an article has."""
    return f'({q}) "{term}"' if " OR " in q else f'{q} "{term}"'


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
