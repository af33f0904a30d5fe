"""Is every article reached by the links to it, whatever its id?"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from answers import json_of
from flask import Flask, url_for
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from werkzeug.test import EnvironBuilder

from index.readers.identity import MAX_ID_CHARS, article_id
from web import create_app
from web.api.articles import is_part_of_id
from web.api.table import OPERATIONS as ALL
from web.article_ids import OPERATIONS

ODD = [
    "q", "q/similar", "q/versions", "q/citation", "q/similar/similar", "q/similar/versions",
    "q/versions/b", "similar", "versions", "citation", "similar/similar", "q%2Fsimilar", "%2E%2E",
    "a?b", "a#b", "a;b", "a%b", "a b", "a+b", "a&b=c", "a:b", "https:/b.vn/a", "@a", "báo/lũ",
    "\U0001f600", "a\\b", "'\"<>", "...", "a/.b", "~", "q/similar.", "Q/Similar", "q/ similar",
    "a;", "{a}", "a|b", "^", "*", "q/similar?", "q/similar#", "a,b/c",
]  # fmt: skip
PARTS = st.one_of(
    st.sampled_from([*OPERATIONS, "/", "%2F", "%", "?", "#", ";", ".", "..", " ", "\n", "à", "q"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
)
IDS = st.lists(PARTS, min_size=1, max_size=6).map("".join).filter(bool)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]) -> FlaskClient:
    """Of an index of articles with such ids, three of each story."""
    records = [
        {"id": one, "title": f"Lũ về số {n // 3}", "body": f"Nước lên ở xã {n // 3}."}
        for n, one in enumerate(ODD)
    ]
    root = build_index(tmp_path_factory.mktemp("odd"), records)
    return create_app({"INDEX": str(root)}).test_client()


@pytest.mark.parametrize("one", ODD)
def test_the_links_to_an_article_lead_to_it(odd: FlaskClient, one: str) -> None:
    with odd.application.test_request_context():
        page, known, similar, versions, citation = (
            url_for(endpoint, article_id=one)
            for endpoint in (
                "pages.article", "api.article", "api.similar", "api.versions", "api.citation",
            )
        )  # fmt: skip
    assert json_of(odd.get(known))["id"] == one
    assert json_of(odd.get(similar))["id"] == one
    assert "hits" in json_of(odd.get(similar))
    assert json_of(odd.get(versions))["id"] == one
    assert "versions" in json_of(odd.get(versions))
    assert odd.get(citation).mimetype == "application/x-research-info-systems"
    (alternate,) = html.fromstring(odd.get(page).text).xpath(
        "//link[@rel='alternate'][@type='application/json']/@href"
    )
    assert alternate == known


def test_every_link_of_pages_feeds_and_exports_leads_to_its_article(odd: FlaskClient) -> None:
    hits = json_of(odd.get("/api/search?size=100&group=off"))["hits"]
    assert {hit["id"] for hit in hits} == set(ODD)
    found = html.fromstring(odd.get("/search?size=100&group=off").text)
    links = found.xpath("//main//h3/a/@href")
    feed = re.findall(r"<id>(http://localhost/article/[^<]*)</id>", odd.get("/search.atom").text)
    references = re.findall(r"^UR  - (.*)$", odd.get("/search.ris").text, re.MULTILINE)
    for addresses in (links, feed, [one.strip() for one in references]):
        assert len(addresses) == len(ODD)
        assert {_id_at(odd, one) for one in addresses} == set(ODD)


def _id_at(client: FlaskClient, address: str) -> str:
    """The id of the article whose page is there."""
    page = client.get(address.replace("&amp;", "&"))
    assert page.status_code == 200, address
    (known,) = html.fromstring(page.text).xpath(
        "//link[@rel='alternate'][@type='application/json']/@href"
    )
    return str(json_of(client.get(known))["id"])


@given(own=IDS)
def test_any_id_that_an_index_takes_is_the_one_that_its_links_name(app: Flask, own: str) -> None:
    """Also for those who fold paths, as browsers and proxies do."""
    one = article_id(own, "", "", "", "")
    assert 0 < len(one) <= MAX_ID_CHARS
    with app.test_request_context():
        endpoints = ("pages.article", "api.article", *(f"api.{name}" for name in OPERATIONS))
        links = {endpoint: url_for(endpoint, article_id=one) for endpoint in endpoints}
    for endpoint, link in links.items():
        assert link.isascii()
        assert urljoin("http://localhost/", link) == f"http://localhost{link}"
        environ = EnvironBuilder(link).get_environ()
        with app.request_context(environ) as context:
            rule, values = context.request.url_rule, context.request.view_args
            assert rule is not None
            assert values is not None
            named, ending = values["article_id"], rule.endpoint.removeprefix("api.")
            if ending in OPERATIONS and is_part_of_id(ending):
                named, ending = f"{named}/{ending}", "article"
        assert (named, ending) == (one, endpoint.removeprefix("api."))


def test_every_operation_on_an_article_is_known_to_those_who_write_links() -> None:
    rules = [one.rule for one in ALL if one.rule.startswith("/api/articles/<")]
    assert {rule.rpartition(">")[2].removeprefix("/") for rule in rules} == {"", *OPERATIONS}
