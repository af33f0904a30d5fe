"""What came of the last run?  A small file beside ``CURRENT``, for those who watch over the index.

It is about the run and not about a generation: one that found every record wrong commits nothing,
and is the one that somebody should hear of.  Nothing hangs on it, so one that cannot be read is as
good as none, and one that cannot be written stops nobody.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from index.regular import read_regular
from index.store.layout import LAST_RUN

_MAX_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class LastRun:
    """How the last run that could begin ended: when (``ended``, in seconds since 1970), whether it
    was carried out (``succeeded``), and what the report of ``reindex`` counts; of one that was not
    carried out, only the rejects are known."""

    ended: float
    succeeded: bool
    seconds: float
    read: int = 0
    indexed: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    rejected: int = 0
    deleted: int = 0
    skipped: int = 0


def write_last_run(root: Path, run: LastRun) -> None:
    """Let ``run`` be the last one of the index in ``root``."""
    path = root / LAST_RUN
    beside = path.with_name(path.name + ".new")
    with suppress(OSError):
        beside.unlink(missing_ok=True)  # a link would have another file written
        beside.write_bytes(msgspec.json.encode(run) + b"\n")
        beside.replace(path)


def read_last_run(root: Path) -> LastRun | None:
    """The last run of the index in ``root``; ``None`` where nothing is known of it."""
    try:
        return msgspec.json.decode(read_regular(root / LAST_RUN, _MAX_BYTES), type=LastRun)
    except (OSError, ValueError, RecursionError):  # of UTF-8, and of msgspec
        return None
