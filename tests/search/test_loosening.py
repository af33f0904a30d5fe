"""Where nothing is found, is what is offered wider by one restriction, and counted right?"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from brute_force import BruteForceSearcher
from indexes import live_folder

from index.days import today
from index.lexicon import open_lexicon
from search import Engine, SearchRequest, open_engine
from search.loosening import loosened
from search.query.parser import parse, query_text
from search.query.shorter import shorter, stripped

BODY = "Nước sông lên cao, bà con dời chợ lúa lên đê. Đò ngang nghỉ một buổi."
ARTICLES = [
    {"id": "a", "title": "Chợ lúa dời lên đê", "body": BODY, "published": "2016-05-12",
     "category": "Đời sống", "source": "bao.example"},
    {"id": "b", "title": "Đò ngang", "body": "Bến vắng, con đò nằm chờ khách sang sông.",
     "published": "2017-01-02", "category": "Xã hội", "source": "baokhac.example"},
    {"id": "c", "title": "Lúa chín", "body": "Ruộng lúa chín vàng hai bên sông.",
     "category": "Đời sống", "source": "bao.example"},
]  # fmt: skip


@pytest.fixture(scope="module")
def engine(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[Engine]:
    with open_engine(build_index(tmp_path_factory.mktemp("loosening"), ARTICLES)) as opened:
        yield opened


def offered(engine: Engine, **asked: Any) -> list[tuple[str, str, str, int]]:
    return [
        (one.kind, one.said, one.request.q, one.total)
        for one in engine.loosened(SearchRequest(**asked))
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"q": "đò", "start": "1/2020"}, [("dates", "", "đò", 2)]),
        ({"q": "đò", "end": "2010"}, [("dates", "", "đò", 2)]),
        ({"q": "đò", "category": ("Thể thao",)}, [("category", "", "đò", 2)]),
        ({"q": "đò", "source": ("x", "y")}, [("source", "", "đò", 2)]),
        ({"q": "chín", "category": ("Xã hội",), "source": ("bao.example",)},
         [("category", "", "chín", 1)]),
        ({"q": "đò", "category": ("x",), "start": "2020"}, [("all", "", "đò", 2)]),
        ({"q": '"sông đò"'}, [("phrase", '"sông đò"', "sông đò", 2)]),
        ({"q": "title:khách"}, [("field", "title:khách", "khách", 1)]),
        ({"q": "source:lạ.example lúa"}, [("field", "source:lạ.example", "lúa", 2)]),
        ({"q": "lúa -(lúa OR đò)"}, [("without", "-(lúa OR đò)", "lúa", 2)]),
        ({"q": "lúa date:2020"}, [("dates", "date:2020", "lúa", 2)]),
        ({"q": "lúa tháng 3/2020"}, [("dates", "tháng 3/2020", "lúa", 2)]),
        ({"q": "title:khách -sông"},
         [("all", "", "khách", 1)]),
        ({"q": "xqz"}, []),
        ({"q": "xqz -đò", "start": "2020"}, []),
        ({"q": '"'}, []),
        ({"q": "", "start": "2020"}, [("dates", "", "", 3)]),
    ],
    ids=str,
)  # fmt: skip
def test_one_restriction_is_taken_off_at_a_time(
    engine: Engine, asked: dict[str, Any], expected: list[tuple[str, str, str, int]]
) -> None:
    assert engine.search(SearchRequest(**asked)).total == 0
    assert offered(engine, **asked) == expected


def test_each_of_a_few_words_is_left_out_in_turn(engine: Engine) -> None:
    assert offered(engine, q="đò xqz", match="exact") == [("word", "xqz", "đò", 2)]
    assert offered(engine, q="chín vàng khách", match="exact") == [
        ("word", "khách", "chín vàng", 1)
    ]
    assert offered(engine, q="khách lúa", match="exact") == [
        ("word", "khách", "lúa", 2), ("word", "lúa", "khách", 1)
    ]  # fmt: skip
    assert offered(engine, q="xqz " * 7, match="exact") == []


def test_what_keeps_all_the_words_comes_first(engine: Engine) -> None:
    assert offered(engine, q="do ngang", match="exact") == [
        ("match", "", "do ngang", 2), ("word", "do", "ngang", 2)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "q", ["xqz " + '-"a b" ' * 280, "title:xqz " * 200, "xqz date:2016 " * 140, "-" * 1900]
)
def test_hundreds_of_signs_are_answered_too(engine: Engine, q: str) -> None:
    assert engine.search(SearchRequest(q)).total == 0
    assert engine.loosened(SearchRequest(q)) == []


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ('"thủ tướng" -bóng đá nữ', ["thủ tướng -bóng đá nữ", '"thủ tướng" đá nữ']),
        ("NOT (a OR b) c", ["c"]),
        ("a -title:(b OR c) d", ["a d"]),
        ('title:"a b" c', ['"a b" c', "title:(a b) c"]),
        ("category:thể thao giải", ["thao giải"]),
        ("-tr* a", ["a"]),
        ("before:2016 a", ["a"]),
        ('"a"', []),
        ("-a", []),
        ("a (", []),
        ("-", []),
        ("- -", []),
        ("a --b", ["a"]),
        ("title:-b a", ["-b a", "a"]),
    ],
)
def test_a_query_is_shorter_by_one_sign(q: str, expected: list[str]) -> None:
    node = parse(q)
    found = [] if node is None else [one.q for one in shorter(query_text(q), node)]
    assert found == expected


def test_without_its_signs_a_query_is_the_words_that_are_wanted() -> None:
    q = 'title:"a b" -c (d OR tr*) date:2016 tag:e'
    node = parse(q)
    assert node is not None
    assert stripped(query_text(q), node).split() == ["a", "b", "(d", "OR", "tr*)"]


def test_what_is_offered_is_what_another_engine_counts(
    engine: Engine, sample_index: Path, drawn: random.Random
) -> None:
    with open_engine(sample_index) as sample:
        articles = list(sample.stream(SearchRequest()))
        brute = BruteForceSearcher(articles, open_lexicon(live_folder(sample_index)))
        day = today()
        for _ in range(25):
            one, other = drawn.sample(articles, 2)
            q = " ".join([*one.title.split()[:2], *other.title.split()[-2:]])
            signs = drawn.choice(["{}", '"{}"', "{} -{}", "title:{}", "{} date:1999"])
            asked = SearchRequest(
                signs.format(q, q.split()[0]),
                category=drawn.choice([(), (one.category,), ("không có",)]),
                start=drawn.choice([None, "2016", "1999"]),
                match=drawn.choice(["words", "exact"]),
            )
            found = sample.loosened(asked)
            assert found == loosened(asked, brute, day)
            for way in found:
                assert sample.search(replace(way.request, highlight=False)).total == way.total > 0
