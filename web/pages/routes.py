"""At which address is which page?"""

from __future__ import annotations

from flask import Blueprint

from web.pages.article import article
from web.pages.corpus import corpus
from web.pages.counting import count_csv, count_svg, counting
from web.pages.results import search
from web.pages.ways import ways


def blueprint() -> Blueprint:
    """The pages, ready to register."""
    routes = Blueprint("pages", __name__)
    routes.add_url_rule("/", "front", search)
    routes.add_url_rule("/search", "search", search)
    routes.add_url_rule("/article/<article:article_id>", "article", article)
    routes.add_url_rule("/dem", "counting", counting, methods=["GET", "POST"])
    routes.add_url_rule("/dem.csv", "count_csv", count_csv, methods=["GET", "POST"])
    routes.add_url_rule("/dem.svg", "count_svg", count_svg, methods=["GET", "POST"])
    routes.add_url_rule("/cach-tim", "ways", ways)
    routes.add_url_rule("/kho-bao", "corpus", corpus)
    return routes
