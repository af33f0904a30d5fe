"""Which generations are open?  The newest, and a few that walks began with before it came.

A new one is noticed at the next request.  A small one is opened at once; a large one, which takes
longer to be checked, stalls nobody, and one that turns out damaged is not served: requests are
answered from what is open until it is there.  One that was replaced is opened when somebody goes on
with a walk that began with it, whichever process that was begun in, and closed when nobody has for
a while, so that it can be removed.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import GenerationGone, SegmentDamaged, StoreError
from index.store.layout import CURRENT
from index.store.opening import Generation, open_current, open_generation
from index.store.pointer import current_pointer
from search.engines.whoosh.opening import Opening, damaged, open_snapshot
from search.engines.whoosh.snapshot import Snapshot
from search.errors import CursorGone, IndexUnavailable

MAX_FORMER = 2
"""Replaced generations that are held open besides those in use: each has its columns in memory."""

FORMER_SECONDS = 60.0
"""After which one that nobody used is closed."""

PATIENCE = 0.1
"""Seconds that a request waits for a large generation, from when the first one noticed it."""

SMALL_BYTES = 32 * 1024**2
"""The size up to which a generation is waited for: this much is checked in some 20 ms."""

_CHECKED = 16  # generations of which it is remembered that every byte was right

Sign = tuple[int, int]
"""The inode of CURRENT and when it was written."""

_log = logging.getLogger(__name__)


class SnapshotHolder:
    """The generations of an index folder that are open; with ``check`` only such of which every
    byte is what was written.  Safe to share between threads."""

    def __init__(self, root: Path, *, check: bool = True) -> None:
        self._root, self._current, self._check = root, root / CURRENT, check
        # re-entrant: a dropped stream() may be closed by the garbage collector inside the lock
        self._lock = threading.RLock()
        self._snapshot: Snapshot | None = None
        self._former: OrderedDict[str, Snapshot] = OrderedDict()  # used last at the end
        self._seen: Sign | None = None  # of what is open, or could not be
        self._opening: Opening | None = None
        self._patience: float | None = None
        self._trouble: IndexUnavailable | None = None
        self._checked: deque[str] = deque(maxlen=_CHECKED)
        self._closed = False

    @property
    def trouble(self) -> IndexUnavailable | None:
        """Why the newest generation is not the one that is served, if it is not."""
        return self._trouble

    @contextmanager
    def use(self, identity: str | None = None) -> Iterator[Snapshot]:
        """The live snapshot, or that of the generation with this identity, which stays open until
        the block ends.

        Raises :class:`search.errors.CursorGone` if that cannot be opened any more.
        """
        self._look_for_news()
        snapshot = self._acquired(identity)
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
            raise damaged(snapshot.generation, error) from error

    def close(self) -> None:
        """Use no generation any more; requests under way still finish with theirs."""
        with self._lock:
            self._closed = True
            self._replace(None)
            self._forget(0)
            if self._opening is not None:
                self._opening.abandon()

    # What is live

    def _look_for_news(self) -> None:
        """See whether another generation is live, and wait a moment for it; where none is open yet,
        for as long as it takes."""
        with self._lock:
            self._settle()
            if self._opening is None and not self._closed and self._is_news():
                self._begin_opening()
            opening, patience = self._opening, self._patience
        if opening is not None:
            opening.wait(patience)
            with self._lock:
                self._settle()

    def _is_news(self) -> bool:
        """Whether there may be something to open that is not open."""
        sign = self._sign()
        if self._snapshot is None:
            self._seen = sign
            return True
        if sign is not None and sign == self._seen:
            return False
        try:
            is_other = not self._snapshot.generation.is_at(current_pointer(self._root))
        except StoreError as error:
            self._note(IndexUnavailable(str(error)), error)
            is_other = False
        else:
            if not is_other:
                self._trouble = None
        self._seen = sign
        return is_other

    def _begin_opening(self) -> None:
        try:
            generation = open_current(self._root)
        except StoreError as error:
            self._note(IndexUnavailable(str(error)), error)
            return
        waits = self._snapshot is None or generation.bytes <= SMALL_BYTES
        self._patience = None if waits else PATIENCE
        self._opening = Opening(generation, check=self._must_check(generation))

    def _must_check(self, generation: Generation) -> bool:
        return self._check and generation.identity not in self._checked

    def _settle(self) -> None:
        """Go over to what was opened meanwhile, or note why it could not be."""
        opening = self._opening
        if opening is None or not opening.is_done or self._closed:
            return
        self._opening = None
        try:
            snapshot = opening.result()
        except IndexUnavailable as error:
            self._note(error, error.__cause__)
            return
        self._trouble = None
        self._checked.append(snapshot.identity)
        self._replace(snapshot)

    def _note(self, trouble: IndexUnavailable, cause: BaseException | None) -> None:
        """Keep why the newest generation is not served, and have it in the log once."""
        trouble.__cause__ = cause  # which says what anybody may know
        if self._snapshot is not None and str(trouble) != str(self._trouble):
            _log.error("%s; %s goes on being served", trouble, self._snapshot.generation.path)
        self._trouble = trouble

    def _sign(self) -> Sign | None:
        """What differs as soon as another generation is live: asked for at every request."""
        try:
            status = self._current.stat()
        except OSError:
            return None  # reading it will say what is wrong
        return status.st_ino, status.st_mtime_ns

    def _live(self) -> Snapshot:
        if self._closed:
            raise IndexUnavailable("the engine has been closed")
        if self._snapshot is None:
            trouble = self._trouble
            raise IndexUnavailable(str(trouble)) from (trouble and trouble.__cause__)
        return self._snapshot

    def _replace(self, snapshot: Snapshot | None) -> None:
        old, self._snapshot = self._snapshot, snapshot
        if old is not None:
            old.retire()

    # What walks began with

    def _acquired(self, identity: str | None) -> Snapshot:
        with self._lock:
            self._drop_unused()
            snapshot = self._live()
            if identity is None or identity == snapshot.identity:
                snapshot.acquire()
                return snapshot
            former = self._former.pop(identity, None)
            if former is not None:
                return self._held(identity, former)
        opened = self._open_former(identity)  # others need not wait
        with self._lock:
            other = self._former.pop(identity, None)
            if other is not None:
                opened.retire()
            return self._held(identity, other or opened)

    def _held(self, identity: str, former: Snapshot) -> Snapshot:
        former.acquire()
        self._former[identity] = former
        self._forget(0 if self._closed else MAX_FORMER)
        return former

    def _open_former(self, identity: str) -> Snapshot:
        try:
            generation = open_generation(self._root, identity)
            opened = open_snapshot(generation, check=self._must_check(generation))
        except (GenerationGone, IndexUnavailable) as error:
            raise CursorGone from error
        self._checked.append(identity)
        return opened

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
