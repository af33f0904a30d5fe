"""Which generations are open?  The newest, and a few that walks began with before it came.

A new one is noticed at the next request.  One that was replaced is opened when somebody goes on
with a walk that began with it, whichever process that was begun in, and closed when nobody has for
a while, so that it can be removed.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import GenerationGone, IndexDamaged, SegmentDamaged, StoreError
from index.store.layout import CURRENT
from index.store.opening import Generation, current_name, open_current, open_generation
from search.engines.whoosh.snapshot import Snapshot
from search.errors import CursorGone, IndexUnavailable

MAX_FORMER = 2
"""Replaced generations that are held open besides those in use: each has its columns in memory."""

FORMER_SECONDS = 60.0
"""After which one that nobody used is closed."""

Sign = tuple[int, int]
"""The inode of CURRENT and when it was written."""


class SnapshotHolder:
    """The generations of an index folder that are open.  Safe to share between threads."""

    def __init__(self, root: Path) -> None:
        self._root, self._current = root, root / CURRENT
        # re-entrant: a dropped stream() may be closed by the garbage collector inside the lock
        self._lock = threading.RLock()
        self._snapshot: Snapshot | None = None
        self._former: OrderedDict[str, Snapshot] = OrderedDict()  # used last at the end
        self._seen: Sign | None = None
        self._closed = False

    @contextmanager
    def use(self, identity: str | None = None) -> Iterator[Snapshot]:
        """The live snapshot, or that of the generation with this identity, which stays open until
        the block ends.

        Raises :class:`search.errors.CursorGone` if that cannot be opened any more.
        """
        with self._lock:
            snapshot = self._wanted(identity)
            snapshot.acquire()
        try:
            with self.telling_damage(snapshot):
                yield snapshot
        finally:
            with self._lock:
                snapshot.release()

    @contextmanager
    def telling_damage(self, snapshot: Snapshot) -> Iterator[None]:
        """Within the block, what is found to be damaged in ``snapshot`` is told as such."""
        try:
            yield
        except SegmentDamaged as error:
            raise self._damaged(snapshot.generation, error) from error

    def close(self) -> None:
        """Use no generation any more; requests under way still finish with theirs."""
        with self._lock:
            self._closed = True
            self._replace(None)
            self._forget(0)

    def _wanted(self, identity: str | None) -> Snapshot:
        self._drop_unused()
        live = self._fresh()
        if identity is None or identity == live.identity:
            return live
        former = self._former.pop(identity, None) or self._open_former(identity)
        self._former[identity] = former
        self._forget(MAX_FORMER)
        return former

    def _open_former(self, identity: str) -> Snapshot:
        try:
            return self._opened(open_generation(self._root, identity))
        except (GenerationGone, IndexUnavailable) as error:
            raise CursorGone from error

    def _drop_unused(self) -> None:
        """Close what nobody went on with for a while."""
        oldest = time.monotonic() - FORMER_SECONDS
        unused = [name for name, one in self._former.items() if one.is_unused_since(oldest)]
        for name in unused:
            self._former.pop(name).retire()

    def _forget(self, most: int) -> None:
        """Hold at most so many that were replaced."""
        while len(self._former) > most:
            self._former.popitem(last=False)[1].retire()

    def _fresh(self) -> Snapshot:
        if self._closed:
            raise IndexUnavailable("the engine has been closed")
        sign = self._sign()
        snapshot = self._snapshot
        if snapshot is not None and sign is not None and sign == self._seen:
            return snapshot
        try:
            name = current_name(self._root)
            if snapshot is None or snapshot.generation.name != name:
                snapshot = self._opened(open_current(self._root))
                self._replace(snapshot)
        except StoreError as error:
            raise IndexUnavailable(str(error)) from error
        self._seen = sign
        return snapshot

    def _sign(self) -> Sign | None:
        """What differs as soon as another generation is live: asked for at every request."""
        try:
            status = self._current.stat()
        except OSError:
            return None  # reading it will say what is wrong
        return status.st_ino, status.st_mtime_ns

    def _opened(self, generation: Generation) -> Snapshot:
        try:
            return Snapshot(generation)
        except (OSError, ValueError, IndexError) as error:  # a code beyond its values, no UTF-8
            generation.close()
            raise self._damaged(generation, error) from error
        except BaseException:
            generation.close()
            raise

    def _damaged(self, generation: Generation, error: Exception) -> IndexUnavailable:
        return IndexUnavailable(str(IndexDamaged.at(self._root, generation.path, str(error))))

    def _replace(self, snapshot: Snapshot | None) -> None:
        old, self._snapshot = self._snapshot, snapshot
        if old is not None:
            old.retire()
