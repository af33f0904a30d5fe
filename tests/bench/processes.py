"""What does a process cost?  Runs one job of :mod:`bench.child` and watches it.

Processor time counts the process and all its descendants.  Memory is the largest sum over
all of them that was seen, pages they share counted once; where the system does not tell
that (it takes Linux), it is the largest single process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from bench.child import Job
from bench.memory import family, resident_kb

_TESTS = Path(__file__).resolve().parents[1]
_LOOK_EVERY_S = 0.2
_KB_PER_RSS_UNIT = 1 / 1024 if sys.platform == "darwin" else 1  # macOS counts bytes

T = TypeVar("T")


class JobFailed(Exception):
    """A process ended badly; the message has the end of what it said."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a finished process and its descendants took."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


def environment(**more: str) -> dict[str, str]:
    """The environment of every process: this project and this package can be imported."""
    paths = [str(_TESTS.parent), str(_TESTS), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths)), **more}


def run(job: Job) -> Usage:
    """Run ``job`` to its end."""
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = start(job, said.fileno())
        watch = _Watch(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        seen_kb = watch.end()
        if process.returncode:
            said.seek(0)
            end = said.read().decode(errors="replace")[-2000:]
            raise JobFailed(f"{job.task} {job.engine}: exit status {process.returncode}\n{end}")
    largest_kb = usage.ru_maxrss * _KB_PER_RSS_UNIT
    return Usage(seconds, usage.ru_utime + usage.ru_stime, max(seen_kb, largest_kb) / 1024)


def result(job: Job, kind: type[T]) -> T:
    """Run ``job`` and read what it found."""
    run(job)
    return msgspec.json.decode(Path(job.out).read_bytes(), type=kind)


def start(job: Job, output: int) -> subprocess.Popen[bytes]:
    """Start ``job``; what it says goes to the file descriptor ``output``."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.child"],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=output,
    )
    assert process.stdin is not None
    with process.stdin:
        process.stdin.write(msgspec.json.encode(job))
    return process


class _Watch:
    """Looks at a process and its descendants from time to time, in a thread."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak_kb = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(_LOOK_EVERY_S):
            self._peak_kb = max(self._peak_kb, sum(map(resident_kb, family(self._pid))))

    def end(self) -> int:
        """Stop looking; the largest sum seen, in kB."""
        self._over.set()
        self._thread.join()
        return self._peak_kb


def size_mb(folder: Path) -> float:
    """What the files below ``folder`` hold; a file with two names counts once."""
    files = [path.stat() for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sum({(s.st_dev, s.st_ino): s.st_size for s in files}.values()) / 1e6
