"""In which order do the matches stand?  By score or by date, the same way every time.

Equal scores: the newer first.  Equal dates: the better first, then by a hash of the id; articles
that were indexed at one time: the better, then the newer first.
Undated articles come last, whichever way dates are sorted.
"""

from __future__ import annotations

import numpy as np

from index.arrays.types import DocIds, Indices, Int64s, Mask, Scores
from index.days import UNDATED
from search.engines.whoosh.columns import Columns
from search.engines.whoosh.matching import sets
from search.request import Sort

_LAST = np.iinfo(np.int64).max


def contenders(
    ids: DocIds, columns: Columns, sort: Sort, count: int, last: int | None = None
) -> DocIds:
    """What of ``ids`` may be among the first ``count``, whatever they score; or among the first so
    many behind ``last``, which is one of them, with that one."""
    if sort == "relevance":
        return ids
    keys = _date_keys(ids, columns, sort)
    if last is not None:
        own = keys[np.searchsorted(ids, last)]
        count += int(np.count_nonzero(keys == own))  # any of these may stand before it
        ids, keys = ids[keys <= own], keys[keys <= own]
    if count >= len(ids):
        return ids
    kth = np.partition(keys, len(keys) - count)[len(keys) - count]
    chosen: DocIds = ids[keys >= kth]
    return chosen


def behind(ids: DocIds, scores: Scores, columns: Columns, sort: Sort, last: int) -> Mask:
    """Which of ``ids``, which ascend, stand behind ``last``, one of them, in order."""
    at = int(np.searchsorted(ids, last))
    ranks = columns.newest_first[ids]
    found: Mask = (scores < scores[at]) | ((scores == scores[at]) & (ranks > ranks[at]))
    if sort == "relevance":
        return found
    keys = _date_keys(ids, columns, sort)
    found &= keys == keys[at]
    found |= keys < keys[at]
    return found


def places(ids: DocIds, scores: Scores, columns: Columns, sort: Sort, count: int) -> Indices:
    """Where in ``ids`` the first ``count`` in order stand, the first one first; all, if there are
    fewer."""
    if sort == "relevance":
        best = np.empty(min(count, len(ids)), np.intp)
        room = np.empty(len(best), np.uint64)
        sets.best_places(scores, ids, columns.newest_first, room, best)
        return best
    return in_order(ids, scores, columns, sort)[:count]


def in_order(ids: DocIds, scores: Scores, columns: Columns, sort: Sort) -> Indices:
    """Where in ``ids`` each stands in order, the first one first, whatever there are of them."""
    newest_first = columns.newest_first[ids]
    if sort == "relevance":
        return np.lexsort((newest_first, -scores))
    return np.lexsort((newest_first, -scores, -_date_keys(ids, columns, sort)))


def _date_keys(ids: DocIds, columns: Columns, sort: Sort) -> Int64s:
    """The higher, the earlier in the order."""
    if sort == "indexed":
        return columns.indexed[ids]
    published = columns.published[ids]
    if sort == "newest":
        return published  # UNDATED is 0, the smallest
    return -np.where(published == UNDATED, _LAST, published)
