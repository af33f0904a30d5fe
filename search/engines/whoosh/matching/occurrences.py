"""Where do rows of terms stand, and which articles have two of them near each other?

Positions are read only of articles that are asked for: candidates, which have all the pairs or all
the terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from index.arrays.types import BitSet, DocIds, Occurrences, Ordinals
from index.codec.segment import PostingLists
from index.codec.union import docs_of, read_occurrences
from search.deadline import Deadline
from search.engines.whoosh.matching import bitset, sets
from search.engines.whoosh.matching.lists import is_bare
from search.engines.whoosh.view import SegmentView
from search.query.variants import Row

NOWHERE = np.zeros(0, np.int64)


class OccurrenceReader:
    """Reads the positions of one segment, for one query.

    Raises :class:`search.errors.SearchTimeout` when the deadline passes.
    """

    def __init__(self, segment: SegmentView, deadline: Deadline) -> None:
        self._segment, self._deadline = segment, deadline

    def begins(self, field: str, terms: Sequence[str], among: DocIds) -> Occurrences:
        """Where in ``field`` of the articles ``among`` the terms stand one right behind the other."""
        ordinals = [self._segment.lists.ordinals_of(term) for term in terms]
        if not len(among) or not all(map(len, ordinals)):
            return NOWHERE
        begins = self._read(field, ordinals[0], among)
        for step, own in enumerate(ordinals[1:], 1):
            if not len(begins):
                break
            found = self._read(field, own, docs_of(begins).astype(np.int32))
            begins = begins[: sets.keep_followed(begins, found, step)]
        return begins

    def mark_near(
        self,
        field: str,
        rows: tuple[Sequence[Row], Sequence[Row]],
        gap: int,
        among: DocIds,
        bits: BitSet,
    ) -> None:
        """Set the bits of those of the articles ``among`` in whose ``field`` a row of either kind have
        at most ``gap`` syllables between, whichever comes first."""
        firsts = list(self._each(field, rows[0], among))
        if not firsts:
            return
        among = _docs_of_any(begins for begins, _ in firsts)
        for b, b_length in self._each(field, rows[1], among):
            for a, a_length in firsts:
                sets.mark_near(a, a_length, b, gap, bits)
                sets.mark_near(b, b_length, a, gap, bits)

    def _each(
        self, field: str, rows: Sequence[Row], among: DocIds
    ) -> Iterator[tuple[Occurrences, int]]:
        """Where each of ``rows`` begins, if anywhere, and how many syllables it has."""
        for row in rows:
            within = among
            if is_bare(row.terms):
                within = among[bitset.among(self._segment.unaccented(field), among)]
            begins = self.begins(field, row.terms, within)
            if len(begins):
                yield begins, len(row.terms)

    def _read(self, field: str, ordinals: Ordinals, among: DocIds) -> Occurrences:
        self._deadline.check()
        read = self._segment.data.terms[field]
        return read_occurrences(PostingLists(read, read.starts_of(ordinals)), among)


def _docs_of_any(every: Iterable[Occurrences]) -> DocIds:
    """The doc ids of all, ascending, each once."""
    return np.unique(np.concatenate([docs_of(one) for one in every])).astype(np.int32)
