"""Is a newer article preferred a little, only between equals, and only where that is wanted?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.days import MINUTES_A_DAY, day_of
from search import SearchRequest, open_engine
from search.engines.whoosh.columns import DayColumn
from search.engines.whoosh.recency import factors_on_days, recency_factors
from search.plan import OnDays
from search.planner import RECENCY

WEIGHT = RECENCY.weight


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]) -> Any:
    records = [
        {"id": "old", "title": "Mùa lúa chín", "published": "2010-01-01"},
        {"id": "new", "title": "Mùa lúa chín trên đồng", "published": "2016-01-01"},
        {"id": "undated", "title": "Mùa lúa chín"},
        *({"id": f"other{n}", "title": f"Chuyện khác {n}"} for n in range(20)),
    ]
    with open_engine(build_index(tmp_path_factory.mktemp("recency"), records)) as opened:
        yield opened


def scores(engine: Any, q: str, **more: Any) -> dict[str, float]:
    return {hit.id: hit.score for hit in engine.search(SearchRequest(q, **more)).hits}


def test_the_newest_gets_the_whole_bonus_and_an_undated_one_none(engine: Any) -> None:
    with_bonus, without = scores(engine, "lúa"), scores(engine, "lúa", recency=False)
    assert with_bonus["new"] == pytest.approx(without["new"] * (1 + WEIGHT), rel=1e-3)
    assert with_bonus["undated"] == without["undated"]
    assert with_bonus["old"] == without["old"]  # six years ago: nothing is left of it


def test_a_phrase_gets_no_bonus(engine: Any) -> None:
    assert scores(engine, '"mùa lúa"') == scores(engine, '"mùa lúa"', recency=False)


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_sorting_by_date_leaves_scores_alone(engine: Any, sort: str) -> None:
    assert scores(engine, "lúa", sort=sort) == scores(engine, "lúa", sort=sort, recency=False)


def test_half_of_the_bonus_is_left_after_a_half_life_and_a_date_to_come_counts_for_nothing() -> (
    None
):
    newest = day_of(date(2016, 6, 1))
    days = np.array([newest, newest - int(RECENCY.half_life), newest + 4000, 0])
    column = DayColumn.of((days * MINUTES_A_DAY).astype(np.int64))
    factors = recency_factors(column, date(2016, 7, 1), RECENCY)[column.codes]
    assert factors == pytest.approx([1 + WEIGHT, 1 + WEIGHT / 2, 1, 1])


def test_days_that_were_asked_for_are_worth_more_and_undated_articles_not() -> None:
    first = day_of(date(2016, 6, 1))
    days = np.array([first, first + 1, first + 5, 0])
    column = DayColumn.of((days * MINUTES_A_DAY).astype(np.int64))
    wanted = OnDays(((0, first), (first + 5, first + 4000), (0, first - 7)), 0.5)
    assert factors_on_days(column, wanted)[column.codes].tolist() == [1.5, 1, 1.5, 1]
