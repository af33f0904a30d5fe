"""Is an index on a cluster whole whatever moment a run or a node is killed at, and whoever else is
writing?"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from clusters import Cluster as Nodes
from indexes import NEW_A, A, B, C, Command, Write, many
from msgspec import json as msgspec_json

from index.cluster import indexes, lock
from index.cluster.bulk import Operation, send
from index.cluster.connection import Cluster
from index.cluster.home import (
    ClusterState,
    Version,
    current_state,
    home_of,
    publish_state,
    read_document,
    versioned_state,
    write_document,
)
from index.cluster.mapping import document_id
from index.errors import IndexBusy
from index.run.clustered import mending

Reindex = Callable[..., Any]
Start = Callable[..., subprocess.Popen[bytes]]


def seen(there: Cluster) -> dict[str, str]:
    """What searches see: id → title."""
    body = {"size": 10_000, "query": {"match_all": {}}, "_source": ["article.kept"]}
    found = there.client.search(index=current_state(there).index, body=body)
    kept = [hit["_source"]["article"]["kept"] for hit in found["hits"]["hits"]]
    return {article[0]: article[1] for article in kept}


def told(records: list[dict[str, str]]) -> dict[str, str]:
    return {record["id"]: record["title"] for record in records}


@pytest.fixture
def source(tmp_path: Path, write_jsonl: Write) -> Callable[[list[dict[str, str]]], Path]:
    """Write records into the one file of the sources."""
    return lambda records: write_jsonl(tmp_path / "a.jsonl", records)


@pytest.fixture
def start(cli_command: Command, environment: dict[str, str]) -> Iterator[Start]:
    """Start a reindex in a process group of its own; whatever still runs at the end is killed."""
    command, variables = cli_command
    begun: list[subprocess.Popen[bytes]] = []

    def run(*arguments: str | Path) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [*command, *map(str, arguments)],
            env={**variables, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        begun.append(process)
        return process

    yield run
    for process in begun:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL for the process and its workers: nothing of it gets to tidy up."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    if process.stderr and not process.stderr.closed:
        process.communicate()


def wait_until(condition: Callable[[], object], process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while not condition():
        assert process.poll() is None, process.communicate()[1].decode()
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_run_that_is_killed_beside_the_live_index_leaves_that_as_it_was(
    source: Callable[..., Path],
    reindex_there: Reindex,
    start: Start,
    there: Cluster,
    drawn: random.Random,
) -> None:
    old, new = many(50, "cũ"), many(1000, "mới")
    assert reindex_there(source(old)).returncode == 0
    before = current_state(there)
    process = start("--fresh", "--jobs", "2", source(new))
    wait_until(lambda: 2 in indexes.existing(there), process)
    time.sleep(drawn.uniform(0, 2))
    kill(process)
    assert current_state(there) == before
    assert indexes.existing(there)[1] == {there.name}
    assert seen(there) == told(old)
    assert reindex_there(source(new)).report["updated"] == 50
    assert sorted(indexes.existing(there)) == [1], "what it left is gone"
    assert seen(there) == told(new)


def test_a_run_that_is_killed_on_the_live_index_is_taken_back(
    source: Callable[..., Path],
    reindex_there: Reindex,
    start: Start,
    there: Cluster,
    drawn: random.Random,
) -> None:
    old, new = many(400, "cũ"), many(1200, "mới")[100:]
    assert reindex_there(source(old)).returncode == 0
    before = current_state(there)

    def is_announced() -> bool:
        return bool(there.client.exists(index=home_of(there.name), id="journal:0"))

    for shown in (False, True):
        process = start("--jobs", "2", "--prune", source(new))
        wait_until(is_announced, process)
        time.sleep(drawn.uniform(0, 1.5))
        kill(process)
        state = current_state(there)
        if state != before:  # it was done before it was killed
            assert seen(there) == told(new)
        elif shown:
            there.client.indices.refresh(index=state.index)  # as a node that is started again does
        else:
            assert seen(there) == told(old)
        assert reindex_there(source(old)).returncode == 0
        gone = told(new) if state != before else {}
        assert seen(there) == {**gone, **told(old)}
        assert not is_announced()
        assert reindex_there("--verify", as_json=False).returncode == 0
        assert reindex_there("--fresh", source(old)).returncode == 0
        before = current_state(there)


def test_a_run_that_dies_in_its_last_step_is_finished_by_the_next(
    tmp_path: Path,
    write_jsonl: Write,
    reindex_there: Reindex,
    there: Cluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", [A, B])
    assert reindex_there(source).returncode == 0
    before = current_state(there)

    class Dead(Exception):
        """As a process that ends there: nothing is tidied up behind it."""

    def die(*_: object) -> None:
        raise Dead

    write_jsonl(source, [NEW_A, B, C])
    with monkeypatch.context() as patch:
        patch.setattr(mending, "publish_state", die)
        with pytest.raises(Dead):
            reindex_there(source)
    assert current_state(there) == before
    ran = reindex_there(source)
    assert (ran.report["unchanged"], ran.report["updated"]) == (3, 0)
    assert current_state(there).identity != before.identity
    assert seen(there) == told([NEW_A, B, C])


def test_a_node_that_is_killed_while_it_is_written_to_costs_no_article(
    tmp_path: Path,
    write_jsonl: Write,
    cluster: Nodes,
    start: Start,
    there: Cluster,
) -> None:
    records = many(4000, "mới")
    process = start("--jobs", "2", "--shards", "3", write_jsonl(tmp_path / "a.jsonl", records))
    index = indexes.index_named(there, 1)

    def written() -> int:
        stats = there.client.indices.stats(index=index, metric="indexing", ignore=404)
        return int(
            stats.get("_all", {}).get("primaries", {}).get("indexing", {}).get("index_total", 0)
        )

    wait_until(lambda: written() > 300, process)
    cluster.kill(2)
    time.sleep(2)
    cluster.start(2, wait=False)
    assert process.wait(180) == 0, process.communicate()[1].decode()
    cluster.await_green()
    assert there.client.count(index=there.name)["count"] == len(records)
    assert seen(there) == told(records)


def test_one_run_writes_at_a_time_and_the_other_is_told_who(
    tmp_path: Path, write_jsonl: Write, reindex_there: Reindex, there: Cluster
) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", [A])
    with lock.holding(there):
        ran = reindex_there(source)
        assert ran.returncode == 1
        assert f"process {os.getpid()} on " in ran.stderr
        assert "--wait SECONDS" in ran.stderr
    assert reindex_there(source).returncode == 0


@pytest.mark.parametrize("reason", ["another machine's, long ago", "a process that is gone"])
def test_the_right_to_write_of_a_run_that_is_dead_is_taken_over(
    tmp_path: Path, write_jsonl: Write, reindex_there: Reindex, there: Cluster, reason: str
) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", [A])
    assert reindex_there(source).returncode == 0
    dead = subprocess.Popen(["true"])
    dead.wait()
    holder = lock._myself()
    age, host, pid = (
        (lock.STALE_AFTER + 1, "elsewhere", 1)
        if reason.startswith("another")
        else (0, holder.host, dead.pid)
    )
    left = json.loads(msgspec_json.encode(holder))
    left |= {"renewed": time.time() - age, "host": host, "pid": pid}
    write_document(there, "lock", left)
    assert reindex_there(source).returncode == 0
    write_document(there, "lock", left | {"renewed": time.time(), "host": "elsewhere"})
    busy = reindex_there(source)
    assert (busy.returncode, "on elsewhere" in busy.stderr) == (1, True)


def test_a_run_that_was_taken_for_dead_publishes_nothing(
    tmp_path: Path,
    write_jsonl: Write,
    reindex_there: Reindex,
    there: Cluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert reindex_there(write_jsonl(tmp_path / "a.jsonl", [A])).returncode == 0
    state, version = versioned_state(there)
    assert isinstance(state, ClusterState)
    monkeypatch.setattr(lock, "RENEWED_EVERY", 0.05)
    with lock.holding(there) as (held, _):
        held.check()
        _, own = read_document(there, "lock", dict[str, Any])
        assert own != Version()
        write_document(there, "lock", msgspec_json.decode(msgspec_json.encode(lock._myself())))
        held._thread.join(30)
        with pytest.raises(IndexBusy, match="right to write was lost"):
            held.check()
    publish_state(there, state, version)
    with pytest.raises(IndexBusy):
        publish_state(there, state, version)


@pytest.mark.parametrize("late", ["written", "taken out"])
def test_what_a_killed_run_had_sent_and_comes_late_changes_nothing(
    source: Callable[..., Path], reindex_there: Reindex, there: Cluster, late: str
) -> None:
    """A cluster carries out what it was sent, though whoever sent it is dead; and meanwhile the
    next run may have mended what that had announced."""
    old = many(20, "cũ")
    assert reindex_there(source(old)).returncode == 0
    state = current_state(there)
    stranger = {"tie": 1, "article": {"kept": [], "body": ""}}
    with lock.holding(there) as (dead, _):
        names = [document_id(one) for one in ("n3", "new")]
        mending.Journal(there, state.identity).announce(["n3", "new"])
    assert reindex_there(source(old)).returncode == 0
    for name in names:
        made = Operation.index(name, stranger) if late == "written" else Operation.delete(name)
        with pytest.raises(IndexBusy, match="right to write was lost"):
            send(there, state.index, [made], dead.turn)
    there.client.indices.refresh(index=state.index)
    assert seen(there) == told(old)


def test_an_error_on_the_live_index_says_that_what_was_written_is_taken_back(
    tmp_path: Path, write_jsonl: Write, reindex_there: Reindex, there: Cluster
) -> None:
    one, other = many(200, "cũ"), many(400, "mới")
    assert reindex_there(write_jsonl(tmp_path / "a.jsonl", one)).returncode == 0
    before = current_state(there)
    write_jsonl(tmp_path / "a.jsonl", other)
    # the last step finds another article than was counted
    there.client.index(
        index=before.index, id="0" * 32, body={"tie": 1, "article": {"kept": [], "body": ""}}
    )
    ran = reindex_there(tmp_path / "a.jsonl")
    assert ran.returncode == 1
    assert "has 401 articles where 400 were written" in ran.stderr
    assert "the next reindex takes it back" in ran.stderr
    assert current_state(there) == before
    assert reindex_there("--fresh", tmp_path / "a.jsonl").returncode == 0
    assert seen(there) == told(other)
