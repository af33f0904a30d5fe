"""Can the other tests of this folder rely on their cluster?  Nodes that are killed, stopped or full
do what their names say and come back, a proxy asks for a password, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from auth_proxy import BasicAuthProxy
from clusters import Cluster
from opensearchpy import AuthenticationException, OpenSearch, TransportError

TESTS = Path(__file__).parents[1]
COPIES = {"settings": {"number_of_shards": 3, "number_of_replicas": 1}}


def test_a_node_killed_while_it_is_written_to_comes_back_with_all_that_was_confirmed(
    cluster: Cluster, index_name: str
) -> None:
    cluster.client.indices.create(index=index_name, body=COPIES, wait_for_active_shards="all")
    process = cluster.nodes[1].process
    with cluster.connect(0, 2, max_retries=5, retry_on_timeout=True) as client:
        for i in range(60):
            if i == 20:
                cluster.kill(1)
            client.index(index=index_name, id=str(i), body={"number": i})
        client.indices.refresh(index=index_name)
        assert client.count(index=index_name)["count"] == 60
        cluster.start(1)
        assert cluster.nodes[1].process is not process
        client.indices.refresh(index=index_name)
        copies: dict[str, list[int]] = {}
        for copy in client.cat.shards(index=index_name, format="json"):
            copies.setdefault(copy["shard"], []).append(int(copy["docs"]))
        one, other = zip(*copies.values(), strict=True)
        assert one == other  # what came back has what was written while it was away
        assert sum(one) == 60
        (health,) = client.cat.health(format="json")
        assert (health["status"], health["node.total"]) == ("green", "3")


def test_a_stopped_node_does_not_answer_until_it_goes_on(cluster: Cluster) -> None:
    with cluster.connect(2, timeout=1, max_retries=0) as client:
        cluster.stop(2)
        with pytest.raises(TransportError) as late:
            client.info()
        assert late.value.status_code == "TIMEOUT"
        cluster.resume(2)
        assert client.info(request_timeout=60)["name"] == "n2"


def test_on_full_disks_nothing_is_written_and_all_is_found(
    cluster: Cluster, index_name: str
) -> None:
    client = cluster.client
    client.indices.create(index=index_name, body=COPIES)
    client.index(index=index_name, id="1", body={}, refresh=True)
    with cluster.flooded():
        with pytest.raises(TransportError) as refused:
            client.index(index=index_name, id="2", body={})
        assert (refused.value.status_code, refused.value.error) == (429, "cluster_block_exception")
        assert client.count(index=index_name)["count"] == 1
    client.index(index=index_name, id="2", body={}, refresh=True)
    client.indices.create(index=f"{index_name}-more")
    assert client.count(index=index_name)["count"] == 2


def test_the_cluster_has_what_the_engine_is_made_of(cluster: Cluster, index_name: str) -> None:
    worth = {"type": "rank_features"}
    client = cluster.client
    client.indices.create(index=index_name, body={"mappings": {"properties": {"worth": worth}}})
    client.index(index=index_name, body={"worth": {"tin báo": 2.0}}, refresh=True)
    query = {"rank_feature": {"field": "worth.tin báo", "saturation": {"pivot": 2.0}}}
    (hit,) = client.search(index=index_name, body={"query": query})["hits"]["hits"]
    assert hit["_score"] == pytest.approx(0.5)


@pytest.mark.parametrize(("user", "password"), [("an", "wrong"), ("binh", "right"), ("", "")])
def test_the_proxy_lets_only_the_right_password_through(
    cluster: Cluster, index_name: str, user: str, password: str
) -> None:
    with BasicAuthProxy(cluster.urls[0], "an", "right") as proxy:
        with OpenSearch(proxy.url, http_auth=("an", "right")) as client:
            client.indices.create(index=index_name)
            client.index(index=index_name, body={"title": "Tìm báo"}, refresh=True)
            assert client.count(index=index_name)["count"] == 1
            assert client.indices.exists(index=index_name)
            assert not client.indices.exists(index=f"{index_name}-none")
        assert proxy.refused == 0
        with (
            OpenSearch(proxy.url, http_auth=(user, password)) as client,
            pytest.raises(AuthenticationException),
        ):
            client.count(index=index_name)
        assert proxy.refused == 1


def test_nothing_is_left_of_a_cluster_whose_tests_were_killed(cluster: Cluster) -> None:
    assert cluster  # where there can be none, this is skipped
    program = """
        import sys
        from clusters import Cluster
        cluster = Cluster(nodes=1)
        print(cluster.folder, cluster.nodes[0].process.pid, flush=True)
        sys.stdin.read()
    """
    path = os.pathsep.join([str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")])])
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as tests:  # fmt: skip
        assert tests.stdout
        folder, pid = tests.stdout.readline().split()
        assert Path(folder, "n0", "data").is_dir()
        tests.send_signal(signal.SIGKILL)
        tests.wait(60)
    left = {Path(folder), Path("/proc", pid, "cwd")}
    end = time.monotonic() + 60
    while any(os.path.lexists(path) for path in left) and time.monotonic() < end:
        time.sleep(0.1)
    assert not [path for path in left if os.path.lexists(path)]
