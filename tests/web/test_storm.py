"""Does anything that a client sends make the site fail?  Requests over all routes and methods.

``TIMBAO_REQUESTS=100000 .venv/bin/python -m pytest tests/web/test_storm.py`` asks as many; one in
fifty goes as raw bytes to the real server, the others straight to the application.
"""

from __future__ import annotations

import json
import logging
import os
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from answers import json_of
from flask import Flask
from jsonschema import Draft202012Validator
from servers import Served, served
from storm import Sent, Storm, junk

from web import create_app
from web.api.table import OPERATIONS
from web.noted import HEADER
from web.security import HEADERS

REQUESTS = int(os.environ.get("TIMBAO_REQUESTS", "2000"))
RAW = max(REQUESTS // 50, 60)
_BODILESS = (204, 304)
_DELIBERATE = 503

Answer = tuple[int, Mapping[str, list[str]], bytes]


@pytest.fixture(scope="module")
def site(sample_index: Path) -> Flask:
    return create_app({"INDEX": str(sample_index)})


@pytest.fixture(scope="module")
def storm(site: Flask) -> Storm:
    hits = json_of(site.test_client().get("/api/search?size=20"))["hits"]
    rules = [rule.rule for rule in site.url_map.iter_rules()]
    return Storm(rules, OPERATIONS, [hit["id"] for hit in hits])


@pytest.fixture(scope="module")
def problem(site: Flask) -> Draft202012Validator:
    """What a problem has to be, as the endpoint's own description has it."""
    schemas = json_of(site.test_client().get("/api/openapi.json"))["components"]["schemas"]
    return Draft202012Validator(schemas["ProblemAnswer"])


def asked(app: Flask, sent: Sent) -> Answer:
    """What the application answers; what it writes into headers stays as it is."""
    begun: list[tuple[int, dict[str, list[str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
        named: dict[str, list[str]] = {}
        for name, value in headers:
            named.setdefault(name.lower(), []).append(value)
        begun.append((int(status[:3]), named))

    parts = app.wsgi_app(sent.environ(), start)
    try:
        body = b"".join(parts)
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()
    ((status, headers),) = begun
    return status, headers, body


def wrong_with(sent: Sent, answer: Answer, problem: Draft202012Validator) -> list[str]:
    """What is not as it has to be, whatever was asked."""
    status, headers, body = answer
    found = []
    if status >= 500 and status != _DELIBERATE:
        found.append(f"status {status}")
    if (sent.method == "HEAD" or status in _BODILESS) and body:
        found.append("a body where none may be")
    if body and len(headers.get("content-type", ())) != 1:
        found.append("no type of the content")
    where = headers.get("location", ["/"])[0]
    if not where.startswith(("/", "http://localhost/")) or where.startswith("//"):
        found.append(f"leads to {where}")
    missing = {n.lower() for n in HEADERS} - headers.keys()
    found += [f"without {name}" for name in sorted(missing)]
    if len(headers.get(HEADER.lower(), ())) != 1:
        found.append("no id")
    found += [
        f"{name} has a line break"
        for name, values in headers.items()
        if any("\r" in value or "\n" in value for value in values)
    ]
    return found + _wrong_content(answer, problem)


def _wrong_content(answer: Answer, problem: Draft202012Validator) -> list[str]:
    status, headers, body = answer
    (kind,) = headers.get("content-type", [""])[:1] or [""]
    if not body or "content-encoding" in headers or "json" not in kind or "ndjson" in kind:
        return []
    try:
        told = json.loads(body)
    except ValueError as error:
        return [f"no JSON: {error}"]
    if not kind.startswith("application/problem+json"):
        return [f"status {status} without a problem"] if status >= 400 else []
    if not problem.is_valid(told) or told["status"] != status:
        return [f"no valid problem: {told}"]
    return [] if told["request_id"] == headers[HEADER.lower()][0] else ["another id"]


def test_no_request_makes_the_application_fail(
    site: Flask,
    storm: Storm,
    problem: Draft202012Validator,
    drawn: random.Random,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.ERROR)
    seed = drawn.getrandbits(64)
    statuses: Counter[int] = Counter()
    for number in range(REQUESTS):
        sent = storm.draw(random.Random(f"{seed} {number}"))
        answer = asked(site, sent)
        assert wrong_with(sent, answer, problem) == [], (seed, number, sent)
        assert not caplog.records, (seed, number, sent)
        statuses[answer[0]] += 1
    print(sorted(statuses.items()))
    assert {200, 400, 404, 405} <= statuses.keys()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sample_index: Path) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("storm")
    with served(sample_index, folder, "--stalled", "1", TIMBAO_LOG_QUERIES="1") as one:
        yield one


def test_no_bytes_make_the_server_fail(server: Served, storm: Storm, drawn: random.Random) -> None:
    statuses: Counter[int] = Counter()
    for number in range(RAW):
        sent = storm.draw(drawn) if number % 3 else None
        octets = sent.octets() if sent is not None else junk(drawn)
        got = server.send(octets)
        head, _, body = got.partition(b"\r\n\r\n")
        status = int(head.split()[1]) if head else 0
        assert status < 500 or status in (501, _DELIBERATE, 505), octets
        if octets.startswith(b"HEAD ") and b"\r\nServer: " in head:  # by the application
            assert body == b"", octets  # what is no request to the server is none of HEAD
        if head:
            assert b"\r\ncontent-type:" in head.lower() or not body, octets
        statuses[status] += 1
    print(sorted(statuses.items()))
    assert server.get("/readyz")[0] == 200
    assert "Traceback" not in server.stderr
    assert "[ERROR]" not in server.stderr
