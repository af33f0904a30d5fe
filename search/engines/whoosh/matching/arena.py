"""Where does a search do its sums?  In arrays that are used again by the next one.

A fresh array of a number per article costs more to get from the system, page by page,
than to fill, so whoever searches borrows an arena and gives it back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from index.arrays.types import BitSet, DocIds, Scores, UnpackedIds

_MAX_KEPT_ARRAYS = 12  # a query of a hundred words is rare, and should not cost memory for ever


class Arena:
    """Arrays with an element for each article.  Only for one thread at a time."""

    def __init__(self, articles: int) -> None:
        self.scratch: UnpackedIds = np.empty(articles, np.uint32)
        """Whatever was written into it last."""
        self.bits: BitSet = np.zeros((articles + 7) // 8, np.uint8)
        """All 0: whoever sets some sets them back."""
        self._articles = articles
        self._scores: list[Scores] = []
        self._ids: list[DocIds] = []
        self._scores_lent = self._ids_lent = 0

    def zeros(self) -> Scores:
        """A 0 for each article; the caller's own until the arena is given back."""
        scores = self.scores()
        scores.fill(0)
        return scores

    def scores(self) -> Scores:
        """Room for the score of each article; the caller's own until the arena is given back."""
        if self._scores_lent == len(self._scores):
            self._scores.append(np.empty(self._articles, np.float32))
        self._scores_lent += 1
        return self._scores[self._scores_lent - 1]

    def ids(self) -> DocIds:
        """Room for the id of each article; the caller's own until the arena is given back."""
        if self._ids_lent == len(self._ids):
            self._ids.append(np.empty(self._articles, np.int32))
        self._ids_lent += 1
        return self._ids[self._ids_lent - 1]

    def reset(self) -> None:
        """Take all arrays back, to be lent again; those beyond a few are let go."""
        self._scores_lent = self._ids_lent = 0
        del self._scores[_MAX_KEPT_ARRAYS:], self._ids[_MAX_KEPT_ARRAYS:]


class ArenaPool:
    """Lends arenas to threads."""

    def __init__(self, articles: int) -> None:
        self._articles = articles
        self._free: deque[Arena] = deque()

    @contextmanager
    def borrowed(self) -> Iterator[Arena]:
        """An arena for the length of the block; one in which something failed is thrown away."""
        try:
            arena = self._free.pop()
        except IndexError:
            arena = Arena(self._articles)
        yield arena
        arena.reset()
        self._free.append(arena)
