"""What is held in memory of one generation while it is searched, and until when is it open?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import TypeVar

import numpy as np

from index.arrays.types import DocIds, Indices, Scores
from index.article import Article, StoredArticle
from index.codec.segment import SegmentData
from index.codec.segment_infos import read_segments
from index.days import LOCAL_ZONE
from index.groups.file import read_groups
from index.lexicon import open_lexicon
from index.store.deleted import read_deleted
from index.store.opening import Generation
from search.counts import IndexStats
from search.engines.remembered import Remembered
from search.engines.whoosh.columns import Columns, load_columns
from search.engines.whoosh.holdings import index_stats
from search.engines.whoosh.recency import recency_factors
from search.engines.whoosh.view import IndexView, SegmentView
from search.meaning.interpreter import Interpreter
from search.plan import Recency

_READ_AT_ONCE = 64  # articles of a walk: all of them, whole, are in memory together
_MAX_WHOLE_WORDS = 20_000  # key words whose whole is remembered, 240 bytes each (tracemalloc)

Read = TypeVar("Read")


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
        self._last_used = time.monotonic()
        self._users = 0
        self._retired = False
        self._closed = False

    @property
    def identity(self) -> str:
        """What leads back to this state of the index, for as long as it is kept."""
        return self.generation.identity

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

    def ids_of(self, doc_ids: DocIds) -> Iterator[str]:
        """The ids of the articles ``doc_ids``."""

        def read(data: SegmentData, local_ids: Indices) -> list[str]:
            return [data.ids[local_id].decode() for local_id in local_ids.tolist()]

        return self._each(doc_ids, read)

    def as_kept(self, doc_ids: DocIds, *, bodies: bool) -> Iterator[tuple[StoredArticle, bytes]]:
        """The articles ``doc_ids`` as they are kept, with their bodies where these are wanted."""

        def read(data: SegmentData, local_ids: Indices) -> list[tuple[StoredArticle, bytes]]:
            return data.stored.as_kept(local_ids, bodies=bodies)

        return self._each(doc_ids, read)

    def _each(
        self, doc_ids: DocIds, read: Callable[[SegmentData, Indices], Sequence[Read]]
    ) -> Iterator[Read]:
        """What ``read`` gives for each article from its segment and its doc id there, a few
        articles at a time."""
        segments = self.view.segments
        ends = np.array([segment.end for segment in segments], np.int64)
        for start in range(0, len(doc_ids), _READ_AT_ONCE):
            some = doc_ids[start : start + _READ_AT_ONCE]
            places = np.searchsorted(ends, some, side="right")
            found: dict[int, Read] = {}
            for place in np.unique(places).tolist():
                own = np.flatnonzero(places == place)
                local_ids = some[own] - segments[place].doc_base
                found.update(zip(own.tolist(), read(segments[place].data, local_ids), strict=True))
            yield from map(found.__getitem__, range(len(some)))

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
        self._last_used = time.monotonic()
        self._close_if_done()

    def is_unused_since(self, moment: float) -> bool:
        """Whether no request has used this since ``moment`` (of ``time.monotonic``)."""
        return self._users == 0 and self._last_used < moment

    def retire(self) -> None:
        """Close as soon as the last request that uses this is done."""
        self._retired = True
        self._close_if_done()

    def _close_if_done(self) -> None:
        if self._retired and self._users == 0 and not self._closed:
            # set first: closing may collect a dropped stream, which ends up here again
            self._closed = True
            self.generation.close()
