"""What stands before a cluster that asks for a user and a password?  A small real proxy with basic
authentication, and encrypted if that is wanted: the distribution for tests has no security."""

from __future__ import annotations

import base64
import ssl
import threading
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

_ALONE = {
    "connection",
    "keep-alive",
    "transfer-encoding",
    "content-length",
    "host",
    "authorization",
}


class BasicAuthProxy:
    """Hands what ``user`` asks with ``password`` on to the server at ``behind``, and answers 401 to
    everybody else.  ``certificate`` is a PEM file with a certificate and its key."""

    def __init__(
        self, behind: str, user: str, password: str, certificate: Path | None = None
    ) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.behind = urlsplit(behind).netloc
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._server.allowed = f"Basic {token}"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        scheme = "https" if certificate else "http"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def refused(self) -> int:
        """How many requests it has answered with 401."""
        return self._server.refused

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True  # clients keep their connections open
    behind: str
    allowed: str
    refused = 0


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Authorization") != self.server.allowed:
            self.server.refused += 1
            challenge = {
                "WWW-Authenticate": 'Basic realm="a cluster"',
                "Content-Type": "text/plain",
            }
            self._answer(401, challenge, b"Unauthorized")
            return
        headers = {k: v for k, v in self.headers.items() if k.lower() not in _ALONE}
        connection = HTTPConnection(self.server.behind, timeout=60)
        try:
            connection.request(self.command, self.path, body, headers)
            came = connection.getresponse()
            self._answer(came.status, dict(came.getheaders()), came.read())
        finally:
            connection.close()

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815 (names of http.server)

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in _ALONE:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Requests are not written down."""
