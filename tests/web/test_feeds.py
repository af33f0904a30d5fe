"""Do the feed, the table and the stream carry the same results?"""

from __future__ import annotations

import csv
import io
import json

import pytest
from answers import json_of
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from index.article import StoredArticle
from search.tables import cells_of, csv_row
from web.escaping import xml_text

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_the_feed_is_atom_with_absolute_ids_newest_first(client: FlaskClient) -> None:
    response = client.get("/search.atom?q=d%C3%A2n")
    assert response.mimetype == "application/atom+xml"
    feed = etree.fromstring(response.data)
    entries = feed.findall("a:entry", ATOM)
    assert 0 < len(entries) <= 50
    for element in (feed, *entries):
        assert element.findtext("a:id", namespaces=ATOM).startswith("http://localhost/")
        assert element.findtext("a:title", namespaces=ATOM)
        assert "T" in element.findtext("a:updated", namespaces=ATOM)
    dates = [entry.findtext("a:published", namespaces=ATOM) for entry in entries]
    known = [date for date in dates if date]
    assert known == sorted(known, reverse=True)


def test_the_table_has_a_row_per_match_and_opens_in_a_spreadsheet(client: FlaskClient) -> None:
    response = client.get("/search.csv?q=d%C3%A2n")
    assert response.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert len(rows) == json_of(client.get("/api/search?q=d%C3%A2n"))["total"]
    assert {"id", "title", "published", "url"} <= set(rows[0])


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_is_never_a_formula(title: str) -> None:
    kept = StoredArticle("1", title, "", None, "", "", "", "", ())
    row = next(csv.reader(io.StringIO(csv_row(cells_of(kept)), newline="")))
    assert row[1] == "'" + title


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1))
def test_a_row_is_what_the_standard_library_writes(cells: list[str]) -> None:
    shown = [
        "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell for cell in cells
    ]
    line = io.StringIO(newline="")
    csv.writer(line).writerow(shown)
    assert csv_row(cells) == line.getvalue()


def test_the_stream_has_a_line_per_match(client: FlaskClient) -> None:
    lines = client.get("/search.jsonl?category=").text.splitlines()
    assert len(lines) == json_of(client.get("/api/search?category="))["total"]
    assert all(json.loads(line)["category"] is None for line in lines)


def test_xml_never_holds_a_character_it_may_not() -> None:
    assert xml_text("a\x00\x0b\ud800\uffffb") == "ab"


@pytest.mark.parametrize("path", ["/search.atom", "/search.csv", "/search.jsonl"])
def test_a_bad_parameter_is_a_400(client: FlaskClient, path: str) -> None:
    assert client.get(path + "?from=2016-13").status_code == 400


@pytest.mark.parametrize("path", ["/search.atom", "/search.csv", "/search.jsonl"])
def test_a_query_without_matches_is_answered(client: FlaskClient, path: str) -> None:
    assert client.get(path + "?q=%22zzzz+qqqq%22").status_code == 200


def test_a_browser_can_add_the_site_as_a_search_engine(client: FlaskClient) -> None:
    root = etree.fromstring(client.get("/opensearch.xml").data)
    templates = [url.get("template") for url in root if url.get("template")]
    assert "http://localhost/search?q={searchTerms}" in templates


def test_crawlers_are_kept_from_searches(client: FlaskClient) -> None:
    assert "Disallow: /search" in client.get("/robots.txt").text


def test_feeds_have_every_article_unless_asked(client: FlaskClient) -> None:
    query = "/search.jsonl?q=%E1%BA%BFch+hang"
    lines = client.get(query).data.splitlines()
    grouped = client.get(f"{query}&group=on").data.splitlines()
    assert len(lines) == len(client.get(f"{query}&group=off").data.splitlines()) == 3
    assert len(grouped) == 2
    assert set(grouped) < set(lines)
    assert client.get(f"{query}&group=maybe").status_code == 400
    feed = client.get("/search.atom?q=%E1%BA%BFch+hang&group=on").data.decode()
    assert feed.count("<entry>") == 2
    assert "group=on" in feed
    assert client.get("/search.atom?q=%E1%BA%BFch+hang").data.count(b"<entry>") == 3
