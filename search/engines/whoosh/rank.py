"""In which order do the matches stand?  By score or by date, the same way every time.

Equal scores: the newer first.  Equal dates: the better first, then by a hash of the id.
Undated articles come last, whichever way dates are sorted.
"""

from __future__ import annotations

import numpy as np

from index.arrays.types import Array, Indices
from index.days import UNDATED
from search.engines.whoosh.columns import Columns
from search.engines.whoosh.matching import sets
from search.engines.whoosh.matching.matches import Matches
from search.request import Sort

_MAX_HEAP = 200  # as many are found faster with a heap than by partitioning
_MAX_EXACT_FLOAT = 2**24  # whole numbers up to it have an exact float of 32 bits
_LAST = np.iinfo(np.int64).max


def top_k(matches: Matches, columns: Columns, sort: Sort, count: int) -> Indices:
    """Where in ``matches`` the first ``count`` in order stand, the first one first.

    Only those are sorted: a page of ten costs no more among a million matches than the
    finding of the tenth best.
    """
    if not count:
        return np.zeros(0, np.intp)
    if count >= len(matches):
        return sort_indices(matches, columns, sort)
    keys = _sort_keys(matches, columns, sort)
    kth = _kth_highest(keys, count)
    sure = np.flatnonzero(keys > kth)
    tied = np.flatnonzero(keys == kth)
    if len(tied) > count - len(sure):  # any of these might do: the tie-breakers decide
        tied = tied[_newest_of_tied(matches.select(tied), columns, sort, count - len(sure))]
    chosen = np.concatenate([sure, tied])
    return chosen[sort_indices(matches.select(chosen), columns, sort)]


def _kth_highest(keys: Array, count: int) -> float:
    """The ``count``-th highest of ``keys``."""
    if keys.dtype == np.float32 and count <= _MAX_HEAP:
        return sets.kth_highest(keys, np.empty(count, np.float32))
    kth: float = np.partition(keys, len(keys) - count)[len(keys) - count]
    return kth


def sort_indices(matches: Matches, columns: Columns, sort: Sort) -> Indices:
    """Where in ``matches`` each stands in order, the first one first (NumPy's argsort)."""
    newest_first = columns.newest_first[matches.ids]
    if sort == "relevance":
        return np.lexsort((newest_first, -matches.scores))
    return np.lexsort((newest_first, -matches.scores, -_sort_keys(matches, columns, sort)))


def _sort_keys(matches: Matches, columns: Columns, sort: Sort) -> Array:
    """What the order goes by first: the higher, the earlier."""
    if sort == "relevance":
        return matches.scores
    published = columns.published[matches.ids]
    if sort == "newest":
        return published  # UNDATED is 0, the smallest
    return -np.where(published == UNDATED, _LAST, published)


def _newest_of_tied(matches: Matches, columns: Columns, sort: Sort, count: int) -> Indices:
    if sort != "relevance":
        return sort_indices(matches, columns, sort)[:count]
    newest_first = columns.newest_first[matches.ids]
    if len(columns.newest_first) < _MAX_EXACT_FLOAT:
        soonest = np.negative(newest_first, dtype=np.float32)
        return np.flatnonzero(soonest >= _kth_highest(soonest, count))
    return np.argpartition(newest_first, count - 1)[:count]
