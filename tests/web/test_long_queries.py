"""Is every query that may be asked answered everywhere, up to its last letter?"""

from __future__ import annotations

import random
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from answers import json_of
from flask.testing import FlaskClient
from lxml import html

from search.request import MAX_QUERY_CHARS

PATHS = (
    "/", "/search", "/dem", "/dem.csv", "/dem.svg", "/cach-tim", "/article/tt-04a",
    "/api/search", "/api/search?alternatives=1", "/api/suggest", "/api/terms",
    "/api/terms?compare=",
    "/api/trends", "/api/kwic", "/api/receipt", "/api/articles/tt-04a",
    "/search.csv", "/search.jsonl", "/search.ris", "/search.bib", "/search.atom",
)  # fmt: skip
PARTS = (
    "dân ", "dan van ", "vận động ", "thoowif tieets ", "hoc sinh gioi ", "thah pho ", '"dân vận" ',
    "đò ", "(lũ OR bão) ", "-mưa ", "title:lũ ", "NEAR/5 ", "tr* ", "lux~ ", "2016 ", "5/2016 ",
    "tp.hcm ", "ubnd ", "covid-19 ", "\U0001f600", "ﬃ", "Đ",
)  # fmt: skip


def long_queries(drawn: random.Random) -> Iterator[str]:
    """Queries that leave no room, or hardly any, for what might be put into them."""
    for part in PARTS:
        yield (part * MAX_QUERY_CHARS)[: MAX_QUERY_CHARS - drawn.choice((0, 0, 1, 2, 7))]
    for _ in range(3):
        text = "".join(drawn.choice(PARTS) for _ in range(MAX_QUERY_CHARS))
        yield text[: MAX_QUERY_CHARS - drawn.randrange(12)]


def test_every_page_and_every_endpoint_takes_what_any_takes(
    client: FlaskClient, drawn: random.Random
) -> None:
    paths = list(PATHS)
    for q in long_queries(drawn):
        drawn.shuffle(paths)
        for path in ("/search", "/api/search?alternatives=1", *paths[:1]):
            answer = client.get(address(path, q))
            assert answer.status_code == 200, (path, q)
            assert answer.data is not None  # a stream breaks off only while it is read


def address(path: str, q: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{urlencode({'q': q})}"


@pytest.mark.parametrize("part", PARTS)
def test_no_link_of_a_page_asks_for_more_than_may_be_asked(client: FlaskClient, part: str) -> None:
    q = (part * MAX_QUERY_CHARS)[: MAX_QUERY_CHARS - 1]
    page = html.fromstring(client.get("/search", query_string={"q": q}).text)
    links = {link for link in page.xpath("//main//a/@href") if link.startswith("/search?")}
    for link in links:
        assert client.get(link).status_code == 200, link[:80]


@pytest.mark.parametrize("part", PARTS)
def test_no_other_count_is_of_more_than_may_be_asked(client: FlaskClient, part: str) -> None:
    q = (part * MAX_QUERY_CHARS)[: MAX_QUERY_CHARS - 1]
    for one in json_of(client.get(address("/api/search?alternatives=1", q)))["alternatives"]:
        answer = client.get("/api/search", query_string={"q": q, **one["params"]})
        assert json_of(answer)["total"] == one["total"]


def test_no_completion_is_longer_than_may_be_asked(client: FlaskClient) -> None:
    begun = "dân v"
    counts = []
    for room in (10, 1):
        q = ('"c" ' * MAX_QUERY_CHARS)[: MAX_QUERY_CHARS - room - len(begun)]
        q = q[: q.rindex(" ") + 1].rjust(MAX_QUERY_CHARS - room - len(begun)) + begun
        completed = json_of(client.get(address("/api/suggest", q)))["completions"]
        assert all(len(one["text"]) <= MAX_QUERY_CHARS for one in completed)
        counts.append(len(completed))
    assert counts[0] > counts[1]  # those that have no room


def test_one_letter_more_is_refused_everywhere(client: FlaskClient) -> None:
    for path in PATHS:
        if not path.startswith(("/cach-tim", "/article", "/api/articles")):
            q = "a" * (MAX_QUERY_CHARS + 1)
            assert client.get(address(path, q)).status_code == 400, path
