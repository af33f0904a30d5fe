"""Is what was once reached still reached?  On the sample corpus, figure by figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from relevance.cli import FLOORS, SETS, floors_of, measure, measure_sets
from relevance.corpus import Text, build_index, read_texts
from relevance.measure import distorted, find_items
from relevance.occurrences import Occurrences
from relevance.queries import Item, key_phrases, known_items
from relevance.rankers import TimBao
from search import open_engine

pytestmark = pytest.mark.slow

_SLACK = 0.005  # one title of the sample more or less at second place
_QUERIES, _PHRASES, _HOLDERS = 1000, 300, 3
FLOORS_OF_SAMPLE: Mapping[str, float] = msgspec.json.decode(FLOORS.read_bytes())


@pytest.fixture(scope="module")
def texts(sample_folder: Path) -> list[Text]:
    return read_texts(sample_folder)


@pytest.fixture(scope="module")
def items(texts: list[Text]) -> list[Item]:
    return known_items(texts, _QUERIES)


@pytest.fixture(scope="module")
def index(texts: list[Text], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_index(texts, tmp_path_factory.mktemp("relevance"))


@pytest.fixture(scope="module")
def figures(texts: list[Text], items: list[Item], index: Path) -> dict[str, float]:
    occurrences = Occurrences(texts)
    phrases = key_phrases(texts, occurrences, _PHRASES, _HOLDERS)
    found = measure("sample", texts, items, phrases, index, peers=False)
    sets = measure_sets(texts, occurrences, SETS, index.parent / "whole")
    return floors_of(replace(found, sets=sets))


@pytest.mark.parametrize("name", sorted(FLOORS_OF_SAMPLE))
def test_relevance_does_not_fall_below_what_was_reached(
    figures: Mapping[str, float], name: str
) -> None:
    assert figures[name] >= FLOORS_OF_SAMPLE[name] - _SLACK, (
        "if this is meant: make relevance RELEVANCE='--holders 3 --no-peers --write-floors'"
    )


def test_the_floors_are_those_of_all_figures(figures: Mapping[str, float]) -> None:
    assert figures.keys() == FLOORS_OF_SAMPLE.keys()


def test_a_worse_ranking_gets_worse_figures(index: Path, items: list[Item]) -> None:
    with open_engine(index) as engine:
        ranker = TimBao(engine)
        good = find_items(ranker, distorted(items, "plain"))
        backwards = find_items(lambda query: ranker(query)[::-1], distorted(items, "plain"))
    nothing = find_items(lambda _: [], distorted(items, "plain"))
    assert good.mrr > backwards.mrr + 0.1
    assert nothing.mrr == nothing.recall == 0
