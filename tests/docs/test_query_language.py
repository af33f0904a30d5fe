"""Is every example of the query language understood as its page says?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from search import Engine, SearchRequest, open_engine

PAGE = Path(__file__).parents[2] / "docs" / "query-language.md"
SAID_BACK = "### How a query is said back"
WIDENED = ("syllables anywhere: ", "anywhere: ")


def rows(text: str) -> Iterator[list[str]]:
    """The cells of the tables of ``text`` whose first column is what somebody types."""
    for table in re.findall(r"^\| you type \|.*\n\|[- |]+\n((?:\|.*\n)+)", text, re.MULTILINE):
        for line in table.splitlines():
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def queries(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


TEXT = PAGE.read_text("utf-8")
TYPED = [q for cells in rows(TEXT) for q in queries(cells[0])]
UNDERSTOOD = [
    (queries(cells[0])[0], queries(cells[1])[0])
    for cells in rows(TEXT.partition(SAID_BACK)[2].partition("\n## ")[0])
]


@pytest.fixture(scope="module")
def sample(sample_index: Path) -> Iterator[Engine]:
    with open_engine(sample_index) as engine:
        yield engine


def test_the_page_has_examples() -> None:
    assert len(TYPED) > 40
    assert len(UNDERSTOOD) > 10


@pytest.mark.parametrize(("q", "understood"), UNDERSTOOD, ids=[q for q, _ in UNDERSTOOD])
def test_an_example_is_said_back_as_the_page_says(sample: Engine, q: str, understood: str) -> None:
    said = sample.search(SearchRequest(q)).query.understood.partition("; near: ")[0]
    for widened in WIDENED:
        said = said.removeprefix(widened)
    assert said == understood


@pytest.mark.parametrize("q", TYPED)
def test_an_example_is_read_as_something(sample: Engine, q: str) -> None:
    results = sample.search(SearchRequest(q))
    assert results.query.understood
