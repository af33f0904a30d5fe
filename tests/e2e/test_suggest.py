"""Does the search box help whoever types by input method, by touch or by key, and tell nobody?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from browsing import barriers

PHONE = {"width": 360, "height": 640}


@pytest.fixture
def tab(open_tab: Callable[..., Any]) -> Any:
    """A phone's empty tab."""
    return open_tab(has_touch=True, is_mobile=True, viewport=PHONE)


class InputMethod:
    """A keyboard that composes a word before it is in the text, as most Vietnamese ones do."""

    def __init__(self, tab: Any) -> None:
        self._devtools = tab.context.new_cdp_session(tab)

    def compose(self, text: str) -> None:
        self._devtools.send(
            "Input.imeSetComposition",
            {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
        )

    def commit(self, text: str) -> None:
        self._devtools.send("Input.insertText", {"text": text})


WATCH = """
window.log = [];
addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("q");
  for (const type of ["compositionstart", "compositionend", "input", "select"])
    box.addEventListener(type, (event) => log.push([type, event.isComposing ?? null, box.value]));
  const own = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
  Object.defineProperty(box, "value", {
    get() { return own.get.call(this); },
    set(text) { log.push(["set", null, text]); own.set.call(this, text); },
  });
});
"""


def types(tab: Any) -> list[str]:
    return [entry[0] for entry in tab.evaluate("log")]


def test_a_word_is_completed_while_it_is_composed_and_never_touched(tab: Any) -> None:
    tab.add_init_script(WATCH)
    tab.goto("/")
    tab.locator("#q").tap()
    keyboard = InputMethod(tab)
    for text in ("d", "da", "dâ", "dân"):
        keyboard.compose(text)
    # where typing is slow, beginnings are completed too
    tab.locator("#completions li:first-child", has_text=re.compile("^dân")).wait_for()
    assert "compositionend" not in types(tab)
    assert all(text.startswith("dân") for text in tab.locator("#completions li").all_inner_texts())
    for key in ("ArrowDown", "ArrowUp", "Escape"):  # as they come while one composes
        tab.evaluate(
            "(key) => document.getElementById('q').dispatchEvent("
            "new KeyboardEvent('keydown', {key, isComposing: true, bubbles: true}))",
            key,
        )
    assert tab.locator('#completions [aria-selected="true"]').count() == 0
    assert tab.locator("#completions li").count() > 0
    keyboard.compose("dâng")
    tab.wait_for_timeout(400)
    assert "set" not in types(tab)
    assert tab.input_value("#q") == "dâng"
    keyboard.commit("dâng")
    assert tab.input_value("#q") == "dâng"
    assert "set" not in types(tab)


def test_a_completion_is_chosen_by_tap_in_the_middle_of_a_word(tab: Any) -> None:
    tab.goto("/")
    tab.locator("#q").tap()
    InputMethod(tab).compose("dân v")
    option = tab.locator("#completions li").first
    option.wait_for()
    text = option.inner_text()
    assert text != "dân v"
    option.tap()
    tab.wait_for_url("**/search?**")
    assert tab.input_value("#q") == text


def swipe(tab: Any, x: float, y: float, to: float) -> None:
    devtools = tab.context.new_cdp_session(tab)

    def touch(kind: str, *at: float) -> None:
        points = [{"x": x, "y": one} for one in at]
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", y)
    for step in range(1, 6):
        touch("touchMove", y + (to - y) * step / 5)
    touch("touchEnd")


def test_a_touch_that_scrolls_chooses_nothing(tab: Any) -> None:
    tab.goto("/")
    tab.locator("#q").tap()
    # at once: of what is typed slowly, beginnings are completed too
    tab.locator("#q").fill("dan v")
    option = tab.locator("#completions li").first
    option.wait_for()
    box = option.bounding_box()
    x, y = box["x"] + 60, box["y"] + box["height"] / 2
    swipe(tab, x, y, y - 90)
    tab.wait_for_timeout(300)
    assert "/search" not in tab.url
    assert tab.input_value("#q") == "dan v"
    assert option.is_visible()
    option.tap()
    tab.wait_for_url("**/search?**")


def search(tab: Any, q: str) -> None:
    tab.goto("/")
    tab.fill("#q", q)
    tab.press("#q", "Enter")
    tab.wait_for_url("**/search?**")


def recent(tab: Any) -> list[str]:
    tab.goto("/")
    tab.locator("#q").focus()
    return list(tab.locator("#completions li").all_inner_texts())


def test_recent_searches_are_offered_in_the_empty_box(tab: Any) -> None:
    assert recent(tab) == []
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    for n in range(9):
        search(tab, f"lũ {n}")
    search(tab, "lũ 3")
    expected = ["lũ 3", *(f"lũ {n}" for n in (8, 7, 6, 5, 4, 2, 1))]
    asked.clear()
    assert recent(tab) == expected
    assert tab.locator("#completions").get_attribute("aria-label") == "Tìm gần đây"
    assert not [url for url in asked if "suggest" in url or "%C5%A9" in url]
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    assert tab.input_value("#q") == "lũ 8"
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search?**")
    assert tab.input_value("#q") == "lũ 8"
    assert recent(tab)[0] == "lũ 8"


def test_what_was_only_typed_or_followed_is_no_recent_search(tab: Any) -> None:
    tab.goto("/search?q=b%C3%A3o")
    tab.locator("#q").press_sequentially(" lớn")
    tab.goto("/")
    tab.fill("#q", "   ")
    tab.press("#q", "Enter")
    tab.wait_for_timeout(200)
    assert recent(tab) == []


def test_recent_searches_are_cleared_by_touch_and_by_key(tab: Any) -> None:
    search(tab, "lũ")
    assert recent(tab) == ["lũ"]
    tab.get_by_role("button", name="Xóa").tap()
    assert not tab.locator("#completions").is_visible()
    assert recent(tab) == []
    search(tab, "bão")
    assert recent(tab) == ["bão"]
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Xóa"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "q"
    assert recent(tab) == []


def test_recents_make_way_for_completions_and_come_back(tab: Any) -> None:
    search(tab, "lũ")
    assert recent(tab) == ["lũ"]
    tab.keyboard.type("dan v")
    tab.locator("#completions li", has_text="dân v").first.wait_for()
    assert not tab.get_by_role("button", name="Xóa").is_visible()
    tab.fill("#q", "")
    assert tab.locator("#completions li").all_inner_texts() == ["lũ"]
    tab.keyboard.press("Escape")
    assert not tab.locator("#completions").is_visible()
    tab.locator("#q").tap()
    assert tab.locator("#completions").is_visible()
    tab.locator("h1").first.tap()
    assert not tab.locator("#completions").is_visible()


@pytest.mark.parametrize(
    ("stored", "offered"),
    [("{", []), ("7", []), ('{"a": 1}', []), ("", []), ('[1, null, "lũ", {}]', ["lũ"])],
)
def test_what_is_not_ours_in_the_storage_is_passed_over(
    tab: Any, stored: str, offered: list[str]
) -> None:
    tab.goto("/")
    tab.evaluate("(text) => localStorage.setItem('searches', text)", stored)
    assert recent(tab) == offered
    search(tab, "bão")
    assert recent(tab) == ["bão", *offered]


def test_the_box_works_where_nothing_may_be_stored(tab: Any) -> None:
    tab.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }});"
    )
    search(tab, "lũ")
    assert recent(tab) == []
    tab.keyboard.type("dan v")
    tab.locator("#completions li").first.wait_for()
    tab.locator("[data-keys]").tap()
    tab.evaluate("document.activeElement.blur()")
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") != "q"


@pytest.mark.parametrize("path", ["/", "/?lang=en"])
def test_axe_finds_no_barrier_in_recent_searches(tab: Any, path: str) -> None:
    search(tab, "lũ")
    tab.goto(path)
    tab.locator("#q").focus()
    tab.keyboard.press("ArrowDown")
    assert tab.locator('#completions [aria-selected="true"]').count() == 1
    assert barriers(tab) == []
    button = tab.locator(".completions button").bounding_box()
    assert button["height"] >= 44
