"""What is found, and what may be typed?  ``/api/search``, ``/api/suggest``."""

from __future__ import annotations

from datetime import timedelta

from flask import Response

from web.api import parameters as p
from web.api.operations import Operation
from web.engine import current_engine, run_search
from web.links import link_header
from web.params import query_pairs, query_text, read_count, read_walk
from web.shapes.counts import SuggestAnswer, suggest_answer
from web.shapes.results import SearchAnswer, search_answer
from web.shapes.writing import json_response

_COMPLETIONS = 8  # where ``size`` does not say it


def search() -> Response:
    """One page of results."""
    request = read_walk(grouped=True)
    answer = search_answer(request, run_search(request))
    response = json_response(answer)
    neighbours = {"self": answer.links.itself, "next": answer.links.next, "prev": answer.links.prev}
    response.headers["Link"] = link_header(neighbours)
    return response


def suggest() -> Response:
    """What somebody may be about to type."""
    pairs = query_pairs()
    typed = query_text(pairs)
    found = current_engine().complete(typed, read_count(pairs, _COMPLETIONS))
    response = json_response(suggest_answer(typed, found))
    response.cache_control.max_age = int(timedelta(minutes=5).total_seconds())
    return response


SEARCH = Operation(
    "/api/search",
    "api.search",
    search,
    "Search",
    "One page of results with exact totals and facets. total and every count are of the articles "
    "that answer; what only comes near is among the hits and counted in near. links.cursor leads "
    "to the next page in the same state of the index, however that changes meanwhile: so every hit "
    "comes once. Pages have no limit.",
    (
        *p.SET,
        p.PAGE,
        p.size("hits a page", 10),
        p.SORT,
        p.INTERVAL,
        p.GROUP,
        p.RECENCY,
        p.ALTERNATIVES,
        p.CURSOR,
        p.SAMPLE,
        p.SEED,
    ),
    SearchAnswer,
    errors=(400, 410, 503),
)
SUGGEST = Operation(
    "/api/suggest",
    "api.suggest",
    suggest,
    "Completions for a search box",
    "Queries that begin as typed, in any accents where none are typed.",
    (p.TYPED, p.size("completions", _COMPLETIONS)),
    SuggestAnswer,
)
