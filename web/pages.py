"""What do people get?  The search page, which is also the front page, and the article page."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, abort, make_response, render_template

from search import InvalidRequest, SearchRequest, SearchResults
from search.results import KeyTerm
from web.engine import current_engine, run_search
from web.histogram import draw, zoomed
from web.links import DEFAULT, link, page_link
from web.listing import build_listing, related_choices
from web.params import query_pairs, read_request

MAX_TERMS, MAX_SIMILAR = 8, 5
MIN_ARTICLES_FOR_TERMS = 10  # of fewer, people read the titles


def blueprint() -> Blueprint:
    """The pages, ready to register."""
    routes = Blueprint("pages", __name__)
    routes.add_url_rule("/", "front", search)
    routes.add_url_rule("/search", "search", search)
    routes.add_url_rule("/article/<path:article_id>", "article", article)
    return routes


def search() -> Response:
    """``/`` and ``/search``: the same page, with results or as a front page of what is new."""
    request = read_request()
    results = run_search(zoomed(request))
    is_front = request == DEFAULT
    page = render_template(
        "search.html",
        request_=request,
        results=results,
        listing=build_listing(request, results),
        histogram=draw(request, results.facets.date),
        related=related_choices(request, _related(request, results))[:MAX_TERMS],
        stats=current_engine().stats() if is_front else None,
        is_front=is_front,
    )
    return make_response(page)


def _related(request: SearchRequest, results: SearchResults) -> list[KeyTerm]:
    """What the first page of enough results is about, the most telling first.

    Among the strays of a relaxed query a term says little, and required beside all its words it
    would leave nothing.
    """
    is_telling = results.total >= MIN_ARTICLES_FOR_TERMS and not results.query.relaxed
    if not request.q.strip() or request.page > 1 or not is_telling:
        return []
    return current_engine().key_terms(request, 2 * MAX_TERMS)


def article(article_id: str) -> Response:
    """``/article/<id>``: one article, and the way back to the results it was found in."""
    found = current_engine().article(article_id)
    if found is None:
        abort(404)
    request = _came_from()
    page = render_template(
        "article.html",
        article=found,
        request_=request,
        back=page_link(request, page=request.page) if request != DEFAULT else None,
        similar=current_engine().similar(article_id, MAX_SIMILAR) or [],
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


def _came_from() -> SearchRequest:
    """The search in the article's own link; a damaged one counts as none."""
    try:
        return read_request(query_pairs())
    except InvalidRequest:
        return DEFAULT


def _phrase(text: str) -> str:
    return '"' + text.replace('"', " ")[:200] + '"'
