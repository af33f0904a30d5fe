"""Does the page on how to search tell the truth, and does its form find what was filled in?"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from answers import json_of
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from search import Engine, SearchRequest, open_engine
from web import create_app
from web.pages.query_writer import PLACES, Filled, written


@pytest.fixture(scope="module")
def sample(sample_index: Path) -> Iterator[Engine]:
    with open_engine(sample_index) as opened:
        yield opened


def examples(client: FlaskClient, url: str = "/cach-tim") -> list[html.HtmlElement]:
    answer = client.get(url)
    assert answer.status_code == 200
    return list(html.fromstring(answer.text).xpath("//main//li[a/code]"))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_example_leads_to_as_many_articles_as_it_says(client: FlaskClient, lang: str) -> None:
    found = examples(client, f"/cach-tim?lang={lang}")
    assert len(found) > 15
    for example in found:
        (link,) = example.xpath("./a")
        total = json_of(client.get(link.get("href").replace("/search", "/api/search", 1)))["total"]
        count = example.xpath("./span[@class='count']")[0].text
        assert count.split()[0] == str(total) != "0", link.get("href")


def test_without_an_index_the_examples_have_no_numbers(client_without_index: FlaskClient) -> None:
    found = examples(client_without_index)
    assert len(found) > 15
    assert not any(example.xpath("./span[@class='count']") for example in found)


def test_without_time_to_count_they_have_none_either(sample_index: Path) -> None:
    client = create_app({"INDEX": str(sample_index), "TIMEOUT": 1e-9}).test_client()
    assert not any(example.xpath("./span[@class='count']") for example in examples(client))


def sent_to(client: FlaskClient, **filled: Any) -> dict[str, list[str]]:
    """The parameters of the search that a filled form leads to."""
    answer = client.get("/cach-tim", query_string=filled)
    assert answer.status_code == 302
    address = urlsplit(answer.location)
    assert address.path == "/search"
    return parse_qs(address.query)


def test_the_form_leads_to_a_search(client: FlaskClient) -> None:
    assert sent_to(
        client, all="học sinh", phrase='đúng "cụm" này', any="lũ, bão;hạn hán,", none="bóng đá, x",
        words="nước", near="giá", by="xăng dầu", gap="5", category="Giáo dục", source="a.example",
        to="12/2024", lang="en", **{"in": "summary", "from": "2016"},
    ) == {
        "q": [
            (
                'học sinh "đúng cụm này" ("lũ" OR "bão" OR "hạn hán") summary:(nước) '
                '"giá" NEAR/5 "xăng dầu" -"bóng đá" -"x"'
            )
        ],
        "category": ["Giáo dục"], "source": ["a.example"], "from": ["2016"], "to": ["12/2024"],
        "lang": ["en"],
    }  # fmt: skip
    assert sent_to(client, category="Giáo dục", gap="x") == {"category": ["Giáo dục"]}
    assert sent_to(client, near="giá", gap="9999") == {"q": ['"giá"']}


@pytest.mark.parametrize(
    ("filled", "told"),
    [
        ({"all": "lũ", "from": "31/2/2016"}, "Không hiểu ngày này"),
        ({"all": "lũ", "any": "á" * 2001}, "Câu tìm quá dài"),
        ({"all": '"( ) -'}, "chưa có từ nào"),
    ],
)
def test_a_form_that_cannot_be_keeps_what_was_typed(
    client: FlaskClient, filled: dict[str, str], told: str
) -> None:
    answer = client.get("/cach-tim", query_string=filled)
    assert answer.status_code == 400
    assert told in answer.text
    root = html.fromstring(answer.text)
    for name, value in filled.items():
        assert root.xpath(f"//form[contains(@class, 'boxes')]//input[@name='{name}']/@value") == [
            value
        ]


def ids(engine: Engine, q: str) -> set[str]:
    return {article.id for article in engine.stream(SearchRequest(q))}


def is_corrected(engine: Engine, q: str) -> bool:
    """Whether something else is answered, for words that stand side by side by chance."""
    suggestion = engine.search(SearchRequest(q, highlight=False)).suggestion
    return suggestion is not None and suggestion.applied


def words_of(chance: random.Random, titles: list[str], most: int) -> str:
    """A stretch of a title, at most so many syllables long, without signs."""
    title = [word for word in chance.choice(titles).split() if word.isalpha()]
    length = chance.randint(1, most)
    first = chance.randrange(max(1, len(title) - length + 1))
    return " ".join(title[first : first + length]).lower()


def test_what_is_filled_in_comes_back_as_the_right_set(
    sample: Engine, drawn: random.Random
) -> None:
    """All boxes together find what each finds alone, put together as sets."""
    articles = list(sample.stream(SearchRequest()))
    everything = {article.id for article in articles}
    titles = [article.title for article in articles]
    found = 0
    for _ in range(150):
        filled = Filled()
        expected = everything

        def chosen(likely: float) -> bool:
            return drawn.random() < likely

        if chosen(0.5):
            filled = replace(filled, every=words_of(drawn, titles, 2))
            expected = expected & ids(sample, filled.every)
        if chosen(0.3):
            filled = replace(filled, phrase=words_of(drawn, titles, 2))
            expected = expected & ids(sample, f'"{filled.phrase}"')
        if chosen(0.5):
            some = [words_of(drawn, titles, 2) for _ in range(drawn.randint(1, 3))]
            filled = replace(filled, some=", ".join(some))
            expected = expected & set().union(*(ids(sample, f'"{one}"') for one in some))
        if chosen(0.3):
            place = drawn.choice(PLACES)
            filled = replace(filled, within=words_of(drawn, titles, 1), place=place)
            expected = expected & ids(sample, f"{place}:{filled.within}")
        if chosen(0.2):
            a, b = words_of(drawn, titles, 1), words_of(drawn, titles, 1)
            filled = replace(filled, near=a, to=b, gap=30)
            expected = expected & ids(sample, f'"{a}" NEAR/30 "{b}"')
        if chosen(0.5):
            none = [words_of(drawn, titles, 2) for _ in range(drawn.randint(1, 2))]
            filled = replace(filled, none=", ".join(none))
            expected = expected - set().union(*(ids(sample, f'"{one}"') for one in none))
        q = written(filled)
        if q and not is_corrected(sample, q):
            assert ids(sample, q) == expected, q
            found += bool(expected)
    assert found > 20


def test_the_sets_of_a_filled_form_are_those_of_looking(sample: Engine) -> None:
    """Phrases, and their absence, are looked for in the texts themselves."""
    articles = list(sample.stream(SearchRequest()))

    def texts(name: str) -> dict[str, str]:
        return {
            one.id: f" {' '.join(getattr(one, name).lower().replace(',', ' ').split())} "
            for one in articles
        }

    bodies, titles, leads = texts("body"), texts("title"), texts("summary")

    def holders(phrase: str) -> set[str]:
        return {
            one.id
            for one in articles
            if any(f" {phrase} " in text[one.id] for text in (bodies, titles, leads))
        }

    for some, none in (("học sinh", "giáo viên"), ("nước", "người dân"), ("xã", "lũ")):
        q = written(Filled(some=f"{some}, sầu riêng", none=none))
        found = ids(sample, q)
        assert holders(some) - holders(none) - found == set(), q
        assert not found & holders(none), q


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(boxes=st.lists(st.text(max_size=30), min_size=7, max_size=7))
def test_nothing_typed_into_a_box_is_taken_for_a_sign(sample: Engine, boxes: list[str]) -> None:
    """Whatever the boxes hold, quotes and parentheses of the query match, and it is answered."""
    every, phrase, some, none, within, near, to = boxes
    q = written(Filled(every, phrase, some, none, within, "title", near, to))
    assert q.count('"') % 2 == 0
    outside = "".join(q.split('"')[::2])
    assert outside.count("(") == outside.count(")")
    sample.search(SearchRequest(q, highlight=False))


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("lũ OR bão", "lũ or bão"), ("-bóng đá", "bóng đá"), ("title:lũ", "title lũ"),
        ('"a" (b', "a b"), ("NOT NEAR", "not near"), ("U-23 10:30", "U-23 10:30"),
        ("date:2016", "date 2016"), ("a && b || c", "a b c"), ("“x” – y", "x y"),
    ],
)  # fmt: skip
def test_signs_are_left_out(typed: str, plain: str) -> None:
    assert written(Filled(every=typed)) == plain


def test_capitals_do_not_make_a_word_of_an_operator(sample: Engine) -> None:
    q = written(Filled(every="NGƯỜI DÂN", near="nước", to="lũ"))
    assert sample.search(SearchRequest(q)).query.understood.endswith('"nước" NEAR/8 "lũ"')


BOXES = (
    "all", "phrase", "any", "none", "words", "in", "near", "by", "gap", "category", "source",
    "from", "to", "lang", "x",
)  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=30).map(lambda text: quote(text.encode("utf-8", "surrogatepass"))),
    st.binary(max_size=12).map(quote),
    st.sampled_from(["2016", "%ff", "9" * 40, "%D9%A3", "title", "%00", "-"]),
)
FILLED = st.lists(st.tuples(st.sampled_from(BOXES), VALUES).map("=".join), max_size=6).map("&".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(query=FILLED)
def test_any_query_string_is_answered_or_refused(app: Flask, query: str) -> None:
    client = app.test_client()
    for path in ("/cach-tim", "/kho-bao"):
        response = client.get(path, environ_overrides={"QUERY_STRING": query})
        assert response.status_code in {200, 302, 400}, (path, query)
        if response.status_code == 302:
            address = urlsplit(response.location)
            asked = {"QUERY_STRING": address.query}
            assert client.get("/search", environ_overrides=asked).status_code == 200, query
