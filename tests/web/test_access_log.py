"""Does the log say what became of each request, and nothing that readers would not like?"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from answers import json_of
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from web import create_app
from web.errors import InvalidSetting
from web.noted import HEADER
from web.observing import LOG
from web.observing.access_log import client_of

MAX_LINE = 8 * 1024  # bytes: what is written to a file at once
Make = Callable[..., tuple[Flask, Callable[[], list[dict[str, Any]]]]]


@pytest.fixture
def logged(sample_index: Path, tmp_path: Path) -> Iterator[Make]:
    """An application with a log, and what stands in that."""
    with ExitStack() as open_logs:
        yield partial(_logged, open_logs, sample_index, tmp_path / "access.log")


def _logged(
    open_logs: ExitStack, index: Path, path: Path, **settings: object
) -> tuple[Flask, Callable[[], list[dict[str, Any]]]]:
    app = create_app({"INDEX": str(index), "ACCESS_LOG": str(path), **settings})
    open_logs.callback(app.extensions[LOG].close)
    return app, lambda: [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_request_is_a_line_with_all_that_is_known_of_it(logged: Make) -> None:
    app, lines = logged()
    with app.test_client() as client:
        answer = client.get(
            "/api/search?q=d%C3%A2n",
            headers={"User-Agent": "Trình đọc/1.0".encode().decode("latin-1")},
            environ_overrides={"REMOTE_ADDR": "203.0.113.77"},
            buffered=True,
        )
        stats = json_of(client.get("/api/stats"))
    line = lines()[0]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert 0 < line.pop("ms") < 60_000
    assert line == {
        "id": answer.headers[HEADER],
        "method": "GET",
        "route": "/api/search",
        "path": "/api/search",
        "status": 200,
        "bytes": len(answer.data),
        "is_stream": False,
        "is_whole": True,
        "client": "203.0.113.0",
        "agent": "Trình đọc/1.0",
        "generation": stats["generation"],
        "results": json_of(answer)["total"],
        "pid": os.getpid(),
    }


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=b%C3%AD+m%E1%BA%ADt", "/api/search?q=b%C3%AD+m%E1%BA%ADt&page=x",
        "/search.csv?q=b%C3%AD+m%E1%BA%ADt", "/search%3Fq=b%C3%AD+m%E1%BA%ADt",
        "/nowhere?b%C3%AD+m%E1%BA%ADt", "/article/none?q=b%C3%AD+m%E1%BA%ADt",
        "/dem?q=b%C3%AD+m%E1%BA%ADt", "/api/suggest?q=b%C3%AD+m%E1%BA%ADt",
    ],
)  # fmt: skip
def test_of_a_query_nothing_is_written_unless_it_is_asked_for(logged: Make, address: str) -> None:
    app, lines = logged()
    came_from = {"Referer": "http://localhost/search?q=b%C3%AD+m%E1%BA%ADt"}
    app.test_client().get(address, headers=came_from, buffered=True)
    (line,) = lines()
    written = json.dumps(line, ensure_ascii=False)
    assert "mật" not in written
    assert "m%E1" not in written
    assert "queries" not in line


def test_the_text_of_queries_is_written_where_the_operator_asks_for_it(logged: Make) -> None:
    app, lines = logged(LOG_QUERIES="1")
    app.test_client().get("/dem?q=b%C3%AD+m%E1%BA%ADt&q=b&source=c", buffered=True)
    app.test_client().get("/kho-bao", buffered=True)
    assert [line["queries"] for line in lines()] == [["bí mật", "b"], []]


def test_a_posted_query_is_not_written(logged: Make) -> None:
    app, lines = logged()
    app.test_client().post("/api/count", json={"queries": ["bí mật"]}, buffered=True)
    assert "mật" not in json.dumps(lines(), ensure_ascii=False)


def test_a_stream_is_logged_when_it_ends_and_whether_that_was_early(logged: Make) -> None:
    app, lines = logged()
    whole = app.test_client().get("/search.jsonl", buffered=True)
    broken = app.test_client().get("/search.jsonl")
    assert len(lines()) == 1  # it has not ended yet
    first = next(iter(broken.response))
    broken.close()
    one, other = lines()
    assert (one["is_stream"], one["is_whole"], one["bytes"]) == (True, True, len(whole.data))
    assert (other["is_stream"], other["is_whole"], other["bytes"]) == (True, False, len(first))
    assert one["results"] == other["results"] == int(whole.headers["Timbao-Total"])


def test_what_machines_ask_every_few_seconds_is_not_logged(logged: Make) -> None:
    app, lines = logged()
    for path in ("/healthz", "/api/stats"):
        app.test_client().get(path, buffered=True)
    assert [line["path"] for line in lines()] == ["/api/stats"]


@pytest.mark.parametrize("given_id", ["7f3e", "A-b_c.9", "x" * 64])
def test_an_id_that_is_well_formed_goes_through(logged: Make, given_id: str) -> None:
    app, lines = logged()
    answer = app.test_client().get("/api/stats", headers={HEADER: given_id}, buffered=True)
    assert answer.headers.getlist(HEADER) == [given_id]
    assert lines()[0]["id"] == given_id


@pytest.mark.parametrize("given_id", ["", "x" * 65, "a b", "a\tb", "<b>", "é", "a;b", '"', "١"])
def test_another_id_is_replaced(logged: Make, given_id: str) -> None:
    app, lines = logged()
    sent = {f"HTTP_{HEADER.upper().replace('-', '_')}": given_id.encode().decode("latin-1")}
    answer = app.test_client().get("/api/stats", environ_overrides=sent, buffered=True)
    made = answer.headers[HEADER]
    assert re.fullmatch("[0-9a-f]{16}", made)
    assert lines()[0]["id"] == made


def test_errors_say_the_id_to_people_and_to_programs(logged: Make) -> None:
    app, _ = logged()
    client = app.test_client()
    problem = client.get("/api/search?page=x")
    assert json_of(problem)["request_id"] == problem.headers[HEADER]
    page = client.get("/nowhere")
    assert f"<code>{page.headers[HEADER]}</code>" in page.text
    assert client.get("/nowhere").headers[HEADER] != page.headers[HEADER]


def test_a_view_that_fails_leaves_its_traceback_beside_the_id(
    logged: Make, caplog: pytest.LogCaptureFixture
) -> None:
    app, lines = logged()

    def fail() -> str:
        raise RuntimeError("the view failed")

    app.add_url_rule("/api/fails", "fails", fail)
    answer = app.test_client().get("/api/fails?q=b%C3%AD+m%E1%BA%ADt", buffered=True)
    assert (answer.status_code, json_of(answer)["status"]) == (500, 500)
    (record,) = (one for one in caplog.records if one.levelno == logging.ERROR)
    assert record.getMessage() == f"request {answer.headers[HEADER]}: /api/fails failed"
    assert "the view failed" in caplog.text
    assert "mật" not in caplog.text
    assert "m%E1" not in caplog.text
    assert lines()[0]["status"] == 500


def test_a_stream_that_fails_leaves_its_traceback_beside_the_id(
    logged: Make, caplog: pytest.LogCaptureFixture
) -> None:
    app, lines = logged()

    def fail() -> Any:
        def parts() -> Any:
            yield b"begin"
            raise RuntimeError("the stream failed")

        return app.response_class(parts())

    app.add_url_rule("/fails", "fails", fail)
    answer = app.test_client().get("/fails")
    with pytest.raises(RuntimeError):
        _ = answer.data
    answer.close()
    assert f"request {answer.headers[HEADER]}: its answer broke off" in caplog.text
    assert "the stream failed" in caplog.text
    assert (lines()[0]["is_whole"], lines()[0]["bytes"]) == (False, 5)


def test_a_file_that_is_rotated_is_begun_anew(
    logged: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.observing.lines.LOOK_SECONDS", 0)
    app, lines = logged()
    app.test_client().get("/api/stats", buffered=True)
    (tmp_path / "access.log").rename(tmp_path / "access.log.1")
    app.test_client().get("/api/terms", buffered=True)
    assert [line["path"] for line in lines()] == ["/api/terms"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_a_log_that_cannot_be_written_stops_nobody_and_is_told_once(
    sample_index: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app({"INDEX": str(sample_index), "ACCESS_LOG": "/dev/full"})
    for _ in range(3):
        assert app.test_client().get("/api/stats", buffered=True).status_code == 200
    app.extensions[LOG].close()
    told = [record for record in caplog.records if "access log" in record.getMessage()]
    assert len(told) == 1


def test_lines_are_short_whatever_is_asked(logged: Make, tmp_path: Path) -> None:
    app, lines = logged(LOG_QUERIES="1", LOG_CLIENTS="whole")
    odd = '\U0001f600\x01"' * 2000
    sent = {"User-Agent": odd.replace("\x01", "").encode().decode("latin-1")}
    query = {"q": [odd] * 20}
    app.test_client().open(f"/article/{odd}", method="G" * 99, headers=sent, query_string=query)
    app.test_client().get(f"/{odd}", headers=sent, query_string=query, buffered=True)
    assert lines()[-1]["status"] == 404
    for line in (tmp_path / "access.log").read_bytes().splitlines():
        assert len(line) < MAX_LINE


@given(address=st.one_of(st.ip_addresses().map(str), st.text(max_size=30)))
def test_of_a_client_its_network_is_told(address: str) -> None:
    told = client_of(address, "network")
    if told is None:
        assert client_of(address, "whole") is None
    elif "." in told and ":" not in told:
        assert told.endswith(".0")
    else:
        assert all(group == "" for group in told.split(":")[3:])
    assert client_of(address, "none") is None


def test_an_ipv4_client_of_an_ipv6_socket_is_one_of_ipv4() -> None:
    assert client_of("::ffff:203.0.113.77", "network") == "203.0.113.0"
    assert client_of("fe80::1%eth0", "whole") == "fe80::1"


@pytest.mark.parametrize(
    ("name", "value"),
    [("ACCESS_LOG", "/nowhere/at/all"), ("LOG_QUERIES", "perhaps"), ("LOG_CLIENTS", "half"),
     ("METRICS", "localhost")],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_refused(name: str, value: str) -> None:
    with pytest.raises(InvalidSetting, match=f"TIMBAO_{name}"):
        create_app({name: value})
