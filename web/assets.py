"""Which files does the page need besides itself?  One sheet, one script, fonts and an icon.

The sheet is what lies in ``static/style/``, one file after the other in the order of their names,
and so is the script of ``static/script/``, each file a block of its own, both without their
comments (in a script those that have a line of their own): a page asks for each only once.  An
address holds a digest of what it leads to, so that browsers keep it for ever and still see a change
at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from flask import Flask, Response, abort, current_app, url_for

_EXTENSION = "timbao-assets"
_FOLDER = Path(__file__).parent / "static"
_BUNDLES = {"style.css": "style/*.css", "page.js": "script/*.js"}
_SINGLE = ("icon.svg", "fonts/*.woff2")
_TYPES = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2"}
_COMMENT = {
    "style.css": re.compile(rb"/\*.*?\*/\n*", re.DOTALL),
    "page.js": re.compile(rb"^\s*//.*\n", re.MULTILINE),
}
_URL = re.compile(rb'url\("([^"]+)"\)')
_FOR_EVER = int(timedelta(days=365).total_seconds())


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as browsers get it; ``address`` is its name with a digest of the content."""

    address: str
    content: bytes
    mimetype: str


def install(app: Flask) -> None:
    """Serve the files of ``static/`` and let the templates of ``app`` ask for their addresses."""
    assets = _read(_FOLDER)
    app.extensions[_EXTENSION] = {asset.address: asset for asset in assets.values()}
    app.add_url_rule("/static/<path:address>", "asset", _serve)

    def asset_url(name: str) -> str:
        return url_for("asset", address=assets[name].address)

    app.add_template_global(asset_url)


def _serve(address: str) -> Response:
    """``/static/<name with digest>``: a file that never changes."""
    asset: Asset | None = current_app.extensions[_EXTENSION].get(address)
    if asset is None:
        abort(404)
    response = Response(asset.content, mimetype=asset.mimetype)
    response.cache_control.public = True
    response.cache_control.max_age = _FOR_EVER
    response.cache_control.immutable = True
    return response


def _read(folder: Path) -> dict[str, Asset]:
    """All that is served, by the names that templates and sheets use."""
    single = [path for pattern in _SINGLE for path in sorted(folder.glob(pattern))]
    assets = {}
    for path in single:
        name = path.relative_to(folder).as_posix()
        assets[name] = _asset(name, path.read_bytes())
    for name, pattern in _BUNDLES.items():
        content = b"".join(path.read_bytes() for path in sorted(folder.glob(pattern)))
        assets[name] = _asset(name, _with_digests(_COMMENT[name].sub(b"", content), assets))
    return assets


def _asset(name: str, content: bytes) -> Asset:
    stem, dot, ending = name.rpartition(".")
    digest = sha256(content).hexdigest()[:12]
    mimetype = _TYPES.get(dot + ending) or guess_type(name)[0] or "application/octet-stream"
    return Asset(f"{stem}.{digest}.{ending}", content, mimetype)


def _with_digests(content: bytes, assets: dict[str, Asset]) -> bytes:
    """A sheet whose ``url("…")`` lead to files as they are served."""

    def addressed(match: re.Match[bytes]) -> bytes:
        return b'url("' + assets[match[1].decode()].address.encode() + b'")'

    return _URL.sub(addressed, content)
