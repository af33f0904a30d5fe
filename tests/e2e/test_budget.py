"""How much does a page weigh?  What the browser itself says it fetched, and how."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

MOST_WITHOUT_FONTS, MOST_SCRIPT = 60_000, 4_300  # bytes over the wire; of the script, 4 kB and head
MOST_REQUESTS = 6  # the page, its sheet, its script, two fonts, the icon

PAGES = {
    "front": "/",
    "results": "/search?q=" + quote("dân"),
    "nothing": "/search?q=" + quote('"zzz qqq"') + "&category=X",
    "counting": f"/dem?q={quote('dân')}&q={quote('nước')}",
    "how to search": "/cach-tim",
    "corpus": "/kho-bao",
    "for programs": "/api",
}

ENTRIES = """performance.getEntriesByType('navigation')
  .concat(performance.getEntriesByType('resource'))
  .map(one => ({name: new URL(one.name).pathname, bytes: one.transferSize,
                blocks: one.renderBlockingStatus === 'blocking'}))"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_to_its_budget(browser: Any, site: str, name: str) -> None:
    context = browser.new_context(base_url=site, locale="vi-VN")
    page = context.new_page()
    page.goto(PAGES[name], wait_until="networkidle")
    entries = page.evaluate(ENTRIES)
    context.close()
    assert len(entries) <= MOST_REQUESTS, entries
    light = [one for one in entries if not one["name"].endswith(".woff2")]
    assert sum(one["bytes"] for one in light) <= MOST_WITHOUT_FONTS, entries
    [script] = [one for one in entries if one["name"].endswith(".js")]
    assert 0 < script["bytes"] <= MOST_SCRIPT
    # one sheet is all that the first paint waits for
    assert [one["name"][-4:] for one in entries if one["blocks"]] == [".css"]


def test_a_second_page_fetches_nothing_but_itself(browser: Any, site: str) -> None:
    context = browser.new_context(base_url=site, locale="vi-VN")
    page = context.new_page()
    page.goto(PAGES["front"], wait_until="networkidle")
    # the icon is fetched after all that the page needs: no signal of the page waits for it
    page.evaluate("fetch(document.querySelector('link[rel=icon]').href)")
    page.goto(PAGES["results"], wait_until="networkidle")
    again = [one for one in page.evaluate(ENTRIES)[1:] if one["bytes"]]
    context.close()
    assert again == []
