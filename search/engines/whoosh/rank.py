"""In which order do the matches stand?  By score or by date, the same way every time.

Equal scores: the newer first.  Equal dates: the better first, then by a hash of the id.
Undated articles come last, whichever way dates are sorted.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from index.days import UNDATED
from search.engines.whoosh.columns import Columns
from search.engines.whoosh.matching import sets
from search.engines.whoosh.matching.matches import Matches
from search.request import Sort

Places = npt.NDArray[np.intp]

_FEW = 200  # as many are found faster with a heap than by partitioning
_EXACT_IN_FLOAT = 2**24  # whole numbers below it
_LAST = np.iinfo(np.int64).max


def first_places(matches: Matches, columns: Columns, sort: Sort, count: int) -> Places:
    """Places in ``matches`` of the first ``count`` in order.

    Only those are sorted: a page of ten costs no more among a million matches than the
    finding of the tenth best.
    """
    if not count:
        return np.zeros(0, np.intp)
    if count >= len(matches):
        return order(matches, columns, sort)
    urgency = _urgency(matches, columns, sort)
    bar = _bar(urgency, count)
    sure = np.flatnonzero(urgency > bar)
    tied = np.flatnonzero(urgency == bar)
    if len(tied) > count - len(sure):  # any of these might do: the tie-breakers decide
        tied = tied[_first_of_tied(matches.at(tied), columns, sort, count - len(sure))]
    chosen = np.concatenate([sure, tied])
    return chosen[order(matches.at(chosen), columns, sort)]


def _bar(urgency: npt.NDArray[Any], count: int) -> float:
    """The ``count``-th highest."""
    if urgency.dtype == np.float32 and count <= _FEW:
        return sets.kth_highest(urgency, np.empty(count, np.float32))
    bar: float = np.partition(urgency, len(urgency) - count)[len(urgency) - count]
    return bar


def order(matches: Matches, columns: Columns, sort: Sort) -> Places:
    """All places in ``matches``, best first."""
    newest_first = columns.newest_first[matches.ids]
    if sort == "relevance":
        return np.lexsort((newest_first, -matches.scores))
    return np.lexsort((newest_first, -matches.scores, -_urgency(matches, columns, sort)))


def _urgency(matches: Matches, columns: Columns, sort: Sort) -> npt.NDArray[Any]:
    """What the order goes by first: the higher, the earlier."""
    if sort == "relevance":
        return matches.scores
    published = columns.published[matches.ids]
    if sort == "newest":
        return published  # UNDATED is 0, the smallest
    return -np.where(published == UNDATED, _LAST, published)


def _first_of_tied(matches: Matches, columns: Columns, sort: Sort, count: int) -> Places:
    if sort != "relevance":
        return order(matches, columns, sort)[:count]
    newest_first = columns.newest_first[matches.ids]
    if len(columns.newest_first) < _EXACT_IN_FLOAT:
        soonest = np.negative(newest_first, dtype=np.float32)
        return np.flatnonzero(soonest >= _bar(soonest, count))
    return np.argpartition(newest_first, count - 1)[:count]
