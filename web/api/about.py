"""What does the site say of itself?  What its index holds, and whether it lives: ``/api/stats``,
``/healthz``."""

from __future__ import annotations

from flask import Response

from web.api.operations import Operation
from web.engine import current_engine
from web.shapes.counts import HealthAnswer, StatsAnswer, stats_answer
from web.shapes.writing import json_response


def stats() -> Response:
    """What the index holds."""
    return json_response(stats_answer(current_engine().stats()))


def health() -> Response:
    """Alive, and with which index."""
    held = current_engine().stats()
    response = json_response(HealthAnswer("ok", held.generation, held.articles))
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
