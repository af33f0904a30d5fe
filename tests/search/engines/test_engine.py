"""Does an engine answer many at once, follow the index as it changes, and say if there is none?"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from index.article import Article
from search import IndexUnavailable, SearchRequest, UnknownEngine, open_engine

WHOLE = {
    "id": "bài/1 ?#é",
    "title": "Chuyến phà cuối",
    "summary": "Bến cũ đóng cửa.",
    "body": "Đoạn một.\n\nĐoạn hai về con phà.",
    "published": "2016-05-12T07:30:00+07:00",
    "category": "Đời sống",
    "source": "Báo Bến",
    "url": "https://vi.example/pha",
    "author": "Người Lái Phà",
    "tags": ["phà", "bến"],
}
QUERIES = ["", "dân", "dan van", '"dân vận"', "lớp -học", "tr*", "mưa OR nắng", "date:2016", "vạn~"]


@pytest.fixture
def engine(sample_index: Path) -> Iterator[Any]:
    with open_engine(sample_index) as engine:
        yield engine


@pytest.fixture
def whole(tmp_path: Path, build_index: Callable[..., Path]) -> Iterator[Any]:
    """An engine over WHOLE, and over articles that miss much."""
    with open_engine(
        build_index(
            tmp_path,
            [WHOLE, {"id": "t", "title": "Tin"}, {"id": "b", "body": "Phà.", "published": "2014"}],
        )
    ) as engine:
        yield engine


def test_an_article_comes_back_as_it_went_in(whole: Any) -> None:
    article = whole.article(WHOLE["id"])
    assert isinstance(article, Article)
    for name in ("id", "title", "summary", "body", "category", "source", "url", "author"):
        assert getattr(article, name) == WHOLE[name]
    assert article.tags == ("phà", "bến")
    assert article.published == datetime.fromisoformat(str(WHOLE["published"]))
    bare = whole.article("t")
    assert bare == Article("t", title="Tin", indexed=bare.indexed)
    assert bare.indexed.tzinfo is not None


@pytest.mark.parametrize("unknown", ["", "T", "t ", "không có", "\ud800", "\x00", "a" * 10_000])
def test_an_unknown_id_has_no_article(whole: Any, unknown: str) -> None:
    assert whole.article(unknown) is None


def test_a_hit_holds_what_the_article_has_and_none_for_what_it_lacks(whole: Any) -> None:
    (hit,) = whole.search(SearchRequest("chuyến")).hits
    assert (hit.id, hit.url, hit.source, hit.category) == (
        WHOLE["id"], WHOLE["url"], WHOLE["source"], WHOLE["category"],
    )  # fmt: skip
    assert hit.published == "2016-05-12T07:30:00+07:00"
    assert hit.summary == WHOLE["summary"]
    (bare,) = whole.search(SearchRequest("tin")).hits
    assert (bare.url, bare.source, bare.category, bare.published, bare.summary) == (None,) * 5


def test_a_hit_carries_its_article_without_the_body_where_nobody_looks_at_it(whole: Any) -> None:
    (hit,) = whole.search(SearchRequest("chuyến")).hits
    assert hit.article == whole.article(hit.id)
    assert hit.article.body
    (bare,) = whole.search(SearchRequest("chuyến", highlight=False)).hits
    assert bare.article == replace(hit.article, body="")


def test_without_highlighting_there_are_no_snippets(whole: Any) -> None:
    (hit,) = whole.search(SearchRequest("chuyến", highlight=False)).hits
    assert hit.highlights is None
    (hit,) = whole.search(SearchRequest("chuyến")).hits
    assert hit.highlights.title.marks == ((0, 6),)


@pytest.mark.parametrize("q", QUERIES)
@pytest.mark.parametrize("sort", ["relevance", "newest"])
@pytest.mark.parametrize("group", [True, False])
def test_a_stream_is_all_pages_one_after_the_other(
    engine: Any, q: str, sort: Any, group: bool
) -> None:
    request = SearchRequest(q, size=100, sort=sort, group=group)
    first = engine.search(request)
    paged = [
        hit.id
        for page in range(1, first.pages + 1)
        for hit in engine.search(replace(request, page=page)).hits
    ]
    assert [a.id for a in engine.stream(replace(request, page=7, size=1), group=group)] == paged
    assert len(paged) == (first.groups if group else first.total)


def test_the_stream_of_the_sample_has_more_than_one_batch(engine: Any) -> None:
    assert len(list(engine.stream(SearchRequest()))) == 111


def test_stats_say_what_the_index_holds(engine: Any, sample_folder: Path) -> None:
    stats = engine.stats()
    everything = list(engine.stream(SearchRequest()))
    assert stats.articles == len(everything) == 111
    assert stats.undated == sum(a.published is None for a in everything)
    days = [str(a.published)[:10] for a in everything if a.published]
    assert (str(stats.first), str(stats.last)) == (min(days), max(days))
    assert sum(value.count for value in stats.categories) == 111
    assert sum(value.count for value in stats.sources) == 111
    assert stats.generation == "000001"
    assert stats.built_from == (str(sample_folder),)
    assert stats.built.utcoffset() == timedelta()
    assert stats.first < stats.last


def test_eight_threads_at_once_get_the_answers_that_one_gets(engine: Any) -> None:
    def ask(q: str) -> Any:
        return replace(engine.search(SearchRequest(q, size=20)), took_ms=0, timings=())

    alone = {q: ask(q) for q in QUERIES}
    together = threading.Barrier(8)

    def many(number: int) -> list[tuple[str, Any]]:
        together.wait()
        turn = QUERIES[number % len(QUERIES) :] + QUERIES[: number % len(QUERIES)]
        return [(q, ask(q)) for q in turn * 2]

    with ThreadPoolExecutor(8) as pool:
        for answers in pool.map(many, range(8)):
            for q, answer in answers:
                assert answer == alone[q]


def test_every_answer_during_a_swap_is_wholly_of_one_generation(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    def run(number: int) -> list[dict[str, Any]]:
        return [{"id": f"p{n}", "title": f"phà chuyến {number}"} for n in range(20)]

    root = build_index(tmp_path, run(0))
    with open_engine(root) as engine:
        done = threading.Event()

        def ask() -> set[str]:
            seen: set[str] = set()
            while not done.is_set():
                results = engine.search(SearchRequest("phà", size=100))
                titles = {hit.title or "" for hit in results.hits}
                assert len(titles) == 1
                assert results.total == len(results.hits) == 20
                seen |= titles
            return seen

        with ThreadPoolExecutor(3) as pool:
            asking = [pool.submit(ask) for _ in range(3)]
            try:
                for number in range(1, 6):
                    build_index(tmp_path, run(number))
                    engine.search(SearchRequest("phà"))
            finally:
                done.set()
            seen = set().union(*(task.result() for task in asking))
        assert len(seen) > 1
        (title,) = {hit.title for hit in engine.search(SearchRequest("phà", size=100)).hits}
        assert title == "phà chuyến 5"


def test_a_missing_index_is_unavailable_and_the_message_says_how_to_build_one(
    tmp_path: Path,
) -> None:
    with pytest.raises(IndexUnavailable, match="reindex --index"):
        open_engine(tmp_path / "nowhere")


def test_an_unknown_engine_is_refused(sample_index: Path) -> None:
    with pytest.raises(UnknownEngine, match="'lucene': this version has whoosh"):
        open_engine(sample_index, engine="lucene")


def test_an_engine_is_closed_behind_its_with_block(sample_index: Path) -> None:
    with open_engine(sample_index) as engine:
        assert engine.stats().articles
    with pytest.raises(IndexUnavailable):
        engine.stats()


def test_a_closed_engine_is_unavailable(sample_index: Path) -> None:
    engine = open_engine(sample_index)
    engine.close()
    engine.close()  # twice does no harm
    for call in (
        lambda: engine.search(SearchRequest()),
        lambda: engine.article("x"),
        engine.stats,
        lambda: next(engine.stream(SearchRequest())),
    ):
        with pytest.raises(IndexUnavailable):
            call()


def test_a_stream_that_has_begun_outlives_the_engine(sample_index: Path) -> None:
    with open_engine(sample_index) as engine:
        stream = engine.stream(SearchRequest())
        next(stream)
    assert len(list(stream)) == 110


def test_an_index_that_vanishes_goes_on_being_searched_and_is_told_until_it_is_back(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    root = build_index(tmp_path, [WHOLE])
    with open_engine(root) as engine:
        root.rename(tmp_path / "away")
        assert engine.search(SearchRequest()).total == 1  # of what is open
        assert engine.trouble()
        (tmp_path / "away").rename(root)
        assert engine.search(SearchRequest()).total == 1
        assert engine.trouble() is None
