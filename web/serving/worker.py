"""Who reads, answers and refuses?  gunicorn's threaded worker, whose one loop does all the waiting.

The loop reads requests until they are whole, lets them wait for a thread of their kind, refuses
those that would wait too long, sends what clients are slow to read, and closes.  Only what a thread
of the pool does with a whole request is gunicorn's.  Plain HTTP: a proxy in front has the TLS.
"""

from __future__ import annotations

import math
import selectors
import socket
import time
from concurrent.futures import Future, ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

from gunicorn.workers.gthread import TConn  # type: ignore[import-untyped]

from web.clients import UNKNOWN, behind, network_of
from web.observing.access_log import client_of
from web.observing.refusal import Refusal
from web.observing.workers import Told
from web.serving.bounds import Bounds
from web.serving.connections import ConnectedWorker
from web.serving.deadlines import Deadlines
from web.serving.framing import Head, Incoming, Refused, Stage
from web.serving.refusals import answer_of, status_of
from web.serving.waiting import Kind, Place, WaitingRoom, kind_of
from web.serving.wire import Gone, Wire

_STOPPING = 2.0  # seconds that a worker which is stopping waits for unfinished requests
_QUIET = 10.0  # seconds between two lines in the log that say how many were refused
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_LATE = "The request did not arrive in time."
_FULL = "More requests are waiting than can be answered soon."
Request = tuple[TConn, Head]


def bounded_worker(bounds: Bounds) -> type[Worker]:
    """The worker class with ``bounds``, for gunicorn's setting ``worker_class``; its ``threads``
    are those for reading and searching, beside which others have their own."""
    return type("BoundedWorker", (Worker,), {"bounds": bounds})


class Worker(ConnectedWorker):
    """See the module; all methods but :meth:`handle` are of the loop's thread."""

    bounds = Bounds()
    told: Told | None = None
    """Hears of what no application sees, where somebody listens."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: WaitingRoom[Request] = WaitingRoom(self.bounds.waiting, self._threads_of)
        self._refused = 0
        self._told = 0.0
        self._stopped: float | None = None

    def _threads_of(self, kind: Kind) -> int:
        """So many of one kind at a time; searches under filters go one by one behind all others."""
        own = {Kind.WALK: 1, Kind.COUNT: 2, Kind.EXPORT: self.bounds.streams + 1}
        return own.get(kind, int(self.cfg.threads))

    def get_thread_pool(self) -> ThreadPoolExecutor:
        """A pool with threads for all kinds, so that none waits for another's."""
        return ThreadPoolExecutor(max_workers=sum(map(self._threads_of, Kind)))

    # Requests arrive.

    def enqueue_req(self, conn: TConn) -> None:
        """Read a request from ``conn``: gunicorn calls this when there may be one."""
        if not isinstance(conn.sock, Wire):
            conn.sock = Wire(conn.sock, self.bounds.stalled, self.bounds.least)
        conn.data_ready = True  # no thread waits for it
        self._incoming[conn] = Incoming(self.bounds.body)
        self._arriving.set(conn, time.monotonic() + self.bounds.stalled)
        left = _left_of(conn)
        if left:
            self._feed(conn, left)
        else:
            self._read(conn)
        if conn in self._arriving:
            self._watch(conn, selectors.EVENT_READ, self._read)

    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """A connection that was kept has another request."""
        if conn in self.keepalived_conns:  # not dropped in this very round of the loop
            super().on_client_socket_readable(conn, client)

    def _read(self, conn: TConn) -> None:
        if conn not in self._arriving:
            return
        try:
            octets = conn.sock.take()
        except BlockingIOError:
            return
        except OSError:
            octets = b""
        if octets:
            self._feed(conn, octets)
        else:
            self._drop(conn)

    def _feed(self, conn: TConn, octets: bytes) -> None:
        incoming = self._incoming[conn]
        was = incoming.stage
        self._arrived += len(octets)
        try:
            stage = incoming.feed(octets)
            if stage is Stage.BODY and was is Stage.HEAD and _head(incoming).expects:
                conn.sock.sendall(_CONTINUE)
        except Refused as refused:
            self._refuse(conn, refused.status, refused.detail, incoming.head)
        except Gone:
            self._drop(conn)
        else:
            if stage in (Stage.WHOLE, Stage.CUT):
                self._admit(conn, incoming)
            elif self._arrived > self.bounds.arriving:
                self._refuse(conn, HTTPStatus.SERVICE_UNAVAILABLE, _FULL, incoming.head)

    def _refuse(self, conn: TConn, status: int, detail: str, head: Head | None) -> None:
        self._forget(conn)
        read = (head.method.decode("latin-1"), head.path.decode("latin-1")) if head else ()
        refusal = Refusal(status, detail, detail, self._address_of(conn, head), *read)
        if self._answer(conn.sock, refusal):
            self._linger(conn)
        else:
            self._drop(conn)

    def _answer(self, client: Wire, refusal: Refusal) -> bool:
        """Answer instead of the application, in any thread; whether that was taken."""
        head, body = answer_of(refusal)
        try:
            client.sendall(head + body)
        except Gone:
            body, is_taken = b"", False
        else:
            is_taken = True
        if self.told is not None:
            self.told.refused(refusal, len(body), is_whole=is_taken)
        return is_taken

    # Requests wait, and are answered by threads.

    def _admit(self, conn: TConn, incoming: Incoming) -> None:
        self._forget(conn)
        conn.sock.offer(incoming.octets)
        conn.is_cut = incoming.stage is Stage.CUT
        head = _head(incoming)
        until = time.monotonic() + self.bounds.patience
        client = network_of(self._address_of(conn, head))
        self._waiting.add(Place(kind_of(head), client, (conn, head), until))
        self._dispatch()
        beyond = self._waiting.beyond()
        if beyond is not None:
            self._turn_away(beyond)

    def _address_of(self, conn: TConn, head: Head | None) -> str:
        peer = conn.client[0] if isinstance(conn.client, tuple) else UNKNOWN
        hops = [hop.decode("latin-1") for hop in head.forwarded] if head else ()
        return behind(peer, hops, self.bounds.proxies)

    def _turn_away(self, place: Place[Request]) -> None:
        conn, head = place.item
        self._refuse(conn, HTTPStatus.SERVICE_UNAVAILABLE, _FULL, head)
        self._refused += 1

    def _dispatch(self) -> None:
        while (place := self._waiting.next()) is not None:
            future = self.tpool.submit(self.handle, place.item[0])
            future.add_done_callback(
                lambda done, place=place: self.method_queue.defer(self._answered, place, done)
            )
        if self.told is not None:
            self.told.waiting(len(self._waiting))

    def _answered(self, place: Place[Request], future: Future[Any]) -> None:
        """A thread is done; the network may not be."""
        self._waiting.done(place.kind)
        self._dispatch()
        conn, _ = place.item
        if not conn.sock.held:
            self._go_on(conn, future)
            return
        self._after[conn] = future
        self._sending.set(conn, conn.sock.pace.moment)
        self._watch(conn, selectors.EVENT_WRITE, self._send)

    def _go_on(self, conn: TConn, future: Future[Any]) -> None:
        """The answer is sent: another request, or the end."""
        self._forget(conn)
        if future.cancelled() or future.exception() is not None or not future.result():
            self._linger(conn)
            return
        if conn.parser.unreader.buf.getvalue() or conn.sock.has_more:
            self.enqueue_req(conn)
        else:
            super().finish_request(conn, future)

    def _send(self, conn: TConn) -> None:
        if conn not in self._sending:
            return
        try:
            conn.sock.push()
        except Gone:
            self._drop(conn)
            return
        if conn.sock.held:
            self._sending.set(conn, conn.sock.pace.moment)
        else:
            self._go_on(conn, self._after[conn])

    # Time goes by.

    def murder_pending(self) -> None:
        """End what took too long; gunicorn calls this after each round of the loop."""
        now = time.monotonic()
        for conn in self._late(self._arriving, now):
            incoming = self._incoming[conn]
            if incoming.octets:
                self._refuse(conn, HTTPStatus.REQUEST_TIMEOUT, _LATE, incoming.head)
            else:
                self._drop(conn)  # it never asked for anything
        for conn in (*self._sending.over(now), *self._closing.over(now)):
            self._drop(conn)
        for place in self._waiting.expired(now):
            self._turn_away(place)
        if self._refused and now > self._told + _QUIET:
            self.log.warning("%d requests were refused: too many were waiting", self._refused)
            self._refused, self._told = 0, now

    def _late(self, arriving: Deadlines[TConn], now: float) -> list[TConn]:
        """Whose request is late; a worker that stops does not wait for long."""
        if self.alive:
            return arriving.over(now)
        if self._stopped is None:
            self._stopped = now
        return arriving.over(math.inf if now > self._stopped + _STOPPING else now)

    # A thread answers.

    def _keepalive_after(self, conn: TConn, keepalive: bool) -> bool:
        return not conn.is_cut and bool(super()._keepalive_after(conn, keepalive))

    def handle_error(self, req: Any, client: Wire, addr: Any, exc: Exception) -> None:
        """Answer what is no HTTP, or what failed beneath the application; in a thread."""
        status, peer = status_of(exc), addr[0] if addr else UNKNOWN
        if status is None:
            self.log.error("Error handling request %s", getattr(req, "path", ""), exc_info=exc)
            status, detail = HTTPStatus.INTERNAL_SERVER_ERROR, "The server failed."
        else:
            network = client_of(peer, "network")
            self.log.info("Invalid request from %s: %s", network, type(exc).__name__)
            detail = f"The request is not sent as HTTP has it. {exc}"
        path = getattr(req, "path", None) or ""
        self._answer(client, Refusal(status, detail, type(exc).__name__, peer, path=path))


def _head(incoming: Incoming) -> Head:
    assert incoming.head is not None  # beyond its stage  # noqa: S101  # nosec B101
    return incoming.head


def _left_of(conn: TConn) -> bytes:
    """What was read of a connection behind the request before."""
    left: bytes = conn.sock.left()
    if conn.parser is not None:
        left = conn.parser.unreader.take_buffered() + left
    return left
