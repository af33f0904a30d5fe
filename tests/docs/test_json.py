"""Has the JSON of the endpoints the documented fields, all of them and no others?

A field is a path: ``hits[].title`` is the title of each item of ``hits``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import msgspec
import pytest
from documents import codes, page
from flask import Flask

from index.article import Article
from web.api.count import CountBody

API = page("docs/http-api.md")

ONE = "u-0e2ec321d7341e0c"  # an article of the sample corpus that has everything

# Requests whose answers have, taken together, every field.
REQUESTS = {
    "GET /api/search": [
        "q=cong+tac+dan+van&size=2&alternatives=1",
        "q=d%C3%A2n+th%C3%A1ng+5/2016",
        "q=&size=1&undated=only&not_category=&not_source=",
    ],
    "GET /api/suggest": ["q=dan+v"],
    "GET /api/terms": [
        "q=h%E1%BB%8Dc+sinh",
        "q=&compare=&not_category=&not_source=&undated=only",
        "q=h%E1%BB%8Dc+sinh&compare=&compare_undated=only&compare_not_category=&compare_not_source=",
    ],
    "GET /api/trends": [
        "q=d%C3%A2n&q=th%E1%BB%9Di+ti%C3%AAt",
        "q=&undated=only&not_category=&not_source=",
        "q=d%C3%A2n&by=source&value=share",
        "q=d%C3%A2n&by=category&value=per1000",
    ],
    "GET /api/kwic": ["q=dan+van"],
    "GET /api/receipt": ["q=d%C3%A2n+th%C3%A1ng+5/2016&sample=3", "q=tieengs+vieejt"],
    "GET /api/stats": [""],
    "GET /healthz": [""],
    "GET /readyz": [""],
}


def paths(value: Any, here: str = "") -> Iterator[tuple[str, bool]]:
    """Every path in a JSON value, and whether it leads to something that has paths itself."""
    if isinstance(value, dict):
        for name, inner in value.items():
            path = f"{here}.{name}" if here else name
            yield path, _has_paths(inner)
            yield from paths(inner, path)
    elif isinstance(value, list):
        for item in value:
            yield from paths(item, f"{here}[]")


def _has_paths(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(map(_has_paths, value)))


def answered(app: Flask, url: str) -> Any:
    return json.loads(app.test_client().get(url).data)


@pytest.mark.parametrize("heading", REQUESTS)
def test_fields_of_an_answer(app: Flask, heading: str) -> None:
    route = heading.removeprefix("GET ")
    found: dict[str, bool] = {}
    for query in REQUESTS[heading]:
        for path, is_inner in paths(answered(app, f"{route}?{query}")):
            found[path] = found.get(path, False) or is_inner
    documented = set(API.table(heading, "field").names())
    assert documented <= found.keys()
    # What only holds other fields may be left out of the table.
    assert {path for path, is_inner in found.items() if not is_inner} <= documented
    assert found.keys() - documented <= {path for path, is_inner in found.items() if is_inner}


def test_an_article_has_the_fields_of_records(app: Flask) -> None:
    assert list(answered(app, f"/api/articles/{ONE}")) == [one.name for one in fields(Article)]


def test_similar_articles_are_hits(app: Flask) -> None:
    answer = answered(app, f"/api/articles/{ONE}/similar")
    assert list(answer) == ["id", "hits"]
    documented = set(API.table("GET /api/search", "field").names())
    assert {f"hits[].{name}" for name in answer["hits"][0]} <= documented


def test_versions_are_hits_and_more(app: Flask) -> None:
    answer = answered(app, f"/api/articles/{ONE}/versions")
    assert list(answer) == ["id", "first", "versions"]
    documented = {f"hits[].{name}" for name in answer["versions"][0]}
    documented -= set(API.table("GET /api/search", "field").names())
    more = API.table("GET /api/articles/&lt;id&gt;/versions", "field").names()
    assert [name.replace("versions", "hits") for name in more] == sorted(documented)


def test_fields_of_an_error(app: Flask) -> None:
    assert API.table("Errors", "field").names() == list(answered(app, "/api/search?page=0"))


def test_fields_of_what_is_posted_and_of_its_answer(app: Flask) -> None:
    heading, client = "POST /api/count", app.test_client()
    rows = API.table(heading, "field of the body").rows
    assert [name for row in rows for name in codes(row[0])] == [
        field.encode_name for field in msgspec.structs.fields(CountBody)
    ]
    more = {"not_category": [""], "not_source": [""], "undated": "only"}
    found: dict[str, bool] = {}
    for body in ({"queries": ["dân", "thời tiêt"]}, {"queries": [""], **more}):
        for path, is_inner in paths(json.loads(client.post("/api/count", json=body).data)):
            found[path] = found.get(path, False) or is_inner
    documented = set(API.table(heading, "field").names())
    assert documented <= found.keys()
    assert {path for path, is_inner in found.items() if not is_inner} <= documented
