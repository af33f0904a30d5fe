"""What becomes of a crowd?  As many as can be answered soon are; others hear when to come again."""

from __future__ import annotations

import json
import select
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import Served, served, whole_answer

_WAITING = 10
_CROWD = 80
_END = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, sample_index: Path) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("crowded")
    with served(sample_index, folder, "--waiting", str(_WAITING)) as server:
        yield server
        assert server.process.poll() is None


def crowd(site: Served, paths: list[bytes], *, spread: bool = False) -> list[socket.socket]:
    """Clients that have asked all at once."""
    clients = [
        site.connect(here=f"127.0.0.{2 + number if spread else 2}") for number in range(len(paths))
    ]
    for client, path in zip(clients, paths, strict=True):
        client.sendall(b"GET " + path + _END)
    return clients


def test_what_cannot_be_answered_soon_is_a_503_that_says_when_to_come_again(site: Served) -> None:
    seen: Counter[bytes] = Counter()
    paths = [b"/%bsearch?q=tr*&page=%d" % (b"api/" * (n % 2), n + 1) for n in range(_CROWD)]
    for client in crowd(site, paths):
        with client:
            head, _, body = whole_answer(client).partition(b"\r\n\r\n")
        status = head.split()[1]
        seen[status] += 1
        if status == b"503":
            assert b"\r\nRetry-After: 2\r\n" in head
            is_page = b"text/html" in head
            assert "quá đông".encode() in body if is_page else json.loads(body)["status"] == 503
    assert set(seen) == {b"200", b"503"}
    assert seen[b"200"] >= _WAITING
    assert {site.get(f"/search?q=tr*&size={size}")[0] for size in range(1, 10)} == {200}


def answered(clients: list[socket.socket]) -> int:
    """How many of them have something to read."""
    polled = select.poll()
    for client in clients:
        polled.register(client, select.POLLIN)
    return len(polled.poll(0))


@pytest.mark.parametrize("spread", [False, True], ids=["from one address", "from many"])
def test_a_reader_goes_before_crawlers_that_follow_filters(
    tmp_path: Path, sample_index: Path, spread: bool
) -> None:
    walks = [b"/search?q=d*&category=a%d&page=%d" % (n, n % 5 + 1) for n in range(_CROWD)]
    with served(sample_index, tmp_path, "--waiting", str(_CROWD)) as site:
        crawlers = crowd(site, walks, spread=spread)
        try:
            before = answered(crawlers)
            assert before < _CROWD // 2  # they do wait
            with site.connect(here="127.0.1.1") as reader:
                reader.sendall(b"GET /search?q=mua" + _END)
                assert whole_answer(reader).startswith(b"HTTP/1.1 200 ")
            assert answered(crawlers) - before < _CROWD // 4
        finally:
            for client in crawlers:
                client.close()
