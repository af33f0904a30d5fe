"""What is on the page of one article?  Its text, its story in other papers, and what is like it."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, make_response, render_template

from search import InvalidRequest, SearchRequest
from search.results import Hit
from web.engine import current_engine, find_article
from web.links import DEFAULT, link, page_link
from web.params import query_pairs, read_request

MAX_SIMILAR, MAX_VERSIONS = 5, 20


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
