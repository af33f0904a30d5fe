"""Which living articles match a clause?  Segment by segment, as sets, counts or doc ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from index.arrays.types import BitSet, DocIds, Mask
from search.deadline import Deadline
from search.engines.whoosh.columns import Columns
from search.engines.whoosh.matching import bitset
from search.engines.whoosh.matching.segment_matcher import AnyClause, SegmentMatcher
from search.engines.whoosh.view import IndexView, SegmentView
from search.plan import DateClause

Days = tuple[tuple[int, int], ...]
"""First and last days, each of which limits what is found."""


@dataclass(frozen=True)
class Matches:
    """Articles: per segment a set."""

    segments: Sequence[SegmentView]
    sets: tuple[BitSet, ...]

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return sum(map(bitset.count, self.sets))

    @cached_property
    def ids(self) -> DocIds:
        """Their doc ids in the whole index, ascending."""
        found = [
            bitset.ids_of(own, segment.data.articles, segment.doc_base)
            for segment, own in zip(self.segments, self.sets, strict=True)
        ]
        return found[0] if len(found) == 1 else np.concatenate([np.zeros(0, np.int32), *found])

    def without(self, others: Matches) -> Matches:
        """Those that are not among ``others``."""
        pairs = zip(self.sets, others.sets, strict=True)
        return Matches(self.segments, tuple(own & ~other for own, other in pairs))


class Matcher:
    """Matches the clauses of one request; what it found is kept until that is answered.

    Raises :class:`search.errors.SearchTimeout` when the deadline passes.
    """

    def __init__(self, view: IndexView, columns: Columns, deadline: Deadline) -> None:
        self._view = view
        self.segments = [SegmentMatcher(s, columns.days, deadline) for s in view.segments]
        self._found: dict[tuple[AnyClause, Days], Matches] = {}

    def match(self, clause: AnyClause, days: Days = ()) -> Matches:
        """The living articles that match ``clause`` and were published within each of ``days``."""
        found = self._found.get((clause, days))
        if found is None:
            sets = tuple(self._match_in(segment, clause, days) for segment in self.segments)
            found = self._found[clause, days] = Matches(self._view.segments, sets)
        return found

    def frequency(self, clause: AnyClause) -> int:
        """How many living articles match ``clause``."""
        known = self._view.frequencies.get(clause)
        if known is None:
            known = self.match(clause).count
            self._view.frequencies.put(clause, known)
        return known

    def pair_frequency(self, pair: tuple[str, str]) -> int:
        """About how many articles have two terms side by side, whatever parts them: an article counts
        once for each text field.  The heads of the lists tell it."""
        return sum(segment.lists.pair(*pair, True).postings for segment in self._view.segments)

    def among(self, clause: AnyClause, ids: DocIds) -> Mask:
        """Which of the articles ``ids`` (ascending) match ``clause``."""
        found = np.zeros(len(ids), bool)
        for matcher, own, local_ids in self.parts(ids):
            found[own] = bitset.among(matcher.match(clause), local_ids)
        return found

    def parts(self, ids: DocIds) -> list[tuple[SegmentMatcher, slice, DocIds]]:
        """For each segment that has any of ``ids`` (ascending): where in ``ids`` these stand, and their
        doc ids within the segment."""
        if len(self.segments) == 1:
            return [(self.segments[0], slice(0, len(ids)), ids)] if len(ids) else []
        parts = []
        for matcher in self.segments:
            segment = matcher.segment
            low, high = np.searchsorted(ids, [segment.doc_base, segment.end]).tolist()
            if low < high:
                local_ids = ids[low:high] - np.int32(segment.doc_base)
                parts.append((matcher, slice(low, high), local_ids))
        return parts

    def _match_in(self, segment: SegmentMatcher, clause: AnyClause, days: Days) -> BitSet:
        bits = segment.match(clause)
        for first, last in days:
            bits = bits & segment.match(DateClause(first, last))
        return bits & segment.segment.living
