"""What do programs get?  The JSON endpoints below /api/, and /healthz."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from web.engine import current_engine, find
from web.params import read_request
from web.shapes import article_json, json_response, results_json, stats_json


def blueprint() -> Blueprint:
    """The endpoints, ready to register."""
    routes = Blueprint("api", __name__)
    routes.add_url_rule("/api/search", "search", search)
    routes.add_url_rule("/api/articles/<path:article_id>", "article", article)
    routes.add_url_rule("/api/stats", "stats", stats)
    routes.add_url_rule("/healthz", "health", health)
    return routes


def search() -> Response:
    """``/api/search``: one page of results."""
    request = read_request()
    return json_response(results_json(request, find(request)))


def article(article_id: str) -> Response:
    """``/api/articles/<id>``: everything stored of one article."""
    found = current_engine().article(article_id)
    if found is None:
        abort(404, description="There is no article with this id.")
    return json_response(article_json(found))


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
