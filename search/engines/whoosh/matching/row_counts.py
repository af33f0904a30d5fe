"""How often do rows of terms stand in each article?  Counted by positions, no text is read.

What is looked at is cut into pieces of so many articles, so that memory does not grow with the
index: a common word has millions of positions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from index.arrays.types import Counts, DocIds, Occurrences
from index.article import TEXT_FIELDS
from index.codec.kernels import POSITION_BITS
from index.codec.segment import PostingLists
from index.codec.union import read_occurrences
from search.deadline import Deadline
from search.engines.whoosh.matching import sets
from search.engines.whoosh.matching.matcher import Matcher
from search.engines.whoosh.matching.segment_matcher import SegmentMatcher
from search.plan import SoughtRow, SoughtSyllable

_ARTICLES_AT_ONCE = 65_536
_LISTS_AT_ONCE = 512  # between two looks at the clock
_NOWHERE = np.zeros(0, np.int64)


def count_occurrences(
    rows: Sequence[SoughtRow], candidates: Sequence[DocIds], matcher: Matcher, deadline: Deadline
) -> tuple[DocIds, Counts]:
    """The articles in which any of ``rows`` stands, ascending, and at how many places.

    Row n is looked for in ``candidates[n]``, which ascend.  Rows of equally many terms that begin
    at one place stand there once.  Raises :class:`search.errors.SearchTimeout` when the deadline
    passes.
    """
    ids = candidates[0] if len(candidates) == 1 else _united(candidates)
    counts = np.zeros(len(ids), np.int64)
    for part in matcher.parts(ids):
        base = np.int32(part.matcher.segment.doc_base)
        for first in range(0, len(part.ids), _ARTICLES_AT_ONCE):
            own = part.ids[first : first + _ARTICLES_AT_ONCE]
            among = [own if ids is one else _kept(own, one, base) for one in candidates]
            found = counts[part.place][first : first + _ARTICLES_AT_ONCE]
            for places in _distinct_places(rows, among, part.matcher, deadline):
                at = np.searchsorted(own, places >> POSITION_BITS)
                found += np.bincount(at, minlength=len(own))
    has_any = counts > 0
    return ids[has_any], counts[has_any]


def _united(candidates: Sequence[DocIds]) -> DocIds:
    return np.unique(np.concatenate([np.zeros(0, np.int32), *candidates]))


def _kept(own: DocIds, candidates: DocIds, base: np.int32) -> DocIds:
    """What of ``own``, doc ids of a segment, is among ``candidates``, doc ids of the index."""
    return np.intersect1d(own, candidates - base, assume_unique=True)


def _distinct_places(
    rows: Sequence[SoughtRow],
    among: Sequence[DocIds],
    matcher: SegmentMatcher,
    deadline: Deadline,
) -> Iterator[Occurrences]:
    """Where rows begin in each text, those of one length together and each place once."""
    for field in TEXT_FIELDS:
        by_length: dict[int, list[Occurrences]] = {}
        for row, ids in zip(rows, among, strict=True):
            if row.field in (None, field) and len(ids):
                begins = _begins(field, row.syllables, ids, matcher, deadline)
                by_length.setdefault(len(row.syllables), []).append(begins)
        for several in by_length.values():
            yield several[0] if len(several) == 1 else np.unique(np.concatenate(several))


def _begins(
    field: str,
    syllables: Sequence[SoughtSyllable],
    among: DocIds,
    matcher: SegmentMatcher,
    deadline: Deadline,
) -> Occurrences:
    """Where in ``field`` of the articles ``among`` the syllables stand, each right behind the one
    before."""
    begins = _NOWHERE
    for step, syllable in enumerate(syllables):
        found = _read(field, syllable, among, matcher, deadline)
        begins = begins[: sets.keep_followed(begins, found, step)] if step else found
        if not len(begins):
            break
    return begins


def _read(
    field: str,
    syllable: SoughtSyllable,
    among: DocIds,
    matcher: SegmentMatcher,
    deadline: Deadline,
) -> Occurrences:
    data = matcher.segment.data.terms[field]
    starts = data.starts_of(matcher.ordinals(syllable))
    found = []
    for first in range(0, len(starts), _LISTS_AT_ONCE):
        deadline.check()
        lists = PostingLists(data, starts[first : first + _LISTS_AT_ONCE])
        found.append(read_occurrences(lists, among))
    if len(found) == 1:
        return found[0]
    return np.sort(np.concatenate([_NOWHERE, *found]))
