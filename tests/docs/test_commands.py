"""Does every command and example in the documents run, and answer in the shape that is shown?

The commands of a page run one after the other in a folder of their own, as a newcomer would
type them, with an index of the sample corpus and a server on a free port.
"""

from __future__ import annotations

import json
import lzma
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from documents import Block, Page, page, pages

_SERVERS = re.compile(r"-m web|gunicorn")
_SECONDS = 120
ARTICLE = {"title": "Mùa lúa chín", "body": "Cả xóm ra đồng gặt từ sáng sớm."}


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where the commands of a page run: its folder, its environment, and the server's port."""

    folder: Path
    environment: Mapping[str, str]
    port: int

    def run(self, *command: str) -> str:
        """What ``command`` prints; it has to succeed."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout.decode()}\n{done.stderr.decode()}"
        return done.stdout.decode()

    def shell(self, text: str) -> str:
        """What a row of commands prints, asking this workshop's server."""
        return self.run("bash", "-euo", "pipefail", "-c", text.replace("8000", str(self.port)))


@pytest.fixture
def workshop(tmp_path: Path, sample_index: Path) -> Workshop:
    """A folder with an index, files to index and ``.venv``."""
    shutil.copytree(sample_index, tmp_path / "data" / "index")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    saved = tmp_path / "home" / "saved-pages"
    saved.mkdir(parents=True)
    (saved / "bai.txt").write_text(f"{ARTICLE['title']}\n\n{ARTICLE['body']}\n", "utf-8")
    (tmp_path / "crawl.csv").write_text("name,html\nChợ nổi,Thuyền chở đầy dưa.\n", "utf-8")
    line = json.dumps(ARTICLE | {"id": "a"}) + "\n"
    (tmp_path / "crawl.jsonl").write_text(line, "utf-8")
    (tmp_path / "dump.jsonl.xz").write_bytes(lzma.compress(line.encode()))
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TIMBAO_")}
    environment |= {"HOME": str(tmp_path / "home"), "TIMBAO_INDEX": "data/index"}
    return Workshop(tmp_path, environment, free_port())


@pytest.fixture
def served(workshop: Workshop) -> Iterator[Workshop]:
    """A workshop whose index is served, as ``make run`` would."""
    if shutil.which("curl") is None:
        pytest.skip("curl is absent")
    with serving(workshop, f".venv/bin/python -m web --port {workshop.port}", workshop.port):
        yield workshop


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(shop: Workshop, command: str, port: int) -> Iterator[None]:
    """Run a server until the block ends; it has to answer within a minute."""
    log = shop.folder / f"server-{port}.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            ["bash", "-c", f"exec env {command}"],
            cwd=shop.folder,
            env=shop.environment,
            stdout=output,
            stderr=output,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", server, log)
            yield
        finally:
            server.terminate()
            server.wait(timeout=_SECONDS)


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert server.poll() is None, log.read_text()
        try:
            with urlopen(url, timeout=10):
                return
        except OSError:  # refused, or too slow yet
            time.sleep(0.1)
    raise AssertionError(f"no answer from {url}: {log.read_text()}")


def with_commands(*, served: bool) -> list[Page]:
    """The pages that have commands beside those of make, or examples in Python; of these the ones
    whose commands ask a server, or the others."""
    with_any = [one for one in pages() if commands(one) or one.blocks("python")]
    return [one for one in with_any if any("curl" in b.text for b in commands(one)) == served]


def commands(one: Page) -> list[Block]:
    """The blocks of commands, without those of make, which test_names.py looks at."""
    return [block for block in one.blocks("sh") if not block.text.startswith("make ")]


@pytest.mark.parametrize("one", with_commands(served=False), ids=lambda one: one.name)
def test_commands_and_examples(one: Page, workshop: Workshop) -> None:
    run_all(one, workshop)


@pytest.mark.parametrize("one", with_commands(served=True), ids=lambda one: one.name)
def test_commands_and_examples_that_ask_a_server(one: Page, served: Workshop) -> None:
    run_all(one, served)


def run_all(one: Page, shop: Workshop) -> None:
    """Run the commands and examples of a page; an answer has the shape that is shown below it."""
    answers: dict[int, str] = {}
    for block in commands(one):
        if _SERVERS.search(block.text):
            check_server(block, shop)
        else:
            answers[block.line] = shop.shell(block.text)
    for block in one.blocks("python"):
        assert shop.run(sys.executable, "-c", block.text).strip(), block
    for block in one.blocks("json") if one.name == "docs/http-api.md" else ():
        asked = max(line for line in answers if line < block.line)
        shown, answer = json.loads(block.text), json.loads(answers[asked])
        assert differences(shown, answer) == [], f"{one.name}:{block.line}"


def check_server(block: Block, shop: Workshop) -> None:
    """A documented server answers."""
    port = free_port()
    with serving(shop, block.text.strip().replace("8080", str(port)), port):
        pass


def test_the_first_searches_of_the_readme_find_something(served: Workshop) -> None:
    readme = page("README.md")
    before, after = [b.text for b in readme.blocks("sh") if b.text.startswith(("curl", "printf"))]
    first = json.loads(served.shell(before))
    assert first["total"] > 0
    assert first["suggestion"]["q"] == "công tác dân vận"
    lines = served.shell(after).splitlines()
    assert json.loads(lines[-1])["total"] == 1


def test_the_report_has_the_shape_that_is_shown(workshop: Workshop) -> None:
    (block,) = page("docs/records.md").blocks("json")
    report = workshop.shell(".venv/bin/reindex --index data/other --sample --json")
    shown, printed = json.loads(block.text), json.loads(report)
    assert differences(shown, printed) == []
    assert shown | {"seconds": 0} == printed | {"seconds": 0}


def differences(shown: Any, answer: Any, here: str = "") -> list[str]:
    """Where a JSON example has other keys or types than an answer; of lists the first items are
    compared, and ``null`` may stand for anything."""
    if shown is None or answer is None:
        return []
    if isinstance(shown, dict) and isinstance(answer, dict):
        if shown.keys() != answer.keys():
            return [f"{here}: {sorted(shown.keys() ^ answer.keys())}"]
        return [d for k in shown for d in differences(shown[k], answer[k], f"{here}.{k}")]
    if isinstance(shown, list) and isinstance(answer, list):
        return differences(shown[0], answer[0], f"{here}[]") if shown and answer else []
    if isinstance(shown, int | float) and isinstance(answer, int | float):
        return [] if isinstance(shown, bool) == isinstance(answer, bool) else [here]
    return [] if type(shown) is type(answer) else [here]


def test_a_wrong_example_differs() -> None:
    answer = {"hits": [{"id": "a", "score": 1.5}], "total": 1}
    assert differences({"hits": [{"id": "b", "score": 2}], "total": 7}, answer) == []
    assert differences({"hits": [{"id": 1, "score": 2}], "total": 7}, answer) == [".hits[].id"]
    assert differences({"hits": [{"id": "a"}], "total": 1}, answer) == [".hits[]: ['score']"]
    assert differences({"hits": []}, answer) == [": ['total']"]
