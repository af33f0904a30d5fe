"""What do the browser tests ask of any page?  Barriers, width, and whether anything moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

WIDTHS = (320, 360, 768, 1280, 1600)


def barriers(tab: Any) -> list[tuple[str, str, list[str]]]:
    """What axe finds on the page as it stands: scheme, rule and the first places.

    All rules are asked once, in light colours, and once more in dark ones those about colours.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    found = []
    tab.evaluate(axe.Axe().axe_script)  # half a megabyte: once for both
    for scheme, options in (
        ("light", {"resultTypes": ["violations"]}),
        ("dark", {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}),
    ):
        tab.emulate_media(color_scheme=scheme)
        violations = tab.evaluate(
            "async (options) => (await axe.run(document, options)).violations", options
        )
        found += [
            (scheme, one["id"], [node["html"][:160] for node in one["nodes"][:3]])
            for one in violations
        ]
    return found


def too_wide(tab: Any, widths: Iterable[int] = WIDTHS) -> list[int]:
    """The widths in pixels at which the page has to be scrolled sideways."""
    wide = []
    for width in widths:
        tab.set_viewport_size({"width": width, "height": 800})
        if tab.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(width)
    return wide


STILL = 0.01
"""A layout shift of less is none to the eye."""


def moved(open_tab: Callable[..., Any], path: str) -> float:
    """How far things move while the page at ``path`` loads.

    What a page moves, it moves each time.  A browser that gets no processor for a moment may paint
    before fonts are there that are there at other times, so up to three new tabs are asked.
    """
    least = float("inf")
    for _ in range(3):
        least = min(least, _moved_in(open_tab(), path))
        if least < STILL:
            break
    return least


def _moved_in(tab: Any, path: str) -> float:
    """The sum of layout shifts, as browsers score them."""
    tab.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => {"
        " for (const shift of list.getEntries()) window.moved += shift.value;"
        "}).observe({type: 'layout-shift', buffered: true});"
    )
    tab.goto(path)
    tab.wait_for_timeout(200)
    return float(tab.evaluate("window.moved"))
