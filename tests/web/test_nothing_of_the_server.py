"""Is anything of the machine told to the public?  Every route, with an index and with none that can
be opened, is asked, and the names of the folders are in no answer."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from indexes import biggest_file, live_folder
from werkzeug.test import TestResponse

from index.readers import ReadOptions
from index.run.plan import Plan
from index.run.reindex import reindex
from index.store.generations import point_to
from web import create_app

SECRET = "qzx-folder"  # in the path of all that there is
ARTICLES = [
    {"title": "Lũ về trên sông", "body": "Nước lên. Dân vận động.", "date": "2016-05-12"},
    {"id": "b", "title": "Lũ về trên sông", "body": "Nước lên nhanh. Dân chạy.", "source": "b.vn"},
]  # fmt: skip
QUERIES = [
    "",
    "q=l%C5%A9",
    "q=kh%C3%B4ng",
    "q=l%C5%A9&page=x",
    "cursor=x",
    "q=d%C3%A2n&lang=en",
]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, write_jsonl: Callable[..., Path]) -> Path:
    """An index of files of several kinds, none of which says where its articles are from."""
    folder = tmp_path_factory.mktemp(SECRET)
    sources = folder / f"{SECRET}-sources" / "bao"
    write_jsonl(sources / f"{SECRET}.jsonl", ARTICLES)
    (sources / "c.txt").write_text("Chợ nổi\n\nThuyền chở đầy dưa.\n", "utf-8")
    page = "<html><head><title>Mùa lúa</title></head><body><p>Gặt lúa sáng sớm.</p></body></html>"
    (sources / "d.html").write_text(page, "utf-8")
    reindex(Plan(folder / "index", (str(sources),), ReadOptions()))
    reindex(Plan(folder / "index", (), ReadOptions(), delete=("b",)))
    return folder / "index"


def answers(app: Flask) -> Iterator[tuple[str, TestResponse]]:
    """What every route answers to all that the public may ask, right or wrong."""
    client = app.test_client()
    ids = [hit["id"] for hit in (client.get("/api/search").json or {}).get("hits", ())]
    for rule in app.url_map.iter_rules():
        paths = [rule.rule]
        if rule.arguments:
            paths = [_filled(rule.rule, one) for one in ("b", "none", "style.css", *ids)]
        for path in paths:
            for query in QUERIES:
                yield f"GET {path}?{query}", client.get(f"{path}?{query}")
            for media in ("text/html", "application/json"):
                told = client.get(path, headers={"Accept": media, "Range": "bytes=0-1"})
                yield f"GET {path} {media}", told
            yield f"POST {path}", client.post(path, json={"queries": ["lũ"]})
            yield f"POST {path}", client.post(path, data={"queries": "lũ"})
            yield f"POST {path}", client.post(path, data=b"{", content_type="application/json")
            yield f"DELETE {path}", client.delete(path)
            yield f"OPTIONS {path}", client.options(path)
    yield "GET /nowhere", client.get("/nowhere")


def _filled(rule: str, value: str) -> str:
    before, _, rest = rule.partition("<")
    return before + value + rest.partition(">")[2]


def assert_nothing_is_told(app: Flask) -> set[int]:
    """The statuses of the answers, none of which has the name in its head or its body."""
    statuses = set()
    for asked, answer in answers(app):
        head = "\n".join(f"{name}: {value}" for name, value in answer.headers)
        assert SECRET not in head, asked
        body = answer.data
        if "Content-Encoding" not in answer.headers:
            assert SECRET.encode() not in body, asked
            assert b"/tmp/" not in body, asked
        statuses.add(answer.status_code)
    return statuses


def test_with_an_index(root: Path) -> None:
    app = create_app({"INDEX": str(root)})
    statuses = assert_nothing_is_told(app)
    assert {200, 400, 404, 405, 410} <= statuses
    assert 500 not in statuses


def no_index(root: Path) -> None:
    shutil.rmtree(root)


def no_list(root: Path) -> None:
    (root / "CURRENT").unlink()


def damaged_list(root: Path) -> None:
    (root / "CURRENT").write_text("../..")


def other_schema(root: Path) -> None:
    for manifest in root.glob("generations/*/manifest.json"):
        sealed = json.loads(manifest.read_bytes())
        manifest.write_text(json.dumps({**sealed, "schema_version": 999}), "utf-8")
        point_to(root, manifest.parent)


def shorter(root: Path) -> None:
    for folder in (root / "generations").iterdir():
        for file in folder.glob("*.arrays"):
            with file.open("r+b") as opened:
                opened.truncate(50)


def other_bytes(root: Path) -> None:
    for folder in (root / "generations").iterdir():
        for file in folder.glob("*.arrays"):
            file.write_bytes(b"\xff" * file.stat().st_size)


@pytest.mark.parametrize(
    "harm", [no_index, no_list, damaged_list, other_schema, shorter, other_bytes]
)
def test_without_one_that_can_be_opened(
    root: Path, tmp_path: Path, harm: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    copy = tmp_path / SECRET / "index"
    shutil.copytree(root, copy)
    harm(copy)
    app = create_app({"INDEX": str(copy)})
    statuses = assert_nothing_is_told(app)
    assert 503 in statuses
    assert 500 not in statuses
    told = [one.getMessage() for one in caplog.records if one.levelno == logging.WARNING]
    assert any(SECRET in message and "reindex" in message for message in told)
    assert len(told) < 20  # and not once for each of hundreds of requests


def test_the_words_for_the_public_say_what_to_do(client_without_index: FlaskClient) -> None:
    problem = client_without_index.get("/api/search").json
    assert problem is not None
    assert problem["detail"] == "There is no index yet: build one with reindex."
    page = client_without_index.get("/")
    assert "reindex --sample" in page.text


def test_what_is_damaged_while_it_is_served(root: Path, tmp_path: Path) -> None:
    copy = tmp_path / SECRET / "index"
    shutil.copytree(root, copy)
    app = create_app({"INDEX": str(copy)})
    assert app.test_client().get("/api/search").status_code == 200
    assert live_folder(copy).is_dir()
    file = biggest_file(copy)
    with file.open("r+b") as opened:
        opened.seek(64)
        opened.write(b"\xff" * (file.stat().st_size - 2_000))
    assert 500 not in assert_nothing_is_told(app)
