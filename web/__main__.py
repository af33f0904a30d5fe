"""How is the site served?  ``python -m web [--host H] [--port P]``: gunicorn in this process.

Two workers, each of which opens the index before its first request.  What clients do to them is
bounded by :mod:`web.serving`.
"""

from __future__ import annotations

from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from search import IndexUnavailable
from web.app import create_app
from web.engine import engine_of
from web.errors import InvalidSetting
from web.observing import LOG
from web.observing.workers import Workers
from web.proxies import proxies_of
from web.serving import Bounds, bounded_worker
from web.streams import streams_of


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
        self._workers.log_to(app.extensions.get(LOG))
        _open_index(app)
        return app


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
    default=int(Bounds().stalled),
    show_default=True,
    type=click.IntRange(1, 3600),
    help="Seconds in which a request has to arrive, and in which a client has to read some of what "
    "it is sent.",
)
@click.option(
    "--waiting",
    default=Bounds().waiting,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="Requests that may wait in each of the two processes; others get a 503 at once.",
)
def main(host: str, port: int, stalled: int, waiting: int) -> None:
    """Serve Tìm Báo."""
    try:
        app = create_app()  # or every worker would fail to start, each with a traceback
    except InvalidSetting as error:
        raise click.ClickException(str(error)) from error
    bounds = Bounds(
        stalled=stalled,
        waiting=waiting,
        streams=streams_of(app.config),
        proxies=proxies_of(app.config),
    )
    workers = Workers()
    Server(
        {
            **workers.hooks(),
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": 2,
            "worker_class": bounded_worker(bounds),
            "worker_connections": 500,
            "threads": 4,
            "sendfile": False,
            "limit_request_line": 8190,
            "forwarder_headers": "",  # else who asks from this machine chooses where the site lies
            "control_socket_disable": True,
            "proc_name": "timbao",
        },
        workers,
    ).run()


if __name__ == "__main__":
    main()
