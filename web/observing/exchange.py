"""What becomes of a request, from its first byte to the last of its answer?

:class:`Observed` stands around the whole application, so it sees what fails too, and how a stream
ends: read to its end, or given up before.  What it sees it tells its observers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from web.noted import HEADER, Noted, begin

Environ = dict[str, Any]
Start = Callable[..., Any]
Wsgi = Callable[[Environ, Start], Iterable[bytes]]
End = Callable[["Exchange"], None]
Tell = Callable[[str, Exception], None]
"""Writes down, with its traceback, what went wrong in the request of this id."""

_BODILESS = (204, 304)


@dataclass(slots=True)
class Exchange:
    """One request and its answer.

    ``began`` is in seconds since 1970; ``waited`` how many passed until the answer began, ``took``
    until it ended.  ``sent`` counts the bytes of the body.  A ``is_stream`` is an answer whose
    length is not said before; ``is_whole`` says that all of it was handed over.
    """

    environ: Environ
    note: Noted
    began: float
    _clock: float = field(default_factory=time.perf_counter)
    status: int = 500  # until the application says another
    waited: float = 0.0
    took: float = 0.0
    sent: int = 0
    is_stream: bool = False
    is_whole: bool = False

    @property
    def method(self) -> str:
        """As it was sent."""
        return str(self.environ.get("REQUEST_METHOD", ""))

    def seconds(self) -> float:
        """How long ago it began."""
        return time.perf_counter() - self._clock


class Observer(Protocol):
    """Is told what becomes of each request, by the thread that answers it."""

    def began(self, exchange: Exchange) -> None:
        """A request came."""

    def answered(self, exchange: Exchange) -> None:
        """Its answer is there, and begins to be sent."""

    def ended(self, exchange: Exchange) -> None:
        """Its answer was sent, or given up."""


class Observed:
    """A WSGI application that tells ``observers`` what ``application`` does."""

    def __init__(self, application: Wsgi, observers: Sequence[Observer], tell: Tell) -> None:
        self._application = application
        self._observers = observers
        self._tell = tell

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        exchange = Exchange(environ, begin(environ), time.time())

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            exchange.status = int(status.split(" ", 1)[0])
            exchange.is_stream = _is_stream(exchange, headers)
            return start_response(status, [*headers, (HEADER, exchange.note.request_id)], *more)

        for observer in self._observers:
            observer.began(exchange)
        try:
            parts = self._application(environ, start)
        except BaseException:
            self._end(exchange)
            raise
        exchange.waited = exchange.seconds()
        for observer in self._observers:
            observer.answered(exchange)
        return _Sent(parts, exchange, self._end, self._tell)

    def _end(self, exchange: Exchange) -> None:
        exchange.took = exchange.seconds()
        for observer in self._observers:
            observer.ended(exchange)


class _Sent:
    """The parts of an answer while they are sent."""

    def __init__(self, parts: Iterable[bytes], exchange: Exchange, end: End, tell: Tell) -> None:
        self._parts, self._rest = parts, iter(parts)
        self._exchange, self._end, self._tell = exchange, end, tell
        self._is_open = True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            part = next(self._rest)
        except StopIteration:
            self._exchange.is_whole = True
            raise
        except Exception as error:
            self._tell(self._exchange.note.request_id, error)
            raise
        self._exchange.sent += len(part)
        return part

    def close(self) -> None:
        """Called by the server when it needs no more of it, be it at its end or before."""
        try:
            close = getattr(self._parts, "close", None)
            if close is not None:
                close()
        finally:
            if self._is_open:
                self._is_open = False
                self._end(self._exchange)


def _is_stream(exchange: Exchange, headers: Sequence[tuple[str, str]]) -> bool:
    """Whether a body follows whose length nobody knows yet."""
    if exchange.method == "HEAD" or exchange.status in _BODILESS:
        return False
    return all(name.lower() != "content-length" for name, _ in headers)
