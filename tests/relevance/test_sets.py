"""Are the sets that are meant counted right, and does a worse set get worse figures?"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, replace
from pathlib import Path

import pytest

from index.analysis import analyse
from relevance.cli import set_floors
from relevance.corpus import Text, build_index, dated, read_texts
from relevance.occurrences import Occurrences
from relevance.queries import SEED
from relevance.set_queries import SetQuery, draw_sets, sizes_of
from relevance.sets import (
    TYPED,
    SetScore,
    Sought,
    find_sets,
    further_pages,
    mean_score,
    score,
    seek,
)
from search import Engine, open_engine

_SETS = 5


@pytest.fixture(scope="module")
def texts(sample_folder: Path) -> list[Text]:
    return read_texts(sample_folder)


@pytest.fixture(scope="module")
def queries(texts: list[Text]) -> list[SetQuery]:
    return draw_sets(texts, Occurrences(texts), sizes_of(len(texts), _SETS), SEED)


@pytest.fixture(scope="module")
def engine(texts: list[Text], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("sets")
    with open_engine(build_index(dated(texts), folder, titles=True)) as opened:
        yield opened


# What stands where


def test_holders_of_a_phrase_are_those_that_have_its_syllables_in_a_row() -> None:
    texts = [
        Text("a", "", "Dân vận khéo.", "", None, ""),
        Text("b", "", "Vận dân.", "Khéo dân", None, ""),
        Text("c", "", "dân", "vận", None, ""),
        Text("d", "", "", "Làm dân vận", None, ""),
        Text("e", "Dân vận", "khéo", "", None, ""),
    ]
    occurrences = Occurrences(texts)
    assert occurrences.holders(["dân", "vận"]) == {"a", "d"}
    assert occurrences.holders(["dân", "vận", "khéo"]) == {"a"}
    assert occurrences.holders(["dân", "vận"], titles=True) == {"a", "d", "e"}
    assert occurrences.holders(["dân", "vận", "khéo"], titles=True) == {"a"}
    assert occurrences.holders(["không"]) == set()


def test_what_is_close_has_only_a_space_between() -> None:
    texts = [
        Text("a", "", "dân vận", "", None, ""),
        Text("b", "", "dân, vận", "", None, ""),
        Text("c", "", "dân\nvận", "", None, ""),
        Text("d", "", "dân vận-khéo", "dân vận khéo", None, ""),
    ]
    occurrences = Occurrences(texts)
    assert occurrences.holders(["dân", "vận"]) == {"a", "b", "c", "d"}
    assert occurrences.holders(["dân", "vận"], close=True) == {"a", "d"}
    assert occurrences.holders(["vận", "khéo"], close=True) == {"d"}
    assert occurrences.holders(["dân", "vận", "khéo"], close=True) == {"d"}


def test_texts_without_dates_get_some() -> None:
    texts = [Text(str(n), "", "a", "", None, "") for n in range(100)]
    given = [text.published for text in dated(texts)]
    assert len(set(given)) > 70
    assert min(filter(None, given)) >= "2014-01-01"
    assert max(filter(None, given)) <= "2019-12-28"
    known = [replace(texts[0], published="2020-02-02"), texts[1]]
    assert dated(known) == known


# What is asked


def test_every_kind_is_drawn(queries: list[SetQuery]) -> None:
    kinds = Counter(query.kind for query in queries)
    assert kinds["one word"] == 3 * _SETS
    assert set(kinds) == {
        "one word",
        "2 words together",
        "3 words together",
        "2 words apart",
        "3 words apart",
        "phrase",
    }
    typed = [(query.kind, query.syllables) for query in queries]
    assert len(set(typed)) == len(typed)


def test_what_is_meant_is_what_the_articles_hold(
    texts: list[Text], queries: list[SetQuery]
) -> None:
    fields = {
        text.id: [
            f" {' '.join(token.accented for token in analyse(field))} "
            for field in (text.title, text.summary, text.body)
        ]
        for text in texts
    }
    for query in queries:
        parts = [query.syllables] if query.kind == "phrase" else query.words
        for article, syllables in fields.items():
            holds_all = all(
                any(f" {' '.join(part)} " in field for field in syllables) for part in parts
            )
            assert holds_all or article not in query.meant
            if query.kind == "phrase":  # with any signs between
                assert article in query.meant or not holds_all
        assert query.meant


def test_the_same_seed_draws_the_same(texts: list[Text], queries: list[SetQuery]) -> None:
    def drawn(seed: int) -> list[SetQuery]:
        return draw_sets(texts, Occurrences(texts), sizes_of(len(texts), _SETS), seed)

    assert drawn(SEED) == queries
    assert drawn(SEED + 1) != queries


def test_ways_of_typing() -> None:
    syllables = ("dân", "ca", "vận")
    typed = {name: way(syllables, random.Random(1)) for name, way in TYPED.items()}
    assert typed["with accents"] == "dân ca vận"
    assert typed["bare"] == "dan ca van"
    assert typed["one missing"] in {"dan ca vận", "dân ca van"}


# What is found


def test_scores() -> None:
    found = Sought(total=4, ids=("a", "b", "c", "d"), weight=1.0, newest=("a", "b", "c", "d"))
    half_right = score(found, frozenset("abx"))
    assert astuple(half_right) == pytest.approx((1, 1 / 2, 2 / 3, 4 / 7, 1 / 2))
    some = replace(found, total=40, weight=10.0)  # of every ten articles one was looked at
    assert score(some, frozenset(map(str, range(40))) | {"a"}).precision == 0.25
    assert score(Sought(0, (), 0.0, ()), frozenset("a")) == SetScore(1, 0.0, 0.0, 0.0, 0.0)
    two = mean_score(iter([SetScore(1, 1.0, 1.0, 1.0, 1.0), SetScore(1, 0.0, 0.0, 0.0, 0.0)]))
    assert two == SetScore(2, 0.5, 0.5, 0.5, 0.5)


def test_of_large_sets_some_pages_are_looked_at() -> None:
    assert further_pages(1) == []
    assert further_pages(20) == list(range(2, 21))
    assert len(further_pages(500)) == 19
    assert further_pages(500)[-1] == 500


def test_all_of_a_set_is_read_newest_first(engine: Engine, texts: list[Text]) -> None:
    found = seek(engine, "")  # every article: two pages
    assert found.total == len(texts) == len(set(found.ids))
    assert found.newest == found.ids[:10]
    published = {text.id: text.published or "" for text in texts}
    assert published[found.newest[0]] == max(published.values())


def test_a_wrong_set_gets_worse_figures(engine: Engine, queries: list[SetQuery]) -> None:
    good = find_sets(engine, queries, SEED)["one word"]["with accents"]
    others = [replace(query, meant=queries[n - 1].meant) for n, query in enumerate(queries)]
    bad = find_sets(engine, others, SEED)["one word"]["with accents"]
    assert good.queries == bad.queries == 3 * _SETS
    assert good.f1 > bad.f1 + 0.5
    assert good.newest > bad.newest + 0.5


def test_words_that_are_a_date_are_left_out(engine: Engine) -> None:
    word, date = (
        SetQuery("one word", (tuple(text.split()),), frozenset({"x"}))
        for text in ("bệnh viện", "năm ngoái")
    )
    assert find_sets(engine, [word, date], SEED)["one word"]["bare"].queries == 1


def test_the_ratchet_holds_what_the_targets_name() -> None:
    one = SetScore(1, 0.1, 0.2, 0.3, 0.4)
    floors = set_floors({"one word": {"bare": one}, "phrase": {"bare": one}})
    assert floors == {
        "one word, bare, F1": 0.3,
        "phrase, bare, newest": 0.4,
        "phrase, bare, recall": 0.2,
    }
