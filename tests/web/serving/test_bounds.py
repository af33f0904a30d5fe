"""Does the worker keep to its bounds?  The real one, with a site that a test holds up."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import CHECKOUT
from held_site import LARGE
from servers import Served, free_port, running, whole_answer

from web.clients import behind

_CROWD = 10
_TRIES = 600  # tenths of a second: only what never happens takes as long


@contextmanager
def held(folder: Path, **bounds: float) -> Iterator[Served]:
    port = free_port()
    script = str(CHECKOUT / "tests" / "held_site.py")
    command = [script, str(port), str(folder), json.dumps(bounds)]
    with running(command, port, folder, PYTHONPATH=str(CHECKOUT)) as site:
        yield site
    assert "Traceback" not in site.stderr, site.stderr


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Which waits for nothing."""
    with held(tmp_path_factory.mktemp("hasty"), patience=0.5, stalled=2) as site:
        yield site


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Which waits for all, has a proxy in front and little memory."""
    folder = tmp_path_factory.mktemp("patient")
    with held(folder, patience=600, stalled=600, proxies=1, arriving=100_000) as site:
        yield site


def ask(
    site: Served, path: str, here: str = "127.0.0.1", forwarded: str | None = None
) -> socket.socket:
    """A client that has asked."""
    client = site.connect(here=here)
    field = f"X-Forwarded-For: {forwarded}\r\n" if forwarded else ""
    client.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{field}\r\n".encode())
    return client


def answer_of(client: socket.socket) -> tuple[bytes, bytes]:
    """The head and the body of what it gets."""
    with client:
        head, _, body = whole_answer(client).partition(b"\r\n\r\n")
    return head, body


def let_go(site: Served, name: str) -> None:
    """What is held goes on, when all that was sent before has been read."""
    for _ in range(2):
        assert site.get("/healthz")[0] == 200
    (site.folder / name).touch()


def ended(client: socket.socket) -> bool:
    """Whether the server lets go of the connection: what is sent then comes back as an error."""
    for _ in range(_TRIES):
        try:
            client.sendall(b"x")
        except ConnectionError:
            return True
        time.sleep(0.1)
    return False


def test_who_waits_for_a_thread_too_long_hears_when_to_come_again(hasty: Served) -> None:
    first = ask(hasty, "/hold/patience")
    head, _ = answer_of(ask(hasty, "/"))  # while the only thread is held
    assert head.startswith(b"HTTP/1.1 503 ")
    assert b"\r\nRetry-After: " in head
    let_go(hasty, "patience")
    assert answer_of(first)[0].startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("crawler", "reader"),
    [
        ([("127.0.0.2", None)] * _CROWD, ("127.0.0.3", None)),
        ([("127.0.0.1", "192.0.2.1")] * _CROWD, ("127.0.0.1", "192.0.2.2")),
        # what stands before the address that our proxy heard is made up
        (
            [("127.0.0.1", f"10.0.0.{n}, 192.0.2.1") for n in range(_CROWD)],
            ("127.0.0.1", "192.0.2.2"),
        ),
    ],
    ids=["address", "heard", "told"],
)
def test_who_asks_once_does_not_stand_behind_who_asks_often(
    patient: Served,
    crawler: list[tuple[str, str | None]],
    reader: tuple[str, str | None],
    request: pytest.FixtureRequest,
) -> None:
    name = request.node.callspec.id
    first = ask(patient, f"/hold/{name}")
    crowd = [ask(patient, f"/count/of-{name}", *one) for one in crawler]
    once = ask(patient, f"/count/of-{name}", *reader)
    let_go(patient, name)
    assert int(answer_of(once)[1]) == 1  # behind one of the many
    assert {int(answer_of(one)[1]) for one in crowd} == {0, *range(2, _CROWD + 1)}
    first.close()


def test_nobody_is_believed_to_be_a_proxy_where_there_is_none() -> None:
    assert behind("192.0.2.1", ["10.0.0.1"], proxies=0) == "192.0.2.1"
    assert behind("127.0.0.1", ["10.0.0.1"], proxies=2) == "127.0.0.1"  # one did not add its line


def test_an_answer_that_nobody_reads_is_not_kept(hasty: Served) -> None:
    with hasty.connect(reads=4096) as client:
        client.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        assert ended(client)
    assert len(answer_of(ask(hasty, "/large"))[1]) == LARGE


def test_a_client_that_never_closes_is_let_go(hasty: Served) -> None:
    with ask(hasty, "/") as client:
        assert whole_answer(client).startswith(b"HTTP/1.1 200 ")
        assert ended(client)


def test_who_sends_more_than_is_read_gets_the_answer_all_the_same(hasty: Served) -> None:
    with hasty.connect() as client:
        client.sendall(b"GET /" + b"x" * 300_000)  # of which the first 64 KiB show what is wrong
        assert whole_answer(client).startswith(b"HTTP/1.1 414 ")  # and not a reset


def test_unfinished_requests_have_so_much_memory_and_no_more(patient: Served) -> None:
    begun = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n" + b"x" * 60_000
    with patient.connect() as first:
        first.sendall(begun)
        assert patient.get("/healthz")[0] == 200
        head = patient.send(begun)
        assert head.startswith(b"HTTP/1.1 503 ")
        assert b"\r\nRetry-After: " in head
        first.sendall(b"x" * 30_000)
        assert first.recv(1 << 16).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("few", [{"files": 64}, {"connections": 20}], ids=["files", "process"])
def test_where_there_is_no_room_who_had_longest_to_ask_makes_some(
    tmp_path: Path, few: dict[str, float]
) -> None:
    with held(tmp_path, stalled=600, **few) as site:
        begun = [site.connect() for _ in range(100)]
        try:
            for client in begun:
                client.sendall(b"GET / HTTP/1.1\r\n")
            assert {site.get("/")[0] for _ in range(5)} == {200}
        finally:
            for client in begun:
                client.close()
