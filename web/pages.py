"""What do people get?  The search page, which is also the front page, and the article page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, Response, make_response, render_template

from search import InvalidRequest, SearchRequest, SearchResults
from search.results import Hit
from web.choice import Choice
from web.engine import current_engine, find_article, run_search
from web.histogram import draw, zoomed
from web.links import DEFAULT, link, page_link
from web.listing import build_listing, related_choices
from web.params import query_pairs, read_request
from web.understanding import as_answered

MAX_TERMS, MAX_SIMILAR, MAX_VERSIONS = 8, 5, 20
MIN_ARTICLES_FOR_TERMS = 4  # of fewer, people read the titles


def blueprint() -> Blueprint:
    """The pages, ready to register."""
    routes = Blueprint("pages", __name__)
    routes.add_url_rule("/", "front", search)
    routes.add_url_rule("/search", "search", search)
    routes.add_url_rule("/article/<path:article_id>", "article", article)
    return routes


def search() -> Response:
    """``/`` and ``/search``: the same page, with results or as a front page of what is new."""
    request = replace(read_request(), alternatives=False)  # no link needs to ask for them
    is_first = bool(request.q.strip()) and request.page == 1
    results = run_search(replace(zoomed(request), alternatives=is_first))
    is_front = request == DEFAULT
    page = render_template(
        "search.html",
        request_=request,
        results=results,
        listing=build_listing(request, results, _as_typed(request, results)),
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


def _related(request: SearchRequest, results: SearchResults) -> tuple[Choice, ...]:
    """The words to narrow the results down with, the most telling first; none where there are
    so few articles that their titles tell more."""
    if results.total < MIN_ARTICLES_FOR_TERMS:
        return ()
    asked = as_answered(request, results)
    terms = current_engine().key_terms(asked, 2 * MAX_TERMS)
    narrowing = [term for term in terms if term.count < results.total]
    return related_choices(asked, narrowing)[:MAX_TERMS]


def article(article_id: str) -> Response:
    """``/article/<id>``: one article, and the way back to the results it was found in."""
    found = find_article(article_id)
    request = _came_from()
    versions = _others(article_id)
    page = render_template(
        "article.html",
        article=found,
        request_=request,
        back=page_link(request, page=request.page) if request != DEFAULT else None,
        versions=versions[:MAX_VERSIONS],
        similar=_similar(article_id, versions),
        more_of_category=page_link(DEFAULT, category=(found.category,)),
        more_of_source=page_link(DEFAULT, source=(found.source,)),
        tag_links=[
            (tag, link("pages.search", SearchRequest(q=_phrase(tag)))) for tag in found.tags
        ],
    )
    response = make_response(page)
    response.cache_control.private = True
    response.cache_control.max_age = int(timedelta(minutes=5).total_seconds())
    return response


def _others(article_id: str) -> list[Hit]:
    """The other articles of the same story, by time."""
    found = current_engine().versions(article_id) or []
    return [one.hit for one in found if one.hit.id != article_id]


def _similar(article_id: str, versions: list[Hit]) -> list[Hit]:
    """Articles like one that are other stories."""
    same = {hit.id for hit in versions}
    found = current_engine().similar(article_id, MAX_SIMILAR + min(len(same), MAX_VERSIONS)) or []
    return [hit for hit in found if hit.id not in same][:MAX_SIMILAR]


def _came_from() -> SearchRequest:
    """The search in the article's own link; a damaged one counts as none."""
    try:
        return read_request(query_pairs())
    except InvalidRequest:
        return DEFAULT


def _phrase(text: str) -> str:
    return '"' + text.replace('"', " ")[:200] + '"'
