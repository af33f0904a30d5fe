"""Which articles match, and with which scores?  Whoosh's tree, evaluated by Whoosh's matchers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh import query
from whoosh.searching import SearchContext


@dataclass(frozen=True, slots=True)
class Matches:
    """All matching articles by document number, ascending, with a score each."""

    ids: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float64]


def evaluate(searcher: Any, tree: query.Query) -> Matches:
    """Run ``tree`` over every segment; the statistics are those of the whole index."""
    ids: list[int] = []
    scores: list[float] = []
    for leaf, offset in searcher.leaf_searchers():
        context = SearchContext(needs_current=True, weighting=leaf.weighting)
        matcher = tree.matcher(leaf, context)
        while matcher.is_active():
            ids.append(matcher.id() + offset)
            scores.append(matcher.score())
            matcher.next()
    return Matches(np.array(ids, dtype=np.int64), np.array(scores, dtype=np.float64))
