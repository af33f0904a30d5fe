"""How do many clients at once fare?  All of them in one event loop, each with a connection that
stays open, as browsers keep theirs.

A client asks again as soon as it is answered; one that is refused (429, 503) waits as long as it is
told to, at most :data:`MAX_WAIT_S`.  A server may close a connection on which nothing is under way,
so a request that finds it closed before the first byte of an answer is sent once more, as browsers
do; any other answer that does not come whole is a failure.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

from bench.measure import percentile
from bench.serve import HOST

Way = Generator[str, bytes | None, None]
"""What one client asks for, path by path; is told the page that it got, if it got one."""

FAILED = 0
"""The status of an answer that did not come whole."""

MAX_WAIT_S = 5.0
_ANSWERED_WITHIN_S = 120.0
_GONE = (OSError, EOFError)  # asyncio's error of what breaks off is an EOFError


@dataclass(frozen=True, slots=True)
class Answer:
    """One request: when it was sent (``time.monotonic``), how long its whole answer took."""

    sent: float
    ms: float
    status: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What a crowd saw; the milliseconds are of the answers with status 200."""

    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    answered: int
    refused: int
    failed: int

    @classmethod
    def of(cls, answers: Sequence[Answer], seconds: float) -> Summary:
        """Sum up ``answers`` that came within ``seconds``."""
        good = [one.ms for one in answers if one.status == 200]
        refused = sum(one.status in {429, 503} for one in answers)
        p50, p95, p99 = (percentile(good, share) if good else 0.0 for share in (0.5, 0.95, 0.99))
        failed = len(answers) - len(good) - refused
        return cls(len(good) / seconds, p50, p95, p99, len(good), refused, failed)


class Crowd:
    """``clients`` that ask the site on ``port`` for ``paths``, each beginning elsewhere in them;
    with ``addresses`` as if they came through a proxy from these, in turn.

    :meth:`run` goes on while ``wanted`` says so, which is asked before each request with the number
    of requests sent so far.
    """

    def __init__(
        self, port: int, paths: Sequence[str], clients: int, addresses: Sequence[str] = ()
    ) -> None:
        self._port, self._paths, self._clients = port, paths, clients
        self._addresses = addresses
        self.answers: list[Answer] = []
        self._sent = 0

    async def run(self, wanted: Callable[[int], bool]) -> None:
        """Let all clients ask until there is nothing wanted any more."""
        await asyncio.gather(*(self._client(number, wanted) for number in range(self._clients)))

    def way(self, number: int) -> Way:
        """What a client asks for: the paths in turn."""
        turn = number * len(self._paths) // self._clients
        while True:
            yield self._paths[turn % len(self._paths)]
            turn += 1

    async def _client(self, number: int, wanted: Callable[[int], bool]) -> None:
        heard = self._addresses[number % len(self._addresses)] if self._addresses else ""
        way, connection = self.way(number), _Connection(self._port, heard)
        path = next(way)
        try:
            while wanted(self._sent):
                self._sent += 1
                page, wait = await self._ask(connection, path)
                path = way.send(page)
                await asyncio.sleep(wait)
        finally:
            connection.close()

    async def _ask(self, connection: _Connection, path: str) -> tuple[bytes | None, float]:
        """One request; returns the page and the seconds to wait before the next one."""
        sent = time.monotonic()
        try:
            async with asyncio.timeout(_ANSWERED_WITHIN_S):
                status, page, wait = await connection.get(path)
        except (*_GONE, TimeoutError):
            connection.close()
            status, page, wait = FAILED, b"", 0.1  # nobody hammers at a server that is down
        self.answers.append(Answer(sent, (time.monotonic() - sent) * 1000, status))
        return page if status == 200 else None, min(wait, MAX_WAIT_S)


class _Connection:
    """A connection, opened when it is needed, from the address that a proxy ``heard`` if any."""

    def __init__(self, port: int, heard: str = "") -> None:
        self._port = port
        self._fields = f"Host: {HOST}:{port}\r\n"
        if heard:
            self._fields += f"X-Forwarded-For: {heard}\r\n"
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> tuple[int, bytes, float]:
        """The status of the answer, read to its end, its body where it said how long that is, and
        the seconds that it says to wait."""
        used_before = self._streams is not None
        try:
            head = await self._send(path)
        except _GONE:
            self.close()
            if not used_before:
                raise
            head = await self._send(path)
        return await self._read(head)

    async def _send(self, path: str) -> bytes:
        if self._streams is None:
            self._streams = await asyncio.open_connection(HOST, self._port)
        reader, writer = self._streams
        writer.write(f"GET {path} HTTP/1.1\r\n{self._fields}\r\n".encode())
        return await reader.readuntil(b"\r\n\r\n")

    async def _read(self, head: bytes) -> tuple[int, bytes, float]:
        assert self._streams is not None
        reader = self._streams[0]
        lines = head.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines[1:] if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        body = b""  # streams are not kept
        if headers.get("transfer-encoding") == "chunked":
            while size := int(await reader.readuntil(b"\r\n"), 16):
                await reader.readexactly(size + 2)
            await reader.readuntil(b"\r\n")
        elif "content-length" in headers:
            body = await reader.readexactly(int(headers["content-length"]))
        else:
            await reader.read()
            self.close()
        if headers.get("connection", "").lower() == "close":
            self.close()
        return int(lines[0].split()[1]), body, float(headers.get("retry-after", 0))

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def for_seconds(seconds: float) -> Callable[[int], bool]:
    """Requests are wanted for so long from now on."""
    end = time.monotonic() + seconds
    return lambda _: time.monotonic() < end


def up_to(requests: int) -> Callable[[int], bool]:
    """So many requests are wanted."""
    return lambda sent: sent < requests
