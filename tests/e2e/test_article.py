"""Can a person read an article and find their way in it: by key, by touch, without JavaScript?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from browsing import STILL, barriers, moved, too_wide

QUERY = "/search?q=d%C3%A2n+v%E1%BA%ADn"
ARTICLE = "/article/tt-04b?q=%E1%BA%BFch&n=2"


def open_first(tab: Any) -> None:
    tab.goto(QUERY)
    tab.locator(".hit h3 a").first.click()
    tab.wait_for_load_state()  # or a key is pressed before anybody listens


def target(tab: Any) -> str:
    """The id of the mark that the address leads to, which is in sight."""
    marked = tab.locator("mark:target")
    assert marked.count() == 1
    box = marked.bounding_box()
    assert 0 <= box["y"] < tab.viewport_size["height"]
    return str(marked.get_attribute("id"))


def walk(tab: Any) -> int:
    """Follow the links from the first mark to the last and one back; returns how many there are."""
    count = int(tab.locator(".to-marks").inner_text().split()[0])
    assert count > 2
    tab.locator(".to-marks").click()
    for n in range(1, count + 1):
        assert target(tab) == f"m{n}"
        steps = tab.locator(".steps:visible")
        assert steps.count() == 1
        assert f"{n}/{count}" in steps.inner_text()
        if n < count:
            steps.get_by_label("Đoạn khớp tiếp theo").click()
    tab.locator(".steps:visible").get_by_label("Đoạn khớp trước").click()
    assert target(tab) == f"m{count - 1}"
    return count


def test_one_steps_from_mark_to_mark_and_goes_back_to_the_results_at_once(tab: Any) -> None:
    open_first(tab)
    walk(tab)
    tab.go_back()
    assert "/search?q=" in tab.url
    tab.go_forward()
    assert tab.locator("mark:target").count() == 1


def test_one_steps_from_mark_to_mark_without_javascript(browser: Any, site: str) -> None:
    context = browser.new_context(base_url=site, locale="vi-VN", java_script_enabled=False)
    tab = context.new_page()
    open_first(tab)
    walk(tab)
    context.close()


def test_one_steps_from_mark_to_mark_by_touch(browser: Any, site: str) -> None:
    context = browser.new_context(
        base_url=site, locale="vi-VN", has_touch=True, viewport={"width": 360, "height": 740}
    )
    tab = context.new_page()
    open_first(tab)
    tab.locator(".to-marks").tap()
    tab.locator(".steps:visible").get_by_label("Đoạn khớp tiếp theo").tap()
    assert target(tab) == "m2"
    box = tab.locator(".steps:visible a").first.bounding_box()
    assert box["width"] >= 44
    assert box["height"] >= 44
    context.close()


def test_keys_step_from_mark_to_mark_until_they_are_switched_off(tab: Any) -> None:
    open_first(tab)
    for key, expected in (("n", "m1"), ("n", "m2"), ("n", "m3"), ("p", "m2")):
        tab.keyboard.press(key)
        assert target(tab) == expected
    tab.locator("[data-keys]").click()
    assert "Bật" in tab.locator("[data-keys]").inner_text()
    tab.keyboard.press("n")
    assert tab.url.endswith("#m2")
    tab.reload()
    tab.keyboard.press("n")
    tab.keyboard.press("/")
    assert tab.url.endswith("#m2")
    assert tab.evaluate("document.activeElement.id") != "q"
    tab.locator("[data-keys]").click()
    tab.evaluate("document.activeElement.blur()")
    tab.keyboard.press("n")
    assert target(tab) == "m3"


def test_letters_that_are_typed_step_nowhere(tab: Any) -> None:
    open_first(tab)
    tab.locator("#q").press_sequentially("np")
    tab.keyboard.press("Control+n")
    assert tab.locator("mark:target").count() == 0


def test_results_are_read_one_after_the_other_and_lead_back_to_their_page(tab: Any) -> None:
    tab.goto("/search?q=d%C3%A2n&size=2&page=2&sort=newest")
    titles = [link.inner_text() for link in tab.locator(".hit h3 a").all()]
    tab.locator(".hit h3 a").first.click()
    assert tab.locator(".back a").inner_text().startswith("Kết quả 3/")
    tab.get_by_role("link", name="Bài tiếp theo:").click()
    assert tab.locator("h1").inner_text() == titles[1]
    assert tab.locator(".back a").inner_text().startswith("Kết quả 4/")
    tab.get_by_role("link", name="Bài tiếp theo:").click()
    tab.locator(".back a").click()
    assert "page=3" in tab.url
    tab.go_back()
    tab.get_by_role("link", name="Bài trước:").click()
    assert tab.locator("h1").inner_text() == titles[1]


def test_the_box_of_an_article_keeps_query_and_filters(tab: Any) -> None:
    tab.goto("/search?q=d%C3%A2n&from=2016&sort=newest")
    tab.locator(".hit h3 a").first.click()
    assert tab.input_value("#q") == "dân"
    tab.fill("#q", "nước")
    tab.press("#q", "Enter")
    assert "from=2016" in tab.url
    assert "sort=newest" in tab.url


def test_a_citation_is_copied(browser: Any, site: str) -> None:
    context = browser.new_context(
        base_url=site, locale="vi-VN", permissions=["clipboard-read", "clipboard-write"]
    )
    tab = context.new_page()
    tab.goto(ARTICLE)
    tab.get_by_role("button", name="Sao chép", exact=True).click()
    tab.get_by_role("button", name="Đã sao chép").wait_for()
    cited = tab.locator(".citation").inner_text()
    assert tab.evaluate("navigator.clipboard.readText()") == cited
    assert "truy cập ngày" in cited
    context.close()


def test_what_differs_is_unfolded_without_javascript(browser: Any, site: str) -> None:
    context = browser.new_context(base_url=site, locale="vi-VN", java_script_enabled=False)
    tab = context.new_page()
    tab.goto(ARTICLE)
    assert not tab.locator("#versions ins").first.is_visible()
    tab.locator("#versions summary").click()
    assert tab.locator("#versions ins").first.is_visible()
    assert tab.locator("#versions del").first.is_visible()
    assert tab.get_by_role("button", name="Sao chép").count() == 0
    context.close()


LETTERS_OF_LINES = """() => {
  const lines = [];
  for (const paragraph of document.querySelectorAll(".body p")) {
    const range = document.createRange();
    let count = 0, before = null;
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement.closest(".steps")) continue;
      for (let at = 0; at < node.length; at++) {
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const top = range.getBoundingClientRect().top;
        if (before !== null && top > before + 12) { lines.push(count); count = 0; }
        before = top;
        count++;
      }
    }
  }
  return lines;
}"""


def test_a_line_has_about_65_letters(viewed: Any) -> None:
    viewed.set_viewport_size({"width": 1280, "height": 900})
    viewed.goto("/article/ds-014")
    viewed.evaluate("document.fonts.ready")
    lines = viewed.evaluate(LETTERS_OF_LINES)  # but the last of a paragraph
    assert len(lines) > 5
    assert 57 <= sum(lines) / len(lines) <= 70
    assert max(lines) <= 78


@pytest.mark.parametrize(("lang", "width"), [("vi", 360), ("en", 1280)])
def test_an_article_has_no_barrier_and_never_scrolls_sideways(
    viewed: Any, lang: str, width: int
) -> None:
    viewed.set_viewport_size({"width": width, "height": 740})
    viewed.goto(f"{ARTICLE}&lang={lang}#m1")
    viewed.locator("#versions summary").click()
    assert barriers(viewed) == []
    assert too_wide(viewed) == []


@pytest.mark.parametrize("path", [ARTICLE, "/search?q=%22zzz+qqq%22"])
def test_nothing_moves_while_an_article_loads(open_tab: Callable[..., Any], path: str) -> None:
    assert moved(open_tab, path) < STILL
