"""How is it made sure that only one reindex writes?  By a lock that the kernel holds.

Who has it writes into the file which process that is, for those that find it taken.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from index.errors import IndexBusy, StoreError
from index.store.layout import LOCK

_LOOKS_A_SECOND = 10
_MAX_HOLDER_BYTES = 4096


class _Holder(msgspec.Struct, frozen=True):
    """Which process writes, on which machine, and since when (ISO 8601, UTC)."""

    pid: int
    host: str
    since: str


@contextmanager
def writing(
    root: Path, wait: float = 0, stop: Callable[[], bool] = lambda: False
) -> Iterator[bool]:
    """Hold the right to write below ``root``; the value is whether it had to be waited for.

    If somebody else has it, waits up to ``wait`` seconds, unless ``stop`` says that nobody wants it
    any more; then raises :class:`IndexBusy`, which says who it is.
    The kernel frees the lock when the process ends, however it ends.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = _open(root / LOCK)
    except OSError as error:
        raise StoreError(
            f"{root}: cannot be written ({error.strerror}); the index is as it was: let it be "
            "written and run it again, or choose another --index"
        ) from error
    try:
        waited = False
        until = time.monotonic() + wait
        while not _take(lock):
            if time.monotonic() >= until or stop():
                raise IndexBusy(
                    f"{root}: another reindex is writing here{_holder(lock)}; wait for it to end, "
                    "or have this run wait with --wait SECONDS"
                )
            waited = True
            time.sleep(1 / _LOOKS_A_SECOND)
        _write(lock, _myself())
        try:
            yield waited
        finally:
            # the kernel frees it anyway; what is published must not seem to have failed
            with suppress(OSError):
                _write(lock, b"")
    finally:
        os.close(lock)


def _open(path: Path) -> int:
    """Open the file ``path``, which is written to; a link would have another file written to."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o644)
    if not stat.S_ISREG(os.fstat(lock).st_mode):
        os.close(lock)
        raise OSError(errno.EINVAL, f"{path.name} is no regular file")
    return lock


def _take(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _myself() -> bytes:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return msgspec.json.encode(_Holder(os.getpid(), socket.gethostname(), now)) + b"\n"


def _write(lock: int, data: bytes) -> None:
    os.ftruncate(lock, 0)
    os.pwrite(lock, data, 0)


def _holder(lock: int) -> str:
    """Who holds the lock, as the end of a sentence; "" if that is not known."""
    try:
        holder = msgspec.json.decode(os.pread(lock, _MAX_HOLDER_BYTES, 0), type=_Holder)
    except ValueError:  # an older version, which did not say it
        return ""
    return f" (process {holder.pid} on {holder.host}, since {holder.since})"
