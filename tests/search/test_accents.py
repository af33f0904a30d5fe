"""Which accents match which, what is excluded, and what is left after Whoosh merges?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from search import SearchRequest, open_engine


def found(engine: Any, q: str) -> tuple[set[str], int, bool]:
    results = engine.search(SearchRequest(q, size=100))
    ids = [hit.id for hit in results.hits]
    assert len(ids) == len(set(ids))
    return set(ids), results.total, results.query.relaxed


ACCENTS = [
    ("exact", "dân vận"), ("other", "dẫn vắn"), ("bare", "dan van"), ("apart", "dân ở xa vận"),
]  # fmt: skip


@pytest.fixture(scope="module")
def accents(tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]) -> Any:
    records = [{"id": name, "title": title} for name, title in ACCENTS]
    engine = open_engine(build_index(tmp_path_factory.mktemp("accents"), records))
    yield engine
    engine.close()


def ids_in_order(engine: Any, q: str) -> list[str]:
    return [hit.id for hit in engine.search(SearchRequest(q)).hits]


def test_an_accented_word_is_not_found_under_another_accent(accents: Any) -> None:
    assert set(ids_in_order(accents, "dân vận")) == {"exact", "apart", "bare"}
    assert set(ids_in_order(accents, "dẫn")) == {"other", "bare"}


def test_typed_accents_rank_exact_matches_above_unaccented_text(accents: Any) -> None:
    order = ids_in_order(accents, "dân vận")
    assert order.index("exact") < order.index("bare")


def test_typing_without_accents_finds_every_accent(accents: Any) -> None:
    assert set(ids_in_order(accents, "dan van")) == {name for name, _ in ACCENTS}


def test_a_phrase_wants_its_words_side_by_side(accents: Any) -> None:
    assert ids_in_order(accents, '"dân vận"') == ["exact"]
    assert set(ids_in_order(accents, '"dan van"')) == {"exact", "other", "bare"}


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("dân -vận", {"2"}),
        ("(dân khéo) -vận", {"2"}),
        ("(dân vận) -vận", set()),
        ('"dân vận" -vận', set()),
        ("dân* -vận", {"2"}),
        ("dân -(dân -vận)", {"1", "3"}),
        ("-(dân -khéo)", {"0", "2", "3"}),
        ("-(khéo -dân)", {"0", "1", "2", "3"}),
        ("-vận -khéo", set()),
    ],
)
def test_what_is_excluded_is_not_found_wherever_it_stands_in_the_index(
    tmp_path: Path, build_index: Callable[..., Path], q: str, expected: set[str]
) -> None:
    titles = ["vận", "dân vận", "dân khéo", "dân vận khéo"]
    root = build_index(tmp_path, [{"id": str(n), "title": t} for n, t in enumerate(titles)])
    engine = open_engine(root)
    assert found(engine, q) == (expected, len(expected), False)
    engine.close()


def test_many_small_updates_are_merged_without_losing_anything(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    """Whoosh merges its segments from the fifth on."""
    runs = [
        {f"{n}.jsonl": [{"id": f"x{n}", "title": "dân vận", "published": "2016-05-12"},
                        {"id": "same", "title": f"hòa {'an' if n % 2 else 'van'}"}]}
        for n in range(9)
    ]  # fmt: skip
    root = build_index(tmp_path, *runs)
    engine = open_engine(root)
    assert found(engine, '"dân vận"') == ({f"x{n}" for n in range(9)}, 9, False)
    assert found(engine, "dan van date:2016-05") == ({f"x{n}" for n in range(9)}, 9, False)
    assert found(engine, "hoà van") == ({"same"}, 1, False)
    assert found(engine, "hoà an")[1] == 0
    assert found(engine, "")[1] == 10
    assert engine.stats().first == date(2016, 5, 12)
    engine.close()


def test_one_edit_of_an_accented_word_is_never_an_edit_of_the_folding(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    """The folded term of Ân is one letter away from đan; what is written there is two away."""
    records = [{"id": "near", "title": "đàn"}, {"id": "far", "title": "Ân"}]
    engine = open_engine(build_index(tmp_path, records))
    assert found(engine, "đan~")[0] == {"near"}
    engine.close()


def test_an_accented_word_finds_bare_text_only_where_nothing_has_accents(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    records = [
        {"id": "storm", "title": "Bão vào bờ"},
        {"id": "phone", "title": "Thuê bao gồm những gì"},
        {"id": "plain", "title": "Bao so 5 vao bo"},
    ]
    engine = open_engine(build_index(tmp_path, records))
    results = engine.search(SearchRequest("bão"))
    assert [hit.id for hit in results.hits] == ["storm", "plain"]
    marked = results.hits[1].highlights
    assert marked is not None
    assert marked.title is not None
    assert marked.title.marks == ((0, 3),)
    assert {hit.id for hit in engine.search(SearchRequest("-bão")).hits} == {"phone"}
    assert {hit.id for hit in engine.search(SearchRequest("bao")).hits} == {
        "storm",
        "phone",
        "plain",
    }
    engine.close()
