"""At which address is which page?"""

from __future__ import annotations

from flask import Blueprint

from web.pages.article import article
from web.pages.results import search


def blueprint() -> Blueprint:
    """The pages, ready to register."""
    routes = Blueprint("pages", __name__)
    routes.add_url_rule("/", "front", search)
    routes.add_url_rule("/search", "search", search)
    routes.add_url_rule("/article/<path:article_id>", "article", article)
    return routes
