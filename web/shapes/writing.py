"""How does an answer become bytes?  One line of readable JSON; moments are ISO 8601."""

from __future__ import annotations

from datetime import date

import msgspec
from flask import Response


def json_line(value: object) -> bytes:
    """``value`` as one line of readable UTF-8 JSON, with its line break."""
    return msgspec.json.format(msgspec.json.encode(value), indent=0) + b"\n"


def json_response(value: object, status: int = 200, mimetype: str = "application/json") -> Response:
    """A response that carries ``value``."""
    return Response(json_line(value), status=status, mimetype=mimetype)


def iso(moment: date | None) -> str | None:
    """ISO 8601; a ``datetime`` keeps its time and zone."""
    return moment.isoformat() if moment is not None else None
