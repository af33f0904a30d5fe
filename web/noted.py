"""What is known of the request under way?  A note in its environment, which its views add to.

It is written down only where somebody asks for it: in the access log, in problems, on error pages.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request as http

HEADER = "X-Request-ID"
"""In which a proxy may give a request its id, and every answer has it."""

_KEY = "timbao.noted"  # in the request's environment
_ID_BYTES = 8
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)  # safe in a header, a log and a page


@dataclass(slots=True)
class Noted:
    """Of one request its id, the rule of its route ("" where there is none), how many articles
    answer, and which generation of the index was live; ``None`` for what nobody found out."""

    request_id: str
    route: str = ""
    results: int | None = None
    generation: str | None = None


def begin(environ: dict[str, Any]) -> Noted:
    """The note of the request that ``environ`` describes, from here on a part of that."""
    note = environ[_KEY] = Noted(_id_of(environ))
    return note


def noted() -> Noted:
    """The note of the current request."""
    note: Noted | None = http.environ.get(_KEY)
    return begin(http.environ) if note is None else note


def new_id() -> str:
    """An id that no other request has."""
    return secrets.token_hex(_ID_BYTES)


def _id_of(environ: Mapping[str, Any]) -> str:
    """The id that the client or a proxy gave, if that is well-formed, or a new one."""
    given = str(environ.get("HTTP_X_REQUEST_ID", ""))
    return given if _WELL_FORMED.fullmatch(given) else new_id()
