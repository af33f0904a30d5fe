"""How do tests have a cluster of their own, whose nodes they may kill?  Real nodes of OpenSearch on
loopback, run by an ordinary user, of which nothing is left behind, however the tests end."""

from __future__ import annotations

import json
import os
import pwd
import random
import re
import signal
import socket
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

from opensearch_server import Release, java_home, unpack, wanted
from opensearchpy import OpenSearch

_PATIENCE = 180  # seconds, of tests: only what hangs takes as long
# below those that systems give to clients, which could take the port of a dead node
_PORTS = range(20_000, 32_000)

# It waits until its input ends, which it does however this process ends, and then ends the nodes
# and removes their folder.
_KEEPER = """
read -r _
for pid in "$1"/*/pid; do [ -e "$pid" ] && kill -s KILL -- "-$(cat "$pid")"; done
for _ in $(seq 100); do rm -rf "$1" && break; sleep .1; done
"""


class Node:
    """One server: its folder, its ports and, while there is one, its process."""

    def __init__(self, folder: Path, http: int, transport: int) -> None:
        self.name, self.folder, self.http, self.transport = folder.name, folder, http, transport
        self.process: subprocess.Popen[bytes] | None = None
        self.stopped = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http}"

    @property
    def log(self) -> str:
        """All that it wrote by now."""
        return (self.folder / "log").read_text("utf-8", "replace")

    def send(self, number: int) -> None:
        """Send a signal to its process, which has to live."""
        assert self.process, f"{self.name} does not run"
        os.killpg(self.process.pid, number)

    def forget(self) -> None:
        """Wait for the end of a process that was killed."""
        if self.process:
            self.process.wait(_PATIENCE)
            self.process, self.stopped = None, False
            (self.folder / "pid").unlink(missing_ok=True)


class Cluster:
    """``nodes`` nodes with ``heap`` of memory each, green when made; a node is named by its number,
    from 0.  To be closed; it is by itself when this process ends."""

    def __init__(
        self, nodes: int = 3, heap: str = "512m", release: Release | None = None, **settings: str
    ) -> None:
        self._release = release or wanted()
        self._java = java_home(self._release)
        self._heap = heap
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
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
            ports = _free_ports(2 * nodes)
            self.nodes = [
                Node(self.folder / f"n{i}", http, transport)
                for i, (http, transport) in enumerate(zip(ports[::2], ports[1::2], strict=True))
            ]
            for node in self.nodes:
                self._configure(node, settings)
            for i in range(nodes):
                self._launch(i)
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
        self.nodes[i].send(signal.SIGKILL)
        self.nodes[i].forget()

    def stop(self, i: int) -> None:
        """It lives and does not answer."""
        self.nodes[i].send(signal.SIGSTOP)
        self.nodes[i].stopped = True

    def resume(self, i: int) -> None:
        """It goes on where it was stopped."""
        self.nodes[i].send(signal.SIGCONT)
        self.nodes[i].stopped = False

    def start(self, i: int, *, wait: bool = True) -> None:
        """Start a node that was killed, with the data that it had; till the cluster is green."""
        self._launch(i)
        if wait:
            self.await_green()

    def heal(self) -> None:
        """Every node runs, and knows of the others; asks nothing where none was touched."""
        broken = [i for i, node in enumerate(self.nodes) if node.stopped or not node.process]
        for i in broken:
            if self.nodes[i].stopped:
                self.resume(i)
            else:
                self._launch(i)
        if broken:
            self.await_green()

    def await_green(self) -> None:
        """Until every node that runs is in it, and every copy of every shard is in its place."""
        running = sum(1 for node in self.nodes if node.process and not node.stopped)
        self.await_health(wait_for_status="green", wait_for_nodes=str(running))

    def await_health(self, **conditions: str) -> None:
        """Until one of the nodes says that ``conditions`` (parameters of ``_cluster/health``) hold;
        no node may end meanwhile."""
        query = urlencode({**conditions, "timeout": "1s"})

        def holds() -> bool:
            for node in self.nodes:
                if node.process and node.process.poll() is not None:
                    raise AssertionError(f"{node.name} ended:\n{node.log[-5000:]}")
            running = [node for node in self.nodes if node.process and not node.stopped]
            return any(_answers(f"{node.url}/_cluster/health?{query}") for node in running)

        self._until(holds, f"{conditions} in the health of the cluster")

    @contextmanager
    def flooded(self) -> Iterator[None]:
        """Inside the block the disks of all nodes are full: writing is refused, searching goes on.
        It takes some ten seconds either way, as often as nodes look at their disks."""
        marks = [f"cluster.routing.allocation.disk.watermark.{x}" for x in _WATERMARKS]
        self._set(dict.fromkeys(marks, "1pb"))
        try:
            self._until(lambda: all(self._blocks().values()), "a block of every index")
            yield
        finally:
            # the server lifts the block of an index by itself, and not always that of new ones
            self._set(dict.fromkeys([*marks, "cluster.blocks.create_index"]))
            self._until(lambda: not any(self._blocks().values()), "no index blocked")
            self._set({"cluster.blocks.create_index": None})

    def close(self) -> None:
        """End the nodes and remove all that they wrote."""
        if self._keeper.stdin and not self._keeper.stdin.closed:
            if hasattr(self, "client"):
                self.client.close()
            self._keeper.stdin.close()
            for node in getattr(self, "nodes", ()):
                node.forget()
            self._keeper.wait(_PATIENCE)

    def _set(self, settings: dict[str, str | None]) -> None:
        self.client.cluster.put_settings(body={"persistent": settings})

    def _blocks(self) -> dict[str, bool]:
        """Of each index, whether it may only be read and deleted."""
        name = "index.blocks.read_only_allow_delete"
        told = self.client.indices.get_settings(params={"flat_settings": "true"})
        return {index: told[index]["settings"].get(name) == "true" for index in told}

    def _until(self, holds: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + _PATIENCE
        while not holds():
            if time.monotonic() > end:
                logs = "\n".join(f"{node.name}: {node.log[-2000:]}" for node in self.nodes)
                raise AssertionError(f"no {what} after {_PATIENCE} s\n{logs}")
            time.sleep(0.2)

    def _configure(self, node: Node, more: dict[str, str]) -> None:
        """Write its settings, and those of its Java and its log."""
        settings = {
            **_SETTINGS,
            "cluster.name": self.folder.name,
            "node.name": node.name,
            "path.data": f"{node.folder}/data",
            "path.logs": f"{node.folder}/logs",
            "http.port": str(node.http),
            "transport.port": str(node.transport),
            "discovery.seed_hosts": [f"127.0.0.1:{other.transport}" for other in self.nodes],
            "cluster.initial_cluster_manager_nodes": [other.name for other in self.nodes],
            **more,
        }
        configuration = node.folder / "conf"
        configuration.mkdir(parents=True)
        lines = [f"{name}: {json.dumps(value)}\n" for name, value in settings.items()]
        (configuration / "opensearch.yml").write_text("".join(lines))
        (configuration / "jvm.options").write_text(self._java_options(node))
        (configuration / "log4j2.properties").write_text(_LOG)
        for name in ("data", "logs", "tmp"):
            (node.folder / name).mkdir()
        if self._user:
            for path in (node.folder, *node.folder.rglob("*")):
                os.chown(path, self._user.pw_uid, self._user.pw_gid)

    def _java_options(self, node: Node) -> str:
        """Those of the distribution, but for what they write beside its home, and for a module of
        vectors, which not every Java has and the quick compiler makes nothing of."""
        lines = (self._home / "config" / "jvm.options").read_text().splitlines()
        elsewhere = re.compile(r"-Xm[sx]|gc\.log|HeapDump|ErrorFile|incubator\.vector|^\s*#")
        kept = [line for line in lines if not elsewhere.search(line)]
        text = "\n".join(kept).replace("-javaagent:agent/", f"-javaagent:{self._home}/agent/")
        memory = f"-Xms{self._heap}\n-Xmx{self._heap}\n"
        # the quick compiler alone: a node starts in half the time
        return f"{text}\n{memory}-XX:TieredStopAtLevel=1\n-XX:ErrorFile={node.folder}/logs/died\n"

    def _launch(self, i: int) -> None:
        node = self.nodes[i]
        assert not node.process, f"{node.name} runs"
        user = self._user
        with (node.folder / "log").open("ab") as log:
            node.process = subprocess.Popen(
                ["nice", self._home / "bin" / "opensearch"],
                env={
                    "PATH": os.environ["PATH"],
                    "HOME": str(node.folder / "tmp"),
                    "OPENSEARCH_JAVA_HOME": str(self._java),
                    "OPENSEARCH_PATH_CONF": str(node.folder / "conf"),
                    "OPENSEARCH_TMPDIR": str(node.folder / "tmp"),
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # one group, whose number the keeper is told
                user=user and user.pw_uid,
                group=user and user.pw_gid,
                extra_groups=[] if user else None,
            )
        (node.folder / "pid").write_text(str(node.process.pid))


_WATERMARKS = ("low", "high", "flood_stage")
_SETTINGS: dict[str, str | list[str]] = {
    "network.host": "127.0.0.1",
    "node.processors": "2",
    "node.store.allow_mmap": "false",  # asks for no setting of the system's
    "bootstrap.memory_lock": "false",
    # a small heap is nearly full before each sweep
    "indices.breaker.total.use_real_memory": "false",
    "action.auto_create_index": "false",
    "cluster.info.update.interval": "10s",  # of its disks; no less is allowed
    **{
        f"cluster.routing.allocation.disk.watermark.{mark}": size
        for mark, size in zip(_WATERMARKS, ("300mb", "200mb", "100mb"), strict=True)
    },
    # a node that does not answer is put out after seven seconds, by default after half a minute
    **{
        f"cluster.fault_detection.{who}_check.{name}": value
        for who in ("follower", "leader")
        for name, value in (("interval", "500ms"), ("timeout", "3s"), ("retry_count", "2"))
    },
}
_LOG = """\
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{ISO8601} %p %c{1.} %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
"""


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


def _free_ports(count: int) -> list[int]:
    """So many on which nothing listens."""
    free: list[int] = []
    for port in random.SystemRandom().sample(_PORTS, len(_PORTS)):
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
        free.append(port)
        if len(free) == count:
            break
    return free
