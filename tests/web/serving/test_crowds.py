"""What becomes of a crowd?  As many as can be answered soon are; others hear when to come again."""

from __future__ import annotations

import json
import re
import select
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import Served, served, whole_answer

_WAITING = 10
_CROWD = 80
_ENVIRON = {"TIMBAO_LIMITS": "", "TIMBAO_PROXIES": "1"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, sample_index: Path) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("crowded")
    options = ("--waiting", str(_WAITING))
    with served(sample_index, folder, *options, TIMBAO_ACCESS_LOG="-", **_ENVIRON) as server:
        yield server
        assert server.process.poll() is None


def crowd(site: Served, paths: list[bytes], *, spread: bool = False) -> list[socket.socket]:
    """Clients that have asked all at once, through a proxy."""
    clients = [site.connect() for _ in paths]
    for number, (client, path) in enumerate(zip(clients, paths, strict=True)):
        client.sendall(request(path, number if spread else 0))
    return clients


def request(path: bytes, client: int) -> bytes:
    """What the proxy sends for one of its clients."""
    heard = b"Connection: close\r\nX-Forwarded-For: 198.51.100.%d\r\n" % client
    return b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\n" + heard + b"\r\n"


def test_what_cannot_be_answered_soon_is_a_503_that_says_when_to_come_again(site: Served) -> None:
    seen: Counter[bytes] = Counter()
    refused = {}
    paths = [b"/%bsearch?q=tr*&page=%d" % (b"api/" * (n % 2), n + 1) for n in range(_CROWD)]
    for client in crowd(site, paths):
        with client:
            head, _, body = whole_answer(client).partition(b"\r\n\r\n")
        status = head.split()[1]
        seen[status] += 1
        if status == b"503":
            assert b"\r\nRetry-After: 2\r\n" in head
            (request_id,) = re.findall(rb"\r\nX-Request-ID: (\w+)", head)
            refused[request_id.decode()] = len(body)
            is_page = b"text/html" in head
            assert "quá đông".encode() in body if is_page else json.loads(body)["status"] == 503
    assert set(seen) == {b"200", b"503"}
    assert seen[b"200"] >= _WAITING
    assert {site.get(f"/search?q=tr*&size={size}")[0] for size in range(1, 10)} == {200}
    logged = [json.loads(line) for line in site.stdout.splitlines(keepends=True) if "}\n" in line]
    turned_away = [one for one in logged if one["status"] == 503]
    assert {one["id"]: one["bytes"] for one in turned_away} == refused
    assert {one["path"] for one in turned_away} == {"/search", "/api/search"}
    assert {one["client"] for one in turned_away} == {"198.51.100.0"}


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
    with served(sample_index, tmp_path, "--waiting", str(_CROWD), **_ENVIRON) as site:
        crawlers = crowd(site, walks, spread=spread)
        try:
            before = answered(crawlers)
            assert before < _CROWD // 2  # they do wait
            with site.connect() as reader:
                reader.sendall(request(b"/search?q=mua", _CROWD))
                assert whole_answer(reader).startswith(b"HTTP/1.1 200 ")
            # on a busy machine others are answered before the reader looks; but it is not the last
            assert answered(crawlers) - before < _CROWD * 3 // 4
        finally:
            for client in crawlers:
                client.close()
