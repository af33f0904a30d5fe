"""Which articles have two rows of terms near each other?

Positions are read only of articles that are asked for, and of a longer text only where the shorter
ones did not tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from index.arrays.types import BitSet, Bounds, DocIds, Flags, Starts
from index.article import TAGS, TEXT_FIELDS
from index.codec import nearness
from search.deadline import Deadline
from search.engines.whoosh.matching import bitset
from search.engines.whoosh.matching.lists import is_bare, without_mark
from search.engines.whoosh.view import SegmentView
from search.query.variants import Row

_MAX_ARTICLES_AT_ONCE = 65_536  # between two looks at the clock
_NOWHERE = np.zeros(0, np.int64)

TwoKinds = tuple[Sequence[Row], Sequence[Row]]


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists of rows of two kinds in one field, as :mod:`index.codec.nearness` takes them."""

    starts: Starts
    bounds: Bounds
    rows: Bounds
    firsts: int
    bare: Flags


class NearFinder:
    """Reads the positions of one segment, for one query.

    Raises :class:`search.errors.SearchTimeout` when the deadline passes.
    """

    def __init__(self, segment: SegmentView, deadline: Deadline) -> None:
        self._segment, self._deadline = segment, deadline

    def mark(
        self,
        rows: TwoKinds,
        gap: int,
        among: DocIds,
        bits: BitSet,
        *,
        fields: Sequence[str] = TEXT_FIELDS,
        tags: bool = False,
    ) -> None:
        """Set the bits of those of ``among`` in one of whose ``fields``, or ``tags``, a row of
        either kind have at most ``gap`` syllables between, whichever comes first."""
        in_texts = self._worth_looking_for(rows, TEXT_FIELDS[0], among)
        for field in fields:
            if self._mark_field(field, in_texts, gap, among, bits):
                among = bitset.keep(~bits, among)
        if tags and self._segment.has_tags and len(among):
            in_tags = self._worth_looking_for(rows, TAGS, among)
            self._mark_field(TAGS, in_tags, gap, among, bits)

    def _worth_looking_for(self, rows: TwoKinds, field: str, among: DocIds) -> TwoKinds:
        """``rows``, without bare ones where ``among`` has no article without accents."""
        if len(bitset.keep(self._segment.unaccented(field), among)):
            return rows
        first, second = rows
        return _with_accents(first), _with_accents(second)

    def _mark_field(
        self, field: str, rows: TwoKinds, gap: int, among: DocIds, bits: BitSet
    ) -> bool:
        """Set them for one field; whether it has rows of either kind at all."""
        lists = self._lists(field, rows)
        if lists is None:
            return False
        for begin in range(0, len(among), _MAX_ARTICLES_AT_ONCE):
            self._deadline.check()
            some = among[begin : begin + _MAX_ARTICLES_AT_ONCE]
            self._mark_in(field, lists, gap, some, bits)
        return True

    def _mark_in(self, field: str, lists: _Lists, gap: int, among: DocIds, near: BitSet) -> None:
        bits = ranks = None
        articles = self._segment.data.articles
        if bitset.are_many(among, articles):
            bits, ranks = bitset.ranked(bitset.of_ids(among, articles))
        nearness.mark_near(
            self._segment.data.terms[field].blob, lists.starts, lists.bounds, lists.rows,
            lists.firsts, lists.bare, self._segment.unaccented(field), gap, among, bits, ranks,
            near,
        )  # fmt: skip

    def _lists(self, field: str, rows: TwoKinds) -> _Lists | None:
        """``None`` if the field has no row of one kind."""
        firsts, seconds = ([row for row in some if self._has(field, row)] for some in rows)
        if not firsts or not seconds:
            return None
        both = firsts + seconds
        of_terms = [self._starts(field, term) for row in both for term in row.terms]
        return _Lists(
            np.concatenate(of_terms),
            _bounds(of_terms),
            _bounds([row.terms for row in both]),
            len(firsts),
            np.array([is_bare(row.terms) for row in both], np.uint8),
        )

    def _has(self, field: str, row: Row) -> bool:
        return all(len(self._starts(field, term)) for term in row.terms)

    def _starts(self, field: str, term: str) -> Starts:
        """The lists of a term; of a bare one those of the accented one like it."""
        lists = self._segment.lists.term_in(field, without_mark(term)).in_field(field)
        return _NOWHERE if lists is None else lists.starts


def _with_accents(rows: Sequence[Row]) -> list[Row]:
    """What of ``rows`` is not only looked for in articles without accents."""
    return [row for row in rows if not is_bare(row.terms)]


def _bounds(several: Sequence[Sequence[object]] | Sequence[Starts]) -> Bounds:
    return np.array([0, *accumulate(map(len, several))], np.int64)
