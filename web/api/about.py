"""What does the endpoint say of itself?  Its description, for programs, and whether it lives."""

from __future__ import annotations

from flask import Response

from web.api.operations import Operation
from web.engine import current_engine
from web.shapes.counts import HealthAnswer
from web.shapes.writing import json_response


def health() -> Response:
    """Alive, and with which index."""
    held = current_engine().stats()
    response = json_response(HealthAnswer("ok", held.generation, held.articles))
    response.headers["Cache-Control"] = "no-store"
    return response


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
