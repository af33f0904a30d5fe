"""Does *3,5* find the number, and *3-5* the score?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from brute_force import found_by_looking
from indexes import live_folder

from index.lexicon import open_lexicon
from search import Engine, SearchRequest, open_engine

TITLES = {
    "comma": "Lãi suất tăng 3,5% trong quý",
    "point": "Lạm phát ở mức 3.5 phần trăm",
    "score": "Đội khách thắng 3-5",
    "day": "Lễ hội khai mạc ngày 3/5",
    "list": "Bàn số 3, 5 và 7",
    "space": "Phòng 3 5",
    "thousand": "Thu 1.234,5 tỷ đồng",
    "joined": "Thu 1234,5 tỷ đồng",
    "parts": "Nhà 1, ngõ 234-5",
    "kilo": "Cá nặng 3,5kg",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]) -> Path:
    records = [{"id": name, "title": title} for name, title in TITLES.items()]
    runs = {"a.jsonl": records[:5]}, {"b.jsonl": records[5:]}
    return build_index(tmp_path_factory.mktemp("numbers"), *runs)


@pytest.fixture(scope="module")
def engine(root: Path) -> Iterator[Engine]:
    with open_engine(root) as engine:
        yield engine


QUERIES = [
    ("3,5%", {"comma", "point"}), ("3,5", {"comma", "point"}), ("3.5%", {"comma", "point"}),
    ("3.5", {"comma", "point", "score", "day", "list", "space"}),
    ("tăng 3,5%", {"comma"}), ("title:3,5", {"comma", "point"}), ('"3,5"', {"comma", "point"}),
    ("3-5", {"point", "score", "day", "list", "space"}), ("1.234,5", {"thousand", "joined"}),
    ("1234,5", {"thousand", "joined"}), ("1234.5", {"thousand", "joined"}), ("3,5kg", {"kilo"}),
    ("khách -3,5", {"score"}), ("3,9", set()),
]  # fmt: skip


@pytest.mark.parametrize(("q", "expected"), QUERIES)
def test_a_decimal_number_is_no_score_and_no_day(
    engine: Engine, q: str, expected: set[str]
) -> None:
    results = engine.search(SearchRequest(q, size=100))
    assert {hit.id for hit in results.hits if not hit.near} == expected
    assert results.total == len(expected)


@pytest.mark.parametrize(("q", "expected"), QUERIES)
def test_another_engine_finds_the_same(
    root: Path, engine: Engine, q: str, expected: set[str]
) -> None:
    lexicon = open_lexicon(live_folder(root))
    assert found_by_looking(q, list(engine.stream(SearchRequest())), lexicon) == expected


def test_a_number_comes_first_where_days_are_found_too(engine: Engine) -> None:
    hits = engine.search(SearchRequest("3.5")).hits
    assert {hit.id for hit in hits[:2]} == {"point", "comma"}


def test_what_was_understood_is_the_number(engine: Engine) -> None:
    assert engine.search(SearchRequest("1.234,5")).query.understood == "1234,5"


def test_the_number_is_marked(engine: Engine) -> None:
    (hit,) = engine.search(SearchRequest("tăng 3,5%")).hits
    assert hit.highlights is not None
    assert hit.highlights.title is not None
    text = hit.highlights.title.text
    assert [text[start:end] for start, end in hit.highlights.title.marks] == ["tăng 3,5"]
