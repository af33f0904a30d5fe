"""What is on the search page, which is also the front page?  One search, and what is around it."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, make_response, render_template

from search import SearchRequest, SearchResults
from search.counts import IndexStats
from search.results import Loosening
from web.engine import current_engine, in_time, made_of, run_search
from web.links import DEFAULT
from web.pages.choice import Choice
from web.pages.dates import dates_of, with_interval
from web.pages.front import example_choice, find_examples
from web.pages.hits import MAX_OTHERS
from web.pages.listing import build_listing, related_choices
from web.pages.understanding import as_answered
from web.params import read_request

MAX_TERMS, MAX_TYPED = 8, 2  # some of the words are those that were typed
MIN_ARTICLES_FOR_TERMS = 4  # of fewer, people read the titles


def search() -> Response:
    """``/`` and ``/search``: the same page, with results or as a front page of what is new."""
    request = replace(read_request(), alternatives=False)  # no link needs to ask for them
    is_first = bool(request.q.strip()) and request.page == 1
    terms = MAX_TERMS + MAX_TYPED if is_first else 0
    stats = current_engine().stats()
    asked = with_interval(request, stats)
    results = run_search(replace(asked, alternatives=is_first, terms=terms, others=MAX_OTHERS))
    is_front = request == DEFAULT
    page = render_template(
        "search.html",
        request_=request,
        results=results,
        listing=build_listing(
            request, results, _as_typed(request, results), _loosened(request, results)
        ),
        dates=dates_of(request, results, stats),
        related=_related(request, results),
        stats=stats,
        examples=_examples(stats) if is_front else (),
        is_front=is_front,
    )
    return make_response(page)


def _examples(stats: IndexStats) -> tuple[tuple[Choice, str], ...]:
    """The searches that a new reader may try, each with the way to ask that it shows."""
    engine = current_engine()
    found = made_of(stats.generation, "examples", lambda: find_examples(engine, stats))
    return tuple(map(example_choice, found))


def _as_typed(request: SearchRequest, results: SearchResults) -> int:
    """How many articles have what was typed letter by letter, where a correction was answered."""
    if results.suggestion is None or not results.suggestion.applied:
        return 0
    exactly = replace(request, match="exact", page=1, size=1, highlight=False)
    return current_engine().search(exactly).total


def _loosened(request: SearchRequest, results: SearchResults) -> list[Loosening]:
    """What is found with one restriction less, where nothing answers; nothing where counting takes
    too long."""
    return [] if results.total else in_time(lambda: current_engine().loosened(request), [])


def _related(request: SearchRequest, results: SearchResults) -> tuple[Choice, ...]:
    """The words to narrow the results down with, the most telling first; none where there are
    so few articles that their titles tell more."""
    if results.total < MIN_ARTICLES_FOR_TERMS:
        return ()
    asked = as_answered(request, results)
    return related_choices(asked, results.terms or ())[:MAX_TERMS]
