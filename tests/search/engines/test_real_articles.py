"""Are real articles found and counted right?  Their texts stay beside the checkout."""

from __future__ import annotations

import json
import lzma
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from search import SearchRequest, open_engine
from search.request import Interval

EVERY = 13  # the corpus is sorted by category: this takes some 600 lines of all of them
SOUGHT = "công tác dân vận"
SEED_DAY = "2016-05-12"


@pytest.fixture(scope="module")
def records(shared: Path) -> list[dict[str, Any]]:
    with lzma.open(shared / "corpus" / "dated-8k.jsonl.xz", "rb") as file:
        return [json.loads(line) for n, line in enumerate(file) if n % EVERY == 0]


@pytest.fixture(scope="module")
def engine(
    tmp_path_factory: pytest.TempPathFactory,
    shared: Path,
    records: list[dict[str, Any]],
    reindex_cli: Callable[..., Any],
) -> Iterator[Any]:
    root = tmp_path_factory.mktemp("real") / "index"
    lines = "".join(json.dumps(record) + "\n" for record in records)
    ran = reindex_cli(root, shared / "seeds", "-", stdin=lines.encode())
    assert ran.returncode == 0, ran.stderr
    assert ran.report["articles"] == len({r["url"] for r in records}) + 1
    with open_engine(root) as engine:
        yield engine


@pytest.mark.parametrize(
    "typed",
    [SOUGHT, "cong tac dan van", "CÔNG TÁC DÂN VẬN", unicodedata.normalize("NFD", SOUGHT)],
    ids=["accented", "bare", "capitals", "NFD"],
)
def test_the_seed_article_is_found_first_with_the_words_of_its_title_marked(
    engine: Any, typed: str
) -> None:
    first = engine.search(SearchRequest(typed)).hits[0]
    assert SOUGHT in first.title
    start = first.title.index(SOUGHT)
    assert first.highlights.title.marks == ((start, start + len(SOUGHT)),)
    assert first.highlights.title.text == first.title
    assert any(SOUGHT in s.text[a:b] for s in first.highlights.body for a, b in s.marks)


def test_the_seed_has_the_date_of_its_closing_line_and_not_the_day_it_was_saved(
    engine: Any,
) -> None:
    assert engine.search(SearchRequest(SOUGHT)).hits[0].published == SEED_DAY


def day(record: dict[str, Any]) -> str:
    """``dd-mm-yyyy_HH-MM-SS`` → ``yyyy-mm-dd``."""
    dd, mm, yyyy = record["time"][:10].split("-")
    return f"{yyyy}-{mm}-{dd}"


def test_facets_agree_with_a_count_made_from_the_input(
    engine: Any, records: list[dict[str, Any]]
) -> None:
    unique = {record["url"]: record for record in records}.values()
    lengths: dict[Interval, int] = {"month": 7, "year": 4, "day": 10}
    for interval, chars in lengths.items():
        facets = engine.search(SearchRequest(interval=interval)).facets
        buckets = {bucket.start: bucket.count for bucket in facets.date.buckets}
        days = [SEED_DAY, *(day(record) for record in unique)]
        assert buckets == Counter(that[:chars] for that in days)
        assert facets.date.undated == 0
    categories = Counter(" ".join((r["category"] or "").split()) for r in unique)
    categories[""] += 1
    assert {value.value: value.count for value in facets.category} == categories


def test_a_category_and_a_year_together_agree_with_the_input(
    engine: Any, records: list[dict[str, Any]]
) -> None:
    unique = {record["url"]: record for record in records}.values()
    pairs = Counter((r["category"], day(r)[:4]) for r in unique)
    for (category, year), count in pairs.most_common(8):
        request = SearchRequest(category=(category,), start=year, end=year)
        assert engine.search(request).total == count
        assert engine.search(SearchRequest(f"date:{year}", category=(category,))).total == count


def test_every_tenth_article_is_found_by_its_own_title(
    engine: Any, records: list[dict[str, Any]]
) -> None:
    for record in records[::10]:
        hits = engine.search(SearchRequest(record["title"][:2000], size=5, highlight=False)).hits
        assert record["url"] in {hit.url for hit in hits}, record["title"]
