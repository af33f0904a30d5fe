"""What does a person use?  The site as ``python -m web`` serves it, and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")  # as install-browser.sh looks for it
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)


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
