"""Is there one hit a story, the best, with the others counted?"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from stories import extended, retitled, shortened, story

from index.article import Article
from search import SearchRequest, open_engine
from search.request import SORTS, Sort
from search.results import Hit

QUERIES = ["", "xã", "chợ lúa", "mưa OR lũ", "xa cho nuoc dien", "thầy trò nhà máy điện nước sông"]


def record(article: Article) -> dict[str, Any]:
    return {
        "id": article.id, "title": article.title, "summary": article.summary, "body": article.body,
        "published": str(article.published) if article.published else None,
        "source": article.source, "category": article.category,
    }  # fmt: skip


@pytest.fixture(scope="module")
def stories(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[Any]:
    """An engine over stories, each with up to three versions, in several runs."""
    pick = random.Random(7)
    runs: list[list[dict[str, Any]]] = [[], []]
    for number in range(40):
        one = replace(story(pick, f"s{number}"), category=pick.choice(["Đời sống", "Thời sự"]))
        made = [one]
        for version, make in enumerate((retitled, shortened, extended)):
            if pick.random() < 0.4:
                made.append(make(pick, one, f"s{number}-{version}"))
        for article in made:
            day = pick.choice([one.published, None])
            runs[pick.randrange(2)].append(record(replace(article, published=day)))
    folder = tmp_path_factory.mktemp("stories")
    root = build_index(folder, {"a.jsonl": runs[0]}, {"b.jsonl": runs[1]})
    with open_engine(root) as engine:
        yield engine


def every_hit(engine: Any, request: SearchRequest) -> list[Hit]:
    """The hits of all pages."""
    first = engine.search(request)
    pages = range(1, first.pages + 1)
    return [hit for n in pages for hit in engine.search(replace(request, page=n)).hits]


@pytest.fixture(scope="module")
def groups(stories: Any) -> dict[str, frozenset[str]]:
    """Per article those of its story."""
    found = {}
    for article in stories.stream(SearchRequest()):
        members = stories.story(article.id).versions
        found[article.id] = frozenset(one.hit.id for one in members)
    return found


@pytest.mark.parametrize("q", QUERIES)
@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("size", [3, 100])
def test_the_best_of_each_story_is_shown(
    stories: Any, groups: dict[str, frozenset[str]], q: str, sort: Sort, size: int
) -> None:
    request = SearchRequest(q, sort=sort, size=size, highlight=False)
    articles = every_hit(stories, replace(request, group=False))
    seen: set[frozenset[str]] = set()
    expected = []
    answering = {hit.id for hit in articles if not hit.near}
    for hit in articles:
        if groups[hit.id] not in seen:
            seen.add(groups[hit.id])
            others = groups[hit.id] & answering - {hit.id}
            expected.append(replace(hit, similar=len(others)))
    assert every_hit(stories, request) == expected
    found, ungrouped = (
        stories.search(replace(request, group=group, page=1)) for group in (True, False)
    )
    assert found.groups == ungrouped.groups == len({groups[name] for name in answering})
    assert found.pages == -(-len(expected) // size)
    assert ungrouped.pages == -(-len(articles) // size)
    assert (found.total, found.near) == (ungrouped.total, ungrouped.near)
    assert found.total + found.near == len(articles)
    assert found.facets == ungrouped.facets
    assert len(expected) < len(articles)


@pytest.mark.parametrize("q", QUERIES)
@pytest.mark.parametrize("count", [1, 20])
def test_those_that_a_hit_stands_for_come_with_it_by_time(
    stories: Any, groups: dict[str, frozenset[str]], q: str, count: int
) -> None:
    request = SearchRequest(q, size=100, others=count)
    articles = every_hit(stories, replace(request, group=False))
    answering = {hit.id for hit in articles if not hit.near}
    hits = every_hit(stories, request)
    assert any(hit.others for hit in hits)
    for hit in hits:
        others = groups[hit.id] & answering - {hit.id}
        by_time = [one.hit for one in stories.story(hit.id).versions if one.hit.id in others]
        assert list(hit.others) == by_time[:count]
        assert hit.similar == len(others)
        assert not any(one.others for one in hit.others)


@pytest.mark.parametrize("q", QUERIES)
def test_filters_come_before_groups(stories: Any, q: str) -> None:
    request = SearchRequest(q, size=100, source=("baokhac.example",), highlight=False)
    hits = every_hit(stories, request)
    assert [hit.source for hit in hits] == ["baokhac.example"] * len(hits)
    assert all(not hit.similar for hit in hits)


@pytest.mark.parametrize("q", QUERIES)
def test_streams_have_all_articles_unless_asked(stories: Any, q: str) -> None:
    request = SearchRequest(q, size=100, sort="newest", highlight=False)
    ids = [hit.id for hit in every_hit(stories, replace(request, group=False))]
    assert [article.id for article in stories.stream(request)] == ids
    best = [hit.id for hit in every_hit(stories, request)]
    assert [article.id for article in stories.stream(request, group=True)] == best


def test_versions_stand_in_the_order_of_time(
    stories: Any, groups: dict[str, frozenset[str]]
) -> None:
    assert sum(len(members) > 1 for members in groups.values()) > 20
    for name, members in groups.items():
        found = stories.story(name).versions
        assert {one.hit.id for one in found} == members
        days = [one.hit.published or "9999" for one in found]
        assert days == sorted(days)
        assert all(groups[one] == members for one in members)
    assert stories.story("nowhere") is None


def test_a_deleted_article_leaves_its_story(
    tmp_path: Path, build_index: Callable[..., Path], drawn: random.Random
) -> None:
    one = story(drawn, "one")
    # near enough to be found whatever is drawn: how many are is what the labelled pairs measure
    two, three = shortened(drawn, one, "two", 0.9), extended(drawn, one, "three", 0.1)
    files = {f"{article.id}.jsonl": [record(article)] for article in (one, two, three)}
    root = build_index(tmp_path, files)
    with open_engine(root) as engine:
        assert similar(engine) == [2]
        build_index(tmp_path, {"three.jsonl": None})
        assert similar(engine) == [1]
        build_index(tmp_path, {"two.jsonl": None})
        assert similar(engine) == [0]


def similar(engine: Any) -> list[int]:
    return [hit.similar for hit in engine.search(SearchRequest()).hits]
