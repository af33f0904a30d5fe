"""Does the proxy that the documents recommend do what they say?  Debian's nginx with that very
file, its addresses and paths apart, before the real server."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from servers import Served, await_port, free_port, served

_FILE = Path(__file__).parents[2] / "docs/deploy/nginx.conf"
_SLOW = 50
_LIMIT = 60  # requests of one client
_NAME = "bao.example"


@dataclass(frozen=True, slots=True)
class Proxy:
    """nginx, and the site behind it."""

    port: int
    site: Served

    def connect(self, here: str = "127.0.0.1") -> ssl.SSLSocket:
        """A connection from the address ``here``."""
        context = ssl._create_unverified_context()
        plain = socket.create_connection(("127.0.0.1", self.port), 60, (here, 0))
        return context.wrap_socket(plain, server_hostname=_NAME)

    def get(
        self, path: str, here: str = "127.0.0.1", **headers: str
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """What a client at the address ``here`` gets."""
        answer = self.begin(path, here, **headers)
        return answer, answer.read()

    def begin(self, path: str, here: str, **headers: str) -> http.client.HTTPResponse:
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        client = http.client.HTTPConnection("localhost")
        client.sock = self.connect(here)
        client.request("GET", path, headers={"Host": _NAME, "Connection": "close", **fields})
        return client.getresponse()


def certificate(folder: Path) -> tuple[Path, Path]:
    """For nginx, by itself."""
    pem, key = folder / "pem", folder / "key"
    subject = ["-subj", f"/CN={_NAME}", "-days", "2", "-nodes", "-newkey", "rsa:2048"]
    made = ["openssl", "req", "-x509", *subject, "-keyout", str(key), "-out", str(pem)]
    subprocess.run(made, check=True, capture_output=True)
    return pem, key


@contextmanager
def proxied(site: Served, folder: Path) -> Iterator[Proxy]:
    """nginx before ``site``, with what it writes in ``folder``."""
    command = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if command is None or shutil.which("openssl") is None:
        pytest.skip("no nginx (or no openssl): TIMBAO_INSTALL_SERVERS=1 make test installs it")
    folder.mkdir()
    pem, key = certificate(folder)
    port = free_port()
    text = _FILE.read_text("utf-8")
    for old, new in (
        ("127.0.0.1:8000", f"127.0.0.1:{site.port}"),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("/etc/ssl/bao.example.pem", str(pem)),
        ("/etc/ssl/private/bao.example.key", str(key)),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    (folder / "nginx.conf").write_text(
        "daemon off; worker_processes 1;\n"
        + ("user root;\n" if os.getuid() == 0 else "")
        + f"pid {folder}/pid; error_log {folder}/log;\n"
        + f"events {{}}\nhttp {{ access_log off;\n{places}\n{text}\n}}\n",
        "utf-8",
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                command,
                "-p",
                str(folder),
                "-c",
                str(folder / "nginx.conf"),
                "-e",
                str(folder / "log"),
            ],
            stdout=log,
            stderr=log,
        )
    try:
        await_port(port, process, folder / "log")
        yield Proxy(port, site)
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, sample_index: Path) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("proxied")
    environ = {"TIMBAO_PROXIES": "1", "TIMBAO_LIMITS": f"{_LIMIT} per hour"}
    with (
        served(sample_index, folder, **environ) as site,
        proxied(site, folder / "nginx") as front,
    ):
        yield front


def connections(port: int) -> int:
    """How many the site has: those to its port that are established."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    mine = (line.split() for line in lines)
    return sum(one[1].endswith(f":{port:04X}") and one[3] == "01" for one in mine)


def test_slow_clients_do_not_reach_the_site(proxy: Proxy) -> None:
    sent = b"POST /api/count HTTP/1.1\r\nHost: bao.example\r\nContent-Length: 500\r\n\r\n{"
    slow = [proxy.connect() for _ in range(_SLOW)]
    try:
        for number, client in enumerate(slow):
            client.sendall(sent if number % 2 else sent[:30])
        assert proxy.get("/search?q=nha", "127.0.0.2")[0].status == 200
        time.sleep(0.5)
        assert connections(proxy.site.port) < 10
    finally:
        for client in slow:
            client.close()


def test_streams_begin_early_and_are_whole_and_wait_in_nginx_for_those_who_read_them(
    tmp_path: Path, large_index: Path
) -> None:
    with (
        served(large_index, tmp_path, TIMBAO_STREAMS="1") as site,
        proxied(site, tmp_path / "nginx") as proxy,
    ):
        unread = []
        for number in range(6):  # the two processes have one slot each
            answer = proxy.begin("/search.jsonl", f"127.0.0.{number + 1}")
            for _ in range(300):
                if answer.status == 200:
                    break
                time.sleep(0.1)  # until one that nobody reads is all in nginx
                answer.close()
                answer = proxy.begin("/search.jsonl", f"127.0.0.{number + 1}")
            assert (answer.status, answer.read(1)) == (200, b"{")
            unread.append(answer)
        for answer in unread:
            lines = answer.read().splitlines()
            assert len(lines) == int(answer.headers["Timbao-Total"])


def test_figures_are_not_for_the_public(proxy: Proxy) -> None:
    assert proxy.site.get("/metrics")[0] == 200
    assert proxy.get("/metrics", "127.0.0.4")[0].status == 404


def test_links_are_of_the_name_and_the_scheme_that_the_client_knows(proxy: Proxy) -> None:
    _, body = proxy.get("/opensearch.xml", "127.0.0.4")
    templates = re.findall(r'template="([^"]+)"', body.decode())
    assert templates
    assert all(template.startswith(f"https://{_NAME}/") for template in templates)


def test_a_429_is_for_the_client_that_asked_too_often_and_for_no_other(proxy: Proxy) -> None:
    for number in range(_LIMIT + 1):
        answer, body = proxy.get(
            "/api/stats", "127.0.0.5", X_Forwarded_For=f"10.0.0.{number}", X_Request_ID="forged"
        )
        if answer.status != 200:
            break
    assert (number, answer.status) == (_LIMIT, 429)
    assert int(answer.headers["Retry-After"]) > 0
    assert f"{_LIMIT} times in 1 hour" in json.loads(body)["detail"]
    assert proxy.get("/api/stats", "127.0.0.6")[0].status == 200


def test_what_is_packed_is_passed_on_as_it_is(proxy: Proxy) -> None:
    plain = proxy.get("/api/stats", "127.0.0.7")[1]
    answer, packed = proxy.get("/api/stats", "127.0.0.7", Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert answer.headers["Vary"]


def test_a_503_is_passed_on_with_when_to_come_again(tmp_path: Path) -> None:
    with (
        served(tmp_path / "nowhere", tmp_path) as site,
        proxied(site, tmp_path / "nginx") as proxy,
    ):
        answer, body = proxy.get("/api/stats")
        assert (answer.status, json.loads(body)["status"]) == (503, 503)
        assert int(answer.headers["Retry-After"]) > 0
