"""Are the same articles drawn every time, whatever else an index holds, and each as likely?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from brute_force import draw
from hypothesis import given
from hypothesis import strategies as st

from index.codec.ids import hash_of
from search import Engine, InvalidRequest, SearchRequest, open_engine
from search.drawing import draws
from search.request import MAX_SAMPLE, MAX_SEED


def made(count: int, word: str, prefix: str) -> list[dict[str, Any]]:
    return [{"id": f"{prefix}{n}", "title": f"{word} số {n}", "body": "Tin."} for n in range(count)]


def drawn(engine: Engine, request: SearchRequest) -> list[str]:
    with engine.walk(request) as walk:
        return list(walk.ids())


@pytest.fixture(scope="module")
def engine(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[Engine]:
    root = build_index(
        tmp_path_factory.mktemp("samples"),
        {"a.jsonl": made(300, "Lũ", "a")},
        {"b.jsonl": made(200, "Bão", "b")},
    )
    with open_engine(root) as opened:
        yield opened


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1)), st.integers(0, MAX_SEED))
def test_a_draw_is_what_whole_numbers_of_any_size_say(ids: list[str], seed: int) -> None:
    hashes = np.array([hash_of(one.encode()) for one in ids], np.uint64)
    assert draws(hashes, seed).tolist() == [draw(one, seed) for one in ids]


@given(count=st.integers(1, 350), seed=st.integers(0, MAX_SEED))
def test_a_sample_is_what_is_drawn_first_by_its_ids_alone(
    engine: Engine, count: int, seed: int
) -> None:
    request = SearchRequest("lũ", sample=count, seed=seed, group=False, sort="oldest")
    ids = [f"a{n}" for n in range(300)]
    expected = sorted(ids, key=lambda one: draw(one, seed))[:count]
    found = drawn(engine, request)
    assert sorted(found) == sorted(expected)
    whole = drawn(engine, replace(request, sample=0))
    assert found == [one for one in whole if one in set(expected)], "in the order asked for"
    results = engine.search(replace(request, size=100))
    assert (results.total, results.pages) == (300, -(-min(count, 300) // 100))
    assert results.facets == engine.search(replace(request, sample=0)).facets


def test_a_sample_stays_when_what_does_not_match_is_added(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    request = SearchRequest("lũ", sample=40, seed=7, sort="newest")
    root = build_index(tmp_path, {"a.jsonl": made(200, "Lũ", "a")})
    with open_engine(root) as engine:
        first = drawn(engine, request)
        build_index(tmp_path, {"b.jsonl": made(150, "Bão", "b")})
        assert drawn(engine, request) == first
        build_index(tmp_path, {"a.jsonl": made(200, "Lũ", "a")[::-1]})
        assert sorted(drawn(engine, request)) == sorted(first)
        build_index(tmp_path, {"c.jsonl": made(20, "Lũ", "c")})
        now = drawn(engine, request)
        kept = set(first) & set(now)
        assert kept | {one for one in now if one.startswith("c")} == set(now)


def test_a_smaller_sample_is_part_of_a_larger_one(engine: Engine) -> None:
    samples = [
        set(drawn(engine, SearchRequest(sample=count, seed=5, group=False)))
        for count in (1, 10, 100, 499, 500, 501)
    ]
    assert [len(one) for one in samples] == [1, 10, 100, 499, 500, 500]
    for smaller, larger in pairwise(samples):
        assert smaller <= larger


def test_every_article_is_drawn_as_often_over_the_seeds(engine: Engine) -> None:
    times = dict.fromkeys((f"a{n}" for n in range(300)), 0)
    seeds, count = 400, 30
    for seed in range(seeds):
        for one in drawn(engine, SearchRequest("lũ", sample=count, seed=seed, group=False)):
            times[one] += 1
    expected = seeds * count / len(times)
    square = sum((seen - expected) ** 2 for seen in times.values()) / expected
    # Chi-squared of 299 degrees, times the share that is not drawn: beyond 5 deviations no chance
    degrees = (len(times) - 1) * (1 - count / len(times))
    assert abs(square - degrees) < 5 * (2 * degrees) ** 0.5


@pytest.mark.parametrize("wrong", [{"sample": -1}, {"sample": MAX_SAMPLE + 1}, {"seed": -1},
                                   {"seed": MAX_SEED + 1}])  # fmt: skip
def test_a_sample_has_limits_that_are_told(wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidRequest, match=r"from \d+ to \d+"):
        SearchRequest(**wrong)  # type: ignore[arg-type]
