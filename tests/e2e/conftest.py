"""What does a person use?  The site as ``python -m web`` serves it, and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

TRIES = 3
"""How often a test in the browser is tried.  On a machine with two cores, where other tests run
beside it, a browser sometimes draws, fetches or closes a page later than its own signals say; a
fault of a page fails every time.  What was tried again is listed at the end of the run."""

NAMES = ("chromium", "chromium-browser", "google-chrome")  # as install-browser.sh looks for it
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=TRIES - 1))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, sample_index: Path) -> Iterator[str]:
    """The address of a server over the sample corpus."""
    port = free_port()
    log = (tmp_path_factory.mktemp("e2e") / "server.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "web", "--port", str(port)],
        env={**os.environ, "TIMBAO_INDEX": str(sample_index)},
        stdout=log,
        stderr=log,
    )
    try:
        wait_until_it_answers(server, f"http://127.0.0.1:{port}/healthz", Path(log.name))
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="no browser tests: playwright is not installed"
    )
    if CHROMIUM is None:
        pytest.skip("no browser tests: chromium is not installed")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def lasting_tab(browser: Any, site: str) -> Iterator[tuple[Any, list[str]]]:
    """A tab for the whole run, and what the browser complained about on its pages."""
    context = browser.new_context(base_url=site, locale="vi-VN")
    page, complaints = context.new_page(), list[str]()
    listen(page, complaints)
    yield page, complaints
    context.close()


@pytest.fixture
def viewed(lasting_tab: tuple[Any, list[str]]) -> Iterator[Any]:
    """A wide tab in light colours, for who only looks at pages: the same one for all, since a new
    one takes longer than a look."""
    page, complaints = lasting_tab
    complaints.clear()
    page.context.clear_cookies()
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(color_scheme="light", forced_colors="none")
    yield page
    assert unexpected(complaints) == []


@pytest.fixture
def open_tab(browser: Any, site: str) -> Iterator[Callable[..., Any]]:
    """``open_tab(path, **options)``: a tab in a context of its own, empty without a path; whatever
    the browser complains about on its pages fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def opened(path: str = "", **options: Any) -> Any:
        context = browser.new_context(**{"base_url": site, "locale": "vi-VN", **options})
        contexts.append(context)
        page = context.new_page()
        listen(page, complaints)
        if path:
            page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert unexpected(complaints) == []


@pytest.fixture
def tab(open_tab: Callable[..., Any]) -> Any:
    """An empty tab."""
    return open_tab()


def listen(page: Any, complaints: list[str]) -> None:
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))


def unexpected(complaints: list[str]) -> list[str]:
    """All but those about a page that says what it did not understand, which is a 400."""
    return [one for one in complaints if "400 (BAD REQUEST)" not in one]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until_it_answers(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the server does not answer:\n{log.read_text()}")
