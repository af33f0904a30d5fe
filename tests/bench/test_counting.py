"""Does the benchmark of many queries ask what it says, and measure it?"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.counting import draw
from index.vietnamese import fold


def test_queries_are_different_words_of_titles_half_of_them_without_accents() -> None:
    titles = [f"Đội {n} gặt thửa ruộng số {n} ở Vũng Rô".split() for n in range(40)]
    queries = draw(titles, 60, random.Random(1))
    assert len(set(queries)) == len(queries) == 60
    lines = [" ".join(title) for title in titles]
    for number, q in enumerate(queries):
        assert 1 <= len(q.split()) <= 5
        if number % 2:
            assert q == fold(q).lower()
        else:
            assert any(q in line for line in lines)
    assert queries == draw(titles, 60, random.Random(1))


@pytest.mark.slow
def test_it_tells_what_many_queries_take(
    sample_index: Path, table_of: Callable[..., list[list[str]]]
) -> None:
    rows = table_of("bench.counting", str(sample_index), "--queries", "50", "--rounds", "2")
    assert len(rows) == 2
    for number, cells in enumerate(rows, 1):
        assert cells[:2] == [str(number), "50"]
        assert float(cells[2]) > 0
        assert cells[3] == "0"
        assert float(cells[4]) > 0
