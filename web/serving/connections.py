"""Which connections does a worker have, and how do they end?  What the loop waits for from each.

A connection is in one group at most: its request is arriving, its answer being sent, or it is being
closed, each with a moment at which that takes too long.  One that is in none is kept for another
request (gunicorn's ``keepalived_conns``), or waits for a thread.
"""

from __future__ import annotations

import errno
import selectors
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

from web.serving.deadlines import Deadlines
from web.serving.framing import Incoming

_LINGER = 2.0  # seconds that a client has to close its side; else what it was sent could be lost
_NO_ROOM = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


class ConnectedWorker(ThreadWorker):  # type: ignore[misc]
    """A threaded worker whose loop waits for connections; all methods are of the loop's thread."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._arriving: Deadlines[TConn] = Deadlines()
        self._sending: Deadlines[TConn] = Deadlines()
        self._closing: Deadlines[TConn] = Deadlines()
        self._incoming: dict[TConn, Incoming] = {}
        self._after: dict[TConn, Future[Any]] = {}  # what threads said of those that are being sent
        self._arrived = 0  # bytes of unfinished requests
        self._watched: set[TConn] = set()  # by the poller, for us

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection; where there are too many, who has had longest to ask goes."""
        try:
            super().accept(listener)
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            self._make_room()
        while self.nr_conns >= self.worker_connections and self._make_room():
            pass

    def _make_room(self) -> bool:
        """Close one connection that no thread works for, if there is one."""
        if self.keepalived_conns:
            conn = self.keepalived_conns.popleft()
            self.poller.unregister(conn.sock)
        else:
            groups = (self._closing, self._arriving, self._sending)
            conn = next((group.first() for group in groups if len(group)), None)
        if conn is None:
            return False
        self._drop(conn)
        return True

    def _watch(self, conn: TConn, events: int, callback: Callable[[TConn], None]) -> None:
        self._unwatch(conn)
        conn.sock.setblocking(False)
        self.poller.register(conn.sock, events, lambda _: callback(conn))
        self._watched.add(conn)

    def _unwatch(self, conn: TConn) -> None:
        if conn in self._watched:  # asking the poller takes longer than a small answer
            self._watched.discard(conn)
            with suppress(KeyError, ValueError):  # closed
                self.poller.unregister(conn.sock)

    def _forget(self, conn: TConn) -> None:
        """The loop waits for nothing of ``conn`` any more."""
        self._unwatch(conn)
        self._arriving.discard(conn)
        self._sending.discard(conn)
        self._closing.discard(conn)
        self._after.pop(conn, None)
        incoming = self._incoming.pop(conn, None)
        if incoming is not None:
            self._arrived -= len(incoming.octets)

    def _drop(self, conn: TConn) -> None:
        self._forget(conn)
        self.nr_conns -= 1
        conn.close()

    def _linger(self, conn: TConn) -> None:
        """Close when the client has, or soon: what it sent and nobody read would take the answer
        with it (RFC 9112, 9.6)."""
        self._forget(conn)
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)
            return
        self._closing.set(conn, time.monotonic() + _LINGER)
        self._watch(conn, selectors.EVENT_READ, self._drain)

    def _drain(self, conn: TConn) -> None:
        if conn not in self._closing:  # dropped in this very round of the loop
            return
        try:
            if conn.sock.take():
                return
        except BlockingIOError:
            return
        except OSError:
            pass  # gone, as it should be
        self._drop(conn)
