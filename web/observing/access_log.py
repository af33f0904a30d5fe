"""Who asked for what, and what came of it?  A line of JSON for each request.

Readers keep their privacy: of a query nothing is written unless the operator asks for it, neither
in the address nor in that of the page they came from, and a client is told as its network.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote

import msgspec
from msgspec import UNSET, Struct, UnsetType

from web.addresses import network_around, read_address
from web.observing.exchange import Exchange
from web.observing.lines import Lines
from web.observing.refusal import Refusal
from web.observing.settings import Clients, Settings

# Characters; a line is short enough to be written at once, so that those of several processes
# stand one below the other in a file.
_MAX_PATH = 500
_MAX_AGENT = 200
_MAX_METHOD = 20
_MAX_QUERY = 200
_MAX_QUERIES = 5

_CONTROL = dict.fromkeys((*range(0x20), 0x7F), " ")
_NETWORK_BITS = {4: 24, 6: 48}


class Line(Struct, frozen=True):
    """A request as it stands in the log; ``null`` is what is not known.  Only one that the server
    refused by itself has a ``reason``."""

    time: str
    id: str
    method: str | None
    route: str | None
    path: str | None
    status: int
    ms: float | None
    bytes: int
    is_stream: bool
    is_whole: bool
    client: str | None
    agent: str | None
    generation: str | None
    results: int | None
    pid: int
    queries: list[str] | UnsetType = UNSET
    reason: str | UnsetType = UNSET


class AccessLog:
    """Writes a line when an answer has ended; the routes in ``left_out`` are asked for by machines
    every few seconds, and have none."""

    def __init__(self, lines: Lines, settings: Settings, left_out: Collection[str]):
        self._lines = lines
        self._settings = settings
        self._left_out = frozenset(left_out)

    def began(self, exchange: Exchange) -> None:
        """Nothing is known yet."""

    def answered(self, exchange: Exchange) -> None:
        """Nor how the answer ends."""

    def ended(self, exchange: Exchange) -> None:
        """Write the line."""
        if exchange.note.route not in self._left_out:
            self._lines.write(msgspec.json.encode(self._line(exchange)))

    def refused(self, refusal: Refusal, sent: int, *, is_whole: bool) -> None:
        """Write the line of what no application saw, whose client took ``sent`` bytes of the
        answer's body."""
        if refusal.path not in self._left_out:
            line = self._line_of_refusal(refusal, sent, is_whole=is_whole)
            self._lines.write(msgspec.json.encode(line))

    def close(self) -> None:
        """Let go of the file."""
        self._lines.close()

    def _line_of_refusal(self, refusal: Refusal, sent: int, *, is_whole: bool) -> Line:
        path = _text(unquote(refusal.path, "latin-1"))
        return Line(
            time=_when(time.time()),
            id=refusal.request_id,
            method=_text(refusal.method)[:_MAX_METHOD] or None,
            route=None,
            path=path.partition("?")[0][:_MAX_PATH] or None,
            status=refusal.status,
            ms=None,
            bytes=sent,
            is_stream=False,
            is_whole=is_whole,
            client=client_of(refusal.client, self._settings.log_clients),
            agent=None,
            generation=None,
            results=None,
            pid=os.getpid(),
            reason=refusal.reason,
        )

    def _line(self, exchange: Exchange) -> Line:
        environ, note = exchange.environ, exchange.note
        agent = _text(environ.get("HTTP_USER_AGENT", ""))[:_MAX_AGENT]
        return Line(
            time=_when(exchange.began),
            id=note.request_id,
            method=exchange.method[:_MAX_METHOD],
            route=note.route or None,
            path=_path(exchange),
            status=exchange.status,
            ms=round(exchange.took * 1000, 2),
            bytes=exchange.sent,
            is_stream=exchange.is_stream,
            is_whole=exchange.is_whole,
            client=client_of(environ.get("REMOTE_ADDR"), self._settings.log_clients),
            agent=agent or None,
            generation=note.generation,
            results=note.results,
            pid=os.getpid(),
            queries=_queries(environ) if self._settings.log_queries else UNSET,
        )


@lru_cache(maxsize=1024)
def client_of(address: str | None, told: Clients) -> str | None:
    """What is told of the client at ``address``: of an IPv4 address the first three numbers, of an
    IPv6 address the first three groups, unless it is to be told whole.

    >>> client_of("203.0.113.77", "network"), client_of("2001:db8:1:2::3", "network")
    ('203.0.113.0', '2001:db8:1::')
    """
    if not address or told == "none":
        return None
    read = read_address(address)
    if read is None or told == "whole":
        return None if read is None else str(read)
    return str(network_around(read, _NETWORK_BITS[read.version]).network_address)


def _when(seconds: float) -> str:
    """A moment in seconds since 1970."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _path(exchange: Exchange) -> str:
    """The path without the query string; where it is of no route, also without what a client put
    behind an escaped question mark."""
    environ = exchange.environ
    path = _text(environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", ""))
    return (path if exchange.note.route else path.partition("?")[0])[:_MAX_PATH]


def _queries(environ: dict[str, Any]) -> list[str]:
    pairs = parse_qsl(_text(environ.get("QUERY_STRING", "")), errors="replace")
    asked = [value.translate(_CONTROL) for name, value in pairs if name == "q"]
    return [value[:_MAX_QUERY] for value in asked[:_MAX_QUERIES]]


def _text(value: str) -> str:
    """What WSGI hands over as Latin-1, as the UTF-8 that it most often is, and as one line."""
    return value.encode("latin-1", "replace").decode("utf-8", "replace").translate(_CONTROL)
