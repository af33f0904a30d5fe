"""Does a reader that follows a feed miss nothing, and see nothing twice?"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import feedparser
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from index.readers import ReadOptions
from index.run.plan import Plan
from index.run.reindex import reindex
from web import create_app

SCHEMA = etree.RelaxNG(file=str(Path(__file__).with_name("atom.rng")))
ATOM = {"a": "http://www.w3.org/2005/Atom"}
QUERIES = ["", "d%C3%A2n", "l%C5%A9", "%22zzz+qqq%22", "b%C3%A3o+OR+h%E1%BA%A1n"]


def feed_of(client: FlaskClient, path: str) -> Any:
    """A valid feed, as a reader has it."""
    response = client.get(path)
    assert response.status_code == 200, response.text
    SCHEMA.assertValid(etree.fromstring(response.data))
    parsed = feedparser.parse(response.data)
    assert not parsed.bozo
    return parsed


def followed(client: FlaskClient, path: str) -> Iterator[Any]:
    """The entries of all pages of a feed."""
    while True:
        feed = feed_of(client, path)
        yield from feed.entries
        following = [link.href for link in feed.feed.links if link.rel == "next"]
        if not following:
            return
        path = following[0]


@pytest.mark.parametrize("sort", ["newest", "indexed"])
@pytest.mark.parametrize("q", QUERIES)
def test_feeds_are_valid_also_without_entries(client: FlaskClient, q: str, sort: str) -> None:
    feed = feed_of(client, f"/search.atom?q={q}&sort={sort}")
    moments = [entry.updated_parsed for entry in feed.entries]
    assert feed.feed.updated_parsed == max(moments, default=feed.feed.updated_parsed)


@pytest.mark.parametrize("sort", ["newest", "indexed"])
@pytest.mark.parametrize("q", QUERIES)
def test_its_pages_hold_every_article_that_answers_once(
    client: FlaskClient, q: str, sort: str
) -> None:
    ids = [entry.id for entry in followed(client, f"/search.atom?q={q}&sort={sort}&size=3")]
    lines = client.get(f"/search.jsonl?q={q}&sort={sort}").text.splitlines()
    assert len(ids) == len(set(ids)) == len(lines)


@settings(max_examples=30, deadline=None)
@given(title=st.text(max_size=40), category=st.text(max_size=20), author=st.text(max_size=20))
def test_whatever_an_article_holds_its_feed_is_valid(
    tmp_path_factory: pytest.TempPathFactory, title: str, category: str, author: str
) -> None:
    folder = tmp_path_factory.mktemp("odd")
    record = {"title": title, "body": "Nước lên.", "category": category, "author": author}
    client = site(folder, [record])
    assert len(feed_of(client, "/search.atom").entries) == 1


def site(folder: Path, records: list[dict[str, Any]]) -> FlaskClient:
    (folder / "in").mkdir(exist_ok=True)
    text = "".join(json.dumps(one) + "\n" for one in records)
    (folder / "in" / "a.jsonl").write_text(text, "utf-8")
    reindex(Plan(folder / "index", (str(folder / "in"),), ReadOptions()))
    return create_app({"INDEX": str(folder / "index")}).test_client()


def test_an_article_of_2016_that_is_read_today_appears_first(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    new = {"id": "new", "title": "Bão năm nay", "body": "Gió.", "date": "2026-11-01"}
    old = {"id": "old", "title": "Bão năm ấy", "body": "Mưa.", "date": "2016-05-12"}
    root = build_index(tmp_path, {"a.jsonl": [new]})
    client = create_app({"INDEX": str(root)}).test_client()
    before = feed_of(client, "/search.atom?q=b%C3%A3o&sort=indexed")
    wait_a_second()
    build_index(tmp_path, {"b.jsonl": [old]})
    feed = feed_of(client, "/search.atom?q=b%C3%A3o&sort=indexed")
    assert [entry.id.rsplit("/", 1)[1] for entry in feed.entries] == ["old", "new"]
    assert feed.entries[0].published.startswith("2016-05-12")
    assert feed.entries[0].updated_parsed > before.entries[0].updated_parsed
    assert feed.entries[1].updated == before.entries[0].updated
    newest = feed_of(client, "/search.atom?q=b%C3%A3o")
    assert [entry.id.rsplit("/", 1)[1] for entry in newest.entries] == ["new", "old"]


def wait_a_second() -> None:
    """Times of indexing are whole seconds."""
    time.sleep(1.1)


def test_undated_entries_keep_their_time_when_all_is_built_anew(tmp_path: Path) -> None:
    records = [{"id": str(n), "title": f"Lũ {n}", "body": "Nước."} for n in range(3)]
    client = site(tmp_path, records)
    tag = client.get("/search.atom").headers["ETag"]
    first = [(entry.id, entry.updated) for entry in feed_of(client, "/search.atom").entries]
    wait_a_second()
    reindex(Plan(tmp_path / "index", (str(tmp_path / "in"),), ReadOptions(), fresh=True))
    again = [(entry.id, entry.updated) for entry in feed_of(client, "/search.atom").entries]
    assert again == first
    assert client.get("/search.atom", headers={"If-None-Match": tag}).status_code == 304


def test_an_empty_feed_stays_the_same_when_the_index_changes(tmp_path: Path) -> None:
    client = site(tmp_path, [{"id": "a", "title": "Lũ", "body": "Nước."}])
    path = "/search.atom?q=%22h%E1%BA%A1n+h%C3%A1n%22"
    tag = client.get(path).headers["ETag"]
    site(tmp_path, [{"id": "a", "title": "Lũ", "body": "Nước rút."}])
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_a_page_beyond_the_last_is_a_400_that_says_how_many_there_are(client: FlaskClient) -> None:
    response = client.get("/search.atom?page=101")
    assert response.status_code == 400
    assert "100" in response.get_json()["allowed"]
