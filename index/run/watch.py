"""When has something changed below the sources?  The system says so, or files are polled.

Polling is for network disks, whose changes the system is not told of; watchfiles does it where
the environment has ``WATCHFILES_FORCE_POLLING=1``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from math import inf
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

from index.errors import SourceError
from index.run.plan import file_key

GATHER_MS = 200  # changes that come so near each other make one run
LOOK_MS = 500  # how soon the end is noticed at the latest
POLLED_S = 1.5  # after this polling has seen another second
_POLLING = "WATCHFILES_FORCE_POLLING"  # watchfiles reads it, too
_NO = ("", "false", "disable", "disabled")


def changes(sources: Sequence[str], root: Path, ended: Event) -> Iterator[None]:
    """Yield once the sources are being watched, and then whenever something below them changed,
    until ``ended`` is set.  Nothing that happens meanwhile is missed; ``root`` is the index.

    Raises :class:`SourceError` where a source is not there or cannot be watched.
    """
    folders = [source for source in sources if Path(source).is_dir()]
    files = {file_key(source) for source in sources if source not in folders}
    own, below = file_key(root) + "/", tuple(file_key(one).rstrip("/") + "/" for one in folders)

    def concerns(_: Change, path: str) -> bool:
        key = file_key(path)
        return key in files or (key.startswith(below) and not (key + "/").startswith(own))

    # A file is replaced by another of its name, so its folder is watched.
    watched = [*dict.fromkeys([*folders, *(os.path.dirname(file) or "/" for file in files)])]  # noqa: PTH120
    begun = False
    try:
        while not ended.is_set():
            try:
                for _ in _while_they_stay(watched, concerns, ended, recursive=bool(folders)):
                    begun = True
                    yield
            except FileNotFoundError:
                if not begun:
                    raise
            # Gone, or another disk is mounted there: what that holds is looked at when it is back.
            while not all(map(os.path.isdir, watched)) and not ended.wait(LOOK_MS / 1000):
                pass
    except (OSError, RuntimeError) as error:  # watchfiles' own is a RuntimeError
        raise SourceError(
            f"{', '.join(watched)}: cannot be watched ({error}); "
            f"set {_POLLING}=1 to have the files polled"
        ) from error


def _while_they_stay(
    watched: Sequence[str],
    concerns: Callable[[Change, str], bool],
    ended: Event,
    *,
    recursive: bool,
) -> Iterator[None]:
    """Yield at once and after each change, until one of the folders is not the one it was.

    The system watches a folder, not a name: of another that comes in its place it tells nothing.
    Polling sees only the seconds of a file's time, and not what changes in the second in which it
    has looked: so what was polled is looked at once more.
    """
    before = [_identity(folder) for folder in watched]
    found = watch(
        *watched,
        watch_filter=concerns,
        debounce=GATHER_MS,
        rust_timeout=LOOK_MS,
        yield_on_timeout=True,
        stop_event=ended,
        recursive=recursive,
    )
    begun = False
    look_again = inf  # when
    for changed in found:
        if ended.is_set():
            return
        if changed or not begun or time.monotonic() >= look_again:
            look_again = time.monotonic() + POLLED_S if changed and _polls() else inf
            begun = True
            yield
        if [_identity(folder) for folder in watched] != before:
            if not changed:
                yield
            return


def _polls() -> bool:
    return os.environ.get(_POLLING, "").lower() not in _NO


def _identity(folder: str) -> tuple[int, int] | None:
    """What tells a folder from another of its name; ``None`` where it cannot be looked at."""
    try:
        status = os.stat(folder)  # noqa: PTH116 - as the others here
    except OSError:
        return None
    return status.st_dev, status.st_ino
