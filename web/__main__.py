"""How is the site served?  ``python -m web [--host H] [--port P]``: gunicorn in this process.

Two workers with four threads each; every worker opens the index before its first request.  A client
that stalls, in the middle of a request or of reading an export, is let go: else eight of them would
hold all threads, and the site with them.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from search import IndexUnavailable
from web.app import create_app
from web.engine import engine_of
from web.errors import InvalidSetting
from web.observing.server_log import ServerLog
from web.observing.workers import Workers


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with its settings in code."""

    def __init__(self, settings: dict[str, Any], workers: Workers) -> None:
        self._settings = settings
        self._workers = workers
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn the settings."""
        for name, value in self._settings.items():
            if name in self.cfg.settings:  # gunicorn 23 has no control socket to switch off
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """One worker's application."""
        app = create_app(self._workers.config())
        _open_index(app)
        return app


def _letting_go(stalled: int) -> Callable[[Any], None]:
    """A hook for gunicorn, which has no setting for that: no send or receive of a thread waits
    longer than ``stalled`` seconds.  Connections inherit it from the sockets that listen.
    """
    timeval = struct.pack("ll", stalled, 0)

    def when_ready(server: Any) -> None:
        for listener in server.LISTENERS:
            for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                listener.sock.setsockopt(socket.SOL_SOCKET, option, timeval)

    return when_ready


def _open_index(app: Flask) -> None:
    """Open the index now rather than in somebody's request; without one the site still starts."""
    try:
        engine_of(app)
    except IndexUnavailable as error:
        app.logger.warning("no index yet: %s", error)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--stalled",
    default=20,
    show_default=True,
    type=click.IntRange(1, 3600),
    help="Seconds after which a client that neither sends nor reads is let go.",
)
def main(host: str, port: int, stalled: int) -> None:
    """Serve Tìm Báo."""
    try:
        create_app()  # or every worker would fail to start, each with a traceback
    except InvalidSetting as error:
        raise click.ClickException(str(error)) from error
    workers = Workers()
    Server(
        {
            **workers.hooks(),
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": 2,
            "worker_class": "gthread",
            "threads": 4,
            "limit_request_line": 8190,
            "control_socket_disable": True,
            "proc_name": "timbao",
            "logger_class": ServerLog,
            "when_ready": _letting_go(stalled),
        },
        workers,
    ).run()


if __name__ == "__main__":
    main()
