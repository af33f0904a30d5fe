"""Has it changed since it was last asked for?  Validators, and 304 (RFC 9110, 8.8 and 13).

What an address answers hangs on the index, on the version of this software, and on the day in
Vietnam, which *hôm qua* counts from: a digest of these is its entity tag, known before anything is
searched.  It is weak, since the milliseconds that a search took are part of an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import lru_cache, wraps
from hashlib import blake2b
from importlib.metadata import version
from typing import Literal

from flask import Response, request
from werkzeug.http import http_date

from index.days import LOCAL_ZONE, today
from web.engine import current_engine

View = Callable[..., Response]
By = Literal["index", "content", "never"]
"""What tells whether an answer has changed."""

_VERSION = version("timbao")


def validated(view: View, by: By) -> View:
    """``view`` with validators; a client that has its answer already gets 304.

    Where the answer hangs on the state of the ``index``, nothing is searched for that.  One that is
    told apart by its ``content`` is made, and need not be sent.
    """
    if by == "never":
        return view

    @wraps(view)
    def answer(**values: object) -> Response:
        tag, modified = _validators()
        if by == "index" and _is_known(tag, modified):
            return _with_validators(Response(status=304), tag, modified)
        response = view(**values)
        if response.status_code != 200:
            return response
        if by == "content":
            tag = blake2b(response.get_data(), digest_size=12).hexdigest()
            if _is_known(tag, modified):
                response = Response(status=304)
        return _with_validators(response, tag, modified)

    return answer


def known_again(response: Response) -> Response:
    """``response`` with a tag of its content; a client that has it already gets 304.

    Werkzeug's own way would answer a precondition (``If-Match``) that nothing else here knows.
    """
    response.add_etag(weak=True)
    tag, _ = response.get_etag()
    known = request.if_none_match
    if tag is not None and not known.star_tag and known.contains_weak(tag):
        response.status_code = 304
        response.set_data(b"")
    return response


def _with_validators(response: Response, tag: str, modified: str) -> Response:
    response.set_etag(tag, weak=True)
    response.headers["Last-Modified"] = modified
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-cache"  # keep it, and ask each time
    return response


def _validators() -> tuple[str, str]:
    """The entity tag of what is asked for, and when it was modified last."""
    held, day = current_engine().stats(), today()
    asked = request.environ.get("QUERY_STRING", "")
    parts = (
        _VERSION,
        held.generation,
        held.built.isoformat(),
        day.isoformat(),
        request.path,
        request.host_url,  # of which links in the answer are made
        asked,
    )
    digest = blake2b("\n".join(parts).encode("utf-8", "surrogateescape"), digest_size=12)
    return digest.hexdigest(), _modified(held.built, day)


@lru_cache(maxsize=8)
def _modified(built: datetime, day: date) -> str:
    """The later of when the index was built and when the day began, as HTTP writes it."""
    return http_date(max(built, datetime.combine(day, time(), LOCAL_ZONE).astimezone(UTC)))


def _is_known(tag: str, modified: str) -> bool:
    """Whether the client has what this tag and this time belong to.

    A time has to be the very one: an index that was rolled back is older, and differs all the same.
    """
    if request.headers.get("If-None-Match") is not None:
        known = request.if_none_match
        return not known.star_tag and known.contains_weak(tag)
    return request.headers.get("If-Modified-Since") == modified
