"""Where do rows of terms stand, and which articles have two of them near each other?

Positions are read only of articles that are asked for: candidates, which have all the pairs or all
the terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from index.arrays.types import BitSet, DocIds, Occurrences
from index.article import TEXT_FIELDS
from index.codec.union import docs_of, read_occurrences
from search.deadline import Deadline
from search.engines.whoosh.matching import bitset, sets
from search.engines.whoosh.matching.lists import is_bare, without_mark
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
        """Where in ``field`` of ``among`` the terms stand, each right behind the one before."""
        begins = self._read(field, terms[0], among)
        for step, term in enumerate(terms[1:], 1):
            if not len(begins):
                break
            found = self._read(field, term, docs_of(begins))
            begins = begins[: sets.keep_followed(begins, found, step)]
        return begins

    def mark_near(
        self, rows: tuple[Sequence[Row], Sequence[Row]], gap: int, among: DocIds, bits: BitSet
    ) -> None:
        """Set the bits of those of ``among`` in one of whose texts a row of either kind
        have at most ``gap`` syllables between, whichever comes first."""
        bare = bitset.keep(self._segment.unaccented(TEXT_FIELDS[0]), among)
        for field in TEXT_FIELDS:
            firsts = list(self._each(field, rows[0], among, bare))
            if not firsts:
                continue
            docs = _docs_of_any([begins for begins, _ in firsts])
            for b, b_length in self._each(field, rows[1], docs, bare):
                for a, a_length in firsts:
                    sets.mark_near(a, a_length, b, gap, bits)
                    sets.mark_near(b, b_length, a, gap, bits)

    def _each(
        self, field: str, rows: Sequence[Row], among: DocIds, bare: DocIds
    ) -> Iterator[tuple[Occurrences, int]]:
        """Where each of ``rows`` begins in ``among``, or in ``bare`` if it is only looked for
        there; and how many syllables it has."""
        for row in rows:
            begins = self.begins(field, row.terms, bare if is_bare(row.terms) else among)
            if len(begins):
                yield begins, len(row.terms)

    def _read(self, field: str, term: str, among: DocIds) -> Occurrences:
        """Where a term stands; for a bare one, where the accented one like it does."""
        self._deadline.check()
        lists = self._segment.lists.term_in(field, without_mark(term)).in_field(field)
        if lists is None or not len(among):
            return NOWHERE
        return read_occurrences(lists, among)


def _docs_of_any(every: Sequence[Occurrences]) -> DocIds:
    """The doc ids of all, ascending, each once."""
    return docs_of(every[0] if len(every) == 1 else np.sort(np.concatenate(every)))
