"""Do the pages around the search work for everybody: counting, how to search, the archive?"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from browsing import STILL, barriers, moved, too_wide

COUNTED = "/dem?" + urlencode(
    [("q", q) for q in ("dân vận", "hoc sinh", "lũ OR bão", "thời tiêt", "zzz qqq")]
)
PATHS = [
    "/dem",
    COUNTED,
    f"{COUNTED}&interval=month&value=per1000&from=2015&to=2016",
    "/dem?q=a&from=31/2/2016",
    "/cach-tim",
    "/cach-tim?all=l%C5%A9&from=x",
    "/kho-bao",
    "/api",
]


def counts(tab: Any) -> list[str]:
    """The numbers that the page of results tells."""
    return re.findall(r"[\d.]+", tab.locator('[role="status"]').first.inner_text())


def test_counting_by_keyboard_and_back(tab: Any) -> None:
    tab.goto("/dem")
    tab.focus("#queries")
    tab.keyboard.type("dân vận\nlũ\n")
    tab.keyboard.press("Tab")
    while tab.evaluate("document.activeElement.type") != "submit":
        tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/dem?q=*")
    table = tab.get_by_role("table", name="Theo thời gian")
    assert table.locator("tbody tr").count() == 2
    number = table.locator("tbody td a").first
    count = number.inner_text()
    number.click()
    assert count in counts(tab)
    tab.go_back()
    tab.wait_for_load_state()
    assert tab.get_by_role("table", name="Theo thời gian").locator("tbody tr").count() == 2
    tab.go_back()
    assert tab.input_value("#queries").split() == ["dân", "vận", "lũ"]


def test_the_list_is_changed_where_it_stands(tab: Any) -> None:
    tab.goto(COUNTED)
    assert not tab.locator("#queries").is_visible()
    tab.get_by_text("Danh sách và bộ lọc").click()
    assert tab.input_value("#queries").startswith("dân vận\nhoc sinh")
    tab.fill("#queries", "lũ")
    tab.get_by_text("Nguồn báo: tất cả").click()
    tab.locator('#source input[type="checkbox"]').first.check()
    tab.select_option("#interval", "month")
    tab.get_by_role("button", name="Đếm", exact=True).click()
    tab.wait_for_url("**interval=month**")
    assert "source=" in tab.url
    assert tab.get_by_role("table", name="Theo thời gian").locator("tbody tr").count() == 1


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without"])
def test_a_long_list_is_counted_and_downloaded(browser: Any, site: str, javascript: bool) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=javascript)
    page = context.new_page()
    page.goto("/dem")
    page.fill("#queries", "\n".join(f"dân {n}" for n in range(40)))
    page.get_by_role("button", name="Count", exact=True).click()
    page.wait_for_load_state()
    assert page.get_by_role("table", name="Over time").locator("tbody tr").count() == 40
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the table (CSV)").click()
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == 42
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the figure (SVG)").click()
    figure = context.new_page()
    figure.goto(Path(download.value.path()).as_uri())
    assert page.locator(".multiples figure").count() == 40
    context.close()


def test_the_figure_draws_bars_of_the_right_height(tab: Any) -> None:
    """What the browser draws is as high as the number says, on the common scale."""
    tab.goto("/dem?" + urlencode([("q", "người"), ("q", "lũ")]))
    rows = tab.get_by_role("table", name="Theo thời gian").locator("tbody tr")
    charts = tab.locator(".multiples figure")
    heights = [
        charts.nth(n).locator("path").evaluate("one => one.getBBox().height") for n in range(2)
    ]
    highest = []
    for n in range(2):
        cells = rows.nth(n).locator("td").all_inner_texts()[2:-1]
        highest.append(max(int(cell.split()[0]) for cell in cells))
    assert heights[0] / heights[1] == pytest.approx(highest[0] / highest[1], rel=0.02)


def test_the_boxes_write_a_query_by_keyboard(tab: Any) -> None:
    tab.goto("/cach-tim")
    tab.get_by_role("link", name="Điền vào ô").click()
    tab.get_by_label("Có đủ các từ").fill("học sinh")
    tab.get_by_label("Không có từ nào").fill("sinh viên, lũ")
    tab.get_by_label("Có ít nhất một từ").fill("giáo viên, trường")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search?**")
    assert tab.input_value("#q") == 'học sinh ("giáo viên" OR "trường") -"sinh viên" -"lũ"'
    assert tab.locator(".hit").count() > 0


def test_an_example_is_followed(tab: Any) -> None:
    tab.goto("/cach-tim")
    example = tab.locator(".examples-of-it li").first
    count = example.locator(".count").inner_text().split()[0]
    example.locator("a").click()
    assert count in counts(tab)


def test_a_year_of_the_archive_is_followed(tab: Any) -> None:
    tab.goto("/kho-bao")
    row = tab.locator(".years tbody tr", has=tab.locator("a")).last
    count = row.locator("td").first.inner_text()
    row.locator("a").click()
    assert count in counts(tab)


@pytest.mark.parametrize("path", PATHS)
def test_no_page_scrolls_sideways(viewed: Any, path: str) -> None:
    for lang in ("vi", "en"):
        viewed.goto(in_language(path, lang))
        assert too_wide(viewed) == [], lang


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(viewed: Any, path: str) -> None:
    for width, lang in ((360, "vi"), (1280, "en")):
        viewed.set_viewport_size({"width": width, "height": 900})
        viewed.goto(in_language(path, lang))
        open_all(viewed)
        thin_out(viewed)
        assert barriers(viewed) == []


CONTROLS = (
    "main :is(button, select, textarea, summary), main label:has([type=checkbox]),"
    " main input:not([type=hidden], [type=checkbox])"
)
LINKS = "main :is(table, figcaption) a, main li > a"


@pytest.mark.parametrize("path", PATHS)
def test_what_is_touched_is_large_enough(viewed: Any, path: str) -> None:
    """Controls of a phone are 44 px high; links in tables and lists at least 24."""
    viewed.set_viewport_size({"width": 360, "height": 800})
    viewed.goto(path)
    open_all(viewed)
    for what, least in ((CONTROLS, 44), (LINKS, 24)):
        small = viewed.evaluate(
            """([what, least]) => [...document.querySelectorAll(what)]
                .filter((one) => one.getBoundingClientRect().height < least - 0.5)
                .map((one) => one.outerHTML.slice(0, 120))""",
            [what, least],
        )
        assert small == []


def in_language(path: str, lang: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={lang}"


def open_all(tab: Any) -> None:
    tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def thin_out(tab: Any) -> None:
    """Leave of what is described on a page for programs the first of each kind: a template writes
    all of them alike, and axe would look at hundreds of places, one by one."""
    tab.evaluate(
        """() => {
            const kinds = new Set();
            for (const one of document.querySelectorAll("article.operation")) {
                const kind = [...one.children].map((part) => part.outerHTML.split(">")[0]).join();
                if (kinds.has(kind)) one.remove(); else kinds.add(kind);
            }
            for (const list of document.querySelectorAll(".reference section > dl"))
                [...list.children].slice(12).forEach((one) => one.remove());
        }"""
    )


@pytest.mark.parametrize("path", [COUNTED, "/cach-tim", "/kho-bao"])
def test_nothing_moves_while_a_page_loads(open_tab: Callable[..., Any], path: str) -> None:
    assert moved(open_tab, path) < STILL
