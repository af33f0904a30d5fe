"""What does the site say of itself?  What its index holds, whether it lives, and whether it is to
be asked: ``/api/stats``, ``/healthz``, ``/readyz``."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, current_app

from web.api.operations import Operation
from web.engine import current_engine
from web.shapes.counts import HealthAnswer, ReadyAnswer, StatsAnswer, stats_answer
from web.shapes.writing import json_response

STOPPING = "STOPPING"
"""The key of a configuration under which a server may say, when that is called, whether the process
is about to end."""
_NOBODYS = "\N{NULL}"  # an id that no article has


def stats() -> Response:
    """What the index holds."""
    return json_response(stats_answer(current_engine().stats()))


def health() -> Response:
    """Alive, and with which index."""
    engine = current_engine()
    held = engine.stats()
    response = json_response(HealthAnswer("ok", held.generation, held.articles, engine.trouble()))
    response.headers["Cache-Control"] = "no-store"
    return response


def ready() -> Response:
    """Whether to send requests here: an index is open and answers, and the process does not end."""
    stopping: Callable[[], bool] | None = current_app.config.get(STOPPING)
    if stopping is not None and stopping():
        abort(503, description="This process is about to end.")
    engine = current_engine()
    engine.article(_NOBODYS)  # looks into the files of every segment
    response = json_response(ReadyAnswer("ready", engine.stats().generation))
    response.headers["Cache-Control"] = "no-store"
    return response


STATS = Operation(
    "/api/stats",
    "api.stats",
    stats,
    "What the index holds",
    answer=StatsAnswer,
    errors=(503,),
    room="About",
)
HEALTH = Operation(
    "/healthz",
    "api.health",
    health,
    "Liveness",
    "503 while no index can be opened.",
    answer=HealthAnswer,
    errors=(503,),
    room="About",
    validated="never",
)
READY = Operation(
    "/readyz",
    "api.ready",
    ready,
    "Readiness",
    "503 while no index can be opened or looked into, and while the process that answers is about "
    "to end: then another one is to be asked.",
    answer=ReadyAnswer,
    errors=(503,),
    room="About",
    validated="never",
)
