"""Is a node that was cut off believed, which does not know yet of what was made meanwhile?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import pytest
from answering import Answering, Told, answering

from index.cluster.articles import articles_named
from index.cluster.bulk import Operation, send
from index.cluster.connection import Cluster, connect
from index.cluster.home import make_home, read_document, write_document
from index.cluster.settings import ClusterSettings
from index.errors import ClusterError, ClusterUnreachable, IndexMissing

NO_INDEX = {"type": "index_not_found_exception", "reason": "no such index [bao-home]"}
NOTHING_THERE = Told(404, {"error": {**NO_INDEX, "root_cause": [NO_INDEX]}, "status": 404})
WRITTEN = Told(201, {"_seq_no": 7, "_primary_term": 1})


@pytest.fixture
def nodes() -> Iterator[ExitStack]:
    with ExitStack() as running:
        yield running


def cluster_of(running: ExitStack, *nodes: Sequence[Told]) -> tuple[Cluster, list[Answering]]:
    """A cluster of nodes which answer so, one after another and the last one ever after."""
    servers = [running.enter_context(answering(*told)) for told in nodes]
    settings = ClusterSettings(tuple(server.url for server in servers), "bao")
    client = running.enter_context(connect(settings, timeout=10))
    return Cluster(settings, client), servers


def test_what_one_node_knows_is_there(nodes: ExitStack) -> None:
    """Whichever of them is asked first."""
    cluster, servers = cluster_of(nodes, [NOTHING_THERE], [WRITTEN], [NOTHING_THERE])
    for _ in range(6):
        assert write_document(cluster, "lock", {}).seq_no == 7
    assert servers[0].asked
    assert servers[2].asked


def test_a_document_is_missing_only_where_no_node_knows_the_index(nodes: ExitStack) -> None:
    found = Told(200, {"found": True, "_seq_no": 1, "_primary_term": 1, "_source": {"a": 1}})
    cluster, _ = cluster_of(nodes, [NOTHING_THERE], [NOTHING_THERE], [found])
    for _ in range(6):
        assert read_document(cluster, "current", dict[str, int])[0] == {"a": 1}


def test_what_no_node_knows_is_not_there_and_each_was_asked_once(nodes: ExitStack) -> None:
    cluster, servers = cluster_of(nodes, *[[NOTHING_THERE]] * 3)
    with pytest.raises(IndexMissing, match="no index here"):
        write_document(cluster, "lock", {})
    assert [len(server.asked) for server in servers] == [1, 1, 1]
    assert read_document(cluster, "lock", dict[str, int])[0] is None
    assert [len(server.asked) for server in servers] == [2, 2, 2]


def test_a_document_that_is_not_there_is_looked_for_once(nodes: ExitStack) -> None:
    cluster, servers = cluster_of(nodes, *[[Told(404, {"_id": "lock", "found": False})]] * 3)
    assert read_document(cluster, "lock", dict[str, int])[0] is None
    assert sum(len(server.asked) for server in servers) == 1


def test_behind_one_address_it_is_asked_for_again(nodes: ExitStack) -> None:
    cluster, _ = cluster_of(nodes, [NOTHING_THERE, NOTHING_THERE, WRITTEN])
    assert write_document(cluster, "lock", {}).seq_no == 7


def item(**told: object) -> dict[str, object]:
    return {"index": {"_id": "a", **told}}


def test_what_was_sent_to_an_index_that_a_node_does_not_know_is_sent_again(
    nodes: ExitStack,
) -> None:
    """That a document which is to go is not there is no error; that its index is not, is one."""
    refused = Told(200, {"errors": True, "items": [item(status=404, error=NO_INDEX)]})
    cluster, (server,) = cluster_of(nodes, [refused, refused, Told(200, {"errors": False})])
    send(cluster, "bao-000001", [Operation.delete("a")], turn=1)
    assert server.asked == ["POST /bao-000001/_bulk"] * 3


def test_a_document_that_is_to_go_and_is_not_there_is_no_error(nodes: ExitStack) -> None:
    gone = {"delete": {"_id": "a", "status": 404, "result": "not_found"}}
    conflict = {"type": "mapper_parsing_exception", "reason": "no number"}
    answer = Told(200, {"errors": True, "items": [gone, item(status=400, error=conflict)]})
    cluster, (server,) = cluster_of(nodes, [answer])
    with pytest.raises(ClusterError, match="no number"):
        send(cluster, "bao-000001", [Operation.delete("a"), Operation.index("b", {})], turn=1)
    assert len(server.asked) == 1


def test_an_article_that_cannot_be_looked_for_is_not_missing(nodes: ExitStack) -> None:
    """It is asked for again, and none is taken for lost."""
    lost = {"type": "no_shard_available_action_exception", "reason": "no shard"}
    cluster, (server,) = cluster_of(
        nodes,
        [
            Told(200, {"docs": [{"_id": "a", "error": NO_INDEX}]}),
            Told(200, {"docs": [{"_id": "a", "error": lost}]}),
            Told(200, {"docs": [{"_id": "a", "found": False}]}),
        ],
    )
    assert articles_named(cluster, "bao-000001", ["a"]) == {}
    assert len(server.asked) == 3


def test_a_side_index_that_is_there_is_made_by_nobody_and_another_refusal_is_told(
    nodes: ExitStack,
) -> None:
    there = {"type": "resource_already_exists_exception", "reason": "index [bao-home] exists"}
    make_home(cluster_of(nodes, [Told(400, {"error": there, "status": 400})])[0])
    full = {"type": "validation_exception", "reason": "this action would add [2] total shards"}
    with pytest.raises(ClusterError, match=r"would add \[2\] total shards"):
        make_home(cluster_of(nodes, [Told(400, {"error": full, "status": 400})])[0])


@pytest.mark.parametrize("kind", ["unavailable_shards_exception", "cluster_block_exception"])
def test_a_cluster_that_stays_broken_is_told_of(
    nodes: ExitStack, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.cluster.patience.PATIENCE", 0.2)
    lost = {"type": kind, "reason": "primary shard is not active"}
    answer = Told(200, {"errors": True, "items": [item(status=503, error=lost)]})
    cluster, _ = cluster_of(nodes, [answer])
    with pytest.raises(ClusterUnreachable, match="primary shard is not active"):
        send(cluster, "bao-000001", [Operation.index("a", {})], turn=1)
