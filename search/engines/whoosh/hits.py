"""Which hits does a plan have, and which of them stand for their stories?  Sets of doc ids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.arrays.types import DocIds, Mask, Scores
from search.cursor import EXPECTED
from search.engines.whoosh import rank
from search.engines.whoosh.columns import Columns
from search.engines.whoosh.stories import grouped_places, repeated
from search.errors import InvalidRequest
from search.request import Sort


@dataclass(frozen=True, slots=True)
class Hits:
    """What answers, what comes near, and both together, all ascending."""

    answers: DocIds
    near: DocIds
    ids: DocIds

    @classmethod
    def of(cls, answers: DocIds, near: DocIds) -> Hits:
        """Both, which have nothing in common."""
        if not len(near):
            return cls(answers, near, answers)
        return cls(answers, near, np.sort(np.concatenate([answers, near]), kind="stable"))


def check_is_among(ids: DocIds, last: int) -> None:
    """Raise :class:`search.errors.InvalidRequest` unless ``last``, which a cursor said to be one of
    ``ids``, is: such a cursor was made up."""
    at = int(np.searchsorted(ids, last))
    if at == len(ids) or ids[at] != last:
        raise InvalidRequest("cursor", EXPECTED)


def are_among(some: DocIds, ids: DocIds) -> Mask:
    """Which of ``ids`` are among ``some``, which ascend."""
    if not len(some):
        return np.zeros(len(ids), bool)
    there: Mask = some[np.minimum(np.searchsorted(some, ids), len(some) - 1)] == ids
    return there


def best_of_stories(
    ids: DocIds, scores: Scores, columns: Columns, sort: Sort
) -> tuple[DocIds, Scores]:
    """``ids`` and their ``scores`` without what has a better one of its story among them."""
    places = grouped_places(ids, columns)
    grouped = ids[places]
    order = rank.in_order(grouped, scores[places], columns, sort)
    dropped = places[repeated(columns.stories[grouped], order)]
    return np.delete(ids, dropped), np.delete(scores, dropped)
