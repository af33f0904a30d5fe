"""Does the site stand what clients do to the connection?  The real server, and raw sockets."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from servers import served

from web.api.count import MAX_BODY

_THREADS = 8  # of all processes
_STALLED = 1  # seconds
_POST = (
    b"POST /api/count HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    b"Content-Type: application/json\r\n"
)
_CHUNKED = _POST + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory, sample_index: Path) -> Iterator[int]:
    """Of a server over the sample corpus."""
    folder = tmp_path_factory.mktemp("served")
    with served(sample_index, folder, "--stalled", str(_STALLED)) as server:
        yield server.port


def answer(port: int, sent: bytes) -> tuple[int, dict[str, object]]:
    """The status and the JSON that the server sends back."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.sendall(sent)
        got = b"".join(iter(lambda: client.recv(1 << 16), b""))
    head, _, body = got.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


def chunk(octets: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(octets), octets)


def test_a_body_in_chunks_is_read_like_any_other(port: int) -> None:
    start, end = b'{"queries": ["dan van"', b"]}"
    whole = start + b" " * (MAX_BODY - len(start) - len(end)) + end
    for body in (start + end, whole):
        sent = chunk(body[:7]) + chunk(body[7:]) + chunk(b"")
        status, counted = answer(port, _CHUNKED + sent)
        assert (status, len(counted["counts"])) == (200, 1)  # type: ignore[arg-type]
        length = b"Content-Length: %d\r\n\r\n" % len(body)
        assert answer(port, _POST + length + body) == (200, counted)


def test_a_body_in_chunks_that_is_too_large_is_said_to_be(port: int) -> None:
    body = b'{"queries": ["dan van"]' + b" " * MAX_BODY + b"}"
    status, problem = answer(port, _CHUNKED + chunk(body) + chunk(b""))
    assert status == 413
    assert f"{MAX_BODY:,}" in str(problem["detail"])


@pytest.mark.parametrize("sent", [b"ZZ\r\n{}\r\n", b"-2\r\n{}\r\n", b"2;=\n{}\r\n", b"\r\n"])
@pytest.mark.parametrize("path", [b"/api/count", b"/dem"])
def test_chunks_that_are_none_are_a_bad_request(port: int, path: bytes, sent: bytes) -> None:
    head = _CHUNKED.replace(b"/api/count", path)
    if path == b"/dem":
        head = head.replace(b"application/json", b"application/x-www-form-urlencoded")
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.sendall(head + sent + b"0\r\n\r\n")
        assert client.recv(1 << 16).split()[1] == b"400"


def test_an_address_is_as_long_as_the_description_says(port: int) -> None:
    with urlopen(f"http://127.0.0.1:{port}/api/openapi.json", timeout=60) as response:
        description = json.load(response)["info"]["description"]
    most = int(re.findall(r"at most ([\d,]+) bytes", description)[0].replace(",", ""))
    line = b"GET /api/search?q=dan&x=%b HTTP/1.1"
    for length, status in ((most, b"200"), (most + 1, b"414")):
        filled = line % (b"x" * (length - len(line % b"")))
        with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
            client.sendall(filled + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert client.recv(1 << 16).split()[1] == status


@pytest.mark.parametrize("sent", [_POST, _POST + b"Content-Length: 50\r\n\r\n{", _CHUNKED + b"50"])
def test_clients_that_stall_do_not_hold_the_site(port: int, sent: bytes) -> None:
    stalling = [socket.create_connection(("127.0.0.1", port)) for _ in range(3 * _THREADS)]
    try:
        for client in stalling:
            client.sendall(sent)
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60) as healthy:
            assert healthy.status == 200
    finally:
        for client in stalling:
            client.close()


def test_who_asks_does_not_choose_where_the_site_lies(port: int) -> None:
    plain = b"GET /api HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.sendall(plain + b"SCRIPT_NAME: /x\r\n\r\n")
        got = b"".join(iter(lambda: client.recv(1 << 16), b""))
    assert got.split()[1] == b"200"
    assert b'href="/api/openapi.json"' in got
