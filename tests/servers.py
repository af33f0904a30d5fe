"""How do tests start the real server?  ``python -m web`` over an index, on a port of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

_PATIENCE = 60  # seconds, of tests: only what hangs takes as long


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs."""

    port: int
    log: Path
    process: subprocess.Popen[bytes]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

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

    def status(self, path: str) -> int:
        """Of what a reader gets."""
        with urlopen(self.url(path), timeout=_PATIENCE) as answer:
            answer.read()
            return int(answer.status)


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
def served(
    index: Path, folder: Path, *options: str, environ: Mapping[str, str] = {}
) -> Iterator[Served]:
    """A server over ``index``, whose log is in ``folder``."""
    port, log = free_port(), folder / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "web", "--port", str(port), *options],
            env={**os.environ, "TIMBAO_INDEX": str(index), **environ},
            stdout=file,
            stderr=file,
        )
    try:
        await_port(port, process, log)
        yield Served(port, log, process)
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE)


def whole_answer(client: socket.socket) -> bytes:
    """All that the server sends until it closes."""
    return b"".join(iter(lambda: client.recv(1 << 16), b""))
