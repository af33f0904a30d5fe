"""How much memory does a process have?  As Linux tells it; elsewhere it is not told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bench.shapes import Memory

_PROC = Path("/proc")


def memory(pid: int | str = "self") -> Memory | None:
    """What is resident of the process ``pid``."""
    try:
        status = (_PROC / str(pid) / "status").read_text()
    except OSError:
        return None
    sizes = dict(re.findall(r"Rss(Anon|File):\s+(\d+) kB", status))
    return Memory(int(sizes["Anon"]) / 1024, int(sizes["File"]) / 1024) if sizes else None


def family(pid: int) -> Iterator[int]:
    """``pid`` and its descendants."""
    yield pid
    for children in (_PROC / str(pid) / "task").glob("*/children"):
        try:
            found = children.read_text().split()
        except OSError:  # it has just ended
            continue
        for child in found:
            yield from family(int(child))


def resident_kb(pid: int) -> int:
    """The memory of one process; a page that n processes share counts as its n-th part."""
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
