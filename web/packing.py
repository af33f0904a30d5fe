"""In what may an answer be packed?  In what the client takes (RFC 9110, 12.5.3), by flask-compress.

That library takes an encoding of quality 0, which is one that the client refuses, for a last
resort, and does not read a quality behind a blank; so it is shown a list that it reads right.
"""

from __future__ import annotations

from flask import Flask, Response, request
from flask_compress import Compress

PACKED = (
    "text/html",
    "text/css",
    "text/csv",
    "text/javascript",
    "image/svg+xml",
    "application/atom+xml",
    "application/json",
    "application/problem+json",
    "application/x-bibtex",
    "application/x-ndjson",
    "application/x-research-info-systems",
)
"""Media types that become smaller."""
_PLAIN = "identity"


def install(app: Flask) -> None:
    """Pack the answers of ``app`` that become smaller."""
    app.config.setdefault("COMPRESS_MIMETYPES", PACKED)
    app.config.setdefault("COMPRESS_EVALUATE_CONDITIONAL_REQUEST", False)  # web.caching does
    _Packer(app)


class _Packer(Compress):
    def after_request(self, response: Response | None) -> Response:
        """``response``, packed in what the client takes of what there is."""
        known = {*self.enabled_algorithms, *self.streaming_algorithms, _PLAIN}
        request.environ["HTTP_ACCEPT_ENCODING"] = _taken(sorted(known))
        return super().after_request(response)


def _taken(known: list[str]) -> str:
    """Which of the ``known`` encodings the client takes, each with its quality."""
    quality = {name: request.accept_encodings.quality(name) for name in known}
    return ",".join(f"{name};q={quality[name]}" for name in known if quality[name] > 0)
