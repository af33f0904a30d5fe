"""How is one generation kept open while it is searched, and given back when it is not?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh import scoring

from index.store import Generation, StoreError, current_name, open_current
from search.bm25f import K1, B
from search.columns import Columns, load_columns
from search.errors import IndexUnavailable


class Snapshot:
    """One generation with Whoosh's searcher over it and its columns in memory.

    Whoosh's readers share file positions, so whoever reads them holds ``lock``.
    """

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.lock = threading.Lock()
        self._index = whoosh_index.open_dir(str(generation.path), readonly=True)
        b_by_field = {f"{field}_B": b for field, b in B.items()}
        self.searcher: Any = self._index.searcher(weighting=scoring.BM25F(K1=K1, **b_by_field))
        self.columns: Columns = load_columns(self.searcher.reader())
        self._users = 0
        self._retired = False

    def acquire(self) -> None:
        self._users += 1

    def release(self) -> None:
        self._users -= 1
        self._close_if_done()

    def retire(self) -> None:
        """Close as soon as the last request that uses this is done."""
        self._retired = True
        self._close_if_done()

    def _close_if_done(self) -> None:
        if self._retired and self._users == 0:
            self.searcher.close()
            self._index.close()
            self.generation.close()


class SnapshotHolder:
    """The newest generation of an index folder; a new one is noticed at the next request."""

    def __init__(self, root: Path) -> None:
        self._root = root
        # re-entrant: a dropped stream() may be closed by the garbage collector inside the lock
        self._lock = threading.RLock()
        self._snapshot: Snapshot | None = None
        self._closed = False

    @contextmanager
    def use(self) -> Iterator[Snapshot]:
        """The live snapshot, which stays open until the block ends."""
        with self._lock:
            snapshot = self._fresh()
            snapshot.acquire()
        try:
            yield snapshot
        finally:
            with self._lock:
                snapshot.release()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._replace(None)

    def _fresh(self) -> Snapshot:
        if self._closed:
            raise IndexUnavailable("the engine has been closed")
        try:
            name = current_name(self._root)
            snapshot = self._snapshot
            if snapshot is None or snapshot.generation.name != name:
                snapshot = self._open()
                self._replace(snapshot)
        except StoreError as error:
            raise IndexUnavailable(str(error)) from error
        return snapshot

    def _open(self) -> Snapshot:
        generation = open_current(self._root)
        try:
            return Snapshot(generation)
        except Exception as error:  # damaged files make Whoosh's unpickling raise anything
            generation.close()
            remedy = f"rebuild it with: reindex --fresh --index {self._root} SOURCE"
            raise IndexUnavailable(f"{generation.path}: damaged ({error!r}); {remedy}") from error

    def _replace(self, snapshot: Snapshot | None) -> None:
        old, self._snapshot = self._snapshot, snapshot
        if old is not None:
            old.retire()
