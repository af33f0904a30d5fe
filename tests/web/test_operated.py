"""Does an operator see what all processes of the real server do?"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Served, serving

_SECRET = "b%C3%AD+m%E1%BA%ADt"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, sample_index: Path) -> Iterator[Served]:
    """A server that logs to its standard output."""
    folder = tmp_path_factory.mktemp("operated")
    with serving(sample_index, folder, "--stalled", "2", TIMBAO_ACCESS_LOG="-") as one:
        yield one


def test_every_process_writes_whole_lines(served: Served) -> None:
    for number in range(40):
        served.get(f"/api/search?q={_SECRET}&page={number + 1}")
    lines = [json.loads(line) for line in served.stdout.splitlines()]
    asked = [line for line in lines if line["route"] == "/api/search"]
    assert len(asked) == 40
    assert len({line["id"] for line in asked}) == 40


def test_a_client_that_leaves_a_stream_is_logged_as_one_that_left(served: Served) -> None:
    sent = b"GET /search.jsonl HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: leaves\r\n\r\n"
    whole = len(served.get("/search.jsonl")[1].encode())
    with served.connect(receive=4096) as client:
        client.sendall(sent)
        assert client.recv(10)
    line = _line_of(served, "leaves")
    assert line["is_stream"]
    assert line["is_whole"] == (line["bytes"] == whole)


@pytest.mark.parametrize(
    "sent",
    [
        "GET /search?q=b%C3%AD mật HTTP/1.1\r\n\r\n",
        "GET /search?q=mật\r\n\r\n",
        "GET /search?q=mật HTTP/9.9\r\n\r\n",
        "mật /search HTTP/1.1\r\n\r\n",
        "GET /search?q=mật" + "x" * 9000 + " HTTP/1.1\r\n\r\n",
        "GET /search?q=1 HTTP/1.1\r\nCookie mật: 1\r\n\r\n",
    ],
)
def test_not_even_of_what_is_no_request_is_the_text_written(served: Served, sent: str) -> None:
    served.send(sent.encode())
    served.get("/api/stats")
    for written in (served.stdout, served.stderr):
        assert "mật" not in written
        assert "m\\xe1" not in written
        assert "máº" not in written  # as Latin-1


def _line_of(served: Served, request_id: str) -> dict[str, object]:
    """The line of this request, which is written when its answer has ended."""
    for _ in range(300):
        for text in served.stdout.splitlines(keepends=True):
            if text.endswith("\n") and json.loads(text)["id"] == request_id:
                line: dict[str, object] = json.loads(text)
                return line
        time.sleep(0.1)
    raise AssertionError(served.stderr)
