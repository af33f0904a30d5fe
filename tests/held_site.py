"""How is a server's one thread held for as long as a test likes?  The real worker, a site of ours.

    python tests/held_site.py PORT FOLDER '{"patience": 0.5}'

``/hold/NAME`` is answered when there is a file NAME in the folder, ``/large`` with more than any
system keeps for a client, and ``/count/NAME`` with how often that was asked before.  One thread for
each kind of requests, and the bounds that the JSON says; a process has so many
``files`` and ``connections``.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from web.__main__ import Server
from web.observing.workers import Workers
from web.serving import Bounds, bounded_worker

LARGE = 20_000_000  # bytes


class Site:
    """See the module."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._counted: Counter[str] = Counter()

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = Path(environ["PATH_INFO"])
        while path.parent.name == "hold" and not (self._folder / path.name).exists():
            time.sleep(0.01)
        body = b"x" * LARGE if path.name == "large" else b"%d" % self._counted[path.name]
        self._counted[path.name] += 1
        start("200 OK", [("Content-Length", str(len(body)))])
        return [body]


class HeldServer(Server):
    """The server with that site."""

    def __init__(self, port: str, folder: str, said: str) -> None:
        self._site = Site(Path(folder))
        bounds = json.loads(said)
        connections = bounds.pop("connections", 500)
        if files := bounds.pop("files", None):
            resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
        workers = Workers()
        settings = {
            **workers.hooks(),
            "bind": f"127.0.0.1:{port}",
            "workers": 1,
            "worker_class": bounded_worker(Bounds(**bounds)),
            "threads": 1,
            "worker_connections": connections,
            "control_socket_disable": True,
        }
        super().__init__(settings, workers)

    def load(self) -> Any:
        """The site in place of ours."""
        return self._site


if __name__ == "__main__":
    HeldServer(*sys.argv[1:]).run()
