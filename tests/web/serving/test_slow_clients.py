"""Does a reader notice clients that are slow, silent or greedy?  The real server, many sockets."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from servers import Served, served, whole_answer

_SLOW = 50  # clients; the server has some twenty threads in all
_STALLED = 2  # seconds
_HOST = b"Host: localhost\r\n"
_POST = b"POST /api/count HTTP/1.1\r\n" + _HOST + b"Content-Type: application/json\r\n"
_SENT = {
    "nothing": b"",
    "half a head": b"GET /search?q=nha HTTP/1.1\r\n" + _HOST,
    "half a body": _POST + b"Content-Length: 500\r\n\r\n{",
    "half a chunk": _POST + b"Transfer-Encoding: chunked\r\n\r\n50\r\n{",
    "a stream unread": b"GET /search.jsonl HTTP/1.1\r\n" + _HOST + b"\r\n",
    "an answer unread": b"GET /api/search?size=100 HTTP/1.1\r\n" + _HOST + b"\r\n",
    "an answer unclosed": b"GET /healthz HTTP/1.1\r\nConnection: close\r\n" + _HOST + b"\r\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, large_index: Path) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("site")
    with served(large_index, folder, "--stalled", str(_STALLED)) as server:
        yield server
        assert server.process.poll() is None
    log = server.stderr
    assert "Traceback" not in log, log  # whatever clients did


@pytest.mark.parametrize("sent", _SENT.values(), ids=_SENT)
def test_a_reader_gets_answers_while_slow_clients_are_at_it(site: Served, sent: bytes) -> None:
    slow = [site.connect(reads=4096, here="127.0.0.2") for _ in range(_SLOW)]
    try:
        for client in slow:
            client.sendall(sent)
        began = time.monotonic()
        statuses = {site.get(f"/search?q=mua&page={page}")[0] for page in range(1, 11)}
        assert statuses == {200}
        assert time.monotonic() - began < _STALLED * 10  # each that waited would take so long
    finally:
        for client in slow:
            client.close()


def test_who_sends_a_byte_now_and_then_is_ended_all_the_same(site: Served) -> None:
    with site.connect() as client:
        client.sendall(b"GET /search?q=nha HTTP/1.1\r\n" + _HOST)
        client.settimeout(0.3)
        got = b""
        for _ in range(200):  # each of them well within the time
            client.sendall(b"a")
            try:
                got = client.recv(1 << 16)
                break
            except TimeoutError:
                continue
        assert got.startswith(b"HTTP/1.1 408 ")
        assert json.loads(got.partition(b"\r\n\r\n")[2])["status"] == 408


def test_a_stream_that_is_read_slowly_is_read_to_its_end(site: Served) -> None:
    with site.connect(reads=65_536) as client:
        client.sendall(
            _SENT["a stream unread"].replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        )
        began, got = time.monotonic(), 0
        while part := client.recv(1 << 18):
            got += len(part)
            if time.monotonic() < began + 2.5 * _STALLED:
                time.sleep(0.2)
        assert got > 9_000_000
        assert time.monotonic() > began + 2 * _STALLED  # it did take longer than a stall


def test_a_stream_that_is_not_read_is_ended_and_its_slot_is_free_again(site: Served) -> None:
    with site.connect(reads=4096) as client:
        client.sendall(_SENT["a stream unread"])
        time.sleep(2 * _STALLED)
        with suppress(ConnectionError):
            assert len(whole_answer(client)) < 5_000_000  # what had been sent before
    assert site.get("/search.jsonl")[0] == 200


def test_a_body_where_none_belongs_is_refused(site: Served) -> None:
    for method in (b"GET", b"OPTIONS"):
        for body in (b"Content-Length: 50\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"):
            with site.connect() as client:
                client.sendall(method + b" /api/search HTTP/1.1\r\n" + _HOST + body)
                head, _, problem = whole_answer(client).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 400 "), head
            assert b"no body" in problem
    with site.connect() as client:
        client.sendall(b"GET /api/stats HTTP/1.1\r\nContent-Length: 0\r\n" + _HOST + b"\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + b"x" * 9_000, 414),
        (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 12_000, 431),
        (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nno field\r\n\r\n", 400),
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
    ],
)
def test_what_is_no_http_gets_a_problem_with_our_headers(
    site: Served, sent: bytes, status: int
) -> None:
    with site.connect() as client:
        client.sendall(sent)
        head, _, body = whole_answer(client).partition(b"\r\n\r\n")
    assert int(head.split()[1]) == status
    assert b"Content-Security-Policy: " in head
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] == status


def test_requests_one_behind_the_other_are_answered_in_order(site: Served) -> None:
    count = _POST + b'Content-Length: 20\r\n\r\n{"queries": ["mua"]}'
    with site.connect() as client:
        health = b"GET /healthz HTTP/1.1\r\n" + _HOST + b"\r\n"
        client.sendall(
            health + count + health.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        )
        answers = whole_answer(client)
    assert [answers.find(word) >= 0 for word in (b'"generation"', b'"counts"')] == [True, True]
    assert answers.count(b"HTTP/1.1 200 OK") == 3
    assert (
        answers.find(b'"generation"') < answers.find(b'"counts"') < answers.rfind(b'"generation"')
    )


def test_who_waits_to_be_told_to_send_a_body_is_told(site: Served) -> None:
    with site.connect() as client:
        client.sendall(
            _POST + b"Expect: 100-continue\r\nContent-Length: 20\r\nConnection: close\r\n\r\n"
        )
        assert client.recv(1 << 16).startswith(b"HTTP/1.1 100 ")
        client.sendall(b'{"queries": ["mua"]}')
        assert b"HTTP/1.1 200 OK" in whole_answer(client)


def test_more_connections_than_a_process_holds_leave_room_for_a_reader(site: Served) -> None:
    idle: list[socket.socket] = []
    try:
        for _ in range(1_200):
            idle.append(site.connect())
            idle[-1].sendall(b"GET / HTTP/1.1\r\n")
        assert {site.get(f"/search?q=song&page={page}")[0] for page in range(1, 6)} == {200}
    finally:
        for client in idle:
            client.close()
