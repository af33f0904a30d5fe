"""Does a receipt say what a search was and found, so that who has the same index gets the same?"""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from answers import json_of
from flask.testing import FlaskClient

from web import create_app


def exported(client: FlaskClient, query: str) -> list[str]:
    return [json.loads(x)["id"] for x in client.get(f"/search.jsonl?{query}").data.splitlines()]


def hash_of(ids: list[str]) -> str:
    return sha256("".join(f"{one}\n" for one in ids).encode()).hexdigest()


@pytest.mark.parametrize(
    "query",
    ["q=", "q=dân", "q=dan+van&sort=oldest", "q=lũ&group=on", "q=học+sinh&category=&from=2015",
     "sample=7&seed=3", "q=khongcogi", "q=lũ+tháng+5/2016", "q=tieengs+vieejt"],
)  # fmt: skip
def test_a_receipt_is_of_the_articles_that_an_export_has(client: FlaskClient, query: str) -> None:
    receipt = json_of(client.get(f"/api/receipt?{query}"))
    ids = exported(client, query)
    assert receipt["ids_sha256"] == hash_of(ids)
    assert receipt["listed"] == len(ids)
    found = json_of(client.get(f"/api/search?{query}"))
    for name in ("total", "groups", "near", "sort"):
        assert receipt[name] == found[name]
    assert receipt["query"] == found["query"]["q"]
    assert receipt["filters"] == found["query"]["filters"]
    if not found["near"]:
        assert receipt["understood"] == found["query"]["understood"]
    assert receipt.get("dates") == found["query"].get("dates")
    assert ("sample" in receipt) == ("sample" in query)


def test_a_receipt_names_what_was_asked_but_no_path_of_the_server(
    client: FlaskClient, sample_folder: Path
) -> None:
    response = client.get("/api/receipt?q=dân")
    receipt, stats = json_of(response), json_of(client.get("/api/stats"))
    assert receipt["built_from"] == [sample_folder.name]
    assert str(sample_folder.parent) not in response.text
    for name in ("generation", "built", "articles", "schema_version"):
        assert receipt[name] == stats[name]
    assert receipt["version"] == json_of(client.get("/api/openapi.json"))["info"]["version"]


def test_the_same_articles_indexed_otherwise_give_the_same_receipt(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    records = [
        {
            "id": f"{n}",
            "title": f"Lũ số {n}",
            "body": "Nước lớn. " * (n % 7),
            "published": "2024-01",
        }
        for n in range(60)
    ]
    one = build_index(tmp_path / "one", {"a.jsonl": records})
    parts: list[dict[str, Any]] = [{f"{n}.jsonl": records[n::3]} for n in range(3)]
    other = build_index(tmp_path / "other", *reversed(parts))
    for query in ("q=lũ&sort=newest", "sample=20&seed=4&sort=newest", "q=lũ"):
        first, second = (
            json_of(create_app({"INDEX": str(root)}).test_client().get(f"/api/receipt?{query}"))
            for root in (one, other)
        )
        assert first["ids_sha256"] == second["ids_sha256"]
        assert first["listed"] > 0


def test_a_receipt_of_a_walk_is_of_the_state_it_began_with(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    root = build_index(tmp_path, {"a.jsonl": [{"id": f"{n}", "title": "Lũ"} for n in range(30)]})
    client = create_app({"INDEX": str(root)}).test_client()
    before = json_of(client.get("/api/receipt?q=lũ"))
    following = json_of(client.get("/api/search?q=lũ&group=off"))["links"]["cursor"]
    cursor = urlsplit(following).query.partition("cursor=")[2]
    build_index(tmp_path, {"b.jsonl": [{"id": f"b{n}", "title": "Lũ"} for n in range(5)]})
    assert json_of(client.get("/api/receipt?q=lũ"))["total"] == 35
    assert json_of(client.get(f"/api/receipt?q=lũ&cursor={cursor}")) == before
