"""Does a thread wait for a client that reads slowly?  Only with a stream, and only while it reads.

Over real sockets, whose buffers are small.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from web.serving.wire import Gone, Pace, Wire

_WINDOW = 0.4  # seconds
_LEAST = 4096
_CHUNK = b"x" * 65_536


@pytest.fixture
def ends() -> Iterator[tuple[Wire, socket.socket]]:
    """The server's end of a connection, and the client's."""
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    theirs.settimeout(60)
    with Wire(ours, _WINDOW, _LEAST) as wire, theirs:
        yield wire, theirs


def test_a_whole_answer_is_taken_whatever_its_size_is_and_whoever_reads_it(
    ends: tuple[Wire, socket.socket],
) -> None:
    wire, client = ends
    answer = bytes(range(256)) * 16_384  # 4 MB
    wire.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    wire.sendall(answer)  # nobody reads: a thread that waited would hang here
    assert 0 < wire.held <= len(answer)
    got = bytearray()
    while wire.held:
        got += client.recv(1 << 20)
        wire.push()
    client.setblocking(False)
    try:
        while True:
            got += client.recv(1 << 20)
    except BlockingIOError:
        pass
    assert got == b"HTTP/1.1 200 OK\r\n\r\n" + answer


def stream(wire: Wire, chunks: int) -> None:
    for _ in range(chunks):
        wire.sendall(_CHUNK)


def test_a_stream_that_nobody_reads_is_ended(ends: tuple[Wire, socket.socket]) -> None:
    with pytest.raises(Gone, match="does not read"):
        stream(ends[0], 1000)
    assert ends[0].held < 10 * len(_CHUNK)


def test_a_stream_that_is_read_slowly_goes_on(ends: tuple[Wire, socket.socket]) -> None:
    wire, client = ends
    done = threading.Event()

    def read() -> None:
        while not done.wait(_WINDOW / 4):
            client.recv(2 * _LEAST)

    reader = threading.Thread(target=read)
    reader.start()
    began = time.monotonic()
    stream(wire, 7)  # raises Gone where that is too slow
    windows = int((time.monotonic() - began) / _WINDOW)
    done.set()
    reader.join()
    assert windows > 2


def test_a_client_that_went_away_is_gone_and_of_an_errno_that_is_not_logged(
    ends: tuple[Wire, socket.socket],
) -> None:
    ends[1].close()
    with pytest.raises(BrokenPipeError):
        stream(ends[0], 2)


def test_a_thread_reads_what_has_arrived_and_never_waits_for_more(
    ends: tuple[Wire, socket.socket],
) -> None:
    wire, client = ends
    client.sendall(b"later")
    wire.offer(b"abcdef")
    assert (wire.recv(4), wire.recv(4), wire.recv(4)) == (b"abcd", b"ef", b"")
    wire.offer(b"abcdef")
    wire.recv(1)
    assert wire.has_more
    assert (wire.left(), wire.left()) == (b"bcdef", b"")
    assert wire.take() == b"later"


def test_who_reads_a_byte_now_and_then_does_not_get_on() -> None:
    pace = Pace(seconds=60, least=100)
    until = pace.moment
    for _ in range(99):
        pace.note(1)
    assert pace.moment == until
    time.sleep(0.01)
    pace.note(1)
    assert pace.moment > until
