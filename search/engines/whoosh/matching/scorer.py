"""How well do some articles match?  Scores (:mod:`index.scoring`) of these and of no others.

How many articles have a word, which its score needs, is counted over the whole index, by sets, and
remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from index.arrays.types import BitSet, BitWords, DocIds, Frequencies, Norms, Scores
from index.codec import within
from index.codec.kernels import POSITION_BITS
from index.codec.segment import PostingLists
from index.scoring import FIELD_WEIGHTS, K1, idf, whoosh_idf
from search.deadline import Deadline
from search.engines.whoosh.matching import bitset, sets
from search.engines.whoosh.matching.clauses import AnyClause, rows_of_word
from search.engines.whoosh.matching.matcher import Matcher, Part
from search.engines.whoosh.view import IndexView
from search.plan import (
    AdjacentPairs,
    AllOf,
    AnyOf,
    AtLeast,
    FuzzyClause,
    Preference,
    PrefixClause,
    RowClause,
    Without,
    WordClause,
)
from search.query.variants import Row, Terms, Variants


class _Wanted:
    """The articles of one segment that are scored, and what each has of a word so far."""

    def __init__(self, part: Part, totals: Scores) -> None:
        self.segment, self.matcher = part.matcher.segment, part.matcher
        self.ids, self.totals = part.ids, totals[part.place]
        self.bits: BitWords | None = None
        self.ranks: Frequencies | None = None
        if bitset.are_many(part.ids, self.segment.data.articles):
            self.bits, self.ranks = bitset.ranked(self.as_set())

    def as_set(self) -> BitSet:
        return bitset.of_ids(self.ids, self.segment.data.articles)

    def add(self, lists: PostingLists, weight: float, norms: Norms) -> None:
        """Add the normalised frequencies that ``lists`` have of the articles."""
        field = lists.field
        within.add_frequencies(
            field.blob, lists.starts, field.has_positions, weight, norms,
            lists.mask, self.ids, self.bits, self.ranks, self.totals,
        )  # fmt: skip


class Scorer:
    """Scores the articles ``ids``, ascending.

    Raises :class:`search.errors.SearchTimeout` when the deadline passes.
    """

    def __init__(self, view: IndexView, matcher: Matcher, deadline: Deadline, ids: DocIds) -> None:
        self._view, self._matcher, self._deadline = view, matcher, deadline
        self._ids = ids
        self._totals = np.zeros(len(ids), np.float32)  # and all 0 between two words
        self._parts = [_Wanted(part, self._totals) for part in matcher.parts(ids)]

    def add(self, clause: AnyClause, scores: Scores, *, sure: bool = False) -> None:
        """Add to ``scores`` what the articles that match ``clause`` score; ``sure`` if all do."""
        match clause:
            case WordClause(field=None):
                self._add_word(clause, scores)
            case WordClause(field=str(field)):
                self._add_word_in_field(clause, field, scores)
            case PrefixClause() | FuzzyClause():
                scores += self._matcher.among(clause, self._ids)
            case AllOf(clauses):
                self._add_all(clause, clauses, scores, sure=sure)
            case AnyOf(clauses):
                for one in clauses:
                    self.add(one, scores, sure=sure and len(clauses) == 1)
            case Without(wanted, _):
                self._add_all(clause, (wanted,), scores, sure=sure)
            case AtLeast(minimum, clauses) if minimum <= 1:
                self.add(AnyOf(clauses), scores, sure=sure)
            case AtLeast(minimum, clauses):
                are_all = minimum == len(clauses)
                self._add_all(clause, clauses, scores, sure=sure, sure_each=sure and are_all)

    def prefer(self, preferences: Iterable[Preference], scores: Scores) -> None:
        """Add to ``scores`` what the articles have of ``preferences``."""
        for one in preferences:
            if isinstance(one, WordClause):
                self._add_word(one, scores)
                continue
            for pair in one.pairs:
                self._add_pair(pair, one, scores)

    def _add_all(
        self,
        clause: AnyClause,
        clauses: Sequence[AnyClause],
        scores: Scores,
        *,
        sure: bool,
        sure_each: bool | None = None,
    ) -> None:
        """Add the scores of ``clauses`` to those of the articles that match ``clause``."""
        own = scores if sure else np.zeros_like(scores)
        for one in clauses:
            self.add(one, own, sure=sure if sure_each is None else sure_each)
        if not sure and own.any():
            scores += own * self._matcher.among(clause, self._ids)

    # One word over all the texts

    def _add_word(self, word: WordClause, scores: Scores) -> None:
        self._add_terms(word.variants, word.phrases, word.boost * word.times, scores)
        if word.likely and word.likely_boost:
            likely = ((word.likely[0], 1.0),)
            self._add_terms(likely, (), word.likely_boost * word.times, scores)

    def _add_terms(
        self, variants: Variants, phrases: Sequence[Terms], boost: float, scores: Scores
    ) -> None:
        clause = rows_of_word(WordClause(variants, tuple(phrases)))
        df = self._matcher.frequency(clause)
        if not df:
            return
        for part in self._parts:
            lists = part.segment.lists
            for term, worth in variants:
                self._add_parts(part, lists.term(term).parts, worth)
            for phrase in phrases:
                if len(phrase) == 2:
                    first, second = phrase
                    self._add_parts(part, lists.pair(first, second, True).parts, 1.0)
                else:
                    self._add_phrase(part, phrase)
        self._saturate(idf(self._view.living, df) * boost, scores)

    def _add_pair(self, pair: tuple[str, str], preference: AdjacentPairs, scores: Scores) -> None:
        df = self._matcher.frequency(RowClause((Row(pair, close=True),)))
        if not df:
            return
        for part in self._parts:
            self._add_parts(part, part.segment.lists.pair(*pair, False).parts, 1.0)
        self._saturate(idf(self._view.living, df) * preference.boost, scores)

    def _add_parts(
        self, part: _Wanted, fields: Iterable[tuple[str, PostingLists]], worth: float
    ) -> None:
        for field, lists in fields:
            self._deadline.check()
            part.add(lists, FIELD_WEIGHTS[field] * worth, self._view.norms(part.segment, field))

    def _add_phrase(self, part: _Wanted, phrase: Terms) -> None:
        """Add the normalised frequencies of three or more terms one right behind the other."""
        among = part.as_set()
        for field, weight in FIELD_WEIGHTS.items():
            begins = part.matcher.row_begins(field, Row(phrase), among)
            if not len(begins):
                continue
            found, counts = np.unique(begins >> POSITION_BITS, return_counts=True)
            wanted = bitset.among(among, found)
            found, counts = found[wanted], counts[wanted].astype(np.float32)
            norms = self._view.norms(part.segment, field)[found]
            part.totals[np.searchsorted(part.ids, found)] += np.float32(weight) * counts * norms

    # One word in one field

    def _add_word_in_field(self, word: WordClause, field: str, scores: Scores) -> None:
        """Each term scores as Whoosh scores it, a phrase what its terms do."""
        for term, worth in word.variants:
            self._add_term_in(field, term, worth, scores)
        for phrase in word.phrases:
            own = np.zeros_like(scores)
            for term in phrase:
                self._add_term_in(field, term, 1.0, own)
            scores += own * self._matcher.among(WordClause((), (phrase,), field), self._ids)

    def _add_term_in(self, field: str, term: str, worth: float, scores: Scores) -> None:
        df = self._matcher.frequency(WordClause(((term, 1.0),), field=field))
        if not df:
            return
        for part in self._parts:
            self._deadline.check()
            for _, lists in part.segment.lists.term_in(field, term).parts:
                part.add(lists, 1.0, self._view.norms(part.segment, field))
        self._saturate(whoosh_idf(self._view.living, df) * worth, scores)

    def _saturate(self, worth: float, scores: Scores) -> None:
        sets.saturate(self._totals, K1, worth, scores)
