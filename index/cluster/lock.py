"""How is it made sure that only one reindex writes to a cluster?  By a document that its owner
keeps renewing.

Nobody frees it for a process that was killed, as a kernel does for a file: it is taken over when it
was not renewed for a while, and at once where it is known that its process, of this machine, is
gone.  Whoever was taken for dead and is not finds out by the next renewal, and ends; what it sends
until then, or had sent and is carried out late, is refused where a later *turn* has written
(:func:`index.cluster.bulk.send`).
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import msgspec

from index.cluster.connection import Cluster
from index.cluster.failures import lost_right
from index.cluster.home import (
    Version,
    make_home,
    now,
    read_document,
    remove_document,
    write_document,
)
from index.errors import IndexBusy, StoreError

RENEWED_EVERY, STALE_AFTER = 10.0, 60.0
"""Seconds."""
_KEY = "lock"
_LOOKS_A_SECOND = 2


class _Holder(msgspec.Struct, frozen=True):
    """Which process writes, on which machine, since when (ISO 8601, UTC), and when it said so last,
    in seconds since 1970."""

    owner: str
    pid: int
    host: str
    since: str
    renewed: float


class Held:
    """The right to write, which is renewed beside whatever is done with it."""

    def __init__(self, cluster: Cluster, holder: _Holder, version: Version) -> None:
        self._cluster, self._holder, self._version = cluster, holder, version
        self.turn = version.seq_no or 0
        """Higher than that of whoever had the right before."""
        self._ended = threading.Event()
        self._renewed = time.monotonic()
        self._is_lost = False
        self._thread = threading.Thread(target=self._renew, daemon=True)
        self._thread.start()

    def check(self) -> None:
        """Raise :class:`IndexBusy` if somebody else may have the right by now."""
        if self._is_lost or time.monotonic() - self._renewed > STALE_AFTER:
            raise lost_right(self._cluster.settings)

    def free(self) -> None:
        """Let others write."""
        self._ended.set()
        self._thread.join()
        with suppress(StoreError):  # it is taken over soon
            remove_document(self._cluster, _KEY, self._version)

    def _renew(self) -> None:
        while not self._ended.wait(RENEWED_EVERY):
            asked = time.monotonic()
            try:
                self._version = write_document(
                    self._cluster, _KEY, _as_of_now(self._holder), self._version
                )
            except IndexBusy:
                self._is_lost = True
                return
            except StoreError:  # the next attempt is soon
                continue
            self._renewed = asked


@contextmanager
def holding(
    cluster: Cluster, wait: float = 0, stop: Callable[[], bool] = lambda: False
) -> Iterator[tuple[Held, bool]]:
    """Hold the right to write; the value is that, and whether it had to be waited for.

    If somebody else has it, waits up to ``wait`` seconds, unless ``stop`` says that nobody wants it
    any more; then raises :class:`IndexBusy`, which says who it is.
    """
    make_home(cluster)
    waited = False
    until = time.monotonic() + wait
    while True:
        holder, version = read_document(cluster, _KEY, _Holder)
        if holder is None or _is_gone(holder):
            own = _myself()
            with suppress(IndexBusy):  # another one was quicker
                held = Held(cluster, own, write_document(cluster, _KEY, own, version))
                break
        elif time.monotonic() >= until or stop():
            raise IndexBusy(
                f"{cluster.settings.where}: another reindex is writing here (process {holder.pid} "
                f"on {holder.host}, since {holder.since}); wait for it to end, or have this run "
                f"wait with --wait SECONDS; one that was killed is gone after {STALE_AFTER:.0f} s"
            )
        waited = True
        time.sleep(1 / _LOOKS_A_SECOND)
    try:
        yield held, waited
    finally:
        held.free()


def _myself() -> _Holder:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return _Holder(secrets.token_hex(8), os.getpid(), socket.gethostname(), since, now())


def _as_of_now(holder: _Holder) -> _Holder:
    return msgspec.structs.replace(holder, renewed=now())


def _is_gone(holder: _Holder) -> bool:
    """Whether whoever has the right is certainly dead, or has not been heard of for long."""
    if now() - holder.renewed > STALE_AFTER:
        return True
    if holder.host != socket.gethostname() or holder.pid == os.getpid():
        return False
    try:
        os.kill(holder.pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
