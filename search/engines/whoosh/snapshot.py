"""How is one generation kept open while it is searched, and given back when it is not?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path

from index.arrays.types import Scores
from index.article import Article
from index.codec.segment_infos import read_segments
from index.days import LOCAL_ZONE
from index.errors import IndexDamaged, SegmentDamaged, StoreError
from index.groups.file import read_groups
from index.lexicon import open_lexicon
from index.store.deleted import read_deleted
from index.store.layout import CURRENT
from index.store.opening import Generation, current_name, open_current
from search.counts import IndexStats
from search.engines.whoosh.columns import Columns, load_columns
from search.engines.whoosh.holdings import index_stats
from search.engines.whoosh.matching.remembered import Remembered
from search.engines.whoosh.recency import recency_factors
from search.engines.whoosh.view import IndexView, SegmentView
from search.errors import IndexUnavailable
from search.meaning.interpreter import Interpreter
from search.plan import Recency

_MAX_WHOLE_WORDS = 20_000  # key words whose whole is remembered, 240 bytes each (tracemalloc)


class Snapshot:
    """One generation, its segments mapped and its columns in memory.  Shared between threads."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        segments = read_segments(generation.path)
        self.view = IndexView(segments)
        self.columns: Columns = load_columns(segments, read_groups(generation.path))
        self.deleted = read_deleted(generation.path)
        self.lexicon = open_lexicon(generation.path)
        self.interpreter = Interpreter(self.lexicon)
        self.whole_words: Remembered[str] = Remembered(_MAX_WHOLE_WORDS)
        self._recency_factors: dict[Recency, Scores] = {}
        self._users = 0
        self._retired = False
        self._closed = False

    def recency_factors(self, recency: Recency) -> Scores:
        """What a score is multiplied by for being new, for each code of the day of publication."""
        factors = self._recency_factors.get(recency)
        if factors is None:
            built = datetime.fromisoformat(self.generation.manifest.built).astimezone(LOCAL_ZONE)
            factors = recency_factors(self.columns.days, built.date(), recency)
            self._recency_factors[recency] = factors
        return factors

    @cached_property
    def stats(self) -> IndexStats:
        """What this generation holds; counted once."""
        return index_stats(self.generation, self.view, self.columns)

    def article(self, doc_id: int, *, body: bool = True) -> Article:
        """The stored article ``doc_id``; without its body, if that is not wanted.

        Raises ``IndexError`` if there is none.
        """
        segment, local_id = self._located(doc_id)
        return segment.data.stored.article(local_id, body=body)

    def is_unaccented(self, doc_id: int) -> bool:
        """Whether the article ``doc_id`` was written without any accent.

        Raises ``IndexError`` if there is none.
        """
        return bool(self.columns.unaccented[doc_id])

    def find_article(self, article_id: str) -> Article | None:
        """The living article with this id."""
        doc_id = self.doc_id_of(article_id)
        return self.article(doc_id) if doc_id is not None else None

    def doc_id_of(self, article_id: str) -> int | None:
        """The doc id, in the whole index, of the living article with this id."""
        for segment in self.view.segments:
            local_id = segment.data.doc_id_of(article_id)
            if local_id is not None and segment.alive[local_id]:
                return segment.doc_base + local_id
        return None

    def _located(self, doc_id: int) -> tuple[SegmentView, int]:
        """The segment that holds the article ``doc_id``, and its doc id there."""
        for segment in self.view.segments:
            if doc_id < segment.end:
                return segment, doc_id - segment.doc_base
        raise IndexError(doc_id)

    def acquire(self) -> None:
        """Keep this open for one more request; the caller holds the lock of the holder."""
        self._users += 1

    def release(self) -> None:
        """One request is done; closes what is retired and was its last."""
        self._users -= 1
        self._close_if_done()

    def retire(self) -> None:
        """Close as soon as the last request that uses this is done."""
        self._retired = True
        self._close_if_done()

    def _close_if_done(self) -> None:
        if self._retired and self._users == 0 and not self._closed:
            # set first: closing may collect a dropped stream, which ends up here again
            self._closed = True
            self.generation.close()


Sign = tuple[int, int]
"""The inode of CURRENT and when it was written."""


class SnapshotHolder:
    """The newest generation of an index folder; a new one is noticed at the next request."""

    def __init__(self, root: Path) -> None:
        self._root, self._current = root, root / CURRENT
        # re-entrant: a dropped stream() may be closed by the garbage collector inside the lock
        self._lock = threading.RLock()
        self._snapshot: Snapshot | None = None
        self._seen: Sign | None = None
        self._closed = False

    @contextmanager
    def use(self) -> Iterator[Snapshot]:
        """The live snapshot, which stays open until the block ends."""
        with self._lock:
            snapshot = self._fresh()
            snapshot.acquire()
        try:
            yield snapshot
        except SegmentDamaged as error:
            raise self._damaged(snapshot.generation, error) from error
        finally:
            with self._lock:
                snapshot.release()

    def close(self) -> None:
        """Use no generation any more; requests under way still finish with theirs."""
        with self._lock:
            self._closed = True
            self._replace(None)

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
                snapshot = self._open()
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

    def _open(self) -> Snapshot:
        generation = open_current(self._root)
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
