"""Where among the results is an article?  Its number, its neighbours, and the way back.

The number travels in the link (``n``), the search beside it.  It is looked up again: where the
index has changed since, so that another article has this number, only the way back is left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from search import SearchRequest
from search.request import MAX_SIZE
from search.results import SearchResults
from web.engine import current_engine
from web.links import query_of
from web.pages.story import hit_headline


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The article before or behind another one among the results."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Place:
    """The ``number``-th of ``of`` results, on this ``page`` of them."""

    number: int
    of: int
    page: int
    previous: Neighbour | None
    following: Neighbour | None


def hit_query(request: SearchRequest, number: int) -> dict[str, Any]:
    """The parameters of a link to the ``number``-th result: the search, its page and its number."""
    return {**query_of(replace(request, page=_page_of(request, number))), "n": number}


def find_place(article_id: str, request: SearchRequest, number: int) -> Place | None:
    """The place of an article, if it is the ``number``-th that ``request`` finds."""
    if not number:
        return None
    first, shown = _around(request, number)
    own = number - 1 - first
    if not 0 <= own < len(shown.hits) or shown.hits[own].id != article_id:
        return None

    def neighbour(step: int) -> Neighbour | None:
        at = own + step
        if not 0 <= at < len(shown.hits):
            return None
        hit = shown.hits[at]
        query = hit_query(request, number + step)
        return Neighbour(hit_headline(hit), url_for("pages.article", article_id=hit.id, **query))

    return Place(
        number, _count(request, shown), _page_of(request, number), neighbour(-1), neighbour(+1)
    )


def _around(request: SearchRequest, number: int) -> tuple[int, SearchResults]:
    """Some page of results, however long, with the ``number``-th and both of its neighbours, and
    how many results are before it."""
    before = max(number - 2, 0)  # the first of the three, from 0
    size = next((n for n in range(3, MAX_SIZE) if before % n <= n - 3), MAX_SIZE)
    page = before // size + 1
    asked = replace(request, page=page, size=size, highlight=False, alternatives=False)
    return (page - 1) * size, current_engine().search(asked)


def _count(request: SearchRequest, shown: SearchResults) -> int:
    """How many results there are: stories with their near ones are known by their pages alone."""
    if not shown.near:
        return shown.groups if request.group else shown.total
    single = replace(request, page=1, size=1, highlight=False, alternatives=False)
    return current_engine().search(single).pages


def _page_of(request: SearchRequest, number: int) -> int:
    return (number - 1) // request.size + 1
