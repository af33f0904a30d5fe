"""How is it made sure that only one reindex writes?  By a lock that the kernel holds."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import IndexBusy, StoreError
from index.store.layout import LOCK


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Hold the right to write below ``root``; :class:`IndexBusy` if somebody else has it.

    The kernel frees the lock when the process ends, however it ends.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = os.open(root / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(
            f"{root}: cannot be written ({error.strerror}); choose another --index"
        ) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexBusy(
                f"{root}: another reindex is writing here; wait for it to end"
            ) from error
        yield
    finally:
        os.close(lock)
