"""Are questions answered by what is about their subject, whether or not it asks too?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search import Engine, SearchRequest, open_engine
from search.planner.asking import asking_places

_SUBJECT = "Giá cà phê Buôn Hồ lao dốc trong phiên sáng nay."
_OTHERS = [f"Chuyện thứ {n}: vì sao người ta đi chợ, đi ở đâu và khi nào." for n in range(40)]


@pytest.fixture(scope="module")
def engine(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[Engine]:
    bodies = {"subject": _SUBJECT, **{f"other{n}": body for n, body in enumerate(_OTHERS)}}
    records = [{"id": name, "body": body} for name, body in bodies.items()]
    with open_engine(build_index(tmp_path_factory.mktemp("asking"), records)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "asking"),
    [
        ("vì sao giá xăng tăng", "vì sao"),
        ("giá xăng tăng bao nhiêu", "bao nhiêu"),
        ("làm thế nào gói bánh chưng", "làm thế nào"),
        ("bộ trưởng nói gì về học phí", "nói gì"),
        ("ai trồng sâm ở đâu trên núi", "ai ở đâu"),
        ("người đẹp là ai", ""),  # too little beside
        ("vì sao đưa", ""),
        ("ngôi sao sáng trên trời", ""),
        ("", ""),
    ],
)
def test_words_that_ask_are_known_where_enough_else_is_there(typed: str, asking: str) -> None:
    terms = typed.split()
    assert " ".join(terms[place] for place in asking_places(terms)) == asking


@pytest.mark.parametrize(
    "q",
    [
        "vì sao giá cà phê Buôn Hồ lao dốc",
        "vi sao gia ca phe Buon Ho lao doc",
        "giá cà phê lao dốc ở đâu",
        "khi nào giá cà phê lao dốc",
    ],
)
def test_what_is_about_the_subject_answers(engine: Engine, q: str) -> None:
    results = engine.search(SearchRequest(q))
    assert results.query.understood.startswith("question words aside: ")
    assert results.total == 1
    assert results.hits[0].id == "subject"


def test_what_has_the_words_that_ask_comes_first_where_enough_does(engine: Engine) -> None:
    results = engine.search(SearchRequest("vì sao người ta đi chợ"))
    assert results.total == len(_OTHERS)
    assert "aside" not in results.query.understood


def test_in_quotes_nothing_is_put_aside(engine: Engine) -> None:
    results = engine.search(SearchRequest('"vì sao giá cà phê lao dốc"'))
    assert (results.total, results.near) == (0, 0)


def test_a_subject_ranks_over_what_only_asks(engine: Engine) -> None:
    results = engine.search(SearchRequest("vì sao ở đâu khi nào cà phê Buôn Hồ rẻ"))
    assert results.hits[0].id == "subject"
