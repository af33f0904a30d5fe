"""Is a client told when it asks too often, and is nobody else told that?"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from servers import await_port, free_port
from werkzeug.test import TestResponse, create_environ

from search import IndexUnavailable
from web import create_app
from web.errors import InvalidSetting

Site = Callable[..., FlaskClient]
_PATH = "/api/search?q=d%C3%A2n&size=1"


@pytest.fixture
def site(sample_index: Path) -> Site:
    """An application with these settings."""

    def make(**settings: object) -> FlaskClient:
        return create_app({"INDEX": str(sample_index), **settings}).test_client()

    return make


def ask(client: FlaskClient, address: str, path: str = _PATH, forwarded: str = "") -> TestResponse:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return client.get(path, environ_base={"REMOTE_ADDR": address}, headers=headers)


def damage(root: Path) -> None:
    """Damage the articles of an index that is being read."""
    (segment,) = root.glob("generations/*/*.arrays")
    with segment.open("r+b") as file:  # in place: what is mapped changes too
        file.seek(64)
        file.write(b"\xff" * (segment.stat().st_size - 20_000))


def test_what_goes_beyond_a_limit_is_a_429_that_names_it_and_says_when_again(site: Site) -> None:
    client = site(LIMITS="3 per minute; 1000 per day")
    for left in (2, 1, 0):
        answer = ask(client, "192.0.2.1")
        assert (answer.status_code, answer.headers["RateLimit-Remaining"]) == (200, str(left))
        assert answer.headers["RateLimit-Limit"] == "3"
        assert answer.headers["RateLimit-Policy"] == "3;w=60"
    answer = ask(client, "192.0.2.1")
    assert (answer.status_code, answer.mimetype) == (429, "application/problem+json")
    again = int(answer.headers["Retry-After"])
    assert 0 < again <= 60
    problem = json.loads(answer.data)
    assert "3 times in 1 minute" in problem["detail"]
    assert f"{again} s" in problem["detail"]
    page = ask(client, "192.0.2.1", "/search?q=d%C3%A2n")
    assert page.status_code == 429
    assert "quá nhiều yêu cầu" in page.text
    assert "reindex" not in page.text
    assert ask(client, "192.0.2.1", "/healthz").status_code == 200
    assert ask(client, "192.0.2.2").status_code == 200  # another client


def test_a_network_of_ipv6_is_one_client(site: Site) -> None:
    client = site(LIMITS="2 per minute")
    asked = [ask(client, f"2001:db8:1:2::{n}").status_code for n in range(1, 4)]
    assert asked == [200, 200, 429]
    assert ask(client, "2001:db8:1:3::1").status_code == 200
    assert ask(client, "::ffff:192.0.2.1").status_code == 200


def test_without_a_setting_this_machine_has_no_limit_and_others_have_a_generous_one(
    site: Site,
) -> None:
    client = site()
    assert "RateLimit-Limit" not in ask(client, "127.0.0.1").headers
    assert "RateLimit-Limit" not in ask(client, "::1").headers
    assert int(ask(client, "192.0.2.1").headers["RateLimit-Limit"]) >= 300
    assert "RateLimit-Limit" in ask(site(LIMITS="5 per minute"), "127.0.0.1").headers
    exempt = site(LIMITS="1 per hour", LIMITS_EXEMPT="192.0.2.0/28, 2001:db8::/32")
    assert {ask(exempt, "192.0.2.3").status_code for _ in range(3)} == {200}
    assert {ask(exempt, "::ffff:192.0.2.4").status_code for _ in range(3)} == {200}
    assert [ask(exempt, "192.0.2.16").status_code for _ in range(2)] == [200, 429]
    assert "RateLimit-Limit" not in ask(site(LIMITS=""), "192.0.2.1").headers


def test_a_client_is_whom_our_proxy_heard_whatever_it_says_itself(site: Site) -> None:
    direct = site(LIMITS="2 per minute")  # nobody is in front: the header is the client's
    asked = [ask(direct, "192.0.2.1", forwarded=f"10.0.0.{n}").status_code for n in range(3)]
    assert asked == [200, 200, 429]
    behind = site(LIMITS="2 per minute", PROXIES="1")
    asked = [
        ask(behind, "127.0.0.1", forwarded=f"10.0.0.{n}, 192.0.2.9").status_code for n in range(3)
    ]
    assert asked == [200, 200, 429]  # what stands before the last hop is made up
    assert ask(behind, "127.0.0.1", forwarded="10.0.0.0, 192.0.2.8").status_code == 200


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("LIMITS", "often"),
        ("LIMITS_EXEMPT", "nowhere"),
        ("LIMITS_STORAGE", "nothing://"),
        ("PROXIES", "-1"),
        ("PROXIES", "one"),
        ("STREAMS", "0"),
    ],
)
def test_a_setting_that_cannot_be_is_an_error_when_the_site_is_made(
    site: Site, setting: str, value: str
) -> None:
    with pytest.raises(InvalidSetting, match=rf"\(TIMBAO_{setting}\)"):
        site(**{setting: value})


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The port of a real Redis, and its process."""
    command = shutil.which("redis-server")
    if command is None:
        pytest.skip("no redis-server: TIMBAO_INSTALL_SERVERS=1 make test installs it")
    port, log = free_port(), tmp_path / "log"
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    with log.open("wb") as file:
        process = subprocess.Popen([command, *options], stdout=file, stderr=file)
    try:
        await_port(port, process, log)
        yield port, process
    finally:
        process.kill()
        process.wait(timeout=60)


def test_redis_counts_for_all_processes_and_the_site_goes_on_without_it(
    site: Site, redis: tuple[int, subprocess.Popen[bytes]]
) -> None:
    port, process = redis
    settings = {"LIMITS": "3 per minute", "LIMITS_STORAGE": f"redis://127.0.0.1:{port}"}
    one, other = site(**settings), site(**settings)
    asked = [ask(client, "192.0.2.1").status_code for client in (one, other, one, other, one)]
    assert asked == [200, 200, 200, 429, 429]
    assert ask(other, "192.0.2.2").headers["RateLimit-Remaining"] == "2"
    process.kill()
    process.wait(timeout=60)
    asked = [ask(one, "192.0.2.1").status_code for _ in range(4)]
    assert asked == [200, 200, 200, 429]  # counted here


def test_so_many_exports_leave_at_a_time_and_the_next_hears_when_to_come_again(site: Site) -> None:
    client = site(STREAMS=2)
    under_way = [client.get(f"/search.{form}", buffered=False) for form in ("jsonl", "csv")]
    assert [answer.status_code for answer in under_way] == [200, 200]
    for form in ("jsonl", "csv", "ris", "bib"):
        beyond = client.get(f"/search.{form}")
        assert (beyond.status_code, beyond.mimetype) == (503, "application/problem+json")
        assert int(beyond.headers["Retry-After"]) > 0
    assert client.get("/search.atom").status_code == 200
    for answer in under_way:
        answer.close()
    for form in ("jsonl", "csv", "ris", "bib") * 3:  # each leaves its slot when it ends
        assert client.get(f"/search.{form}?from=x").status_code == 400  # or fails
        with client.get(f"/search.{form}") as whole, client.head(f"/search.{form}") as head:
            assert (whole.status_code, head.status_code) == (200, 200)


def test_an_export_that_fails_leaves_its_slot_to_another(
    site: Site, tmp_path: Path, sample_index: Path
) -> None:
    late = site(TIMEOUT=1e-9, STREAMS=1)
    root = Path(shutil.copytree(sample_index, tmp_path / "index"))
    damaged = site(INDEX=str(root), STREAMS=1)
    assert damaged.get("/api/stats").status_code == 200
    damage(root)
    for client in (late, damaged):  # before there is a first article, and at that
        for _ in range(3):
            answer = client.get("/search.jsonl?q=tr*" if client is late else "/search.jsonl")
            assert answer.status_code == 503
            assert "under way" not in answer.text  # that is not why


@pytest.mark.parametrize(
    ("end", "coding"),
    [*product(("head", "unread", "left", "whole"), ("identity", "zstd")), ("broken", "identity")],
)
def test_however_an_export_ends_its_slot_is_free_when_the_server_closes_it(
    tmp_path: Path, sample_index: Path, end: str, coding: str
) -> None:
    """Asked as a server of WSGI asks (PEP 3333), which holds what it was given until then."""
    root = Path(shutil.copytree(sample_index, tmp_path / "index"))
    app = create_app({"INDEX": str(root), "STREAMS": 1})
    asked: dict[str, Any] = {
        "method": "HEAD" if end == "head" else "GET",
        "headers": {"Accept-Encoding": coding},
    }
    parts: Any = app.wsgi_app(create_environ("/search.jsonl", **asked), lambda *_: lambda _: None)
    assert app.test_client().get("/search.csv").status_code == 503
    if end == "left":
        assert next(parts)
    elif end == "broken":
        damage(root)
        with pytest.raises(IndexUnavailable):
            list(parts)
    elif end == "whole":
        assert list(parts)
    parts.close()
    again = app.test_client().get("/search.csv")
    assert "under way" not in again.text
    assert (again.status_code == 200) == (end != "broken")


def test_every_503_says_when_to_come_again(site: Site, tmp_path: Path) -> None:
    late = site(TIMEOUT=1e-9)
    nowhere = site(INDEX=str(tmp_path / "nowhere"))
    for client in (late, nowhere):
        for path in ("/search?q=tr*", "/api/search?q=tr*", "/api/kwic?q=d%C3%A2n", "/search.csv"):
            answer = client.get(path)
            if client is nowhere or answer.status_code != 200:
                assert answer.status_code == 503, path
                assert int(answer.headers["Retry-After"]) > 0
    for path in ("/healthz", "/readyz", "/kho-bao", "/", "/api/stats"):
        answer = nowhere.get(path)
        assert (answer.status_code, "Retry-After" in answer.headers) == (503, True), path


def test_links_are_made_of_names_that_are_ours(site: Site) -> None:
    ours = site(TRUSTED_HOSTS="bao.example, .bao.test")
    assert ours.get("/opensearch.xml", headers={"Host": "bao.example"}).status_code == 200
    assert ours.get("/opensearch.xml", headers={"Host": "a.bao.test"}).status_code == 200
    for path in ("/opensearch.xml", "/search?q=a", "/api/search?q=a", "/search.atom"):
        answer = ours.get(path, headers={"Host": "evil.example"})
        assert answer.status_code == 400, path
        assert "//evil.example" not in answer.text


def test_what_holds_links_of_one_name_is_not_still_good_under_another(site: Site) -> None:
    client = site()
    for path in ("/api/search?q=d%C3%A2n", "/search.atom", "/search.jsonl"):
        one = client.get(path, headers={"Host": "bao.example"})
        tag = {"If-None-Match": one.headers["ETag"]}
        assert client.get(path, headers={"Host": "bao.example", **tag}).status_code == 304
        assert client.get(path, headers={"Host": "evil.example", **tag}).status_code == 200
