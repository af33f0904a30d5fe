"""What do programs get?  The JSON endpoints below /api/, and /healthz."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from flask import Blueprint, Response

from web.engine import current_engine, find_article, run_search
from web.params import first, query_pairs, query_text, read_count, read_queries, read_request
from web.shapes import (
    article_json,
    hit_json,
    json_response,
    results_json,
    stats_json,
    trends_json,
    versions_json,
)

# How many are given at most where ``size`` does not say it.
DEFAULT_COMPLETIONS, DEFAULT_TERMS, DEFAULT_SIMILAR = 8, 20, 10


def blueprint() -> Blueprint:
    """The endpoints, ready to register."""
    routes = Blueprint("api", __name__)
    routes.add_url_rule("/api/search", "search", search)
    routes.add_url_rule("/api/suggest", "suggest", suggest)
    routes.add_url_rule("/api/terms", "terms", terms)
    routes.add_url_rule("/api/trends", "trends", trends)
    routes.add_url_rule("/api/articles/<path:article_id>", "article", article)
    routes.add_url_rule("/api/articles/<path:article_id>/similar", "similar", similar)
    routes.add_url_rule("/api/articles/<path:article_id>/versions", "versions", versions)
    routes.add_url_rule("/api/stats", "stats", stats)
    routes.add_url_rule("/healthz", "health", health)
    return routes


def search() -> Response:
    """``/api/search``: one page of results."""
    request = read_request()
    return json_response(results_json(request, run_search(request)))


def suggest() -> Response:
    """``/api/suggest``: what somebody may be about to type."""
    pairs = query_pairs()
    typed = query_text(pairs)
    found = current_engine().complete(typed, read_count(pairs, DEFAULT_COMPLETIONS))
    answer = {"q": typed, "completions": [asdict(one) for one in found]}
    response = json_response(answer)
    response.cache_control.max_age = int(timedelta(minutes=5).total_seconds())
    return response


def terms() -> Response:
    """``/api/terms``: the words that tell what a search finds from everything else."""
    request = read_request()
    found = current_engine().key_terms(request, read_count(query_pairs(), DEFAULT_TERMS))
    return json_response({"q": request.q, "terms": [asdict(one) for one in found]})


def trends() -> Response:
    """``/api/trends``: how many articles match each of several queries over time."""
    pairs = query_pairs()
    if first(pairs, "interval") in (None, "", "auto"):  # the same for all the queries
        pairs = [("interval", "month"), *pairs]
    request = read_request(pairs)
    found = current_engine().trends(read_queries(pairs), request)
    return json_response(trends_json(request, found))


def similar(article_id: str) -> Response:
    """``/api/articles/<id>/similar``: articles like one."""
    engine = current_engine()
    found = engine.similar(article_id, read_count(query_pairs(), DEFAULT_SIMILAR))
    if found is None:
        return _named_so(article_id, "similar")
    return json_response({"id": article_id, "hits": [hit_json(hit) for hit in found]})


def versions(article_id: str) -> Response:
    """``/api/articles/<id>/versions``: the articles that are one story with one, and itself."""
    found = current_engine().story(article_id)
    if found is None:
        return _named_so(article_id, "versions")
    return json_response(versions_json(article_id, found))


def _named_so(article_id: str, ending: str) -> Response:
    """The article whose own id ends so; where there is none, what there is to say of the shorter
    id, which no article has."""
    engine, whole = current_engine(), f"{article_id}/{ending}"
    if engine.article(whole) is None and not engine.was_deleted(whole):
        find_article(article_id)
    return article(whole)


def article(article_id: str) -> Response:
    """``/api/articles/<id>``: everything stored of one article."""
    return json_response(article_json(find_article(article_id)))


def stats() -> Response:
    """``/api/stats``: what the index holds."""
    return json_response(stats_json(current_engine().stats()))


def health() -> Response:
    """``/healthz``: alive, and with which index."""
    held = current_engine().stats()
    answer = {"status": "ok", "generation": held.generation, "articles": held.articles}
    response = json_response(answer)
    response.headers["Cache-Control"] = "no-store"
    return response
