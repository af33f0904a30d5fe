"""How many requests does the site answer?  ``python -m web`` under load on a loopback port.

The clients share the machine with the server, so they do as little as they can: paths
are made beforehand, connections stay open, answers are read and not looked into.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import msgspec

from bench.child import Job
from bench.engines.timbao import typed
from bench.measure import load_of, repeat
from bench.memory import family, memory
from bench.processes import JobFailed, environment, start
from bench.shapes import Memory, Query, Served

HOST = "127.0.0.1"
_CLIENTS = 2  # processes
_THREADS = 4  # in each
_WARM_UP_SHARE = 0.3  # of the time measured
_STARTS_WITHIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Browsed:
    """What one client process saw."""

    milliseconds: tuple[float, ...]
    seconds: float
    errors: int


def serve(index: Path, queries: Sequence[Query], seconds: float) -> Served:
    """Start the site over ``index`` and let clients ask it for about ``seconds``."""
    with tempfile.TemporaryDirectory() as folder, site(index) as served:
        outs = [Path(folder) / f"{number}.json" for number in range(_CLIENTS)]
        clients = [
            start(
                Job(
                    "http", out=str(out), queries=tuple(queries), seconds=seconds, port=served.port
                ),
                sys.stderr.fileno(),
            )
            for out in outs
        ]
        statuses = [client.wait() for client in clients]
        if any(statuses):
            raise JobFailed("a client of the site failed")
        found = [msgspec.json.decode(out.read_bytes(), type=Browsed) for out in outs]
        workers = tuple(served.workers())
    load = load_of(
        _CLIENTS * _THREADS,
        [ms for one in found for ms in one.milliseconds],
        max(one.seconds for one in found),
        sum(one.errors for one in found),
    )
    return Served(load, workers)


@dataclass(frozen=True, slots=True)
class Site:
    """A site that answers: its first process, and its port."""

    pid: int
    port: int

    def workers(self) -> Iterator[Memory]:
        """The memory of each process that the first one has started."""
        for pid in family(self.pid):
            found = memory(pid)
            if pid != self.pid and found is not None:
                yield found


@contextmanager
def site(index: Path, **environ: str) -> Iterator[Site]:
    """The site on a free port, with the settings ``environ``, once it answers."""
    port = _free_port()
    with tempfile.TemporaryFile() as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "web", "--host", HOST, "--port", str(port)],
            env=environment(TIMBAO_INDEX=str(index), **environ),
            stdout=said,
            stderr=said,
        )
        try:
            _wait_until_up(server, port)
            yield Site(server.pid, port)
        finally:
            server.terminate()
            server.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
        return port


def _wait_until_up(server: subprocess.Popen[bytes], port: int) -> None:
    give_up = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < give_up and server.poll() is None:
        with suppress(OSError, HTTPException):
            connection = HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                connection.close()
                return
        time.sleep(0.1)
    raise JobFailed("the site does not answer")


def browse(port: int, queries: Sequence[Query], seconds: float) -> Browsed:
    """One client process: every thread asks over a connection of its own."""
    paths = ["/api/search?" + urlencode({"q": typed(query)}) for query in queries]
    clients = [_Client(port, paths, number) for number in range(_THREADS)]
    askers: list[Callable[[int], object]] = [client.ask for client in clients]
    repeat(askers, seconds * _WARM_UP_SHARE)
    before = sum(client.errors for client in clients)
    milliseconds, taken = repeat(askers, seconds)
    return Browsed(tuple(milliseconds), taken, sum(c.errors for c in clients) - before)


class _Client:
    """One connection, opened again after an error; begins elsewhere in the paths than others."""

    def __init__(self, port: int, paths: Sequence[str], number: int) -> None:
        self._connection = HTTPConnection(HOST, port, timeout=60)
        self._paths = paths
        self._first = number * len(paths) // _THREADS
        self.errors = 0

    def ask(self, turn: int) -> None:
        """One request, its answer read to the end."""
        try:
            self._connection.request("GET", self._paths[(self._first + turn) % len(self._paths)])
            response = self._connection.getresponse()
            response.read()
            self.errors += response.status != 200
        except (OSError, HTTPException):
            self._connection.close()
            self.errors += 1
