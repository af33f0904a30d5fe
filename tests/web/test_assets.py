"""Do browsers get each file once, keep it for ever, and see a change at once?"""

from __future__ import annotations

import re
from hashlib import sha256

from flask.testing import FlaskClient

from web.assets import Asset, _with_digests


def assets_of(page: str) -> list[str]:
    return re.findall(r'(?:href|src)="(/static/[^"]+)"', page)


def test_a_page_names_only_files_that_are_served_for_ever(client: FlaskClient) -> None:
    found = assets_of(client.get("/").text)
    assert len(found) == len(set(found)) >= 3
    for address in found:
        response = client.get(address)
        assert response.status_code == 200
        assert response.cache_control.immutable
        assert response.cache_control.max_age == 365 * 24 * 3600
        digest = sha256(response.data).hexdigest()[:12]
        assert digest in address


def test_what_the_sheet_names_is_served(client: FlaskClient) -> None:
    [sheet] = [one for one in assets_of(client.get("/").text) if one.endswith(".css")]
    for name in re.findall(r'url\("([^"]+)"\)', client.get(sheet).text):
        assert client.get(f"/static/{name}").status_code == 200


def test_a_sheet_names_files_with_their_digests() -> None:
    font = Asset("fonts/a.0123.woff2", b"", "font/woff2")
    sheet = _with_digests(b'src: url("fonts/a.woff2")', {"fonts/a.woff2": font})
    assert sheet == b'src: url("fonts/a.0123.woff2")'


def test_a_name_without_its_digest_is_not_found(client: FlaskClient) -> None:
    for name in ("style.css", "page.js", "../app.py", "style.0123456789ab.css", ""):
        assert client.get(f"/static/{name}").status_code == 404


def test_pages_and_files_travel_compressed(client: FlaskClient) -> None:
    for address in ("/", *assets_of(client.get("/").text)):
        plain = client.get(address)
        packed = client.get(address, headers={"Accept-Encoding": "gzip"})
        if (plain.mimetype or "").startswith("text/"):
            assert packed.headers["Content-Encoding"] == "gzip"
            assert len(packed.data) < len(plain.data) / 2
