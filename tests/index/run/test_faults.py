"""Whatever step of a run the system fails at, or the process dies at, is the index the old or the
new one, does the status say which, and does the next run mend it?"""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from conftest import CHECKOUT
from indexes import NEW_A, A, B, C, Cli, Write, live_folder

FAULTS = CHECKOUT / "tests" / "faults"
EVERY = "TIMBAO_TEST_EVERY_FAULT"  # at each step, of each kind
SAMPLE = 10
BLOCK = 4096
ENOUGH = 24 * BLOCK  # for each of these runs, about

FAIL, FAIL_FROM_HERE, SHORT, KILL_BEFORE, KILL_AFTER, LEAVE = range(6)
KINDS = {
    "no space left": (FAIL, errno.ENOSPC),
    "a full disk from here on": (FAIL_FROM_HERE, errno.ENOSPC),
    "a failing disk": (FAIL, errno.EIO),
    "half of it written": (SHORT, 0),
    "killed before": (KILL_BEFORE, 0),
    "killed after half of it": (KILL_AFTER, 0),
    "gone without a word": (LEAVE, 0),
}
KILLED = {-9, 77}


@dataclass(frozen=True, slots=True)
class Scene:
    """A run: the index that it starts from, if there is one, and its arguments."""

    template: Path | None
    arguments: tuple[str, ...]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """faults.c, compiled."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("a C compiler for Linux is absent")
    built = tmp_path_factory.mktemp("faults") / "faults.so"
    line = [compiler, "-shared", "-fPIC", "-O1", "-o", str(built), str(FAULTS / "faults.c"), "-ldl"]
    subprocess.run(line, check=True, capture_output=True)
    return built


@pytest.fixture(scope="module")
def scenes(
    tmp_path_factory: pytest.TempPathFactory, reindex_here: Cli, write_jsonl: Write
) -> dict[str, Scene]:
    folder = tmp_path_factory.mktemp("scenes")
    corpus, root = folder / "corpus", folder / "index"
    write_jsonl(corpus / "a.jsonl", [A, B])
    assert reindex_here(root, corpus).returncode == 0
    write_jsonl(corpus / "a.jsonl", [NEW_A, B])
    write_jsonl(corpus / "c.jsonl", [C])
    damaged = Path(shutil.copytree(root, folder / "damaged"))
    next(live_folder(damaged).glob("*.lexicon")).write_bytes(b"")
    return {
        "add": Scene(root, (str(corpus),)),
        "fresh": Scene(root, ("--fresh", str(corpus))),
        "first": Scene(None, (str(corpus),)),
        "repair": Scene(damaged, ("--repair",)),
    }


@contextmanager
def driving(library: Path, scene: Scene, *wrapper: str) -> Iterator[Callable[..., Any]]:
    """``carry_out(scene, at, kind)``: what a driver answers, which is started by ``wrapper``."""
    memory = Path("/dev/shm")  # where syncing costs nothing
    folder = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None))
    driver = [sys.executable, str(FAULTS / "driver.py"), str(scene.template), scene.arguments[0]]
    preloaded = ["env", f"PYTHONPATH={CHECKOUT}", f"LD_PRELOAD={library}"]
    with subprocess.Popen(
        [*wrapper, *preloaded, *driver, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None
        numbers = count()

        def run(
            scene: Scene,
            at: int = 0,
            kind: int = FAIL,
            error: int = 0,
            *,
            room: int | None = None,
        ) -> Any:
            job = {
                "folder": str(folder / str(next(numbers))),
                "template": str(scene.template) if scene.template else "",
                "arguments": scene.arguments,
                "at": at,
                "kind": kind,
                "error": error,
                "room": room,
            }
            stdin.write(json.dumps(job) + "\n")
            stdin.flush()
            return json.loads(stdout.readline())

        yield run
    assert process.returncode == 0
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def carry_out(library: Path, scenes: dict[str, Scene]) -> Iterator[Callable[..., Any]]:
    """Carry out a run with a fault, and one without after it."""
    with driving(library, scenes["add"]) as run:
        yield run


@pytest.fixture(scope="module")
def on_a_small_disk(library: Path, scenes: dict[str, Scene]) -> Iterator[Callable[..., Any]]:
    """The same on a disk in memory with so much ``room``."""
    if shutil.which("unshare") is None:
        pytest.skip("unshare is absent")
    wrapper = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "-r"]
    mount = [*wrapper, "mount", "-t", "tmpfs", "none", tempfile.gettempdir()]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this user may mount nothing")
    with driving(library, scenes["add"], *wrapper) as run:
        yield run


def state_of(looked: Any) -> Any:
    """What the index held; nothing where there was none."""
    return json.loads(looked["out"]) if looked["status"] == 0 else {"texts": None}


@pytest.mark.parametrize("name", ["add", "fresh", "first", "repair"])
def test_a_fault_at_any_step_leaves_the_old_index_or_the_new_one(
    carry_out: Callable[..., Any], scenes: dict[str, Scene], drawn: random.Random, name: str
) -> None:
    scene = scenes[name]
    whole = carry_out(scene)
    assert whole["ran"]["status"] == 0, whole
    new = state_of(whole["after"])
    assert new["opens"]
    assert new["damaged"] == []
    steps = whole["ran"]["out"].splitlines()
    old = state_of(carry_out(scene, 1, LEAVE)["after"])
    assert old["texts"] != new["texts"] or name == "repair"
    counted: Counter[str] = Counter()
    for at, kind in chosen(steps, drawn, publishing=name == "add"):
        done = carry_out(scene, at, *KINDS[kind])
        where = f"{name}: step {at} of {len(steps)} ({steps[at - 1]}), {kind}: {done}"
        assert_whole(done, old, new, where, is_repair=name == "repair")
        counted[kind] += 1
    print(f"{name}: {len(steps)} steps, {dict(counted)}")


def chosen(steps: list[str], drawn: random.Random, *, publishing: bool) -> list[tuple[int, str]]:
    """The steps to try, and what happens at each: all with all, or some with something drawn, and
    ``publishing`` all from the first one that syncs a file."""
    if os.environ.get(EVERY):
        return [(at, kind) for at in range(1, len(steps) + 1) for kind in KINDS]
    first = steps.index("fsync") + 1 if publishing else len(steps) + 1
    some = drawn.sample(range(1, first), SAMPLE)
    swapped = len(steps) - steps[::-1].index("rename")
    opened = [at for at, step in enumerate(steps, start=1) if step == "open"][:3]
    failing = [*opened, *range(swapped + 1, len(steps) + 1)] if publishing else opened
    return [
        *((at, drawn.choice([*KINDS])) for at in (*some, *range(first, len(steps) + 1))),
        *((at, "a failing disk") for at in failing),
    ]


def assert_whole(done: Any, old: Any, new: Any, where: str, *, is_repair: bool) -> None:
    ran, after = done["ran"], state_of(done["after"])
    status, told = ran["status"], ran["told"]
    assert "Traceback" not in told, where
    assert "Traceback" not in done["after"]["told"] or old["texts"] is None, where
    if status in KILLED:
        assert after["texts"] in (old["texts"], new["texts"]), where
    elif status == 1:
        assert after["texts"] == old["texts"], where
        assert "the index is as it was" in told, where
        assert "damaged" not in told, where
        assert "run it again" in told, where
    else:
        assert status == 0, where
        assert after["texts"] == new["texts"], where
        assert after["opens"], where
    if after["texts"] is not None and not (is_repair and not after["opens"]):
        assert after["opens"], where
        assert after["damaged"] == [], where
    last = state_of(done["last"])
    assert done["again"]["status"] == 0, where
    assert last["texts"] == new["texts"], where
    assert last["opens"], where
    assert last["damaged"] == [], where
    assert done["left"] == [], where


@pytest.mark.parametrize("name", ["add", "fresh", "repair"])
def test_a_disk_that_is_full_at_any_moment_leaves_the_old_index_or_the_new_one(
    on_a_small_disk: Callable[..., Any], scenes: dict[str, Scene], drawn: random.Random, name: str
) -> None:
    scene = scenes[name]
    whole, none = (on_a_small_disk(scene, room=room) for room in (1 << 20, 0))
    assert (whole["ran"]["status"], none["ran"]["status"]) == (0, 1), (whole, none)
    new, old = state_of(whole["after"]), state_of(none["after"])
    rooms = range(0, ENOUGH, BLOCK)
    statuses: Counter[int] = Counter()
    for room in rooms if os.environ.get(EVERY) else drawn.sample(rooms, 4):
        done = on_a_small_disk(scene, room=room)
        where = f"{name}: {room} bytes: {done}"
        assert_whole(done, old, new, where, is_repair=name == "repair")
        statuses[done["ran"]["status"]] += 1
    print(f"{name}: {len(rooms)} sizes, {dict(statuses)}")
