"""Where does it run?  What a reader needs to judge the numbers by."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from bench.shapes import Machine

_PACKAGES = ("timbao", "whoosh", "pyvi", "tantivy", "bm25s", "numpy")


def machine() -> Machine:
    """This machine, now."""
    return Machine(tuple(_facts()))


def _facts() -> Iterator[tuple[str, str]]:
    yield "date", f"{datetime.now(UTC):%Y-%m-%d}"
    yield "processor", _first("/proc/cpuinfo", r"model name\s*:\s*(.+)") or platform.processor()
    yield "cores", str(os.cpu_count())
    if memory := _first("/proc/meminfo", r"MemTotal:\s*(\d+) kB"):
        yield "memory", f"{int(memory) / 1024**2:.0f} GiB"
    yield "system", f"{platform.system()} {platform.release()}"
    yield "Python", platform.python_version()
    yield "SQLite", sqlite3.sqlite_version
    for package in _PACKAGES:
        try:
            yield package, metadata.version(package)
        except metadata.PackageNotFoundError:
            continue


def _first(path: str, pattern: str) -> str:
    """What ``pattern`` finds in a file of the system; nothing where there is no such file."""
    try:
        match = re.search(pattern, Path(path).read_text())
    except OSError:
        return ""
    return match[1] if match else ""
