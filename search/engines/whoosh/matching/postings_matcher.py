"""Which articles does one word, phrase, prefix or range match?  From posting lists to matches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np

from index.analysis import FOLDED_MARK
from index.arrays.terms import TermTable
from index.arrays.types import DocIds, Mask, Occurrences, Ordinals, Scores
from index.codec import kernels
from index.codec.kernels import POSITION_BITS
from index.codec.layout import PAIR_FIELDS, WORDS, pairs_of
from index.codec.segment import PostingLists
from index.codec.union import docs_of, read_occurrences
from index.scoring import FIELD_WEIGHTS, idf, saturate, whoosh_idf
from search.deadline import Deadline
from search.engines.whoosh.matching import sets
from search.engines.whoosh.matching.arena import Arena
from search.engines.whoosh.matching.matches import DenseMatches, Matches, MatchSet, within
from search.engines.whoosh.view import IndexView, SegmentView
from search.query.variants import Variants

_MAX_LISTS_AT_ONCE = 512  # between two looks at the clock
_MIN_DENSE_SHARE = 1 / 16  # of all articles: a word that more have is kept dense

AddUp = Callable[[SegmentView, Scores], int]
"""Adds the frequencies in a segment to a total per article; returns how many postings it read."""


class PostingsMatcher:
    """Matches the terms and ranges of one query; what it finds may stand in arrays of ``arena``.

    Raises :class:`search.errors.SearchTimeout` when the deadline passes.
    """

    def __init__(self, view: IndexView, arena: Arena, deadline: Deadline) -> None:
        self._view = view
        self._arena = arena
        self._deadline = deadline

    def synonyms(self, variants: Variants, phrases: Sequence[Sequence[str]] = ()) -> MatchSet:
        """Terms that stand for one word, in any of the text fields, scored over all by BM25F.

        ``phrases`` count as if they were one term.
        """

        def add_up(segment: SegmentView, total: Scores) -> int:
            postings = 0
            for term, worth in variants:
                in_fields = segment.data.text_postings(term.encode())
                for (field, weight), lists in zip(FIELD_WEIGHTS.items(), in_fields, strict=False):
                    postings += self._add(segment, total, field, lists, weight * worth)
            for phrase in phrases:
                postings += self._add_phrases(segment, total, phrase)
            return postings

        return self._scored(add_up, idf)

    def adjacent_pair(self, first: str, second: str) -> MatchSet:
        """Two terms side by side in any of the text fields, scored over all of them by BM25F."""

        def add_up(segment: SegmentView, total: Scores) -> int:
            before = segment.data.ordinals_of(first.encode())
            behind = segment.data.ordinals_of(second.encode())
            postings = 0
            for field, weight in FIELD_WEIGHTS.items():
                lists = segment.data.pair_postings(field, before, behind, separated=False)
                postings += self._add(segment, total, field, lists, weight)
            return postings

        return self._scored(add_up, idf)

    def pair_doc_freq(self, first: str, second: str) -> int:
        """About how many articles have two terms side by side: an article counts once for each text
        field.  The heads of the lists tell it."""
        articles = 0
        for segment in self._view.segments:
            before = segment.data.ordinals_of(first.encode())
            behind = segment.data.ordinals_of(second.encode())
            for field in FIELD_WEIGHTS:
                lists = segment.data.pair_postings(field, before, behind, separated=True)
                articles += int(lists.field.frequencies(lists.starts)[0].sum())
        return articles

    def term(self, field: str, term: bytes) -> MatchSet:
        """A term in one field, scored as Whoosh scores it."""

        def add_up(segment: SegmentView, total: Scores) -> int:
            return self._add(segment, total, field, segment.data.postings(field, term), 1.0)

        return self._scored(add_up, whoosh_idf)

    def phrase(self, field: str, terms: Sequence[bytes]) -> Matches:
        """Terms one right behind the other in one field; score 0."""
        found = []
        for segment in self._view.segments:
            self._deadline.check()
            ordinals = [segment.data.ordinals_of(term) for term in terms]
            if all(map(len, ordinals)):
                ids = self._phrase_in(segment, field, ordinals)
                found.append(ids + np.int32(segment.doc_base))
        return self._constant(self._living(found), 0.0)

    def prefix(self, fields: Sequence[str], prefix: bytes) -> Matches:
        """Terms that begin with ``prefix`` in any of ``fields``, folded ones for a folded prefix.

        Each match has the score 1.
        """
        return self.any_of(fields, lambda segment: _with_prefix(segment, fields[0], prefix))

    def fuzzy(self, fields: Sequence[str], term: str, max_edits: int, prefix: int) -> Matches:
        """Terms at most ``max_edits`` edits away from ``term`` in any of ``fields``, that share its
        first ``prefix`` characters; each match with score 1."""
        return self.any_of(fields, lambda segment: segment.fuzzy_ordinals(term, max_edits, prefix))

    def in_days(self, mask: Mask) -> Matches:
        """The living articles where ``mask`` is true; score 0."""
        return self._constant(np.flatnonzero(mask & self._view.alive).astype(np.int32), 0.0)

    def match_all(self, score: float) -> Matches:
        """All living articles, each with ``score``."""
        return self._constant(self._view.living_ids, score)

    # Scoring

    def _scored(self, add_up: AddUp, idf_of: Callable[[int, int], float]) -> MatchSet:
        """The articles to which ``add_up`` gave a frequency, with the score that it makes
        (:mod:`index.scoring`); ``idf_of`` is given the number of living articles and the df."""
        total = self._arena.zeros()
        postings = 0
        for segment in self._view.segments:
            self._deadline.check()
            postings += add_up(segment, total[segment.doc_range])
        if self._view.living < self._view.articles:
            total *= self._view.alive
        if postings > self._view.articles * _MIN_DENSE_SHARE:
            count = int(np.count_nonzero(total != 0))
            saturate(total, self._arena.scores())
            return DenseMatches(total, count, self._arena).boosted(idf_of(self._view.living, count))
        few = min(postings, len(total)) + 1  # the loop writes before it knows whether to keep it
        ids, scores = np.empty(few, np.int32), np.empty(few, np.float32)
        count = sets.drain(total, ids, scores)
        saturate(scores[:count], np.empty(count, np.float32))
        return Matches(ids[:count], scores[:count]).boosted(idf_of(self._view.living, count))

    def _add(
        self, segment: SegmentView, total: Scores, field: str, lists: PostingLists, weight: float
    ) -> int:
        """Add the normalised frequencies of ``lists`` to the total of each article; return how
        many postings there were."""
        if not len(lists.starts):
            return 0
        return kernels.accumulate(
            lists.field.blob, lists.starts, lists.field.has_positions, weight,
            self._view.norms(field)[segment.doc_range], lists.mask, self._arena.scratch, total,
        )  # fmt: skip

    def _add_phrases(self, segment: SegmentView, total: Scores, phrase: Sequence[str]) -> int:
        """Add the normalised frequencies of terms one right behind the other in each text field."""
        ordinals = [segment.data.ordinals_of(term.encode()) for term in phrase]
        if not all(map(len, ordinals)):
            return 0
        return sum(
            self._add_phrase(segment, total, field, ordinals, weight)
            for field, weight in FIELD_WEIGHTS.items()
        )

    def _add_phrase(
        self,
        segment: SegmentView,
        total: Scores,
        field: str,
        ordinals: list[Ordinals],
        weight: float,
    ) -> int:
        if len(ordinals) == 2:
            lists = segment.data.pair_postings(field, *ordinals, separated=True)
            return self._add(segment, total, field, lists, weight)
        begins = self._phrase_begins(segment, field, ordinals)
        ids, counts = np.unique(begins >> POSITION_BITS, return_counts=True)
        norms = self._view.norms(field)[segment.doc_range]
        total[ids] += np.float32(weight) * counts.astype(np.float32) * norms[ids]
        return len(ids)

    # Matching without scores

    def any_of(self, fields: Sequence[str], choose: Callable[[SegmentView], Ordinals]) -> Matches:
        """The articles that hold any of the terms that ``choose`` names, each with score 1."""
        found = []
        for segment in self._view.segments:
            ordinals = choose(segment)
            read = [segment.data.terms[field] for field in fields]
            ids = self._holders(
                segment, [PostingLists(field, field.starts_of(ordinals)) for field in read]
            )
            found.append(ids + np.int32(segment.doc_base) if segment.doc_base else ids)
        return self._constant(self._living(found), 1.0)

    def _holders(self, segment: SegmentView, every: Iterable[PostingLists]) -> DocIds:
        """The doc ids within the segment of the articles that any of the lists holds."""
        articles = segment.data.articles
        bits = self._arena.bits[: (articles + 7) // 8]
        for lists in every:
            for first in range(0, len(lists.starts), _MAX_LISTS_AT_ONCE):
                self._deadline.check()
                starts = lists.starts[first : first + _MAX_LISTS_AT_ONCE]
                kernels.set_bits(
                    lists.field.blob, starts, lists.field.has_positions, articles, bits
                )
        ids = self._arena.ids()
        return ids[: kernels.drain_bits(bits, articles, ids)]

    def _phrase_in(self, segment: SegmentView, field: str, ordinals: list[Ordinals]) -> DocIds:
        """The doc ids within the segment of the articles that hold the phrase."""
        if len(ordinals) == 2 and pairs_of(field) in PAIR_FIELDS:
            return self._candidates(segment, field, ordinals)
        return docs_of(self._phrase_begins(segment, field, ordinals)).astype(np.int32)

    def _phrase_begins(
        self, segment: SegmentView, field: str, ordinals: list[Ordinals]
    ) -> Occurrences:
        """Where in the segment the phrase begins: the occurrences of its first term there."""
        candidates = self._candidates(segment, field, ordinals)
        if not len(candidates):
            return candidates.astype(np.int64)
        read = segment.data.terms[field]
        begins = read_occurrences(PostingLists(read, read.starts_of(ordinals[0])), candidates)
        for step, own in enumerate(ordinals[1:], 1):
            self._deadline.check()
            found = read_occurrences(PostingLists(read, read.starts_of(own)), candidates)
            begins = np.intersect1d(begins, found - step, assume_unique=True)
        return begins

    def _candidates(self, segment: SegmentView, field: str, ordinals: list[Ordinals]) -> DocIds:
        """The doc ids within the segment of articles that may hold the phrase.

        They hold each pair of it, or each term of it.
        """
        data = segment.data
        if pairs_of(field) in PAIR_FIELDS and len(ordinals) > 1:
            needed = [
                data.pair_postings(field, before, behind, separated=True)
                for before, behind in pairwise(ordinals)
            ]
        else:
            read = data.terms[field]
            needed = [PostingLists(read, read.starts_of(own)) for own in ordinals]
        if not all(len(lists.starts) for lists in needed):
            return np.zeros(0, np.int32)
        matches = [self._constant(self._holders(segment, [lists]), 0.0) for lists in needed]
        matches.sort(key=len)
        ids = matches[0]
        for other in matches[1:]:
            ids = within(ids, other)
        return ids.ids

    def _constant(self, ids: DocIds, score: float) -> Matches:
        """The articles ``ids``, each with ``score``."""
        scores = self._arena.scores()[: len(ids)]
        scores.fill(score)
        return Matches(ids, scores)

    def _living(self, parts: Sequence[DocIds]) -> DocIds:
        """The living ones among the doc ids of all segments."""
        ids = parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, np.int32), *parts])
        return ids[self._view.alive[ids]] if self._view.living < self._view.articles else ids


def term_table(segment: SegmentView, field: str) -> TermTable:
    """The texts whose ordinals are the keys of ``field``."""
    return segment.data.word_table if field == WORDS else segment.data.vocabulary.terms


def _with_prefix(segment: SegmentView, field: str, prefix: bytes) -> Ordinals:
    mark = FOLDED_MARK.encode()
    if field != WORDS and prefix.startswith(mark):
        vocabulary = segment.data.vocabulary
        folded = vocabulary.folded.prefix_range(prefix.removeprefix(mark))
        return np.sort(vocabulary.variants_between(folded.start, folded.stop))
    ordinals = term_table(segment, field).prefix_range(prefix)
    return np.arange(ordinals.start, ordinals.stop, dtype=np.uint32)
