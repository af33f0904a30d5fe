"""May a script of another site read this?  What is made for programs, yes (CORS).

Nothing here is kept from anybody who can ask for it, and there are no cookies: every origin may
read, whatever headers it sends.  https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from __future__ import annotations

import re

from flask import Flask, Response, request

_FOR_PROGRAMS = re.compile(r"/api(/.*)?|/healthz|/readyz|/search\.\w+", re.DOTALL)
_EXPOSED = (
    "Content-Disposition, ETag, Link, Retry-After, Server-Timing, Timbao-Cut-By, Timbao-Total, "
    "X-Request-ID"
)
_A_DAY = 86_400


def install(app: Flask) -> None:
    """Let other sites' scripts read what ``app`` answers to programs, errors included."""
    app.after_request(_grant)


def is_for_programs(path: str) -> bool:
    """Whether programs, rather than people, ask for ``path``."""
    return _FOR_PROGRAMS.fullmatch(path) is not None


def _grant(response: Response) -> Response:
    if not is_for_programs(request.path):
        return response
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = _EXPOSED
    headers["Timing-Allow-Origin"] = "*"
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = headers.get("Allow", "GET, HEAD, OPTIONS")
        headers["Access-Control-Max-Age"] = str(_A_DAY)
        wanted = request.headers.get("Access-Control-Request-Headers")
        if wanted:  # each by its name: "*" would not stand for Authorization
            headers["Access-Control-Allow-Headers"] = wanted
            response.vary.add("Access-Control-Request-Headers")
    return response
