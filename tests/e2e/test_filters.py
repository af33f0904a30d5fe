"""Can a reader narrow results down: with a mouse, a finger or keys, with and without JavaScript?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from browsing import barriers, too_wide

Q = "/search?q=d%C3%A2n"
PHONE, DESK = {"width": 320, "height": 720}, {"width": 1280, "height": 900}


def matches(tab: Any) -> int:
    return int(re.search(r"(\d+) bài báo", tab.locator('[role="status"]').first.inner_text())[1])  # type: ignore[index]


@pytest.mark.parametrize("scripted", [True, False])
def test_the_sheet_stays_while_one_chooses_on_a_phone(
    open_tab: Callable[..., Any], scripted: bool
) -> None:
    tab = open_tab(Q, viewport=PHONE, has_touch=True, java_script_enabled=scripted)
    sheet = tab.locator("#loc")
    assert not sheet.is_visible()
    tab.locator(".open-filters").tap()
    assert sheet.is_visible()
    value = tab.locator('[data-facet="category"] a').first
    count = int(value.locator(".count").inner_text())
    value.tap()
    tab.wait_for_url("**category=**")
    assert sheet.is_visible()
    assert tab.locator("#loc-category h2").is_visible()
    done = tab.get_by_role("link", name=f"Xem {count} bài")
    assert done.bounding_box()["height"] >= 44
    boxes = tab.locator("#loc a:visible, #loc input:visible, #loc button:visible")
    heights = boxes.evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
    assert min(heights) >= 43.9
    done.tap()
    sheet.wait_for(state="hidden")
    assert matches(tab) == count
    tab.go_back()
    sheet.wait_for()
    tab.fill("#from", "2000")
    tab.get_by_role("button", name="Lọc").tap()
    tab.wait_for_url("**from=2000**")
    assert sheet.is_visible()


def test_what_lies_behind_the_sheet_rests_and_escape_leads_back(
    open_tab: Callable[..., Any],
) -> None:
    tab = open_tab(Q, viewport=PHONE)
    tab.keyboard.press("Tab")
    tab.locator(".open-filters").focus()
    tab.keyboard.press("Enter")
    tab.locator("#loc").wait_for()
    stops = set()
    for _ in range(12):
        tab.keyboard.press("Tab")
        stops.add(tab.evaluate("!!document.activeElement.closest('#loc')"))
    assert stops == {True}
    tab.keyboard.press("Escape")
    tab.locator("#loc").wait_for(state="hidden")
    assert tab.evaluate("document.activeElement.id") == "main"
    assert not tab.evaluate("document.querySelector('main').inert")


@pytest.mark.parametrize("scripted", [True, False])
def test_a_value_is_left_out_and_taken_back(open_tab: Callable[..., Any], scripted: bool) -> None:
    tab = open_tab(Q, java_script_enabled=scripted)
    before = matches(tab)
    row = tab.locator('[data-facet="source"] li').first
    count = int(row.locator(".count").inner_text())
    name = row.locator(".value").inner_text()
    tab.get_by_role("link", name=f"Loại bỏ {name}").click()
    tab.wait_for_url("**not_source=**")
    assert matches(tab) == before - count
    chip = tab.locator(".chips a")
    assert f"Trừ: {name}" in chip.inner_text()
    chip.click()
    tab.wait_for_url(lambda url: "not_source" not in url)
    assert matches(tab) == before


def test_values_are_found_without_accents(open_tab: Callable[..., Any]) -> None:
    tab = open_tab("/search")
    facet = tab.locator("#loc-category")
    every = facet.locator("li").count()
    facet.get_by_role("searchbox").fill("the thao")
    shown = facet.locator("li:visible .value").all_inner_texts()
    assert shown == ["Thể thao"]
    facet.get_by_role("searchbox").fill("MÔI")
    assert facet.locator("li:visible .value").all_inner_texts() == ["Môi trường"]
    facet.get_by_role("searchbox").fill("zzz")
    assert "Không có mục nào như vậy." in facet.inner_text()
    facet.get_by_role("searchbox").fill("")
    assert facet.locator("li:visible").count() == every
    assert not facet.locator(".none").is_visible()


def test_without_a_script_there_is_no_box_that_does_nothing(open_tab: Callable[..., Any]) -> None:
    tab = open_tab("/search", java_script_enabled=False)
    assert tab.locator(".seek").count() > 0
    assert not tab.locator(".seek").first.is_visible()


def test_arrow_keys_move_between_bars_and_enter_follows(open_tab: Callable[..., Any]) -> None:
    tab = open_tab(Q)
    bars = tab.locator("svg.wide a")
    bars.first.focus()
    tab.keyboard.press("ArrowRight")
    assert bars.nth(1).evaluate("bar => bar === document.activeElement")
    assert tab.locator("svg.wide .told").nth(1).is_visible()
    tab.keyboard.press("End")
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("Home")
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowLeft")
    count = int(bars.first.get_attribute("data-count"))
    assert bars.first.evaluate("bar => bar === document.activeElement && bar.tabIndex === 0")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**from=**")
    assert matches(tab) == count


def test_without_a_script_the_table_has_every_bar_for_the_keyboard(
    open_tab: Callable[..., Any],
) -> None:
    tab = open_tab(Q, java_script_enabled=False)
    tab.get_by_text("Xem bảng số liệu").click()
    links = tab.locator(".figures tbody a")
    assert links.count() == tab.locator("svg.wide a").count()
    links.last.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**from=**")
    assert tab.locator(".path strong").inner_text() != ""


def test_the_focus_is_seen_on_the_smallest_bar(open_tab: Callable[..., Any]) -> None:
    tab = open_tab("/search")
    bars = tab.locator("svg.wide a")
    counts = bars.evaluate_all("all => all.map((bar) => Number(bar.dataset.count))")
    tab.keyboard.press("Tab")
    smallest = bars.nth(counts.index(min(counts)))
    smallest.focus()
    assert smallest.locator(".reach").evaluate("it => getComputedStyle(it).strokeWidth") == "3px"
    assert smallest.locator(".reach").bounding_box()["height"] >= 44


def test_a_drag_selects_what_it_passes(open_tab: Callable[..., Any]) -> None:
    tab = open_tab(Q)
    bins = tab.locator("svg.wide [data-from]")
    first, last = bins.nth(2), bins.nth(6)
    counts = [int(one.get_attribute("data-count")) for one in bins.all()[2:7]]
    wanted = first.get_attribute("data-from"), last.get_attribute("data-to")
    start, end = (one.locator(".reach").bounding_box() for one in (last, first))
    tab.mouse.move(start["x"] + start["width"] / 2, start["y"] + 20)
    tab.mouse.down()
    tab.mouse.move(end["x"] + end["width"] / 2, end["y"] + 20, steps=6)
    tab.locator(".brushed", has_text=f": {sum(counts)} bài").wait_for()
    tab.mouse.up()
    tab.wait_for_url(f"**from={wanted[0]}&to={wanted[1]}*")
    assert matches(tab) == sum(counts)


def test_a_finger_sees_the_value_before_it_follows(open_tab: Callable[..., Any]) -> None:
    tab = open_tab(f"{Q}#loc-ngay", viewport=PHONE, has_touch=True)
    bar = tab.locator("svg.narrow a").last
    count = int(bar.get_attribute("data-count"))
    bar.tap()
    assert tab.locator("svg.narrow .told").last.is_visible()
    assert f": {count} bài" in tab.locator("svg.narrow .told").last.text_content()
    assert "from=" not in tab.url
    bar.tap()
    tab.wait_for_url("**from=**")
    assert tab.locator("#loc").is_visible()
    assert matches_in_sheet(tab) == count


def test_a_finger_drags_over_bars(open_tab: Callable[..., Any]) -> None:
    tab = open_tab(f"{Q}#loc-ngay", viewport=PHONE, has_touch=True)
    bins = tab.locator("svg.narrow [data-from]").all()
    counts = [int(one.get_attribute("data-count")) for one in bins[1:5]]
    wanted = bins[1].get_attribute("data-from"), bins[4].get_attribute("data-to")
    boxes = [bins[n].locator(".reach").bounding_box() for n in (1, 4)]
    start, end = ((box["x"] + box["width"] / 2, box["y"] + 30) for box in boxes)
    hand = tab.context.new_cdp_session(tab)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        touched = [{"x": x, "y": y} for x, y in points]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    touch("touchStart", start)
    for step in range(1, 6):
        touch("touchMove", (start[0] + (end[0] - start[0]) * step / 5, start[1]))
    tab.locator(".brushed", has_text=f": {sum(counts)} bài").wait_for()
    touch("touchEnd")
    tab.wait_for_url(f"**from={wanted[0]}&to={wanted[1]}*")
    assert matches_in_sheet(tab) == sum(counts)


def test_back_and_forward_keep_what_was_chosen(open_tab: Callable[..., Any]) -> None:
    tab = open_tab(Q)
    before = matches(tab)
    tab.locator("svg.wide a").last.click()
    tab.wait_for_url("**from=**")
    narrowed = matches(tab)
    tab.go_back()
    assert matches(tab) == before
    tab.go_forward()
    assert matches(tab) == narrowed
    assert tab.locator(".chips a").count() == 1


def matches_in_sheet(tab: Any) -> int:
    return int(re.search(r"\d+", tab.locator(".sheet-foot").inner_text())[0])  # type: ignore[index]


@pytest.mark.parametrize("days", ["", "&from=2016&to=2016", "&from=2016-05&to=2016-05"])
def test_every_bin_is_wide_enough_to_hit(viewed: Any, days: str) -> None:
    viewed.goto(f"/search?q={days}#loc")
    for width in (320, 360, 768, 897, 1280, 1600):
        assert too_wide(viewed, [width]) == []
        widths = viewed.locator("svg .reach:visible").evaluate_all(
            "all => all.map((one) => one.getBoundingClientRect().width)"
        )
        assert widths
        assert min(widths) >= 23.9, width


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search?from=2012&to=2026&not_category=",
        "/search?q=dan+van&from=2012&not_category=x&not_category=y&not_source=z&match=syllables",
    ],
)
def test_at_most_fifteen_tab_stops_stand_before_the_first_result(
    open_tab: Callable[..., Any], path: str
) -> None:
    tab = open_tab(path)
    stops = 0
    while not tab.evaluate("!!document.activeElement.closest('.hit')"):
        tab.keyboard.press("Tab")
        stops += 1
        assert stops <= 15


def test_the_colour_of_bars_stands_out_from_the_ground(viewed: Any) -> None:
    viewed.goto(Q)
    for scheme in ("light", "dark"):
        viewed.emulate_media(color_scheme=scheme)
        bar, ground = viewed.evaluate(
            "[getComputedStyle(document.querySelector('svg.wide .column')).fill,"
            " getComputedStyle(document.body).backgroundColor]"
        )
        assert contrast(bar, ground) >= 3


def contrast(one: str, other: str) -> float:
    """Of two colours as browsers write them; WCAG 2.2, "contrast ratio"."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = [int(text) / 255 for text in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("path", "viewport"),
    [
        (f"{Q}&category=&not_source=&from=2016-05&to=2016-05", DESK),
        (f"{Q}&from=2024&to=2020", DESK),
        ("/search?undated=only&not_category=Th%E1%BB%83+thao&lang=en", DESK),
        (f"{Q}&not_source=#loc", PHONE),
        (f"{Q}&from=2016&to=2016&lang=en#loc-ngay", PHONE),
    ],
)
def test_axe_finds_no_barrier(viewed: Any, path: str, viewport: dict[str, int]) -> None:
    viewed.set_viewport_size(viewport)
    viewed.goto(path)
    assert barriers(viewed) == []
