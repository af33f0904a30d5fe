"""Which of the articles that answer are drawn for a sample?  (See :mod:`search.drawing`.)"""

from __future__ import annotations

import numpy as np

from index.arrays.types import DocIds, IdHashes
from search.drawing import draws
from search.engines.whoosh.columns import Columns
from search.engines.whoosh.stories import grouped_places, repeated
from search.engines.whoosh.view import IndexView


def drawn(
    ids: DocIds, view: IndexView, columns: Columns, count: int, seed: int, *, group: bool
) -> DocIds:
    """``count`` of ``ids``, which ascend, or all if there are fewer, ascending; with ``group`` at
    most one a story, which is the one that is drawn first."""
    numbers = draws(_id_hashes(ids, view), seed)
    if group:
        places = grouped_places(ids, columns)
        order = np.argsort(numbers[places], kind="stable")
        dropped = places[repeated(columns.stories[ids[places]], order)]
        ids, numbers = np.delete(ids, dropped), np.delete(numbers, dropped)
    if count < len(ids):
        ids = ids[np.sort(np.argpartition(numbers, count)[:count])]
    return ids


def _id_hashes(ids: DocIds, view: IndexView) -> IdHashes:
    """The hashes of the ids of the articles ``ids``, which ascend."""
    bounds = [0, *np.searchsorted(ids, [segment.end for segment in view.segments]).tolist()]
    hashes = [
        segment.data.column("ids.hashes")[ids[low:high] - segment.doc_base]
        for segment, low, high in zip(view.segments, bounds, bounds[1:], strict=False)
    ]
    return np.concatenate([np.zeros(0, np.uint64), *hashes])
