"""Does ``POST /api/count`` count what searching finds, and say what is wrong with a body?"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from answers import json_of
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from late import no_time_from

from search.request import MAX_QUERY_CHARS
from web import create_app
from web.api.count import MAX_BODY, MAX_QUERIES

QUERIES = (
    "", "dân vận", "dan van", "cong tac dan van", '"học sinh"', "người -bão", "(lũ OR bão) miền",
    "title:lũ", "giá NEAR/5 gạo", "tr*", "binh~", "date:2016", "U-23", "lũ tháng 5/2016",
    "thời tiêt", "tieengs vieejt", "xây dựng cầu đường ở miền núi", "?!", '"', "UBND tỉnh", "lũ^2",
    "không có gì như thế này ở đây cả đâu", "trước 12/5/2016 dân", "dân", "\u00a0dân\n vận\u0000",
)  # fmt: skip
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"category": ["Thể thao", "giáo dục", ""], "from": "3/2016", "to": "15/10/2021"},
    {"source": ["", "baosongtien.example"], "match": "exact"},
    {"not_source": ["baosongtien.example"], "not_category": [""], "match": "syllables"},
    {"undated": "only"},
    {"undated": "", "from": "", "to": None, "category": []},
)


def post(client: FlaskClient, body: Any, status: int = 200) -> Any:
    answer = client.post("/api/count", data=json.dumps(body), content_type="application/json")
    assert answer.status_code == status, answer.text
    assert answer.mimetype == ("application/json" if status == 200 else "application/problem+json")
    return json_of(answer)


def searched(client: FlaskClient, filters: Mapping[str, Any], **more: Any) -> Any:
    """The answer of a search for all that the filters of a body let through."""
    said = {name: value for name, value in filters.items() if value not in (None, "")}
    return json_of(client.get("/api/search", query_string={**said, "size": 1, **more}))


@pytest.mark.parametrize("filters", FILTERS, ids=str)
@pytest.mark.parametrize("interval", [None, "month", "day"])
def test_each_query_is_counted_as_it_is_found(
    client: FlaskClient, filters: dict[str, Any], interval: str | None
) -> None:
    cut = {} if interval is None else {"interval": interval}
    answer = post(client, {"queries": QUERIES, **filters, **cut})
    assert answer["interval"] == interval or "year"
    assert answer["left"] == []
    assert len(answer["counts"]) == len(QUERIES)
    for q, one in zip(QUERIES, answer["counts"], strict=True):
        found = searched(client, filters, q=q, interval=answer["interval"])
        assert one["q"] == found["query"]["q"], "told as a search tells it"
        assert one["total"] == found["total"], q
        assert one["groups"] == found["groups"], q
        assert one["understood"] in found["query"]["understood"], q
        if not {"from", "to", "undated"} & {name for name, said in filters.items() if said}:
            dates = found["facets"]["date"]
            assert (one["buckets"], one["undated"]) == (dates["buckets"], dates["undated"]), q
        assert sum(b["count"] for b in one["buckets"]) + one["undated"] == one["total"], q
        suggestion = found["suggestion"]
        applied = suggestion if suggestion and suggestion["applied"] else None
        assert one.get("suggestion") == applied, q
    everything = answer["everything"]
    assert everything["total"] == answer["counts"][0]["total"]
    assert everything["buckets"] == answer["counts"][0]["buckets"]


def test_as_many_queries_as_may_be_are_counted_in_their_order(client: FlaskClient) -> None:
    queries = [f"{word} {n}" for n in range(MAX_QUERIES // 2) for word in ("dân", "lũ")]
    answer = post(client, {"queries": queries, "from": "2012", "interval": "year"})
    assert [one["q"] for one in answer["counts"]] == queries
    assert post(client, {"queries": ["a"] * (MAX_QUERIES + 1)}, 422)["parameter"] == "queries"


def test_the_longest_queries_are_no_body_that_is_too_large(client: FlaskClient) -> None:
    longest = ["\\ud83d\\udcf0" * (MAX_QUERY_CHARS)] * MAX_QUERIES
    body = '{"queries": [' + ", ".join(f'"{one}"' for one in longest) + "]}"
    assert len(body) > MAX_BODY
    shorter = body.replace("\\ud83d\\udcf0", "\\u1ed7")
    assert len(shorter) < MAX_BODY
    answer = client.post("/api/count", data=body, content_type="application/json")
    assert answer.status_code == 413
    assert f"{MAX_BODY:,}" in json_of(answer)["detail"]


@pytest.mark.parametrize("said", [True, False], ids=["length", "chunks"])
def test_of_a_body_that_is_too_large_no_more_is_read_than_shows_that(
    client: FlaskClient, said: bool
) -> None:
    """Under a server that bounds nothing itself."""
    body = io.BytesIO(b"[" * (10 * MAX_BODY))
    length = {"CONTENT_LENGTH": str(10 * MAX_BODY)} if said else {"wsgi.input_terminated": True}
    answer = client.post(
        "/api/count",
        input_stream=body,
        content_type="application/json",
        environ_overrides=length,
    )
    assert answer.status_code == 413
    assert body.tell() <= (0 if said else MAX_BODY + 1)


@pytest.mark.parametrize(
    ("body", "parameter", "value"),
    [
        ({}, "queries", None),
        ([], "body", "[]"),
        ("dân", "body", '"dân"'),
        (None, "body", "null"),
        ({"queries": []}, "queries", "[]"),
        ({"queries": "dân"}, "queries", '"dân"'),
        ({"queries": None}, "queries", "null"),
        ({"queries": ["a", "b", 3]}, "queries[2]", "3"),
        ({"queries": ["a", ["b"]]}, "queries[1]", '["b"]'),
        ({"queries": ["a", "x" * (MAX_QUERY_CHARS + 1)]}, "queries[1]", None),
        ({"queries": ["a"], "interval": "week"}, "interval", '"week"'),
        ({"queries": ["a"], "interval": "auto"}, "interval", '"auto"'),
        ({"queries": ["a"], "match": "all"}, "match", '"all"'),
        ({"queries": ["a"], "undated": True}, "undated", "true"),
        ({"queries": ["a"], "undated": "yes"}, "undated", '"yes"'),
        ({"queries": ["a"], "undated": "only", "from": "2016"}, "undated", '"only"'),
        ({"queries": ["a"], "from": 2016}, "from", "2016"),
        ({"queries": ["a"], "from": "2016-13"}, "from", '"2016-13"'),
        ({"queries": ["a"], "to": "30/2/2016"}, "to", '"30/2/2016"'),
        ({"queries": ["a"], "category": "Thể thao"}, "category", '"Thể thao"'),
        ({"queries": ["a"], "source": ["x", 1]}, "source[1]", "1"),
        ({"queries": ["a"], "not_source": ["x"] * 51}, "not_source", None),
        ({"queries": ["a"], "start": "2016"}, "start", '"2016"'),
        ({"queries": ["a"], "q": "a"}, "q", '"a"'),
        ({"queries": ["a"], "a.b[3]` - at `$.x[1]": 1}, None, None),
        ({"queries": ["a"], "x" * 9000: 1}, None, "1"),
    ],
    ids=str,
)
def test_a_wrong_value_is_named_by_its_path(
    client: FlaskClient, body: Any, parameter: str | None, value: str | None
) -> None:
    problem = post(client, body, 422)
    assert problem["status"] == 422
    assert problem["allowed"] in problem["detail"]
    assert problem["documentation"].endswith("/api#api.count")
    assert len(problem["parameter"]) <= 80
    if parameter is not None:
        assert problem["parameter"] == parameter
    if value is not None:
        assert problem["value"] == value


def test_what_may_stand_there_is_said(client: FlaskClient) -> None:
    wrong = post(client, {"queries": ["a"], "interval": "week"}, 422)
    assert wrong["allowed"] == 'one of "day", "month", "year"'
    wrong = post(client, {"queries": ["a"], "page": 2}, 422)
    assert wrong["allowed"].startswith("one of the fields queries, interval, from, to, category")


@pytest.mark.parametrize(
    "octets",
    [
        b"", b"lu", b'{"queries": ["a"]', b'{"queries": ["a"]}{}', b"\xef\xbb\xbf{}", b"1e999",
        '{"queries": ["lũ"]}'.encode("utf-16"), b'{"queries": ["\xff"]}', b"[" * 100_000,
        b'{"queries":' * 5000, b'{"queries": [NaN]}', b'{"queries": ["\\ud800"]}', b"queries=a",
    ],
)  # fmt: skip
def test_what_is_no_json_is_a_422(client: FlaskClient, octets: bytes) -> None:
    answer = client.post("/api/count", data=octets, content_type="application/json")
    assert answer.status_code == 422
    assert json_of(answer)["parameter"] == "body"


def test_another_kind_of_content_is_a_415(client: FlaskClient) -> None:
    body = json.dumps({"queries": ["lũ"]})
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        answer = client.post("/api/count", data=body, content_type=kind)
        assert answer.status_code == 415, kind
        assert answer.mimetype == "application/problem+json"
    for kind in ("application/json; charset=utf-8", "application/vnd.x+json"):
        assert client.post("/api/count", data=body, content_type=kind).status_code == 200


def test_another_method_is_a_405(client: FlaskClient) -> None:
    answer = client.get("/api/count")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    preflight = client.options(
        "/api/count",
        headers={
            "Origin": "https://x.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert preflight.headers["Access-Control-Allow-Headers"] == "content-type"


def test_queries_for_which_there_is_no_time_are_named(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_time_from(monkeypatch, "bão")
    answer = post(client, {"queries": ["lũ", "dân", "bão", "gạo"]})
    assert [one["q"] for one in answer["counts"]] == ["lũ", "dân"]
    assert answer["left"] == ["bão", "gạo"]
    assert "given up" in post(client, {"queries": ["bão", "gạo"]}, 503)["detail"]


def test_without_time_or_an_index_it_is_a_503(
    sample_index: Path, client_without_index: FlaskClient
) -> None:
    hasty = create_app({"INDEX": str(sample_index), "TIMEOUT": 1e-9}).test_client()
    assert hasty.post("/api/count", json={"queries": ["lũ"]}).status_code == 503
    assert client_without_index.post("/api/count", json={"queries": ["lũ"]}).status_code == 503


def test_more_buckets_than_an_answer_may_have_are_refused_before_they_are_counted(
    client: FlaskClient,
) -> None:
    body = {"queries": ["a"] * MAX_QUERIES, "interval": "day"}
    problem = post(client, body, 422)
    assert problem["parameter"] == "interval"
    assert len(post(client, {**body, "from": "2016", "to": "2018"})["counts"]) == MAX_QUERIES


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ["queries", "interval", "from", "to", "category", "source", "undated", "match", "x", "a`b"]
)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    body=st.dictionaries(NAMES, VALUES | st.lists(st.text(max_size=20), max_size=3)) | VALUES,
    raw=st.binary(max_size=40),
)
def test_any_body_is_answered_or_refused(app: Flask, body: Any, raw: bytes) -> None:
    client = app.test_client()
    for octets in (json.dumps(body).encode(), raw):
        answer = client.post("/api/count", data=octets, content_type="application/json")
        assert answer.status_code in {200, 422}, octets
