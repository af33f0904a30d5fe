"""What do a run and the run after it make of an index, if one step of the first meets a fault?

A program that the tests start with the library of faults.c preloaded.  It reads jobs from stdin, a
JSON object a line, and answers each with one.  All that a run needs is loaded once, here; each run
is a process of its own, forked from this one.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.cli import main
from index.console.signals import Signals
from index.run.holdings import export_articles
from index.store.opening import verify
from search import SearchRequest, open_engine

BLOCK = 4096  # what a file takes on a disk in memory is a number of these
FAULTS = ctypes.CDLL(os.environ["LD_PRELOAD"])
FAULTS.faults_arm.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_int]
FAULTS.faults_disarm.restype = ctypes.c_long
FAULTS.faults_names.restype = ctypes.c_char_p


def command(arguments: list[str]) -> int:
    """The status of ``reindex`` with ``arguments``."""
    signals = Signals()
    signals.install()
    try:
        main(arguments, obj=signals)
    except SystemExit as end:
        return int(end.code or 0)
    raise AssertionError("the command has not said its status")


def faulty(arguments: list[str], at: int, kind: int, error: int) -> int:
    """The same, with a fault at the step ``at``; the steps are printed."""
    FAULTS.faults_arm(at, kind, error)
    try:
        return command(arguments)
    finally:
        FAULTS.faults_disarm()
        print(FAULTS.faults_names().decode(), end="", flush=True)


def texts(root: Path) -> dict[str, list[str]]:
    return {one.id: [one.title, one.summary, one.body] for one in export_articles(root)}


def looked_at(root: Path) -> int:
    """Print what the index holds, whether it is whole, and whether it is found."""
    held = texts(root)
    try:
        with open_engine(root) as engine:
            found = sorted(hit.id for hit in engine.search(SearchRequest(size=100)).hits)
        opens = found == sorted(held)
        damaged = verify(root)
    except Exception as error:
        opens, damaged = False, [str(error)]
    print(json.dumps({"texts": held, "opens": opens, "damaged": damaged}))
    return 0


def forked(folder: Path, work: Callable[[], int]) -> dict[str, Any]:
    """Do ``work`` in a process of its own; its status, and what it prints."""
    out, told = folder / "out", folder / "told"
    pid = os.fork()
    if pid == 0:
        status = 70
        try:
            for number, path in ((1, out), (2, told)):
                os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
            status = work()
            sys.stdout.flush()
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    _, status = os.waitpid(pid, 0)
    return {
        "status": os.waitstatus_to_exitcode(status),
        "out": out.read_text("utf-8"),
        "told": told.read_text("utf-8"),
    }


def carry_out(job: dict[str, Any]) -> dict[str, Any]:
    """A run with a fault in a copy of an index, and one without; what each says, and the index
    after each."""
    folder = Path(job["folder"])
    folder.mkdir()
    root = folder / "index"
    os.environ["FAULTS_BELOW"] = str(root)
    with disk_of(job["room"], job["template"], root):
        answer = twice(job, folder, root)
    shutil.rmtree(folder)
    return answer


@contextmanager
def disk_of(room: int | None, template: str, root: Path) -> Iterator[None]:
    """Have a copy of the index in ``root``, on a disk of its own if that has so many bytes of room
    left besides; this process must be allowed to mount."""
    if room is None:
        if template:
            shutil.copytree(template, root)
        yield
        return
    files = [path for path in Path(template).rglob("*") if path.is_file()]
    taken = sum(-(-path.stat().st_size // BLOCK) for path in files)
    root.mkdir()
    size = f"size={(1 + taken) * BLOCK + room}"  # one for the folder itself
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", root], check=True)
    try:
        shutil.copytree(template, root, dirs_exist_ok=True)
        yield
    finally:
        subprocess.run(["umount", "--lazy", root], check=True)


def twice(job: dict[str, Any], folder: Path, root: Path) -> dict[str, Any]:
    line = ["--index", str(root), "--jobs", "1", *job["arguments"]]
    ran = forked(folder, lambda: faulty(line, job["at"], job["kind"], job["error"]))
    after = forked(folder, lambda: looked_at(root))
    if job["room"] is not None:
        subprocess.run(["mount", "-o", "remount,size=64M", root], check=True)
    again = forked(folder, lambda: command(line))
    last = forked(folder, lambda: looked_at(root))
    left = [path.name for path in (root / "generations").glob("*.building")]
    return {"ran": ran, "after": after, "again": again, "last": last, "left": left}


def warm_up(template: str, source: str, folder: Path) -> None:
    """Load what all runs load, by one of each kind, of which nothing is printed."""
    root = folder / "warm"
    shutil.copytree(template, root)
    printed = [os.dup(number) for number in (1, 2)]
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        for number in (1, 2):
            os.dup2(nowhere.fileno(), number)
        for arguments in (["--fresh", source], ["--delete", "a"], ["--undelete", "a", source]):
            assert command(["--index", str(root), "--jobs", "1", *arguments]) == 0
        looked_at(root)
        sys.stdout.flush()
    for number, descriptor in zip((1, 2), printed, strict=True):
        os.dup2(descriptor, number)
        os.close(descriptor)


if __name__ == "__main__":
    warm_up(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
    for line in sys.stdin:
        print(json.dumps(carry_out(json.loads(line))), flush=True)
