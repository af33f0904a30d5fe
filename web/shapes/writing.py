"""How does an answer become bytes?  As one line of readable JSON."""

from __future__ import annotations

import msgspec
from flask import Response


def json_line(value: object) -> bytes:
    """``value`` as one line of readable UTF-8 JSON, with its line break."""
    return msgspec.json.format(msgspec.json.encode(value), indent=0) + b"\n"


def json_response(value: object, status: int = 200, mimetype: str = "application/json") -> Response:
    """A response that carries ``value``."""
    return Response(json_line(value), status=status, mimetype=mimetype)
