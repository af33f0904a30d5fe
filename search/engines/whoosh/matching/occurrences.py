"""Where do rows of terms stand?

Positions are read only of articles that are asked for: candidates, which have all the pairs or all
the terms.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.arrays.types import DocIds, Occurrences
from index.codec.union import docs_of, read_occurrences
from search.deadline import Deadline
from search.engines.whoosh.matching import sets
from search.engines.whoosh.matching.lists import without_mark
from search.engines.whoosh.view import SegmentView

NOWHERE = np.zeros(0, np.int64)


class OccurrenceReader:
    """Reads the positions of one segment, for one query.

    Raises :class:`search.errors.SearchTimeout` when the deadline passes.
    """

    def __init__(self, segment: SegmentView, deadline: Deadline) -> None:
        self._segment, self._deadline = segment, deadline

    def begins(self, field: str, terms: Sequence[str], among: DocIds) -> Occurrences:
        """Where in ``field`` of ``among`` the terms stand, each right behind the one before."""
        begins = self._read(field, terms[0], among)
        for step, term in enumerate(terms[1:], 1):
            if not len(begins):
                break
            found = self._read(field, term, docs_of(begins))
            begins = begins[: sets.keep_followed(begins, found, step)]
        return begins

    def _read(self, field: str, term: str, among: DocIds) -> Occurrences:
        """Where a term stands; for a bare one, where the accented one like it does."""
        self._deadline.check()
        lists = self._segment.lists.term_in(field, without_mark(term)).in_field(field)
        if lists is None or not len(among):
            return NOWHERE
        return read_occurrences(lists, among)
