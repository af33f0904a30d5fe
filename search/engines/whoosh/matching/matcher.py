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
from search.engines.whoosh.matching.clauses import AnyClause, Clauses, Known
from search.engines.whoosh.matching.segment_matcher import SegmentMatcher
from search.engines.whoosh.view import IndexView, SegmentView


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


@dataclass(frozen=True, slots=True)
class Part:
    """Some articles of one segment: where in all they stand, and their doc ids in the segment."""

    matcher: SegmentMatcher
    place: slice
    ids: DocIds


class Matcher:
    """Matches the clauses of one request; what it found is kept until that is answered.

    Raises :class:`search.errors.SearchTimeout` when the deadline passes.
    """

    def __init__(self, view: IndexView, columns: Columns, deadline: Deadline) -> None:
        self._view = view
        self.segments = [SegmentMatcher(s, columns.days, deadline) for s in view.segments]
        self._clauses = Clauses()
        self._found: dict[Known, Matches] = {}

    def match(self, clause: AnyClause) -> Matches:
        """The living articles that match ``clause``."""
        known = self._clauses.known(clause)
        found = self._found.get(known)
        if found is None:
            sets = tuple(one.match(known) & one.segment.living for one in self.segments)
            found = self._found[known] = Matches(self._view.segments, sets)
        return found

    def frequency(self, clause: AnyClause) -> int:
        """How many living articles match ``clause``."""
        count = self._view.frequencies.get(clause)
        if count is None:
            count = self.match(clause).count
            self._view.frequencies.put(clause, count)
        return count

    def pair_frequency(self, pair: tuple[str, str]) -> int:
        """About how many articles have two terms side by side, whatever parts them: an article
        counts once for each text field.  The heads of the lists tell it."""
        return sum(segment.lists.pair(*pair, True).postings for segment in self._view.segments)

    def among(self, clause: AnyClause, ids: DocIds) -> Mask:
        """Which of the articles ``ids`` (ascending) match ``clause``."""
        known = self._clauses.known(clause)
        found = np.zeros(len(ids), bool)
        for part in self.parts(ids):
            found[part.place] = bitset.among(part.matcher.match(known), part.ids)
        return found

    def count_among(self, clause: AnyClause, ids: DocIds) -> int:
        """How many of the articles ``ids`` (ascending) match ``clause``; others are hardly looked
        at."""
        known = self._clauses.known(clause)
        count = 0
        for part in self.parts(ids):
            own = bitset.of_ids(part.ids, part.matcher.segment.data.articles)
            count += bitset.count(part.matcher.match(known, own) & own)
        return count

    def parts(self, ids: DocIds) -> list[Part]:
        """What of ``ids`` (ascending) each segment has, for segments that have any."""
        ends = np.array([matcher.segment.end for matcher in self.segments], np.int32)
        bounds = [0, *np.searchsorted(ids, ends).tolist()]
        parts = []
        for matcher, low, high in zip(self.segments, bounds, bounds[1:], strict=False):
            if low < high:
                base = matcher.segment.doc_base
                own = ids[low:high] - np.int32(base) if base else ids[low:high]
                parts.append(Part(matcher, slice(low, high), own))
        return parts
