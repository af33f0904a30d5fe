"""What is on the search page, which is also the front page?  One search, and what is around it."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, make_response, render_template

from search import SearchRequest, SearchResults
from search.results import Loosening
from web.engine import current_engine, run_search
from web.links import DEFAULT
from web.pages.choice import Choice
from web.pages.histogram import draw, zoomed
from web.pages.hits import MAX_OTHERS
from web.pages.listing import build_listing, related_choices
from web.pages.understanding import as_answered
from web.params import read_request

MAX_TERMS = 8
MIN_ARTICLES_FOR_TERMS = 4  # of fewer, people read the titles


def search() -> Response:
    """``/`` and ``/search``: the same page, with results or as a front page of what is new."""
    request = replace(read_request(), alternatives=False)  # no link needs to ask for them
    is_first = bool(request.q.strip()) and request.page == 1
    results = run_search(replace(zoomed(request), alternatives=is_first, others=MAX_OTHERS))
    is_front = request == DEFAULT
    page = render_template(
        "search.html",
        request_=request,
        results=results,
        listing=build_listing(
            request, results, _as_typed(request, results), _loosened(request, results)
        ),
        histogram=draw(request, results),
        related=_related(request, results) if is_first else (),
        stats=current_engine().stats() if is_front else None,
        is_front=is_front,
    )
    return make_response(page)


def _as_typed(request: SearchRequest, results: SearchResults) -> int:
    """How many articles have what was typed letter by letter, where a correction was answered."""
    if results.suggestion is None or not results.suggestion.applied:
        return 0
    exactly = replace(request, match="exact", page=1, size=1, highlight=False)
    return current_engine().search(exactly).total


def _loosened(request: SearchRequest, results: SearchResults) -> list[Loosening]:
    """What is found with one restriction less, where nothing answers."""
    return [] if results.total else current_engine().loosened(request)


def _related(request: SearchRequest, results: SearchResults) -> tuple[Choice, ...]:
    """The words to narrow the results down with, the most telling first; none where there are
    so few articles that their titles tell more."""
    if results.total < MIN_ARTICLES_FOR_TERMS:
        return ()
    asked = as_answered(request, results)
    terms = current_engine().key_terms(asked, 2 * MAX_TERMS)
    narrowing = [term for term in terms if term.count < results.total]
    return related_choices(asked, narrowing)[:MAX_TERMS]
