"""When has something changed below the sources?  The system says so, or files are polled.

Polling is for network disks, whose changes the system is not told of; watchfiles does it where
the environment has ``WATCHFILES_FORCE_POLLING=1``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

from index.errors import SourceError
from index.run.plan import file_key

GATHER_MS = 200  # changes that come so near each other make one run
LOOK_MS = 500  # how soon the end is noticed at the latest


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
    watched = dict.fromkeys([*folders, *(os.path.dirname(file) or "/" for file in files)])  # noqa: PTH120
    try:
        found = watch(
            *watched,
            watch_filter=concerns,
            debounce=GATHER_MS,
            rust_timeout=LOOK_MS,
            yield_on_timeout=True,
            stop_event=ended,
            recursive=bool(folders),
        )
        begun = False
        for changed in found:
            if ended.is_set():
                return
            if changed or not begun:
                begun = True
                yield
    except (OSError, RuntimeError) as error:  # watchfiles' own is a RuntimeError
        raise SourceError(
            f"{', '.join(watched)}: cannot be watched ({error}); "
            "set WATCHFILES_FORCE_POLLING=1 to have the files polled"
        ) from error
