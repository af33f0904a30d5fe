"""Are results read at a glance, and is there always a way on: on a phone, by key, by touch?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from browsing import barriers, too_wide

NEAR, MISSPELT = "xây dựng cầu đường ở miền núi", "hocj sinh"
STORY = "ếch hang"  # of two papers
PHONE = {"width": 360, "height": 740}
PATHS = {
    "words": "/search?q=" + quote("học sinh"),
    "bare words": "/search?q=hoc+sinh",
    "several readings": "/search?q=ban",
    "near matches": "/search?q=" + quote(NEAR),
    "a correction": "/search?q=" + quote(MISSPELT),
    "a story": "/search?q=" + quote(STORY),
    "no day": "/search?to=1990&q=" + quote("lũ"),
    "a page too far": "/search?page=99&q=" + quote("học sinh"),
    "nothing": "/search?q=zzzqqq",
    "nothing under filters": "/search?q=%22zzz+qqq%22&category=X&from=2016",
    "as typed": "/search?match=exact&q=" + quote("thời tiêt"),
    "front": "/",
}
WRONG = "/search?from=abc&to=2016&page=x&q=" + quote("học sinh")


@pytest.fixture(params=["vi-VN", "en-US"])
def tab(open_tab: Callable[..., Any], request: pytest.FixtureRequest) -> Any:
    """An empty tab, once in each language."""
    return open_tab(locale=request.param)


@pytest.fixture
def unscripted(open_tab: Callable[..., Any]) -> Any:
    """A phone without JavaScript, used by touch."""
    return open_tab(java_script_enabled=False, has_touch=True, viewport=PHONE)


def bottoms(tab: Any, selector: str) -> list[float]:
    boxes = [one.bounding_box() for one in tab.locator(selector).all()[:4]]
    return [box["y"] + box["height"] for box in boxes if box]


@pytest.mark.parametrize("kind", ["words", "bare words", "several readings", "a correction"])
def test_a_phone_shows_three_titles_on_its_first_screen(tab: Any, kind: str) -> None:
    tab.set_viewport_size(PHONE)
    tab.goto(PATHS[kind])
    shown = [bottom for bottom in bottoms(tab, ".hit h3") if bottom <= PHONE["height"]]
    assert len(shown) >= 3, bottoms(tab, ".hit h3")


def test_a_snippet_on_a_phone_has_two_lines(viewed: Any) -> None:
    viewed.set_viewport_size(PHONE)
    viewed.goto(PATHS["words"])
    lines = viewed.locator(".snippet").evaluate_all(
        "all => all.map(e => e.clientHeight / parseFloat(getComputedStyle(e).lineHeight))"
    )
    assert 0 < round(max(lines)) <= 2


@pytest.mark.parametrize("kind", ["words", "bare words", "near matches", "a story"])
def test_snippets_are_short_and_begin_and_end_well(viewed: Any, kind: str) -> None:
    viewed.goto(PATHS[kind])
    snippets = viewed.locator(".snippet").all_text_contents()
    assert snippets
    for text in snippets:
        assert len(text) <= 200
        assert re.search(r"""[.!?…]["'”’»)\]]*$""", text), text
        assert text[0] == "…" or not text[0].islower(), text


def test_titles_come_first_then_paper_day_and_section(tab: Any) -> None:
    tab.goto(PATHS["words"])
    tab.locator(".hit time").first.wait_for()
    for hit in tab.locator(".hit:has(time)").all():
        title, kicker = hit.locator("h3").bounding_box(), hit.locator(".kicker").bounding_box()
        assert title["y"] + title["height"] <= kicker["y"] + 1
        day = hit.locator("time").inner_text()
        assert re.fullmatch(
            r"\d{1,2}/\d{1,2}/\d{4} \((hôm nay|hôm qua|\d+ (ngày|tháng|năm) trước)\)"
            r"|\d{1,2} [A-Z][a-z]{2} \d{4} \((today|yesterday|\d+ (day|month|year)s? ago)\)",
            day,
        ), day


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_are_underlined_and_no_block(viewed: Any, scheme: str) -> None:
    viewed.emulate_media(color_scheme=scheme)
    viewed.goto(PATHS["words"])
    looks = "e => { const s = getComputedStyle(e);"
    looks += " return [s.backgroundColor, s.textDecorationLine, s.color] }"
    background, line, color = viewed.locator(".snippet mark").first.evaluate(looks)
    assert background == "rgba(0, 0, 0, 0)"
    assert line == "underline"
    assert color == viewed.locator(".snippet").first.evaluate("e => getComputedStyle(e).color")
    viewed.emulate_media(forced_colors="active")
    background, line, _ = viewed.locator(".snippet mark").first.evaluate(looks)
    assert line == "underline"


def test_the_other_papers_of_a_story_open_by_key(tab: Any) -> None:
    tab.goto(PATHS["a story"])
    summary = tab.locator("details.same > summary").first
    assert summary.inner_text() in ("và 1 báo khác", "and 1 other newspaper")
    link = tab.locator("details.same li a").first
    assert not link.is_visible()
    summary.focus()
    tab.keyboard.press("Enter")
    assert link.is_visible()
    tab.keyboard.press("Tab")
    assert link.evaluate("e => e === document.activeElement")
    title = link.inner_text()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/article/**")
    assert tab.locator(".story h1").inner_text() == title
    tab.go_back()
    assert tab.input_value("#q") == STORY


def test_the_other_papers_of_a_story_open_by_touch_without_javascript(unscripted: Any) -> None:
    unscripted.goto(PATHS["a story"])
    summary = unscripted.locator("details.same > summary").first
    assert summary.bounding_box()["height"] >= 44
    summary.tap()
    link = unscripted.locator("details.same li a").first
    assert link.bounding_box()["height"] >= 44
    link.tap()
    unscripted.locator(".story h1").wait_for()


def test_another_count_is_told_before_it_is_followed(viewed: Any) -> None:
    viewed.goto(PATHS["bare words"])
    link = viewed.locator("nav.others a").first
    count = link.locator(".count").inner_text()
    link.click()
    assert viewed.locator(".tally strong").inner_text().split()[0] == count


def test_near_matches_are_counted_with_a_way_to_the_first(viewed: Any) -> None:
    viewed.goto(PATHS["near matches"])
    viewed.locator(".tally a[href='#gan-dung']").click()
    assert viewed.evaluate("document.querySelector(':target').querySelector('.near') !== null")


def test_a_day_without_articles_offers_all_days(tab: Any) -> None:
    tab.goto(PATHS["no day"])
    link = tab.locator(".wider a").first
    words = link.inner_text()
    count = re.fullmatch(r"(?:Mọi ngày đăng|Any date): (\d+) (?:bài|articles?)", words)
    assert count, words
    link.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: "to=1990" not in url)
    assert tab.locator(".tally strong").inner_text().split()[0] == count[1]
    assert tab.input_value("#q") == "lũ"
    tab.go_back()
    assert tab.locator(".wider a").first.inner_text() == words


def test_a_page_beyond_the_last_leads_to_the_last(viewed: Any) -> None:
    viewed.goto(PATHS["a page too far"])
    viewed.locator(".nothing a").last.click()
    viewed.wait_for_load_state()
    assert viewed.locator(".hit").count() > 0
    assert viewed.input_value("#q") == "học sinh"


def test_what_was_typed_stays_where_a_part_was_not_understood(viewed: Any) -> None:
    viewed.goto(WRONG)
    assert viewed.input_value("#q") == "học sinh"
    assert (viewed.input_value("#from"), viewed.input_value("#to")) == ("abc", "2016")
    assert viewed.locator(".misread").count() == 2
    count = viewed.locator(".way-out .count").inner_text()
    viewed.locator(".way-out a").click()
    assert viewed.locator(".tally strong").inner_text() == count
    viewed.go_back()
    viewed.fill("#from", "2015")
    viewed.press("#from", "Enter")
    viewed.wait_for_url("**from=2015**")
    assert "to=2016" in viewed.url
    assert viewed.input_value("#q") == "học sinh"


def test_without_javascript_and_by_touch_there_is_a_way_on_too(unscripted: Any) -> None:
    unscripted.goto(PATHS["no day"])
    link = unscripted.locator(".wider a").first
    assert link.bounding_box()["height"] >= 44
    link.tap()
    unscripted.locator(".hit").first.wait_for()
    unscripted.goto(WRONG)
    unscripted.locator(".way-out a").tap()
    unscripted.locator(".hit").first.wait_for()


def test_nothing_scrolls_sideways_however_it_was_answered(tab: Any) -> None:
    long = "W" * 300
    for path in [*PATHS.values(), WRONG, f"/search?q={long}", f"/search?category={long}"]:
        tab.goto(path)
        assert too_wide(tab) == [], path


def test_few_stops_stand_before_the_first_result(tab: Any) -> None:
    tab.set_viewport_size(PHONE)
    for kind in ("words", "bare words", "several readings", "a correction"):
        tab.goto(PATHS[kind])
        stops = 0
        while not tab.evaluate("document.activeElement.closest('.hit') !== null"):
            tab.keyboard.press("Tab")
            stops += 1
            assert stops <= 16, kind


@pytest.mark.parametrize("path", [*PATHS.values(), WRONG])
def test_axe_finds_no_barrier_however_it_was_answered(viewed: Any, path: str) -> None:
    for lang, width in (("vi", 360), ("en", 1280)):
        viewed.set_viewport_size({"width": width, "height": 800})
        viewed.goto(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        if viewed.locator("details.same").count():
            viewed.locator("details.same > summary").first.click()
        assert barriers(viewed) == [], width
