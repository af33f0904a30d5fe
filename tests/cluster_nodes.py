"""What is one node of a cluster of tests?  A real server of OpenSearch on loopback, in a folder of
its own, run by an ordinary user."""

from __future__ import annotations

import json
import os
import pwd
import random
import re
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

PATIENCE = 180  # seconds, of tests: only what hangs takes as long
DISK = "cluster.routing.allocation.disk"
# below those that systems give to clients, which could take the port of a dead node
_PORTS = range(20_000, 32_000)
SETTINGS: dict[str, str | list[str]] = {
    "network.host": "127.0.0.1",
    "node.processors": "2",
    "node.store.allow_mmap": "false",  # asks for no setting of the system's
    "bootstrap.memory_lock": "false",
    # a small heap is nearly full before each sweep
    "indices.breaker.total.use_real_memory": "false",
    "action.auto_create_index": "false",
    "cluster.info.update.interval": "10s",  # of its disks; no less is allowed
    f"{DISK}.threshold_enabled": "false",  # however full the machine's own disk is
    # a node that does not answer is put out after seven seconds, by default after half a minute;
    # and what a new manager has all of them told is not waited for longer
    "cluster.publish.timeout": "5s",
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


class Node:
    """One server: its folder, its ports and, while there is one, its process.  Root has somebody
    else run it, since it refuses to run as root."""

    def __init__(self, folder: Path, http: int, transport: int) -> None:
        self.name, self.folder, self.http, self.transport = folder.name, folder, http, transport
        self.process: subprocess.Popen[bytes] | None = None
        self.stopped = False
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None

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
            self.process.wait(PATIENCE)
            self.process, self.stopped = None, False
            (self.folder / "pid").unlink(missing_ok=True)

    def configure(self, home: Path, heap: str, more: Mapping[str, str | list[str]]) -> None:
        """Write its settings, ``more`` among them, and those of its Java and its log."""
        settings = {
            **SETTINGS,
            "path.data": f"{self.folder}/data",
            "path.logs": f"{self.folder}/logs",
            "http.port": str(self.http),
            "transport.port": str(self.transport),
            **more,
        }
        configuration = self.folder / "conf"
        configuration.mkdir(parents=True)
        lines = [f"{name}: {json.dumps(value)}\n" for name, value in settings.items()]
        (configuration / "opensearch.yml").write_text("".join(lines))
        (configuration / "jvm.options").write_text(self._java_options(home, heap))
        (configuration / "log4j2.properties").write_text(_LOG)
        for name in ("data", "logs", "tmp"):
            (self.folder / name).mkdir()
        if self._user:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, self._user.pw_uid, self._user.pw_gid)

    def _java_options(self, home: Path, heap: str) -> str:
        """Those of the distribution, but for what they write beside its home, and for a module of
        vectors, which not every Java has and the quick compiler makes nothing of."""
        lines = (home / "config" / "jvm.options").read_text().splitlines()
        elsewhere = re.compile(r"-Xm[sx]|gc\.log|HeapDump|ErrorFile|incubator\.vector|^\s*#")
        kept = [line for line in lines if not elsewhere.search(line)]
        text = "\n".join(kept).replace("-javaagent:agent/", f"-javaagent:{home}/agent/")
        memory = f"-Xms{heap}\n-Xmx{heap}\n"
        # the quick compiler alone: a node starts in half the time
        return f"{text}\n{memory}-XX:TieredStopAtLevel=1\n-XX:ErrorFile={self.folder}/logs/died\n"

    def launch(self, home: Path, java: Path) -> None:
        """Start its process: the server in ``home``."""
        assert not self.process, f"{self.name} runs"
        user = self._user
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                ["nice", home / "bin" / "opensearch"],
                env={
                    "PATH": os.environ["PATH"],
                    "HOME": str(self.folder / "tmp"),
                    "OPENSEARCH_JAVA_HOME": str(java),
                    "OPENSEARCH_PATH_CONF": str(self.folder / "conf"),
                    "OPENSEARCH_TMPDIR": str(self.folder / "tmp"),
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # one group, whose number the keeper is told
                user=user and user.pw_uid,
                group=user and user.pw_gid,
                extra_groups=[] if user else None,
            )
        (self.folder / "pid").write_text(str(self.process.pid))


def free_ports(count: int) -> list[int]:
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
