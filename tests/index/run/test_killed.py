"""Is the index whole whatever moment a reindex is killed at, and whoever else is writing?"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from indexes import Cli, Command, Write, generations, many, total

from index.store.opening import current_name, verify

pytestmark = pytest.mark.slow

_LARGER = 8000  # articles


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory, write_jsonl: Write) -> Path:
    """A corpus that takes some seconds to index."""
    return write_jsonl(tmp_path_factory.mktemp("larger") / "larger.jsonl", many(_LARGER))


@pytest.fixture
def start(cli_command: Command) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start a reindex in a process group of its own; whatever still runs at the end is killed."""
    command, environment = cli_command
    begun: list[subprocess.Popen[bytes]] = []

    def run(root: Path, *arguments: str | Path) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [*command, "--index", str(root), *map(str, arguments)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        begun.append(process)
        return process

    yield run
    for process in begun:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL for the process and its workers: nothing of it gets to tidy up."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def wait_until(condition: Callable[[], object], process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert process.poll() is None, "the reindex ended before it could be killed"
        assert time.monotonic() < until
        time.sleep(0.005)


def test_killed_at_any_moment_a_reindex_leaves_the_index_as_it_was(
    index: Path, larger: Path, start: Any, reindex_cli: Cli, drawn: random.Random
) -> None:
    before, count = current_name(index), total(index)

    def building(pattern: str) -> Callable[[], bool]:
        return lambda: any((index / "generations").glob(f"*.building/{pattern}"))

    for pattern in ("", "ledger.sqlite", "*"):
        process = start(index, "--fresh", "--jobs", "2", "--sample", larger)
        wait_until(building(pattern) if pattern else lambda: True, process)
        time.sleep(drawn.uniform(0, 1.0))
        kill(process)
        if current_name(index) == before:
            assert total(index) == count
            assert verify(index) == []
        else:  # it was done before it was killed: then it is done wholly
            assert total(index) == 111 + _LARGER
            before, count = current_name(index), total(index)
    ran = reindex_cli(index, "--fresh", "--sample")
    assert ran.returncode == 0, ran.stderr
    assert total(index) == ran.report["articles"] == 111
    assert not [name for name in generations(index) if name.endswith(".building")]


@pytest.mark.parametrize("seed", range(4))
def test_killed_while_publishing_the_index_is_the_old_or_the_new_one(
    tmp_path: Path, start: Any, build_index: Callable[..., Path], reindex_cli: Cli, seed: int
) -> None:
    root = build_index(tmp_path, [{"id": "a", "title": "đò cũ"}])
    source = tmp_path / "corpus" / "new.jsonl"
    source.write_text('{"id": "b", "title": "đò mới"}\n', "utf-8")
    process = start(root, tmp_path / "corpus")
    wait_until(lambda: any((root / "generations").glob("000002*/*.arrays")), process)
    time.sleep(random.Random(seed).uniform(0, 0.03))
    kill(process)
    assert total(root, "đò") == (1 if current_name(root) == "000001" else 2)
    assert verify(root) == []
    assert reindex_cli(root, tmp_path / "corpus").returncode == 0
    assert total(root, "đò") == 2


def test_the_second_of_two_reindexes_at_once_fails_clearly(
    index: Path, start: Any, reindex_cli: Cli
) -> None:
    before = current_name(index)
    first = start(index, "-")  # waits for its stdin, and so holds the lock
    wait_until(lambda: any((index / "generations").glob("*.building")), first)
    second = reindex_cli(index, "--sample")
    assert second.returncode == 1
    assert "another reindex" in second.stderr
    assert str(index) in second.stderr
    assert current_name(index) == before
    out = first.communicate(b'{"id": "z", "title": "Chuy\xe1\xba\xbfn ph\xc3\xa0"}\n', timeout=60)
    assert first.returncode == 0, out
    assert total(index) == 112
