"""How do a thread and a client talk without waiting for each other?  Through memory.

A thread reads what has arrived already, and never from the network.  What it writes is sent as far
as the network takes it and kept beyond that; only a stream, which writes again and again, waits
until little is left.  When the thread is done, the worker's one loop sends the rest.
"""

from __future__ import annotations

import errno
import select
import socket
import sys
import time
from collections import deque
from contextlib import suppress
from typing import Any

_ROOM = 262_144  # bytes that may wait before a thread that writes more has to wait as well
_PIECE = 65_536  # bytes received at once
_NOTSENT_LOWAT = getattr(socket, "TCP_NOTSENT_LOWAT", 25)  # Linux's; named since Python 3.12
_UNSENT = 131_072  # bytes that the system takes beyond what the client has room for


class Gone(BrokenPipeError):
    """The client went away, or stopped reading; of an errno that gunicorn does not log."""

    def __init__(self, why: str) -> None:
        super().__init__(errno.EPIPE, why)


class Pace:
    """Is somebody getting on, ``least`` bytes in each ``seconds``?"""

    def __init__(self, seconds: float, least: int) -> None:
        self._seconds = seconds
        self._least = least
        self._moved = 0
        self.moment = time.monotonic() + seconds
        """By when (of ``time.monotonic``) there has to be more."""

    def note(self, moved: int) -> None:
        """So many bytes more got on."""
        self._moved += moved
        if self._moved >= self._least:
            self.restart()

    def restart(self) -> None:
        """From now on."""
        self._moved = 0
        self.moment = time.monotonic() + self._seconds


class Wire(socket.socket):
    """The socket of a connection, whose ``recv`` and ``sendall`` are for a thread of the pool."""

    def __init__(self, accepted: socket.socket, seconds: float, least: int) -> None:
        """Takes over ``accepted``."""
        super().__init__(accepted.family, accepted.type, accepted.proto, fileno=accepted.detach())
        if sys.platform == "linux":
            # else the system takes megabytes for a client that reads nothing, as if it did
            with suppress(OSError):  # a Unix socket's room is small
                self.setsockopt(socket.IPPROTO_TCP, _NOTSENT_LOWAT, _UNSENT)
        self._arrived = memoryview(b"")
        self._held: deque[memoryview] = deque()
        self.held = 0
        """Bytes of the answer that have yet to be sent."""
        self.pace = Pace(seconds, least)

    def take(self) -> bytes:
        """What the network has, at once; ``b""`` at its end.

        Raises ``BlockingIOError`` where there is nothing yet, other ``OSError`` where the client is
        gone.
        """
        return super().recv(_PIECE, socket.MSG_DONTWAIT)

    def offer(self, octets: bytes | bytearray) -> None:
        """Let the thread read ``octets``, and then the end."""
        self._arrived = memoryview(bytes(octets))

    def left(self) -> bytes:
        """What was offered and not read."""
        rest, self._arrived = bytes(self._arrived), memoryview(b"")
        return rest

    @property
    def has_more(self) -> bool:
        """Whether something offered was not read."""
        return len(self._arrived) > 0

    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        """What was offered, never what the network may yet bring."""
        part, self._arrived = self._arrived[:bufsize], self._arrived[bufsize:]
        return bytes(part)

    def send(self, data: Any, flags: int = 0) -> int:
        """All of it, as :meth:`sendall`."""
        self.sendall(data)
        return len(data)

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send ``data``, or keep it; wait only while much is kept.  Raises :class:`Gone`."""
        self._wait_for_room()
        if not self._held:
            self.pace.restart()
        view = memoryview(data).cast("B")
        if view:
            self._held.append(view)
            self.held += len(view)
            self.push()

    def push(self) -> int:
        """Send what the network takes at once, of what is kept; how many bytes.

        Raises :class:`Gone`.
        """
        moved = 0
        try:
            while self._held:
                first = self._held[0]
                sent = super().send(first, socket.MSG_DONTWAIT)
                moved += sent
                if sent == len(first):
                    self._held.popleft()
                else:
                    self._held[0] = first[sent:]
        except BlockingIOError:
            pass
        except OSError as error:
            raise Gone(str(error)) from error
        finally:
            self.held -= moved
            self.pace.note(moved)
        return moved

    def _wait_for_room(self) -> None:
        if self.held <= _ROOM:
            return
        ready = select.poll()
        ready.register(self, select.POLLOUT)
        while self.held > _ROOM:
            left = self.pace.moment - time.monotonic()
            if left <= 0:
                raise Gone("the client does not read")
            ready.poll(left * 1000)
            self.push()
