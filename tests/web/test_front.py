"""Does the front page offer searches that find what they say, whatever the corpus is?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from search import open_engine
from web import create_app
from web.pages.front import Example, example_choice, find_examples


@pytest.fixture
def found(sample_index: Path) -> tuple[Example, ...]:
    with open_engine(sample_index) as engine:
        return find_examples(engine, engine.stats())


def test_each_example_shows_another_way_and_finds_as_many_as_it_says(
    found: tuple[Example, ...], sample_index: Path
) -> None:
    assert len({one.way for one in found}) == len(found) == 5
    assert len({one.request.q for one in found}) == 5
    with open_engine(sample_index) as engine:
        for one in found:
            assert engine.search(one.request).total == one.total >= 2


def test_the_examples_stand_on_the_front_page_and_on_no_other(
    client: FlaskClient, app: Flask, found: tuple[Example, ...]
) -> None:
    page = client.get("/").text
    with app.test_request_context("/"):
        for choice, way in map(example_choice, found):
            assert f'href="{choice.href}"'.replace("&", "&amp;") in page
            assert way in page
    assert 'class="examples"' not in client.get("/search?q=b%C3%A1o").text


def test_a_corpus_of_which_nothing_can_be_told_has_none(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    index = build_index(tmp_path, [{"title": "Một bài", "body": "Chỉ có một bài báo ở đây"}])
    with open_engine(index) as engine:
        assert find_examples(engine, engine.stats()) == ()
    page = create_app({"INDEX": str(index)}).test_client().get("/")
    assert page.status_code == 200
    assert "Một bài" in page.text
