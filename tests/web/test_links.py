"""Are the links of the endpoint's answer the ones that Flask makes of the same request?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from flask import Flask, url_for

from search import SearchRequest
from web.engine import engine_of
from web.links import PageLinks, link, page_link, query_of, result_links

REQUESTS = [
    SearchRequest(),
    SearchRequest("dân vận"),
    SearchRequest("Tây & Nguyên = 100% +a;b?c/d#e (f) 'g' “h” ~*", page=2, size=3),
    SearchRequest("dân", size=1, page=2, sort="newest", match="syllables", interval="day"),
    SearchRequest("dân", category=("Thể thao", "", "a&b"), source=("x",), start="2016", end="2030"),
    SearchRequest("dan", size=1, page=3, recency=False, group=False, alternatives=True),
    SearchRequest("dan", alternatives=True, size=100),
    SearchRequest("dan", not_category=("Thể thao", ""), not_source=("a&b",), undated=True, size=1),
]


def flask_link(endpoint: str, request: SearchRequest, **more: Any) -> str:
    return url_for(endpoint, **query_of(request), **more)


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize("base", ["http://localhost/", "http://localhost/bao/chi"])
@pytest.mark.parametrize("language", ["", "?lang=en"])
def test_links_are_what_flask_makes(
    app: Flask, request_: SearchRequest, base: str, language: str
) -> None:
    results = engine_of(app).search(request_)
    plain = replace(request_, alternatives=False)
    whole = replace(plain, page=1, size=10)
    with app.test_request_context("/api/search" + language, base_url=base):
        pages = {
            name: flask_link("api.search", replace(request_, page=page))
            if 1 <= page <= results.pages
            else None
            for name, page in (("next", request_.page + 1), ("prev", request_.page - 1))
        }
        assert msgspec.to_builtins(result_links(request_, results)) == {
            "self": flask_link("api.search", request_),
            **pages,
            "cursor": results.cursor
            and flask_link("api.search", replace(request_, page=1), cursor=results.cursor),
            "page": flask_link("pages.search", plain),
            "atom": flask_link("feeds.atom", whole),
            "csv": flask_link("feeds.csv_table", whole),
        }
        outside = link("pages.search", request_, external=True)
        assert outside == flask_link("pages.search", request_, _external=True)


CHANGES = [
    ({}, {}),
    (
        {"from": "2016", "to": None, "undated": None},
        {"start": "2016", "end": None, "undated": False},
    ),
    ({"category": ("a&b", ""), "not_source": ()}, {"category": ("a&b", ""), "not_source": ()}),
    ({"undated": "only", "from": None, "to": None}, {"undated": True, "start": None, "end": None}),
    ({"interval": None}, {"interval": "auto"}),
]


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize(("written", "changes"), CHANGES)
@pytest.mark.parametrize("language", ["", "?lang=en"])
def test_links_of_the_page_are_what_flask_makes(
    app: Flask, request_: SearchRequest, written: Any, changes: Any, language: str
) -> None:
    with app.test_request_context("/search" + language):
        made = PageLinks(request_).to(written)
        assert made == page_link(request_, **changes)
        assert PageLinks(request_).to(written, "x") == f"{made}#x"
