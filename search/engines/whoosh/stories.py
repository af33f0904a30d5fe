"""Which hits are one story?  The best of each is shown, and stands for the others.

Few articles are in a group at all, so all that is done here is done with those.
"""

from __future__ import annotations

import numpy as np

from index.arrays.types import Codes, Counts, DocIds, Indices, Int64s, Mask
from index.days import UNDATED
from search.engines.whoosh.columns import Columns

_NO_STORY = -1


def grouped_places(ids: DocIds, columns: Columns) -> Indices:
    """Where in ``ids``, which ascend, articles stand that are in a group."""
    grouped = columns.grouped_ids
    if not len(grouped) or not len(ids):
        return np.zeros(0, np.intp)
    if len(grouped) > len(ids):
        return np.flatnonzero(columns.stories[ids] != _NO_STORY)
    at = np.minimum(np.searchsorted(ids, grouped), len(ids) - 1)
    found: Indices = at[ids[at] == grouped]
    return found


def count_stories(ids: DocIds, columns: Columns) -> int:
    """How many stories the articles ``ids``, which ascend, are."""
    places = grouped_places(ids, columns)
    return len(ids) - len(places) + len(np.unique(columns.stories[ids[places]]))


def repeated(stories: Codes, order: Indices) -> Indices:
    """Which of some articles have another of their story before them, where element n of them is of
    ``stories[n]`` and ``order`` lists them, the best first."""
    _, first = np.unique(stories[order], return_index=True)
    is_repeated = np.ones(len(order), bool)
    is_repeated[first] = False
    return order[is_repeated]


def others_that_answer(shown: DocIds, answers: DocIds, columns: Columns) -> Int64s:
    """For each of ``shown`` how many others of its story are among ``answers``, which ascend."""
    others = np.zeros(len(shown), np.int64)
    own = columns.stories[shown]
    is_grouped = own != _NO_STORY
    if is_grouped.any():
        in_groups = answers[grouped_places(answers, columns)]
        counts: Counts = np.bincount(columns.stories[in_groups], minlength=int(own.max()) + 1)
        others[is_grouped] = counts[own[is_grouped]]
        others[is_grouped] -= np.isin(shown[is_grouped], in_groups)
    return others


def members_that_answer(doc_id: int, answers: DocIds, columns: Columns, count: int) -> DocIds:
    """Up to ``count`` others of the story of ``doc_id`` among ``answers``, which ascend; the oldest
    first and undated ones last."""
    own = columns.stories[doc_id]
    in_groups = answers[grouped_places(answers, columns)]
    members = in_groups[(columns.stories[in_groups] == own) & (in_groups != doc_id)]
    return _by_time(members, columns)[:count]


def story_of(doc_id: int, columns: Columns, alive: Mask) -> DocIds:
    """The living articles of one story with ``doc_id``, the oldest first and undated ones last."""
    grouped = columns.grouped_ids
    is_member = (columns.stories[grouped] == columns.stories[doc_id]) & alive[grouped]
    members = grouped[is_member] if columns.stories[doc_id] != _NO_STORY else np.array([doc_id])
    return _by_time(members, columns)


def _by_time(members: DocIds, columns: Columns) -> DocIds:
    """``members``, the oldest first and undated ones last."""
    published = columns.published[members]
    is_undated = published == UNDATED
    ordered: DocIds = members[np.lexsort((columns.newest_first[members], published, is_undated))]
    return ordered
