"""What is in several posting lists together, as if they were one?

A folded term stands for all its accented variants, an accented prefix for all terms that
begin so: their lists are read and put together here, positions too where they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.codec import kernels
from index.codec.segment import Lists

POSITION_BITS = 32
_FEW_PLACES = 4096  # to try with first


@dataclass(frozen=True, slots=True)
class Union:
    """Article ids, ascending, and the frequency in each."""

    ids: npt.NDArray[np.int64]
    tfs: npt.NDArray[np.int64]


def read_union(lists: Lists) -> Union:
    """The postings of ``lists``, those of one article added up."""
    read = [lists.field.read_list(int(start)) for start in lists.starts]
    ids = np.concatenate([np.zeros(0, np.int64), *(one.ids for one in read)])
    tfs = np.concatenate([np.zeros(0, np.int64), *(one.tfs for one in read)])
    if len(read) > 1:
        ids, which = np.unique(ids, return_inverse=True)
        tfs = np.bincount(which, weights=tfs, minlength=len(ids)).astype(np.int64)
    if lists.only is not None:
        counts = lists.only[ids] != 0
        ids, tfs = ids[counts], tfs[counts]
    return Union(ids, tfs)


def read_places(lists: Lists, within: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """Every occurrence in the articles ``within``: ``article << 32 | position``; both ascend."""
    field = lists.field
    room = np.empty(field.articles, np.uint32)
    places = np.empty(_FEW_PLACES, np.int64)
    while True:
        found = kernels.places(field.lists, lists.starts, field.articles, within, room, places)
        if found <= len(places):
            break
        places = np.empty(found, np.int64)
    return np.sort(places[:found]) if len(lists.starts) > 1 else places[:found]


def articles_of(places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The articles of places, ascending, each once."""
    articles = places >> POSITION_BITS
    different: npt.NDArray[np.int64] = articles[np.diff(articles, prepend=-1) != 0]
    return different
