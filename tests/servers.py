"""How do tests start and ask the real server?  ``python -m web`` over an index, on a port of its
own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from prometheus_client.parser import text_string_to_metric_families

_PATIENCE = 60  # seconds, of tests: only what hangs takes as long


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs; what it writes is in ``folder``."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def stdout(self) -> str:
        """What it wrote on standard output by now."""
        return (self.folder / "stdout").read_text("utf-8")

    @property
    def stderr(self) -> str:
        """And on standard error, where its own log is."""
        return (self.folder / "stderr").read_text("utf-8")

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """The status and the text of a successful answer."""
        request = Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        with urlopen(request, timeout=_PATIENCE) as answer:
            return int(answer.status), answer.read().decode()

    def connect(self, *, reads: int | None = None, here: str = "127.0.0.1") -> socket.socket:
        """A connection from the address ``here``, whose client's system has room for little more
        than ``reads`` bytes."""
        client = socket.socket()
        if reads:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, reads)
        client.settimeout(_PATIENCE)
        client.bind((here, 0))
        client.connect(("127.0.0.1", self.port))
        return client

    def send(self, octets: bytes) -> bytes:
        """What comes back over a connection until the server closes it."""
        with self.connect() as client:
            try:
                client.sendall(octets)
                return whole_answer(client)
            except ConnectionError:  # refused before all was sent
                return b""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def await_port(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until something listens there."""
    for _ in range(10 * _PATIENCE):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text())


@contextmanager
def served(index: Path, folder: Path, *options: str, **environ: str) -> Iterator[Served]:
    """A server over ``index``, with nothing of our settings but ``environ``, which is ended behind
    the block."""
    port = free_port()
    command = ["-m", "web", "--port", str(port), *options]
    with running(command, port, folder, TIMBAO_INDEX=str(index), **environ) as server:
        yield server


@contextmanager
def running(command: Sequence[str], port: int, folder: Path, **environ: str) -> Iterator[Served]:
    """What Python does with the arguments ``command``: a server at ``port``, as above."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TIMBAO_")}
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, *command], env={**kept, **environ}, stdout=out, stderr=err
        )
    try:
        await_port(port, process, folder / "stderr")
        yield Served(port, folder, process)
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE)


def whole_answer(client: socket.socket) -> bytes:
    """All that the server sends until it closes."""
    return b"".join(iter(lambda: client.recv(1 << 16), b""))


def figures_in(text: str, **labels: str) -> dict[str, float]:
    """Of figures as Prometheus reads them those that have these ``labels`` among theirs."""
    return {
        sample.name: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if labels.items() <= sample.labels.items()
    }
