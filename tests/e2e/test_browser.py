"""Does the page work for a person with a browser: wide, narrow, without JavaScript, by keyboard?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from browsing import STILL, barriers, moved

NEAR, MISSPELT = "xây dựng cầu đường ở miền núi", "thời tiêt"  # in the sample: none has all of it

PATHS = [
    "/",
    "/search?q=d%C3%A2n+v%E1%BA%ADn",
    "/search?q=%22zzz+qqq%22&category=X&from=2016",
    "/search?q=ban",
    f"/search?q={quote(NEAR)}",
    f"/search?q={quote(MISSPELT)}",
    f"/search?q={quote(MISSPELT)}&match=exact",
]


def matches(tab: Any) -> int:
    text = tab.locator('[role="status"]').inner_text()
    return int(re.search(r"(\d+) bài báo", text).group(1))  # type: ignore[union-attr]


def search(tab: Any, q: str) -> None:
    tab.goto("/")
    tab.fill("#q", q)
    tab.press("#q", "Enter")


def test_searching_from_the_box(tab: Any) -> None:
    search(tab, "dân vận")
    assert "/search?q=" in tab.url
    assert matches(tab) > 0
    assert tab.locator(".hit mark").count() > 0
    assert tab.input_value("#q") == "dân vận"


def test_a_facet_narrows_and_its_chip_widens_again(tab: Any) -> None:
    search(tab, "dân")
    before = matches(tab)
    value = tab.locator('[data-facet="category"] a').first
    count = int(value.locator(".count").inner_text())
    value.click()
    assert matches(tab) == count <= before
    assert tab.locator('[data-facet="category"] a[aria-current]').count() == 1
    tab.locator(".chips a").first.click()
    assert matches(tab) == before


def test_a_bar_of_the_histogram_selects_its_time(tab: Any) -> None:
    search(tab, "dân")
    bar = tab.locator(".histogram svg.wide a").last
    count = int(re.search(r": (\d+) bài", bar.get_attribute("aria-label")).group(1))  # type: ignore[union-attr]
    bar.click(force=True)
    assert "from=" in tab.url
    assert matches(tab) == count
    assert tab.locator(".chips a").count() == 1


def test_another_count_is_followed_and_its_chip_leads_back(tab: Any) -> None:
    search(tab, "dan van")
    before = matches(tab)
    other = tab.locator('[aria-label="Đếm cách khác"] a', has_text="đủ từng tiếng")
    count = int(other.locator(".count").inner_text())
    other.click()
    assert matches(tab) == count > before
    tab.locator(".chips a").click()
    assert matches(tab) == before


def test_a_correction_leads_back_to_what_was_typed(tab: Any) -> None:
    search(tab, MISSPELT)
    assert matches(tab) > 0
    assert tab.input_value("#q") == MISSPELT
    tab.get_by_role("link", name=f"Tìm đúng ‘{MISSPELT}’").click()
    assert matches(tab) == 0
    assert tab.input_value("#q") == MISSPELT
    tab.fill("#q", "dân vận")
    tab.press("#q", "Enter")
    tab.wait_for_load_state()
    assert tab.locator(".chips a").count() == 0


def test_near_matches_are_marked_in_words(tab: Any) -> None:
    search(tab, NEAR)
    near = int(re.search(r"và (\d+) bài gần đúng", tab.inner_text('[role="status"]')).group(1))  # type: ignore[union-attr]
    assert tab.locator(".hit .near").all_inner_texts() == ["gần đúng"] * near


@pytest.mark.parametrize("path", PATHS)
def test_nothing_moves_while_a_page_loads(open_tab: Callable[..., Any], path: str) -> None:
    assert moved(open_tab, path) < STILL


def test_dates_typed_into_the_form_filter(tab: Any) -> None:
    search(tab, "dân")
    before = matches(tab)
    tab.fill("#from", "2016")
    tab.press("#from", "Enter")
    assert "from=2016" in tab.url
    assert 0 < matches(tab) < before
    assert tab.input_value("#q") == "dân"


def test_an_article_opens_and_leads_back(tab: Any) -> None:
    search(tab, "dân vận")
    results, title = tab.url, tab.locator(".hit h3").first.inner_text()
    tab.locator(".hit h3 a").first.click()
    assert tab.locator(".story h1").inner_text() == title
    tab.locator(".back a").click()
    assert tab.url.replace("+", "%20") == results.replace("+", "%20")


def test_the_slash_key_goes_to_the_box_and_types_there(tab: Any) -> None:
    tab.goto("/search?q=abc")
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") == "q"
    tab.keyboard.press("End")
    tab.keyboard.press("/")
    assert tab.input_value("#q") == "abc/"


def test_the_first_tab_stop_skips_to_the_content(tab: Any) -> None:
    tab.goto("/")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"


def test_all_of_it_works_without_javascript(browser: Any, site: str) -> None:
    context = browser.new_context(base_url=site, locale="vi-VN", java_script_enabled=False)
    tab = context.new_page()
    search(tab, "dân vận")
    assert matches(tab) > 0
    tab.locator('[data-facet="source"] a').first.click()
    tab.wait_for_load_state()  # a click waits for another page to come, not for all of it
    assert tab.locator(".chips a").count() == 1
    tab.locator(".hit h3 a").first.click()
    tab.wait_for_load_state()
    assert tab.locator(".story h1").count() == 1
    context.close()


def type_and_wait(tab: Any, text: str) -> Any:
    """The completions of all of ``text``; of what is typed slowly, beginnings are completed too."""
    tab.goto("/")
    asked = re.compile(rf"/api/suggest\?q={quote(text)}$")
    with tab.expect_response(asked):
        tab.locator("#q").press_sequentially(text)
    option = tab.locator("#completions li", has_text="dân v")
    option.first.wait_for()
    return option


def test_what_is_typed_is_completed_and_chosen_by_key(tab: Any) -> None:
    type_and_wait(tab, "dan v")
    box = tab.locator("#q")
    assert box.get_attribute("aria-expanded") == "true"
    tab.keyboard.press("ArrowDown")
    assert box.input_value().lower().startswith("dân v")
    assert tab.locator(f"#{box.get_attribute('aria-activedescendant')}").is_visible()
    tab.keyboard.press("ArrowUp")
    assert box.input_value() == "dan v"
    tab.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "dan v"


def test_a_completion_is_chosen_with_a_click_and_searched_for(tab: Any) -> None:
    option = type_and_wait(tab, "dan v").first
    text = option.text_content()
    option.click()
    tab.wait_for_url("**/search?**")
    assert tab.locator("#q").input_value() == text
    assert matches(tab) > 0


def test_enter_searches_for_what_was_typed_whatever_is_offered(tab: Any) -> None:
    type_and_wait(tab, "dan v")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search?**")
    assert tab.locator("#q").input_value() == "dan v"


def test_open_completions_are_no_barrier(tab: Any) -> None:
    type_and_wait(tab, "dan v")
    tab.keyboard.press("ArrowDown")
    assert barriers(tab) == []


def test_filters_fold_on_a_phone_and_stand_open_on_a_desk(tab: Any) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto("/search?q=d%C3%A2n")
    value = tab.locator('[data-facet="category"] a').first
    assert not value.is_visible()
    tab.get_by_role("link", name="Bộ lọc").click()
    assert value.is_visible()
    assert value.bounding_box()["height"] >= 44
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.goto("/search?q=d%C3%A2n")
    assert tab.locator('[data-facet="category"] a').first.is_visible()
