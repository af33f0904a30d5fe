"""How do tests have a cluster of their own, whose nodes they may kill?  Real nodes of OpenSearch on
loopback, run by an ordinary user, of which nothing is left behind, however the tests end."""

from __future__ import annotations

import json
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

from cluster_nodes import DISK, PATIENCE, Node, free_ports
from opensearch_server import Release, java_home, unpack, wanted
from opensearchpy import OpenSearch

# It waits until its input ends, which it does however this process ends, and then ends the nodes
# and removes their folder.
_KEEPER = """
read -r _
for pid in "$1"/*/pid; do [ -e "$pid" ] && kill -s KILL -- "-$(cat "$pid")"; done
for _ in $(seq 100); do rm -rf "$1" && break; sleep .1; done
"""


class Cluster:
    """``nodes`` nodes with ``heap`` of memory each, green when made; a node is named by its number,
    from 0.  To be closed; it is by itself when this process ends."""

    def __init__(
        self, nodes: int = 3, heap: str = "512m", release: Release | None = None, **settings: str
    ) -> None:
        self._release = release or wanted()
        self._java = java_home(self._release)
        self._was_touched = False
        self.folder = Path(tempfile.mkdtemp(prefix="timbao-cluster-"))
        self.folder.chmod(0o755)
        self._keeper = subprocess.Popen(
            ["sh", "-c", _KEEPER, "sh", self.folder],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C is not for it
        )
        try:
            self._home = unpack(self._release, self.folder)
            ports = free_ports(2 * nodes)
            self.nodes = [
                Node(self.folder / f"n{i}", http, transport)
                for i, (http, transport) in enumerate(zip(ports[::2], ports[1::2], strict=True))
            ]
            for node in self.nodes:
                node.configure(self._home, heap, {**self._settings(node), **settings})
            for i in range(nodes):
                self.nodes[i].launch(self._home, self._java)
            self.await_green()
        except BaseException:
            self.close()
            raise
        self.client = self.connect()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def urls(self) -> list[str]:
        """Where its nodes listen, those too that do not run."""
        return [node.url for node in self.nodes]

    def connect(self, *nodes: int, **options: Any) -> OpenSearch:
        """A client of these nodes, or of all; to be closed."""
        urls = [self.nodes[i].url for i in nodes] or self.urls
        return OpenSearch(urls, **{"timeout": 60, **options})

    def kill(self, i: int) -> None:
        """As a power cut does."""
        self._was_touched = True
        self.nodes[i].send(signal.SIGKILL)
        self.nodes[i].forget()

    def stop(self, i: int) -> None:
        """It lives and does not answer."""
        self._was_touched = True
        self.nodes[i].send(signal.SIGSTOP)
        self.nodes[i].stopped = True

    def resume(self, i: int) -> None:
        """It goes on where it was stopped."""
        self.nodes[i].send(signal.SIGCONT)
        self.nodes[i].stopped = False

    def start(self, i: int, *, wait: bool = True) -> None:
        """Start a node that was killed, with the data that it had; till the cluster is green."""
        self.nodes[i].launch(self._home, self._java)
        if wait:
            self.await_green()

    def heal(self) -> None:
        """Every node runs, and knows of the others; asks nothing where none was touched."""
        for i, node in enumerate(self.nodes):
            if node.stopped:
                self.resume(i)
            elif not node.process:
                node.launch(self._home, self._java)
        if self._was_touched:
            self._await_all()
            # a shard is not opened again on a node that still does what it had begun on it; the
            # third one takes its place, which is waited with for a minute by default
            delay = "index.unassigned.node_left.delayed_timeout"
            self.client.indices.put_settings(index="_all", body={delay: "0s"})
            self.await_green()
            self.client.indices.put_settings(index="_all", body={delay: None})
            self._was_touched = False

    def await_green(self) -> None:
        """Until every node that runs is in it, and every copy of every shard is in its place."""
        self._await_all(wait_for_status="green")

    def await_health(self, **conditions: str) -> None:
        """Until every node that runs says that ``conditions`` (of ``_cluster/health``) hold; one
        that was stopped says at first what it knew then.  No node may end meanwhile."""
        query = urlencode({**conditions, "timeout": "1s"})

        def holds() -> bool:
            for node in self.nodes:
                if node.process and node.process.poll() is not None:
                    raise AssertionError(f"{node.name} ended:\n{node.log[-5000:]}")
            running = [node for node in self.nodes if node.process and not node.stopped]
            return all(_answers(f"{node.url}/_cluster/health?{query}") for node in running)

        self._until(holds, f"{conditions} in the health of the cluster")

    @contextmanager
    def flooded(self) -> Iterator[None]:
        """Inside the block the disks of all nodes are full: writing is refused, searching goes on.
        It takes up to ten seconds, as often as nodes look at their disks."""
        marks = {f"{DISK}.watermark.{mark}": "1pb" for mark in _WATERMARKS}
        self._set({f"{DISK}.threshold_enabled": "true", **marks})
        try:
            self._until(lambda: all(self._blocks().values()), "a block of every index")
            yield
        finally:
            self._set(dict.fromkeys((f"{DISK}.threshold_enabled", *marks)))
            self._open()

    def _open(self) -> None:
        """Lift what full disks have closed; a node that was looking at its disk meanwhile closes it
        once more."""
        until = 0.0
        while not until or time.monotonic() < until:
            told = self.client.cluster.get_settings(params={"flat_settings": "true"})
            if any(self._blocks().values()) or _NEW_INDEXES in told["persistent"]:
                self.client.indices.put_settings(index="_all", body={f"index.{_READ_ONLY}": None})
                self._set({_NEW_INDEXES: None})
                until = time.monotonic() + _SETTLED
            elif not until:
                until = time.monotonic() + _SETTLED
            time.sleep(0.2)

    def close(self) -> None:
        """End the nodes and remove all that they wrote."""
        if self._keeper.stdin and not self._keeper.stdin.closed:
            if hasattr(self, "client"):
                self.client.close()
            self._keeper.stdin.close()
            for node in getattr(self, "nodes", ()):
                node.forget()
            self._keeper.wait(PATIENCE)

    def _await_all(self, **conditions: str) -> None:
        """Until every node that runs is in the cluster, and ``conditions`` hold."""
        running = sum(1 for node in self.nodes if node.process and not node.stopped)
        self.await_health(wait_for_nodes=str(running), **conditions)

    def _set(self, settings: dict[str, str | None]) -> None:
        self.client.cluster.put_settings(body={"persistent": settings})

    def _blocks(self) -> dict[str, bool]:
        """Of each index, whether it may only be read and deleted."""
        told = self.client.indices.get_settings(params={"flat_settings": "true"})
        return {
            index: told[index]["settings"].get(f"index.{_READ_ONLY}") == "true" for index in told
        }

    def _until(self, holds: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > end:
                logs = "\n".join(f"{node.name}: {node.log[-2000:]}" for node in self.nodes)
                raise AssertionError(f"no {what} after {PATIENCE} s\n{logs}")
            time.sleep(0.2)

    def _settings(self, node: Node) -> dict[str, str | list[str]]:
        """What is of this cluster, and of its node."""
        return {
            "cluster.name": self.folder.name,
            "discovery.seed_hosts": [f"127.0.0.1:{other.transport}" for other in self.nodes],
            "cluster.initial_cluster_manager_nodes": [other.name for other in self.nodes],
            "node.name": node.name,
        }


_WATERMARKS = ("low", "high", "flood_stage")
_READ_ONLY, _NEW_INDEXES = "blocks.read_only_allow_delete", "cluster.blocks.create_index"
_SETTLED = 2.0  # seconds


def _answers(url: str) -> bool:
    """Does it say within two seconds that all is as it was asked for?"""
    try:
        with urlopen(url, timeout=2) as answer:
            return not json.load(answer)["timed_out"]
    except HTTPError as error:
        error.close()
        return False
    except OSError:
        return False
