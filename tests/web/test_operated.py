"""Does an operator see what all processes of the real server do?"""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest
from prometheus_client.parser import text_string_to_metric_families
from servers import Served, figures_in, served

_SECRET = "b%C3%AD+m%E1%BA%ADt"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, sample_index: Path) -> Iterator[Served]:
    """A server that logs to its standard output."""
    folder = tmp_path_factory.mktemp("operated")
    with served(sample_index, folder, "--stalled", "2", TIMBAO_ACCESS_LOG="-") as one:
        yield one


def test_every_process_writes_whole_lines(site: Served) -> None:
    for number in range(40):
        site.get(f"/api/search?q={_SECRET}&page={number + 1}")
    # a line is written when the client has its answer already
    _wait_until(lambda: len(site.stdout.splitlines()) >= 40, site)
    lines = [json.loads(line) for line in site.stdout.splitlines()]
    assert [line["route"] for line in lines] == ["/api/search"] * 40
    assert len({line["id"] for line in lines}) == 40


def test_a_client_that_leaves_a_stream_is_logged_as_one_that_left(site: Served) -> None:
    sent = b"GET /search.jsonl HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: leaves\r\n\r\n"
    whole = len(site.get("/search.jsonl")[1].encode())
    with site.connect(reads=4096) as client:
        client.sendall(sent)
        assert client.recv(10)
    line = _line_of(site, "leaves")
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
def test_not_even_of_what_is_no_request_is_the_text_written(site: Served, sent: str) -> None:
    site.send(sent.encode())
    site.get("/api/stats")
    for written in (site.stdout, site.stderr):
        assert "mật" not in written
        assert "m\\xe1" not in written
        assert "máº" not in written  # as Latin-1


def test_of_who_sends_what_is_no_request_the_network_is_told(site: Served) -> None:
    assert site.send(b"nonsense\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert "Invalid request from 127.0.0.0: " in site.stderr


def test_figures_are_of_all_processes_and_outlive_one_that_is_killed(site: Served) -> None:
    before = _searches(site)
    for number in range(30):
        site.get(f"/api/search?q=d%C3%A2n&page={number + 1}")
    assert _searches(site) == before + 30
    asked = {json.loads(line)["pid"] for line in site.stdout.splitlines()}
    assert len(asked) == 2  # both have answered, so the sum is of both
    killed = asked.pop()
    os.kill(killed, signal.SIGKILL)
    _wait_until(lambda: str(killed) not in _pids(site) and len(_pids(site)) == 2, site)
    assert _searches(site) == before + 30
    site.get("/api/search?q=d%C3%A2n")
    assert _searches(site) == before + 31


def test_who_comes_through_a_proxy_gets_no_figures(site: Served) -> None:
    with pytest.raises(HTTPError, match="403"):
        site.get("/metrics", **{"X-Forwarded-For": "203.0.113.7"})


def test_what_the_server_refuses_by_itself_is_counted(site: Served) -> None:
    before = figures_in(site.get("/metrics")[1])["timbao_no_requests_total"]
    answer = site.send(b"GET /api/search?q=" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 414 ")
    assert figures_in(site.get("/metrics")[1])["timbao_no_requests_total"] == before + 1


@pytest.mark.parametrize(
    ("sent", "status", "asked", "reason"),
    [
        ("GET /api/search?q=mật" + "x" * 9000, 414, (None, None), "The first line may have"),
        ("mật\r\n\r\n", 400, (None, None), "InvalidRequest"),
        ("GET /search?q=mật HTTP/1.1\r\nHost", 408, (None, None), "did not arrive"),
        (
            "POST /dem%C3%A1%3Fq=mật?q=mật HTTP/1.1\r\nContent-Length: 9\r\n\r\n",
            408,
            ("POST", "/demá"),
            "did not arrive",
        ),
    ],
)
def test_what_the_server_refuses_by_itself_is_logged_as_all_else_is(
    site: Served, sent: str, status: int, asked: tuple[str | None, str | None], reason: str
) -> None:
    answer = site.send(sent.encode())
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    head, _, body = answer.partition(b"\r\n\r\n")
    (request_id,) = re.findall(rb"\r\nX-Request-ID: (\w+)", head)
    line = _line_of(site, request_id.decode())
    assert "mật" not in json.dumps(line, ensure_ascii=False)
    assert reason in str(line["reason"])
    assert (line["method"], line["path"]) == asked
    assert (line["status"], line["client"], line["bytes"]) == (status, "127.0.0.0", len(body))
    assert line["is_whole"]
    site.get("/api/stats", **{"X-Request-ID": "beside"})
    assert line.keys() - _line_of(site, "beside").keys() == {"reason"}


def test_a_process_that_serves_is_ready(site: Served) -> None:
    assert json.loads(site.get("/readyz")[1])["status"] == "ready"


def _searches(site: Served) -> float:
    told = figures_in(site.get("/metrics")[1], route="/api/search", status="200")
    return told["timbao_request_seconds_count"] if told else 0


def _pids(site: Served) -> set[str]:
    families = text_string_to_metric_families(site.get("/metrics")[1])
    return {
        sample.labels["pid"]
        for one in families
        if one.name == "timbao_process_resident_bytes"
        for sample in one.samples
    }


def _wait_until(holds: Callable[[], bool], site: Served) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError(site.stderr)


def _line_of(site: Served, request_id: str) -> dict[str, object]:
    """The line of this request, which is written when its answer has ended."""
    for _ in range(300):
        for text in site.stdout.splitlines(keepends=True):
            if text.endswith("\n") and json.loads(text)["id"] == request_id:
                line: dict[str, object] = json.loads(text)
                return line
        time.sleep(0.1)
    raise AssertionError(site.stderr)
