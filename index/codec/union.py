"""What is in several posting lists together, as if they were one?

A folded term stands for all its accented variants, an accented prefix for all terms that
begin so: their lists are read and put together here, positions too where they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.arrays.types import Counts, DocIds, Int64s, Occurrences
from index.codec import occurrences as packed
from index.codec.kernels import POSITION_BITS
from index.codec.segment import PostingLists

_TRIED_FIRST, _TRIED_EACH = 4096, 8  # occurrences, and for each article: most terms have fewer
_POSITION = (1 << POSITION_BITS) - 1


@dataclass(frozen=True, slots=True)
class Union:
    """Doc ids within the segment, ascending, and the frequency in each."""

    ids: Int64s
    tfs: Counts


def read_union(lists: PostingLists) -> Union:
    """The postings of ``lists``, those of one article added up; raises ``SegmentDamaged``."""
    read = [lists.field.read_postings(int(start)) for start in lists.starts]
    ids = np.concatenate([np.zeros(0, np.int64), *(one.ids for one in read)])
    tfs = np.concatenate([np.zeros(0, np.int64), *(one.tfs for one in read)])
    if len(read) > 1:
        ids, which = np.unique(ids, return_inverse=True)
        tfs = np.bincount(which, weights=tfs, minlength=len(ids)).astype(np.int64)
    if lists.mask is not None:
        counts = lists.mask[ids] != 0
        ids, tfs = ids[counts], tfs[counts]
    return Union(ids, tfs)


def read_occurrences(lists: PostingLists, within: DocIds) -> Occurrences:
    """Every occurrence in the articles ``within`` (doc ids of the segment, ascending), ascending.

    The field has positions.  Raises ``SegmentDamaged``.
    """
    field = lists.field
    found = np.empty(_room(lists, len(within)), np.int64)
    while True:
        count = packed.read_occurrences(field.blob, lists.starts, within, found)
        if count <= len(found):
            break
        found = np.empty(count, np.int64)
    return np.sort(found[:count]) if len(lists.starts) > 1 else found[:count]


def _room(lists: PostingLists, articles: int) -> int:
    """For how many occurrences in so many ``articles`` to make room at first: what is returned is
    kept with all of it."""
    if articles <= _TRIED_FIRST:
        return _TRIED_FIRST + _TRIED_EACH * articles
    return int(lists.field.frequencies(lists.starts)[1].sum())


def docs_of(occurrences: Occurrences) -> DocIds:
    """The doc ids of ascending occurrences, ascending, each once."""
    ids = np.empty(len(occurrences), np.int32)
    return ids[: packed.list_docs(occurrences, ids)]


def positions_of(occurrences: Occurrences) -> Int64s:
    """The positions of occurrences, in their order."""
    positions: Int64s = occurrences & _POSITION
    return positions
