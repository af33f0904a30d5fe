"""Is every page valid HTML?  The W3C's own checker reads them: content model, attributes, ids."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

from web import create_app

CHECKER = Path(os.environ.get("TIMBAO_VNU", Path(sys.prefix) / "vnu.jar"))
PAGES = {
    "front": "/",
    "results": "/search?q=" + quote("dân vận"),
    "corrected": "/search?q=" + quote("thời tiêt"),
    "near": "/search?q=" + quote("xây dựng cầu đường ở miền núi"),
    "none": "/search?q=" + quote('"zzz qqq"') + "&category=X&from=2016",
    "days": "/search?q=" + quote("dân") + "&from=2026-01&to=2026-06&sort=newest",
    "last": "/search?q=&page=4",
    "beyond": "/search?q=&page=4000",
    "odd": "/search?q=" + quote('<b>&amp; "x" \U0001f600 ' + "a" * 900),
    "wrong": "/search?q=a&from=abc",
    "missing": "/article/none",
    "counting": "/dem",
    "counted": "/dem?q=" + quote("dân vận") + "&q=zzz&q=hoc+sinh&interval=month",
    "miscounted": "/dem?q=a&from=abc&undated=only",
    "ways": "/cach-tim",
    "unwritten": "/cach-tim?all=a&from=abc",
    "corpus": "/kho-bao",
    "for programs": "/api",
}


@pytest.fixture(scope="module")
def site_app(sample_index: Path) -> Flask:
    return create_app({"INDEX": str(sample_index)})


def test_every_page_is_valid_html_in_both_languages(site_app: Flask, tmp_path: Path) -> None:
    if shutil.which("java") is None or not CHECKER.is_file():
        pytest.skip("no validation: java or the Nu Html Checker is not installed")
    client = site_app.test_client()
    article = client.get("/api/search?q=" + quote("dân")).get_json()["hits"][0]["id"]
    pages = {**PAGES, "article": f"/article/{quote(article)}?q=" + quote("dân")}
    for language in ("vi", "en"):
        for name, path in pages.items():
            headers = {"Accept-Language": language}
            (tmp_path / f"{name}-{language}.html").write_text(
                client.get(path, headers=headers).text
            )
    command = ["java", "-jar", str(CHECKER), "--format", "json", "--no-langdetect"]
    found = subprocess.run(
        [*command, *map(str, tmp_path.glob("*.html"))],
        capture_output=True,
        text=True,
        check=False,
    )
    messages = json.loads(found.stderr)["messages"]
    complaints = [
        f"{Path(one['url']).stem}:{one.get('lastLine')}: {one['message']} {one.get('extract', '')}"
        for one in messages
        if one["type"] != "info" or one.get("subType") == "warning"
    ]
    assert complaints == []
