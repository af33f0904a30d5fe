"""Does a walk by cursor have each hit once, in the order of the pages, whatever becomes of the
index meanwhile, in whichever process it goes on?"""

from __future__ import annotations

import base64
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from indexes import Cli, generations, live_folder
from stories import retitled, shortened, story

from index.store import generations as store
from search import CursorGone, Engine, InvalidRequest, SearchRequest, open_engine
from search.cursor import Cursor, read_cursor
from search.engines.whoosh import holder
from search.request import SORTS, Match
from search.results import Hit

QUERIES = ["", "xã", "chợ lúa", "mưa OR lũ", "xa cho nuoc dien", "thầy trò nhà máy điện nước sông"]
WORDS = ["xã", "dân", "chợ", "lúa", "nuoc", "song", "mưa", "-lũ"]
CHECKOUT = Path(__file__).parents[2]


def records(seed: int, count: int, prefix: str = "s") -> list[dict[str, Any]]:
    """Stories of one to three articles, some undated, many of one day."""
    pick = random.Random(seed)
    made = []
    for number in range(count):
        one = story(pick, f"{prefix}{number}")
        versions = [one]
        if pick.random() < 0.4:
            versions.append(retitled(pick, one, f"{prefix}{number}-a"))
        if pick.random() < 0.3:
            versions.append(shortened(pick, one, f"{prefix}{number}-b"))
        for article in versions:
            day = pick.choice([article.published, date(2016, 5, 12), None])
            made.append(
                {
                    "id": article.id, "title": article.title, "summary": article.summary,
                    "body": article.body, "source": article.source,
                    "published": str(day) if day else None,
                }
            )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def engine(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[Engine]:
    """Over three segments of stories."""
    runs = [{f"{n}.jsonl": records(n, 25, f"s{n}-")} for n in range(3)]
    with open_engine(build_index(tmp_path_factory.mktemp("walks"), *runs)) as opened:
        yield opened


def pages(engine: Engine, request: SearchRequest) -> list[Hit]:
    """The hits of all pages by number."""
    numbers = range(1, engine.search(request).pages + 1)
    return [hit for n in numbers for hit in engine.search(replace(request, page=n)).hits]


def walk(engine: Engine, request: SearchRequest, sizes: Sequence[int] = ()) -> list[Hit]:
    """The hits of all pages by cursor, of these ``sizes`` in turn, then of the request's."""
    found: list[Hit] = []
    left = [*sizes]
    while True:
        results = engine.search(replace(request, size=left.pop(0) if left else request.size))
        found += results.hits
        if results.cursor is None:
            return found
        request = replace(request, cursor=results.cursor)


@pytest.mark.parametrize("group", [True, False])
@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("q", QUERIES)
def test_a_walk_has_the_hits_of_all_pages(engine: Any, q: str, sort: Any, group: bool) -> None:
    request = SearchRequest(q, sort=sort, group=group, size=7, highlight=False)
    by_number = pages(engine, request)
    assert walk(engine, request) == by_number
    assert len({hit.id for hit in by_number}) == len(by_number) > 7
    answering = [hit.id for hit in by_number if not hit.near]
    with engine.walk(replace(request, size=3, page=9)) as gone_over:
        assert gone_over.facts.length == len(answering)
        assert gone_over.facts.total == engine.search(request).total
        assert gone_over.facts.groups == engine.search(request).groups
        if len(answering) == len(by_number):  # near matches stand among the others
            assert list(gone_over.ids()) == answering
        else:
            assert sorted(gone_over.ids()) == sorted(answering)


@given(
    words=st.lists(
        st.sampled_from(["xã", "dân", "chợ", "lúa", "nuoc", "song", "mưa", "-lũ"]), max_size=3
    ),
    sort=st.sampled_from(SORTS),
    match=st.sampled_from(["words", "syllables", "exact"]),
    group=st.booleans(),
    recency=st.booleans(),
    undated=st.booleans(),
    sample=st.sampled_from([0, 1, 10, 1000]),
    sizes=st.lists(st.integers(1, 30), max_size=6),
    after=st.integers(0, 40),
)
def test_whatever_is_asked_for_pages_cursors_and_walks_agree(
    *,
    engine: Engine,
    words: list[str],
    sort: Any,
    match: Match,
    group: bool,
    recency: bool,
    undated: bool,
    sample: int,
    sizes: list[int],
    after: int,
) -> None:
    request = SearchRequest(
        " ".join(words), sort=sort, match=match, group=group, recency=recency, undated=undated,
        sample=sample, seed=3, size=50, highlight=False,
    )  # fmt: skip
    by_number = pages(engine, request)
    assert walk(engine, request, sizes) == by_number
    ids = [hit.id for hit in by_number if not hit.near]
    with engine.walk(request) as gone_over:
        found = list(gone_over.ids())
        begin = replace(request, cursor=gone_over.facts.cursor)
        assert [kept.id for kept, _ in gone_over.articles(bodies=False)] == found
    assert sorted(found) == sorted(ids)
    if not engine.search(request).near:
        assert found == ids
    with engine.walk(begin, after) as rest:
        assert list(rest.ids()) == found[after:]
        assert rest.facts.length == len(found)


def test_a_walk_keeps_the_articles_as_they_are(engine: Any) -> None:
    with engine.walk(SearchRequest("xã")) as gone_over:
        for kept, body in gone_over.articles():
            article = engine.article(kept.id)
            assert body.decode() == article.body
            assert kept.published == (article.published and article.published.isoformat())
            assert kept.indexed == article.indexed.isoformat()
            assert (kept.title, kept.source, kept.tags) == (
                article.title, article.source, article.tags,
            )  # fmt: skip


# The index changes


def test_a_walk_goes_on_as_it_began_though_the_index_was_replaced(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    first = records(1, 40)
    root = build_index(tmp_path, {"first.jsonl": first})
    with open_engine(root) as engine:
        for sort in SORTS:
            request = SearchRequest("xã", sort=sort, size=5, highlight=False)
            expected = pages(engine, request)
            results = engine.search(request)
            found = [*results.hits]
            for turn in range(3):  # each page after another reindex
                gone = {"first.jsonl": None} if turn == 0 else {}
                new = {f"{turn}.jsonl": records(50 + turn, 30, f"n{turn}-")}
                build_index(tmp_path, {**gone, **new})
                results = engine.search(replace(request, cursor=results.cursor))
                assert results.page == turn + 2
                found += results.hits
            found += walk(engine, replace(request, cursor=results.cursor))
            assert found == expected
            now = {hit.id for hit in pages(engine, request)}
            assert now
            assert now.isdisjoint(hit.id for hit in found)
            build_index(tmp_path, {"first.jsonl": first, **{f"{n}.jsonl": None for n in range(3)}})


SCRIPT = """
import json, sys
from dataclasses import replace
from search import SearchRequest, open_engine
root, cursor = sys.argv[1:]
with open_engine(root) as engine:
    results = engine.search(SearchRequest("xã", size=5, cursor=cursor or None, highlight=False))
print(json.dumps({"ids": [hit.id for hit in results.hits], "cursor": results.cursor}))
"""


def test_a_walk_goes_on_in_another_process(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    root = build_index(tmp_path, records(2, 25))
    with open_engine(root) as engine:
        expected = [hit.id for hit in pages(engine, SearchRequest("xã", size=5))]
    found, cursor = [], ""
    for turn in range(4):
        line = [sys.executable, "-c", SCRIPT, str(root), cursor]
        environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
        done = subprocess.run(line, capture_output=True, env=environment, check=True, timeout=120)
        answer = json.loads(done.stdout)
        found += answer["ids"]
        cursor = answer["cursor"]
        build_index(tmp_path, records(70 + turn, 10))  # nobody has the first generation open
    assert found == expected[: len(found)]
    assert len(found) == 20


def test_the_day_of_a_walk_is_that_on_which_it_began(
    tmp_path: Path, build_index: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [
        {"id": f"{day}-{n}", "title": f"Tin lũ số {n}", "published": f"2024-03-{day}"}
        for day in (10, 11)
        for n in range(6)
    ]
    with open_engine(build_index(tmp_path, made)) as engine:
        monkeypatch.setattr("search.engines.answering.today", lambda: date(2024, 3, 11))
        request = SearchRequest("lũ hôm qua", size=4)
        first = engine.search(request)
        assert first.total == 6
        with engine.walk(request) as gone_over:
            ids, begin = list(gone_over.ids()), gone_over.facts.cursor
        monkeypatch.setattr("search.engines.answering.today", lambda: date(2024, 3, 12))
        rest = engine.search(replace(request, cursor=first.cursor))
        assert {hit.id for hit in (*first.hits, *rest.hits)} == {f"10-{n}" for n in range(6)}
        assert {hit.id for hit in engine.search(request).hits} < {f"11-{n}" for n in range(6)}
        with engine.walk(replace(request, cursor=begin)) as gone_over:
            assert list(gone_over.ids()) == ids


def test_a_cursor_whose_generation_is_gone_says_so(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    root = build_index(tmp_path, records(3, 10))
    with open_engine(root) as engine:
        request = SearchRequest(size=3)
        gone_on = replace(request, cursor=engine.search(request).cursor)
        first = live_folder(root)
        build_index(tmp_path, records(4, 10))
        engine.search(request)
        shutil.rmtree(first)
        for ask in (engine.search, engine.walk):
            with pytest.raises(CursorGone, match="begin again"):
                ask(gone_on)


def test_a_cursor_of_another_index_in_the_same_place_is_gone(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    root = build_index(tmp_path, records(5, 10))
    request = SearchRequest(size=3)
    with open_engine(root) as engine:
        cursor = engine.search(request).cursor
    shutil.rmtree(root)
    with open_engine(build_index(tmp_path, records(6, 10))) as engine:
        assert generations(root) == ["000001"]
        with pytest.raises(CursorGone):
            engine.search(replace(request, cursor=cursor))


@pytest.mark.parametrize(
    "state", ["../000001.x", "", ".", "000001", "9" * 99, "000002.00", "a\x00"]
)
def test_what_names_no_generation_is_gone(engine: Engine, state: str) -> None:
    request = SearchRequest("xã")
    made_up = Cursor(state, date(2024, 1, 1), 0, None, request.asked)
    with pytest.raises(CursorGone):
        engine.search(replace(request, cursor=str(made_up)))


def test_few_replaced_generations_are_open_and_those_not_for_long(
    tmp_path: Path, build_index: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_leases() -> set[str]:
        links = Path("/proc/self/fd").iterdir()
        targets = [link.readlink() for link in links if link.is_symlink()]
        return {to.parent.name for to in targets if to.name == "LEASE" and root in to.parents}

    root = build_index(tmp_path, records(7, 10))
    request = SearchRequest(size=3, highlight=False)
    with open_engine(root) as engine:
        begun = []
        for turn in range(5):
            begun.append(replace(request, cursor=engine.search(request).cursor))
            build_index(tmp_path, records(8 + turn, 10))
        for one in begun:
            engine.search(one)
        kept = {"000004", "000005", "000006"}
        assert open_leases() == kept
        with engine.walk(begun[0]):
            assert "000001" in open_leases()
        monkeypatch.setattr(holder, "FORMER_SECONDS", -1.0)
        engine.search(request)
        assert open_leases() == {"000006"}


# How long generations stay


def age(folder: Path, seconds: float) -> None:
    """Have the generation in ``folder`` been replaced, and the next ones made, so long before."""
    for path in (folder / "LEASE", folder / "manifest.json"):
        before = path.stat().st_mtime - seconds
        os.utime(path, (before, before))


def test_a_replaced_generation_stays_however_often_the_index_changes(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    for turn in range(5):
        root = build_index(tmp_path, records(turn, 4))
    assert generations(root) == [f"{n:06d}" for n in range(1, 6)]
    for name in generations(root)[:3]:
        age(root / "generations" / name, store.KEPT_SECONDS - 60)
    root = build_index(tmp_path, records(9, 4))
    assert len(generations(root)) == 6, "replaced fourteen minutes ago"
    for name in generations(root)[:4]:
        age(root / "generations" / name, 61 + 60)
    root = build_index(tmp_path, records(10, 4))
    # the third was replaced when the fourth was made, three minutes ago
    assert generations(root) == ["000003", "000004", "000005", "000006", "000007"]


def test_a_generation_that_was_gone_back_to_stays_from_when_it_was_replaced(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    for turn in range(3):
        root = build_index(tmp_path, records(turn, 4))
    for name in generations(root):
        age(root / "generations" / name, store.KEPT_SECONDS * 9)
    store.point_to(root, root / "generations" / "000002")
    with open_engine(root) as engine:
        request = SearchRequest(size=3)
        gone_on = replace(request, cursor=engine.search(request).cursor)
    root = build_index(tmp_path, records(7, 4))
    assert "000002" in generations(root)
    with open_engine(root) as engine:
        assert engine.search(gone_on).hits


def test_what_is_kept_for_walks_alone_takes_no_second_ledger(
    tmp_path: Path, build_index: Callable[..., Path], reindex_here: Cli
) -> None:
    for turn in range(4):
        root = build_index(tmp_path, records(1, 10 + turn))
    have = [p.parent.name for p in sorted((root / "generations").glob("*/ledger.sqlite"))]
    assert have == ["000003", "000004"]
    assert reindex_here(root, "--verify", as_json=False).returncode == 0
    store.point_to(
        root, root / "generations" / "000003"
    )  # the one before can still be gone back to
    assert reindex_here(root, tmp_path / "corpus").returncode == 0


# What is no cursor


def test_a_cursor_is_for_what_it_came_from(engine: Engine) -> None:
    request = SearchRequest("xã", size=3)
    cursor = engine.search(request).cursor
    for other in (
        {"q": "chợ"}, {"sort": "newest"}, {"source": ("baokhac.example",)}, {"start": "2016"},
        {"group": False}, {"recency": False}, {"match": "exact"}, {"undated": True}, {"sample": 5},
        {"not_source": ("",)}, {"sample": 5, "seed": 1},
    ):  # fmt: skip
        with pytest.raises(InvalidRequest, match="the query, filters") as error:
            replace(request, cursor=cursor, **other)
        assert error.value.parameter == "cursor"
    for same in ({"size": 50}, {"interval": "day"}, {"highlight": False}, {"terms": 3}):
        assert engine.search(replace(request, cursor=cursor, **same)).hits


@given(st.data())
def test_a_cursor_that_was_changed_is_refused(engine: Engine, data: st.DataObject) -> None:
    request = SearchRequest("xã", size=3)
    cursor = str(engine.search(request).cursor)
    at = data.draw(st.integers(0, len(cursor) - 1))
    letter = data.draw(st.sampled_from("ABCxyz019-_=é "))
    changed = data.draw(
        st.sampled_from([cursor[:at], cursor[at + 1 :], cursor[:at] + letter + cursor[at + 1 :]])
    )
    if changed != cursor:
        with pytest.raises(InvalidRequest, match=r"links\.cursor"):
            replace(request, cursor=changed)


@given(st.one_of(st.text(max_size=300), st.binary(max_size=200).map(
    lambda octets: base64.urlsafe_b64encode(octets).decode()
)))  # fmt: skip
def test_no_text_is_a_cursor_by_chance(text: str) -> None:
    with pytest.raises(InvalidRequest):
        SearchRequest(cursor=text)


def test_what_else_is_asked_of_a_page_can_be_asked_on_the_way(engine: Engine) -> None:
    request = SearchRequest("nuwowcs soong", size=2, alternatives=True, terms=3, group=False)
    first = engine.search(request)
    assert first.suggestion is not None
    assert first.suggestion.applied
    following = engine.search(replace(request, cursor=first.cursor))
    assert (following.alternatives, following.terms) == (first.alternatives, first.terms)
    gone_on = replace(request, cursor=first.cursor)
    assert engine.trends(["xã"], gone_on) == engine.trends(["xã"], request)
    assert engine.loosened(gone_on) == engine.loosened(request)


@pytest.mark.parametrize("sort", SORTS)
def test_a_made_up_place_is_a_page_or_refused(engine: Engine, sort: Any) -> None:
    request = SearchRequest("xã -lúa", sort=sort, size=5)
    honest = read_cursor(str(engine.search(request).cursor))
    outcomes = set()
    for last in (*range(130), 10**9, 2**40):
        made_up = replace(request, cursor=str(replace(honest, last=last)))
        try:
            engine.search(made_up)
            outcomes.add("a page")
        except InvalidRequest as error:
            outcomes.add(error.parameter)
    assert outcomes == {"a page", "cursor"}
    far = replace(request, cursor=str(replace(honest, place=2**40)))
    assert engine.search(far).hits == ()
    assert engine.search(replace(request, cursor=str(replace(honest, last=None)))).hits


def test_a_cursor_is_read_as_it_was_written() -> None:
    asked = SearchRequest("lũ").asked
    for one in (
        Cursor("000001.0a", date(1, 1, 1), 0, None, asked),
        Cursor("9" * 99, date(9999, 12, 31), 2**47, 2**47, b""),
    ):
        assert read_cursor(str(one)) == one
        assert str(one).isascii()
        assert not set(str(one)) & set("+/=&?")
