"""Which articles have rows of terms, or one row near another?  Sets of doc ids, without scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise

import numpy as np

from index.analysis import BARE_MARK
from index.arrays.types import DocIds, Mask, Occurrences, Ordinals
from index.article import TEXT_FIELDS
from index.codec import kernels
from index.codec.layout import unaccented_column
from index.codec.segment import PostingLists
from index.codec.union import docs_of, read_occurrences
from search.deadline import Deadline
from search.engines.whoosh.matching.arena import Arena
from search.engines.whoosh.view import IndexView, SegmentView
from search.query.variants import Row

_NONE = np.zeros(0, np.int64)


class RowMatcher:
    """Matches rows of one query; what it works in are arrays of ``arena``.

    Raises :class:`search.errors.SearchTimeout` when the deadline passes.
    """

    def __init__(self, view: IndexView, arena: Arena, deadline: Deadline) -> None:
        self._view, self._arena, self._deadline = view, arena, deadline

    def holders(self, rows: Sequence[Row]) -> DocIds:
        """The living articles with any of ``rows`` in one of their texts, ascending."""
        found = [np.zeros(0, np.int32)]
        for segment in self._view.segments:
            self._deadline.check()
            ids = self._holders_in(segment, rows)
            found.append(ids + np.int32(segment.doc_base) if segment.doc_base else ids)
        ids = np.concatenate(found) if len(found) > 2 else found[-1]
        return ids[self._view.alive[ids]] if self._view.living < self._view.articles else ids

    def near(self, first: Sequence[Row], second: Sequence[Row], gap: int, within: DocIds) -> DocIds:
        """Those of the articles ``within`` (ascending) in one of whose texts one of ``first`` and one
        of ``second`` have at most ``gap`` syllables between, whichever comes first."""
        found = [np.zeros(0, np.int32)]
        for segment in self._view.segments:
            low, high = np.searchsorted(within, [segment.doc_base, segment.end])
            own = (within[low:high] - segment.doc_base).astype(np.int32)
            near = np.zeros(segment.data.articles, bool)
            for field in TEXT_FIELDS:
                self._deadline.check()
                near[self._near_in(segment, field, first, second, gap, own)] = True
            found.append(within[low:high][near[own]])
        return np.concatenate(found)

    def _holders_in(self, segment: SegmentView, rows: Sequence[Row]) -> DocIds:
        """The doc ids within the segment."""
        short: list[PostingLists] = []
        found: list[DocIds] = []
        for row in rows:
            terms, mask = _terms_in(segment, row)
            if terms is None:
                continue
            if mask is None and len(terms) <= 2:
                short += _lists_of(segment, terms, close=row.close)
                continue
            ids = self._row_in(segment, terms, close=row.close)
            found.append(ids if mask is None else ids[mask[ids]])
        ids = self._any_of(segment, short)
        found = [one for one in found if len(one)]
        return reduce(np.union1d, found, ids).astype(np.int32) if found else ids

    def _row_in(self, segment: SegmentView, terms: Sequence[Ordinals], *, close: bool) -> DocIds:
        """The doc ids within the segment of the articles with a row of terms."""
        if len(terms) <= 2:
            return self._any_of(segment, _lists_of(segment, terms, close=close))
        found = [_NONE]
        for field in TEXT_FIELDS:
            candidates = self._candidates(segment, field, terms, close=close)
            if len(candidates):
                found.append(docs_of(_begins(segment, field, terms, candidates)))
        return np.unique(np.concatenate(found)).astype(np.int32)

    def _candidates(
        self, segment: SegmentView, field: str, terms: Sequence[Ordinals], *, close: bool
    ) -> DocIds:
        """The doc ids of the articles in whose ``field`` each pair of a row stands."""
        ids: DocIds | None = None
        for before, behind in pairwise(terms):
            lists = segment.data.pair_postings(field, before, behind, separated=not close)
            own = self._any_of(segment, [lists])
            ids = own if ids is None else np.intersect1d(ids, own, assume_unique=True)
            if not len(ids):
                break
        return np.zeros(0, np.int32) if ids is None else ids

    def _any_of(self, segment: SegmentView, every: Sequence[PostingLists]) -> DocIds:
        """The doc ids within the segment of the articles in any of the lists."""
        articles = segment.data.articles
        bits = self._arena.bits[: (articles + 7) // 8]
        for lists in every:
            kernels.set_bits(
                lists.field.blob, lists.starts, lists.field.has_positions, articles, bits
            )
        room = self._arena.ids()
        return room[: kernels.drain_bits(bits, articles, room)].copy()

    def _near_in(
        self,
        segment: SegmentView,
        field: str,
        first: Sequence[Row],
        second: Sequence[Row],
        gap: int,
        own: DocIds,
    ) -> DocIds:
        """The doc ids of those of the articles ``own`` of the segment with both near in ``field``."""
        found = [_NONE]
        for a, a_length in _occurrences(segment, field, first, own):
            for b, b_length in _occurrences(segment, field, second, own):
                found.append(docs_of(a[_is_followed(a, a_length, b, gap)]))
                found.append(docs_of(b[_is_followed(b, b_length, a, gap)]))
        return np.concatenate(found).astype(np.int32)


def _is_followed(a: Occurrences, length: int, b: Occurrences, gap: int) -> Mask:
    """For which of ``a``, each so many syllables long, one of ``b`` stands at most ``gap`` syllables
    behind; all ascend."""
    ends = a + length
    at = np.searchsorted(b, ends)
    behind = np.append(b, np.iinfo(np.int64).max)[at]
    return behind <= ends + gap


def _occurrences(
    segment: SegmentView, field: str, rows: Sequence[Row], own: DocIds
) -> Iterator[tuple[Occurrences, int]]:
    """Where each of ``rows`` begins in the articles ``own``, and how many syllables it has."""
    for row in rows:
        terms, mask = _terms_in(segment, row)
        if terms is None:
            continue
        within = own if mask is None else own[mask[own]]
        begins = _begins(segment, field, terms, within) if len(within) else _NONE
        if len(begins):
            yield begins, len(terms)


def _begins(
    segment: SegmentView, field: str, terms: Sequence[Ordinals], within: DocIds
) -> Occurrences:
    """Where in the articles ``within`` the terms stand one right behind the other."""
    read = segment.data.terms[field]
    begins: Occurrences | None = None
    for step, own in enumerate(terms):
        found = read_occurrences(PostingLists(read, read.starts_of(own)), within) - step
        if begins is None:
            begins = found
        else:
            begins = np.intersect1d(begins, found, assume_unique=True)
        if not len(begins):
            break
    return _NONE if begins is None else begins


def _terms_in(segment: SegmentView, row: Row) -> tuple[list[Ordinals] | None, Mask | None]:
    """The ordinals of each term of ``row`` in the segment, ``None`` if it lacks one; and where it has
    to be looked for, in the articles without accents, if not everywhere."""
    is_bare = row.terms[0].startswith(BARE_MARK)
    mask = None
    if is_bare:
        if TEXT_FIELDS[0] not in segment.data.has_unaccented:
            return None, None
        mask = segment.data.column(unaccented_column(TEXT_FIELDS[0])) != 0
    terms = [segment.data.ordinals_of(t.removeprefix(BARE_MARK).encode()) for t in row.terms]
    return (terms if all(map(len, terms)) else None), mask


def _lists_of(
    segment: SegmentView, terms: Sequence[Ordinals], *, close: bool
) -> list[PostingLists]:
    """The lists of one term or of two side by side, in each of the text fields."""
    if len(terms) == 1:
        fields = (segment.data.terms[name] for name in TEXT_FIELDS)
        return [PostingLists(field, field.starts_of(terms[0])) for field in fields]
    return [segment.data.pair_postings(field, *terms, separated=not close) for field in TEXT_FIELDS]
