"""What do the pages look like?  Pictures of them for the documents, over the sample corpus.

``PYTHONPATH=tests .venv/bin/python -m e2e.screenshots ADDRESS docs/screens`` takes them anew from a
site that serves the sample (``make run``).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from e2e.conftest import CHROMIUM
from playwright.sync_api import Browser, sync_playwright

_QUERY = quote("học sinh")


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as somebody sees it: ``width`` by ``height`` px."""

    name: str
    path: str
    width: int = 1280
    height: int = 860
    scheme: Literal["light", "dark"] = "light"
    locale: str = "vi-VN"


PICTURES = (
    Picture("front", "/"),
    Picture("results", f"/search?q={_QUERY}"),
    Picture("results-dark-english", f"/search?q={quote('hoc sinh')}", scheme="dark", locale="en"),
    Picture("phone", f"/search?q={_QUERY}", 360, 740),
    Picture("phone-filters", f"/search?q={_QUERY}#loc", 360, 740),
    Picture("counting", f"/dem?q={_QUERY}&q={quote('môi trường')}&q={quote('du lịch')}"),
    Picture("how-to-search", "/cach-tim"),
    Picture("corpus", "/kho-bao"),
)


def main(address: str, folder: Path) -> None:
    """Take all pictures of the site at ``address``; the article is the first of the results."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for picture in PICTURES:
            _take(browser, address, picture, folder)
        page = browser.new_page(base_url=address, locale="vi-VN")
        page.goto(f"/search?q={_QUERY}")
        first = page.locator(".hit h3 a").first.get_attribute("href")
        _take(browser, address, Picture("article", str(first)), folder)
        browser.close()


def _take(browser: Browser, address: str, picture: Picture, folder: Path) -> None:
    context = browser.new_context(
        base_url=address,
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=picture.scheme,
        locale=picture.locale,
    )
    page = context.new_page()
    page.goto(picture.path, wait_until="networkidle")
    page.screenshot(path=folder / f"{picture.name}.png")
    context.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
