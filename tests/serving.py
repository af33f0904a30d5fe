"""How do tests ask a real server?  ``python -m web`` in a process of its own, on a free port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from prometheus_client.parser import text_string_to_metric_families

_PATIENCE = 600  # tenths of a second


@dataclass(frozen=True)
class Served:
    """A server that answers; what it writes is in ``folder``."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def stdout(self) -> str:
        """What it wrote on standard output by now."""
        return (self.folder / "stdout").read_text("utf-8")

    @property
    def stderr(self) -> str:
        """And on standard error."""
        return (self.folder / "stderr").read_text("utf-8")

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """The status and the text of a successful answer."""
        with urlopen(Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)) as answer:
            return answer.status, answer.read().decode()

    def connect(self, receive: int | None = None) -> socket.socket:
        """A connection whose client takes up to ``receive`` bytes before it reads them."""
        client = socket.socket()
        if receive is not None:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
        client.settimeout(60)
        client.connect(("127.0.0.1", self.port))
        return client

    def send(self, octets: bytes) -> bytes:
        """What comes back over a connection until the server closes it."""
        with self.connect() as client:
            try:
                client.sendall(octets)
                return b"".join(iter(lambda: client.recv(1 << 16), b""))
            except ConnectionError:  # refused before all was sent
                return b""


@contextmanager
def serving(index: Path, folder: Path, *options: str, **environment: str) -> Iterator[Served]:
    """A server over ``index``, which is ended behind the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    folder.mkdir(parents=True, exist_ok=True)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TIMBAO_")}
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "web", "--port", str(port), *options],
            env={**kept, "TIMBAO_INDEX": str(index), **environment},
            stdout=out,
            stderr=err,
        )
    served = Served(port, folder, process)
    try:
        for _ in range(_PATIENCE):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                assert process.poll() is None, served.stderr
                time.sleep(0.1)
        yield served
    finally:
        process.terminate()
        process.wait(timeout=60)


def figures_in(text: str, **labels: str) -> dict[str, float]:
    """Of figures as Prometheus reads them those that have these ``labels`` among theirs."""
    return {
        sample.name: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if labels.items() <= sample.labels.items()
    }
