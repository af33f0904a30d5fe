"""Is an answer whole, or an error that says why, whatever becomes of the cluster meanwhile?"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from answering import Told, answering
from asked import SPECIAL
from auth_proxy import BasicAuthProxy
from clusters import Cluster
from conftest import Ran
from index_pairs import EnginePair, IndexPair

from index.cluster import indexes
from index.cluster.connection import Cluster as Connection
from index.cluster.home import (
    CURRENT,
    ClusterState,
    current_state,
    home_of,
    publish_state,
    versioned_state,
)
from index.cluster.settings import settings_from
from search import CursorGone, IndexUnavailable, SearchRequest
from search.engines.opensearch import holder, streaming
from search.engines.opensearch.engine import OpenSearchEngine
from search.request import SORTS
from web import create_app

Reindex = Callable[..., Ran]
Put = Callable[..., None]
QUERIES = ("dân", "lũ OR bão", "cong tac dan van", "body:bóng", "", '"dân vận"', "va*", "học sinh")
SECONDS = 30.0
"""That a search may take where nodes are killed and the machine has much else to do."""
THREADS = 4


def totals(engine: OpenSearchEngine) -> dict[str, int]:
    """How many articles answer each query."""
    return {q: engine.search(SearchRequest(q, group=False, size=3)).total for q in QUERIES}


@contextmanager
def searching(
    engine: OpenSearchEngine, check: Callable[[OpenSearchEngine, str], None]
) -> Iterator[Callable[[int], None]]:
    """Some threads search and ``check`` all the while; what is yielded waits until so many more
    searches are over.  Behind the block every error of theirs is raised."""
    over = threading.Event()
    done = 0
    counted = threading.Condition()

    def go_on(number: int) -> None:
        nonlocal done
        while not over.is_set():
            for q in (*QUERIES[number:], *QUERIES[:number]):
                try:
                    check(engine, q)
                except BaseException:
                    over.set()
                    raise
                finally:
                    with counted:
                        done += 1
                        counted.notify_all()

    def wait(more: int) -> None:
        with counted:
            wanted = done + more
            counted.wait_for(lambda: done >= wanted or over.is_set(), timeout=180)
            assert done >= wanted or over.is_set()

    with ThreadPoolExecutor(THREADS) as pool:
        running = [pool.submit(go_on, number) for number in range(THREADS)]
        try:
            yield wait
        finally:
            over.set()
    for one in running:
        one.result()


# Nodes


def holders(cluster: Cluster, name: str) -> list[int]:
    """The nodes that have a copy of the first shard of an index."""
    shards = cluster.client.cat.shards(index=name, format="json")
    names = {shard["node"] for shard in shards if shard["shard"] == "0"}
    return [n for n, node in enumerate(cluster.nodes) if node.name in names]


def test_a_killed_node_is_not_noticed_and_two_are_told_of(
    cluster: Cluster, sample_pair: IndexPair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The walks that began before end with what they began with: their point in time is gone with
    a node, and the same is asked of the others."""
    monkeypatch.setattr(streaming, "_PAGE_OF_ARTICLES", 40)
    first, second = holders(cluster, sample_pair.settings.name)
    with sample_pair.open_there(seconds=SECONDS) as engine:
        expected = totals(engine)

        def check(asked: OpenSearchEngine, q: str) -> None:
            assert asked.search(SearchRequest(q, group=False, size=3)).total == expected[q]

        request = SearchRequest("", sort="newest")
        with engine.walk(request) as walk:
            every = list(walk.ids())
        with engine.walk(request) as walk:
            ids = walk.ids()
            begun = [next(ids) for _ in range(10)]
            with searching(engine, check) as wait:
                wait(20)
                cluster.kill(first)
                wait(60)
            assert [*begun, *ids] == every

        cluster.kill(second)
        told = set()
        for q in QUERIES[:3]:  # three seconds each, for as long a node may be replaced
            with pytest.raises(IndexUnavailable) as unavailable:
                engine.search(SearchRequest(q, group=False, size=3))
            told.add(unavailable.value.told)
        assert told == {"The cluster that holds the index does not answer, or not all of it."}
        with pytest.raises(IndexUnavailable):
            list(engine.stream(SearchRequest("dân")))

        cluster.heal()
        assert totals(engine) == expected


@pytest.mark.parametrize("manages", [False, True], ids=["one of them", "their manager"])
def test_a_stopped_node_is_gone_round_and_is_not_believed_when_it_is_back(
    cluster: Cluster,
    sample_pair: IndexPair,
    environment: dict[str, str],
    reindex_there: Reindex,
    *,
    manages: bool,
) -> None:
    """For a second it knows nothing of an index that was made meanwhile."""
    (manager,) = cluster.client.cat.cluster_manager(format="json")
    stopped = next(
        n for n, node in enumerate(cluster.nodes) if (node.name == manager["node"]) is manages
    )
    with sample_pair.open_there(seconds=SECONDS) as engine:
        expected = totals(engine)

        def check(asked: OpenSearchEngine, q: str) -> None:
            assert asked.search(SearchRequest(q, group=False, size=3)).total == expected[q]

        with searching(engine, check) as wait:
            wait(8)
            cluster.stop(stopped)
            wait(4 * len(QUERIES))

    others = ",".join(node.url for n, node in enumerate(cluster.nodes) if n != stopped)
    assert reindex_there("--sample", OPENSEARCH_URL=others).returncode == 0
    with open_engine_there({**environment, "OPENSEARCH_URL": others}) as engine:
        expected = totals(engine)
    cluster.resume(stopped)
    for _ in range(5):
        with open_engine_there(environment) as engine:
            assert totals(engine) == expected


def test_of_a_lost_shard_half_the_hits_are_no_answer(
    cluster: Cluster,
    environment: dict[str, str],
    reindex_there: Reindex,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert reindex_there("--replicas", "0", "--shards", "3", "--sample").returncode == 0
    name = environment["OPENSEARCH_INDEX"]
    assert cluster.client.indices.exists(index=f"{name}-000001")
    with open_engine_there(environment) as engine:
        expected = totals(engine)
        held = cluster.client.cat.shards(index=f"{name}-000001", format="json")
        node = max(held, key=lambda shard: int(shard["docs"]))["node"]
        cluster.kill(next(n for n, one in enumerate(cluster.nodes) if one.name == node))
        for q in QUERIES[:4]:
            with pytest.raises(IndexUnavailable) as unavailable:
                engine.search(SearchRequest(q, group=False, size=3))
            assert "cluster" in unavailable.value.told
        assert_told_on_the_page(environment, "not all of it", monkeypatch)
        cluster.heal()
        assert totals(engine) == expected


def open_engine_there(environment: dict[str, str]) -> OpenSearchEngine:
    """An engine over what ``reindex_there`` makes."""
    return OpenSearchEngine(settings_from(environment), SECONDS)


# What the page says


def assert_told_on_the_page(
    environment: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says that the archive is not ready, the endpoint gives a problem, and neither says
    where the cluster is."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    app = create_app({"ENGINE": "opensearch", "TIMEOUT": "10"})
    app.testing = True
    client = app.test_client()
    page = client.get("/search?q=dân")
    assert (page.status_code, page.mimetype) == (503, "text/html")
    assert "Kho báo chưa sẵn sàng" in page.text
    answer = client.get("/api/search?q=dân")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    problem = json.loads(answer.text)
    assert problem["status"] == 503
    assert said in problem["detail"]
    for text in (page.text, answer.text):
        assert "Traceback" not in text
        assert "127.0.0.1" not in text
        assert "geheim" not in text


def test_an_unreachable_cluster_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = {"OPENSEARCH_URL": "http://127.0.0.1:9", "OPENSEARCH_INDEX": "none"}
    assert_told_on_the_page(nowhere, "does not answer", monkeypatch)


def test_a_wrong_password_is_told_of(
    cluster: Cluster, sample_pair: IndexPair, monkeypatch: pytest.MonkeyPatch
) -> None:
    with BasicAuthProxy(cluster.urls[0], "an", "right") as proxy:
        asked = {
            "OPENSEARCH_URL": proxy.url,
            "OPENSEARCH_INDEX": sample_pair.settings.name,
            "OPENSEARCH_USER": "an",
            "OPENSEARCH_PASSWORD": "geheim",
        }
        assert_told_on_the_page(asked, "cannot be used", monkeypatch)
        assert proxy.refused
        with open_engine_there({**asked, "OPENSEARCH_PASSWORD": "right"}) as engine:
            assert engine.search(SearchRequest("dân")).total


def test_where_there_is_no_index_yet_that_is_told(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_told_on_the_page(environment, "no index yet", monkeypatch)


def test_an_index_of_another_schema_is_told_of(
    environment: dict[str, str],
    reindex_there: Reindex,
    there: Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert reindex_there("--sample").returncode == 0
    home = home_of(there.name)
    document = there.client.get(index=home, id=CURRENT)["_source"]
    document["manifest"]["schema_version"] += 1
    there.client.index(index=home, id=CURRENT, body=document)
    assert_told_on_the_page(environment, "of another version", monkeypatch)


def test_another_version_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    old = {"version": {"number": "7.10.2"}, "tagline": "You Know, for Search"}
    with answering(Told(200, old)) as server:
        asked = {"OPENSEARCH_URL": server.url}
        with pytest.raises(IndexUnavailable, match=r"7\.10\.2.*OpenSearch 2\.19"):
            open_engine_there(asked)
        assert_told_on_the_page(asked, "cannot be used", monkeypatch)


# Other states


@pytest.fixture
def put_there(tmp_path: Path, write_jsonl: Callable[..., Path], reindex_there: Reindex) -> Put:
    """Make these records all that the index on the cluster has."""

    def put(records: Sequence[dict[str, Any]], *options: str) -> None:
        source = write_jsonl(tmp_path / "corpus" / "articles.jsonl", records)
        assert reindex_there("--prune", *options, source).returncode == 0

    return put


def articles(prefix: str, count: int, title: str = "Dân vận") -> list[dict[str, Any]]:
    """So many, of days that tell them apart."""
    return [
        {
            "id": f"{prefix}{n}", "title": f"{title} số {n}",
            "body": f"Tin {prefix} về {title.lower()} {n}.",
            "published": f"2016-{1 + n // 28:02}-{1 + n % 28:02}",
        }
        for n in range(count)
    ]  # fmt: skip


def test_each_answer_is_wholly_of_one_state(
    environment: dict[str, str],
    put_there: Put,
    there: Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(holder, "SECONDS_BETWEEN_LOOKS", 0.05)
    states, wanted = [], []
    for prefix, count in (("a", 60), ("b", 25)):
        put_there(articles(prefix, count), "--fresh")
        states.append(current_state(there))
        wanted.append((count, {f"{prefix}{n}" for n in range(count)}))

    seen = set()

    def check(engine: OpenSearchEngine, q: str) -> None:
        request = SearchRequest("dân vận", size=100, group=len(q) % 2 == 0)
        results = engine.search(request)
        ids = {hit.id for hit in results.hits}
        assert (results.total, ids) in wanted
        assert sum(bucket.count for bucket in results.facets.date.buckets) == results.total
        seen.add(results.total)

    with open_engine_there(environment) as engine, searching(engine, check) as wait:
        for turn in range(20):
            _, version = versioned_state(there)
            state = states[turn % 2]
            publish_state(there, replace_identity(state, f"swap-{turn}"), version)
            indexes.lead_to(there, state.index)
            wait(6)
    assert seen == {60, 25}


def replace_identity(state: ClusterState, identity: str) -> ClusterState:
    """``state`` under another name, with no former one."""
    return msgspec.structs.replace(state, identity=identity, former=())


def lose_former_states(there: Connection) -> None:
    """As it is when their time is over."""
    state, _ = versioned_state(there)
    assert state
    assert state.former
    for former in state.former:
        if former.pit:
            there.client.delete_pit(body={"pit_id": [former.pit]})
        elif former.index != state.index:
            there.client.indices.delete(index=former.index)


def pages(engine: OpenSearchEngine, request: SearchRequest, cursor: str | None) -> list[str]:
    """The ids of all pages from ``cursor`` on."""
    found: list[str] = []
    while cursor is not None:
        results = engine.search(replace(request, cursor=cursor))
        found += [hit.id for hit in results.hits]
        cursor = results.cursor
    return found


@pytest.mark.parametrize("options", [(), ("--fresh",)], ids=["incremental", "fresh"])
def test_what_began_before_a_run_ends_with_what_it_began_with(
    environment: dict[str, str],
    put_there: Put,
    there: Connection,
    monkeypatch: pytest.MonkeyPatch,
    options: Sequence[str],
) -> None:
    monkeypatch.setattr(streaming, "_PAGE_OF_ARTICLES", 10)
    monkeypatch.setattr(holder, "SECONDS_BETWEEN_LOOKS", 0.0)
    put_there(articles("a", 60))
    requests = [
        SearchRequest("dân vận", sort=sort, size=25, group=False, highlight=False) for sort in SORTS
    ]
    with (
        open_engine_there(environment) as engine,
        open_engine_there(environment) as late,
        ExitStack() as walks,
    ):
        first = [engine.search(request) for request in requests]
        whole = [
            [hit.id for hit in results.hits] + pages(engine, request, results.cursor)
            for request, results in zip(requests, first, strict=True)
        ]
        assert [len(set(ids)) for ids in whole] == [60] * len(SORTS)
        going = [walks.enter_context(engine.walk(request)).ids() for request in requests]
        begun = [[next(ids) for _ in range(5)] for ids in going]
        put_there([*articles("a", 20, "Bài"), *articles("b", 30, "Bài")], *options)
        assert engine.search(SearchRequest("bài")).total == 50
        for request, results, ids, own, rest in zip(
            requests, first, whole, begun, going, strict=True
        ):
            assert [*own, *rest] == ids
            for one in (engine, late):
                behind = pages(one, request, results.cursor)
                assert [hit.id for hit in results.hits] + behind == ids
            with engine.walk(replace(request, cursor=results.cursor)) as walk:
                assert list(walk.ids()) == ids[25:]
        gone_on = replace(requests[0], cursor=first[0].cursor)
        lose_former_states(there)
        for one in (engine, walks.enter_context(open_engine_there(environment))):
            for ask in (one.search, one.walk):
                with pytest.raises(CursorGone):
                    ask(gone_on)


def test_a_warm_search_takes_two_requests_at_most(engines: EnginePair) -> None:
    engine = engines.cluster
    for q in SPECIAL:
        for request in (SearchRequest(q), SearchRequest(q, category=("Thể thao",), sort="newest")):
            engine.search(request)
            before = engine.requests
            engine.search(request)
            assert engine.requests - before <= 2, q
