"""Do caches, browsers' scripts and clients get the headers that they count on?"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from answers import json_of
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.http import parse_date

from web import create_app
from web.shapes.articles import in_utf16

VALIDATED = [
    "/api/search?q=d%C3%A2n", "/api/suggest?q=dan", "/api/terms?q=d%C3%A2n", "/api/stats",
    "/api/trends?q=d%C3%A2n", "/search.csv?q=d%C3%A2n", "/search.jsonl?q=d%C3%A2n",
    "/search.atom?q=d%C3%A2n", "/search.ris?q=d%C3%A2n", "/search.bib?q=d%C3%A2n",
]  # fmt: skip


def validators(client: FlaskClient, path: str) -> dict[str, str]:
    headers = client.get(path).headers
    return {"If-None-Match": headers["ETag"], "If-Modified-Since": headers["Last-Modified"]}


@pytest.mark.parametrize("path", VALIDATED)
@pytest.mark.parametrize("names", [("If-None-Match",), ("If-Modified-Since",)])
def test_what_has_not_changed_is_a_304_without_a_body(
    client: FlaskClient, path: str, names: tuple[str, ...]
) -> None:
    known = validators(client, path)
    response = client.get(path, headers={name: known[name] for name in names})
    assert (response.status_code, response.data) == (304, b"")
    assert response.headers["ETag"] == known["If-None-Match"]
    assert response.headers["Cache-Control"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", VALIDATED)
def test_one_answer_is_not_anothers(client: FlaskClient, path: str) -> None:
    known = validators(client, path)
    other = path.replace("?q=", "?q=h%C3%A0+") if "?" in path else path + "?x"
    assert client.get(other, headers=known).status_code == 200


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_an_answer_is_known_however_it_was_packed(client: FlaskClient, encoding: str) -> None:
    path, packed = "/api/search?q=d%C3%A2n", {"Accept-Encoding": encoding}
    tag = client.get(path, headers=packed).headers["ETag"]
    assert client.get(path, headers=packed | {"If-None-Match": tag}).status_code == 304
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("taken", "packed"),
    [
        ("gzip", "gzip"), ("br;q=0.1, gzip", "gzip"), ("gzip; q=0.5, br; q=0.2", "gzip"),
        ("gzip;q=0", None), ("gzip;q=0, br;q=0", None), ("gzip; q=0.000", None), ("*;q=0", None),
        ("", None), ("identity", None), ("zstd;q=0, br;q=0, deflate;q=0, *", "gzip"),
        ("identity, gzip;q=0.5", None), ("x-unknown, gzip;q=0", None), ("gzip;q=0, br", "br"),
    ],
)  # fmt: skip
def test_an_encoding_that_is_refused_is_not_sent(
    client: FlaskClient, taken: str, packed: str | None
) -> None:
    for path in ("/api/search?q=d%C3%A2n", "/search", "/search.atom"):
        response = client.get(path, headers={"Accept-Encoding": taken})
        assert response.headers.get("Content-Encoding") == packed
        assert "Accept-Encoding" in response.headers["Vary"]


def test_the_description_is_known_again_with_or_without_an_index(
    client: FlaskClient, client_without_index: FlaskClient
) -> None:
    path = "/api/openapi.json"
    known = client.get(path).headers
    assert known["Cache-Control"] == "no-cache"
    for one in (client, client_without_index):
        response = one.get(path, headers={"If-None-Match": known["ETag"]})
        assert (response.status_code, response.data) == (304, b"")
    assert client.get(path, base_url="http://other/").headers["ETag"] != known["ETag"]


def test_the_day_in_vietnam_changes_what_yesterday_means(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/api/search?q=h%C3%B4m+qua"
    known = validators(client, path)
    monkeypatch.setattr("web.caching.today", lambda: date(2100, 1, 1))
    response = client.get(path, headers=known)
    assert response.status_code == 200
    assert parse_date(response.headers["Last-Modified"]).isoformat() == "2099-12-31T17:00:00+00:00"  # type: ignore[union-attr]


def test_another_index_changes_every_answer_but_a_feed_of_the_same_articles(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    article = {"id": "a", "title": "Lũ về", "body": "Nước lên.", "date": "2016-05-12"}
    undated = {"id": "b", "title": "Hạn hán", "body": "Đồng khô."}
    root = build_index(tmp_path, {"a.jsonl": [article, undated]})
    client = create_app({"INDEX": str(root)}).test_client()
    paths = ["/api/search", "/search.csv", "/search.atom", "/search.atom?q=l%C5%A9"]
    known = {path: validators(client, path)["If-None-Match"] for path in paths}
    build_index(tmp_path, {"b.jsonl": [{"id": "c", "title": "Bão số 5", "body": "Gió giật."}]})
    statuses = {
        path: client.get(path, headers={"If-None-Match": known[path]}).status_code for path in paths
    }
    assert statuses == dict.fromkeys(paths, 200) | {"/search.atom?q=l%C5%A9": 304}


def test_nothing_is_kept_of_an_error(client: FlaskClient) -> None:
    response = client.get("/api/search?page=0")
    assert "ETag" not in response.headers
    assert client.get("/healthz").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", [*VALIDATED, "/healthz", "/api", "/api/openapi.json"])
def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    changing = {"Server-Timing", "Content-Length"}
    assert set(got.headers.keys()) - changing == set(head.headers.keys()) - changing
    assert head.headers.get("ETag") == got.headers.get("ETag")


@pytest.mark.parametrize("path", [*VALIDATED, "/healthz", "/api/nowhere"])
def test_a_preflight_grants_whatever_headers_it_asks_for(client: FlaskClient, path: str) -> None:
    asked = {
        "Origin": "https://bao.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization, x-anything",
    }
    headers = client.options(path, headers=asked).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Access-Control-Allow-Headers"] == "authorization, x-anything"
    assert "GET" in headers["Access-Control-Allow-Methods"]
    assert headers["Access-Control-Max-Age"]


def test_pages_are_for_this_site_alone(client: FlaskClient) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/search?q=d%C3%A2n").headers


@pytest.mark.parametrize("path", ["/api/search?q=dan+van&alternatives=1", "/search?q=dan+van"])
def test_the_parts_of_a_search_are_timed_and_no_more_than_all(
    client: FlaskClient, path: str
) -> None:
    parts = dict(re.findall(r"(\w+);dur=([\d.]+)", client.get(path).headers["Server-Timing"]))
    assert list(parts)[:1] == ["search"]
    assert {"understand", "alternatives", "widen", "find", "mark"} <= parts.keys()
    whole = float(parts.pop("search"))
    assert 0 < sum(map(float, parts.values())) <= whole + 0.1  # they are rounded


def test_links_lead_to_the_neighbours_and_to_the_description(client: FlaskClient) -> None:
    response = client.get("/api/search?q=d%C3%A2n&size=2&page=2")
    links = dict(re.findall(r'<([^>]+)>; rel="([^"]+)"', response.headers["Link"]))
    by_relation = {relation: target for target, relation in links.items()}
    answered = json_of(response)["links"]
    for relation in ("self", "next", "prev"):
        assert by_relation[relation] == answered[relation]
    assert client.get(by_relation["service-desc"]).mimetype == "application/json"
    assert client.get(by_relation["service-doc"]).mimetype == "text/html"


def utf16_slice(text: str, mark: list[int]) -> str:
    start, end = (2 * unit for unit in mark)
    return text.encode("utf-16-le")[start:end].decode("utf-16-le")


def test_marks_are_also_counted_as_javascript_counts(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    title = "🚒🔥 Cháy chợ 🐉 rồng lúc cháy lớn"
    root = build_index(tmp_path, {"a.jsonl": [{"title": title, "body": f"{title}. Đã dập tắt."}]})
    hit = json_of(create_app({"INDEX": str(root)}).test_client().get("/api/search?q=ch%C3%A1y"))
    highlights: Any = hit["hits"][0]["highlights"]
    for shown in (highlights["title"], *highlights["body"]):
        marked = [shown["text"][start:end] for start, end in shown["marks"]]
        assert [utf16_slice(shown["text"], mark) for mark in shown["marks_utf16"]] == marked
    assert highlights["title"]["marks_utf16"] != highlights["title"]["marks"]
    assert in_utf16("lũ", [(0, 2)]) == [(0, 2)]


def test_an_article_whose_id_ends_like_an_address_is_reached(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    ids = ["a", "a/similar", "b/versions", "c/similar/similar"]
    records = [{"id": one, "title": f"Lũ về {n}", "body": "Nước."} for n, one in enumerate(ids)]
    root = build_index(tmp_path, {"a.jsonl": records})
    client = create_app({"INDEX": str(root)}).test_client()
    for one in ids:
        path = one.replace("/", "%2F")
        assert json_of(client.get(f"/api/articles/{path}"))["title"]
        assert json_of(client.get(f"/api/articles/{path}"))["id"] == one
    assert "hits" in json_of(client.get("/api/articles/a/similar"))
    assert json_of(client.get("/api/articles/b/versions"))["id"] == "b/versions"
    assert "hits" in json_of(client.get("/api/articles/a%2Fsimilar/similar"))
    assert client.get("/api/articles/b%2Fsimilar").status_code == 404


def test_a_problem_names_parameter_value_allowed_and_documentation(
    app: Flask, client: FlaskClient
) -> None:
    wrong = {"page": "x", "size": "101", "sort": "best", "from": "32/1/2016", "match": "fuzzy",
             "group": "yes", "recency": "1", "undated": "yes", "interval": "week",
             "alternatives": "2"}  # fmt: skip
    described = client.get("/api").text
    for name, value in wrong.items():
        problem = json_of(client.get("/api/search", query_string={name: value}))
        assert (problem["status"], problem["parameter"], problem["value"]) == (400, name, value)
        assert problem["allowed"] in problem["detail"]
        path, _, anchor = problem["documentation"].partition("#")
        assert path == "http://localhost/api"
        assert f'id="{anchor}"' in described


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        ("application/json", "application/problem+json"),
        ("application/problem+json", "application/problem+json"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
    ],
)
@pytest.mark.parametrize("path", ["/search?page=x", "/article/none", "/nowhere"])
def test_errors_of_pages_are_problems_for_who_asks_for_json(
    client: FlaskClient, path: str, accept: str, mimetype: str
) -> None:
    response = client.get(path, headers={"Accept": accept})
    assert response.status_code >= 400
    assert response.mimetype == mimetype
