"""Where does a search do its sums?  In arrays that are used again by the next one.

A fresh array of a number per article costs more to get from the system, page by page,
than to fill, so whoever searches borrows an arena and gives it back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int32]


class Arena:
    """Arrays with a number for each article.  Only for one thread at a time."""

    def __init__(self, articles: int) -> None:
        self.room = np.empty(articles, np.uint32)
        self.flags = np.zeros((articles + 7) // 8, np.uint8)
        """A bit per article.  Whoever sets some sets them back to 0."""
        self._articles = articles
        self._floats: list[Floats] = []
        self._ids: list[Ids] = []
        self._floats_out = self._ids_out = 0

    def zeros(self) -> Floats:
        """A 0 for each article; the caller's own until the arena is given back."""
        floats = self.floats()
        floats.fill(0)
        return floats

    def floats(self) -> Floats:
        """Any number for each article."""
        if self._floats_out == len(self._floats):
            self._floats.append(np.empty(self._articles, np.float32))
        self._floats_out += 1
        return self._floats[self._floats_out - 1]

    def ids(self) -> Ids:
        """Room for the number of each article."""
        if self._ids_out == len(self._ids):
            self._ids.append(np.empty(self._articles, np.int32))
        self._ids_out += 1
        return self._ids[self._ids_out - 1]

    def take_back(self) -> None:
        """All arrays that were given out may be given out again, but for a few."""
        self._floats_out = self._ids_out = 0
        del self._floats[_KEPT:], self._ids[_KEPT:]


_KEPT = 12  # a query of a hundred words is rare, and should not cost memory for ever


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
        arena.take_back()
        self._free.append(arena)
