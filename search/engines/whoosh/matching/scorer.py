"""How well do some articles match?  Scores (:mod:`index.scoring`) of these and of no others.

How many articles have a word, which its score needs, is counted over the whole index, by sets, and
remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from index.arrays.types import BitSet, BitWords, DocIds, Frequencies, Norms, Scores
from index.codec.kernels import POSITION_BITS
from index.codec.packed_lists import PackedLists
from index.scoring import FIELD_WEIGHTS, K1, idf, whoosh_idf
from search.deadline import Deadline
from search.engines.whoosh.matching import bitset, scoring
from search.engines.whoosh.matching.clauses import AnyClause, rows_of_word
from search.engines.whoosh.matching.lists import FieldLists
from search.engines.whoosh.matching.matcher import Matcher, Part
from search.engines.whoosh.view import IndexView
from search.plan import (
    AllOf,
    AnyOf,
    AtLeast,
    FuzzyClause,
    Preference,
    PrefixClause,
    RowClause,
    TagPreference,
    Without,
    WordClause,
)
from search.query.variants import Row, Terms, Variants

FieldFrequencies = tuple[PackedLists, float, Norms]
"""What a word has in one field: lists, the worth of an occurrence, and its share per article."""
Word = tuple[float, list[FieldFrequencies], Scores | None]
"""What a word is worth, what it has in some fields, and what in each article besides."""


class _Wanted:
    """The articles of one segment that are scored, and the words that they are still to be scored
    for."""

    def __init__(self, part: Part) -> None:
        self.segment, self.matcher = part.matcher.segment, part.matcher
        self.place, self.ids = part.place, part.ids
        self.words: list[Word] = []
        self._bits: BitWords | None = None
        self._ranks: Frequencies | None = None
        if bitset.are_many(part.ids, self.segment.data.articles):
            self._bits, self._ranks = bitset.ranked(self.as_set())

    def as_set(self) -> BitSet:
        return bitset.of_ids(self.ids, self.segment.data.articles)

    def score_words(self, scores: Scores) -> None:
        """Add to ``scores``, those of all articles, what these score for the words."""
        own = scores[self.place]
        scoring.add_scores(self.words, self.ids, self._bits, self._ranks, K1, own)
        self.words.clear()


class Scorer:
    """Scores the articles ``ids``, ascending.

    Words wait until others are added to other scores: to score several at once takes less time.

    Raises :class:`search.errors.SearchTimeout` when the deadline passes.
    """

    def __init__(self, view: IndexView, matcher: Matcher, deadline: Deadline, ids: DocIds) -> None:
        self._view, self._matcher, self._deadline = view, matcher, deadline
        self._ids = ids
        self._parts = [_Wanted(part) for part in matcher.parts(ids)]
        self._target = np.zeros(len(ids), np.float32)

    def score(
        self, clause: AnyClause, preferences: Iterable[Preference] = (), *, sure: bool = False
    ) -> Scores:
        """What each article scores for ``clause``, if it matches that, and for ``preferences``;
        ``sure`` if all match."""
        scores = self._target
        self._add(clause, scores, sure=sure)
        for one in preferences:
            if isinstance(one, WordClause):
                self._add_word(one, scores)
            elif isinstance(one, TagPreference):
                self._add_tags(one, scores)
            else:
                for pair in one.pairs:
                    self._add_pair(pair, one.boost, scores)
        self._score_words()
        return scores

    def _add(self, clause: AnyClause, scores: Scores, *, sure: bool) -> None:
        """Add to ``scores`` what the articles that match ``clause`` score; ``sure`` if all do."""
        match clause:
            case WordClause(field=None):
                self._add_word(clause, scores)
            case WordClause(field=str(field)):
                self._add_word_in_field(clause, field, scores)
            case PrefixClause() | FuzzyClause():
                self._score_words()
                scores += 1.0 if sure else self._matcher.among(clause, self._ids)
            case AllOf(clauses):
                self._add_all(clause, clauses, scores, sure=sure)
            case AnyOf(clauses):
                for one in clauses:
                    self._add(one, scores, sure=sure and len(clauses) == 1)
            case Without(wanted, _):
                self._add_all(clause, (wanted,), scores, sure=sure)
            case AtLeast(minimum, clauses) if minimum <= 1:
                self._add(AnyOf(clauses), scores, sure=sure)
            case AtLeast(minimum, clauses):
                are_all = minimum == len(clauses)
                self._add_all(clause, clauses, scores, sure=sure, sure_each=sure and are_all)

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
            self._add(one, own, sure=sure if sure_each is None else sure_each)
        if not sure:
            self._score_words()
            if own.any():
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
        df = self._matcher.frequency(rows_of_word(WordClause(variants, tuple(phrases))))
        if not df:
            return
        self._aim_at(scores)
        worth = idf(self._view.living, df) * boost
        for part in self._parts:
            lists, found, more = part.segment.lists, [], None
            for term, share in variants:
                found += self._in_texts(part, lists.term(term), share)
            for phrase in phrases:
                if len(phrase) == 2:
                    found += self._in_texts(part, lists.pair(*phrase, True))
                else:
                    more = self._phrase(part, phrase, more)
            part.words.append((worth, found, more))

    def _add_tags(self, preference: TagPreference, scores: Scores) -> None:
        if not self._view.has_tags:
            return
        df = self._matcher.frequency(preference.clause)
        if df:
            self._score_words()
            worth = np.float32(idf(self._view.living, df) * preference.boost)
            scores += worth * self._matcher.among(preference.clause, self._ids)

    def _add_pair(self, pair: tuple[str, str], boost: float, scores: Scores) -> None:
        df = self._matcher.frequency(RowClause((Row(pair, close=True),)))
        if not df:
            return
        self._aim_at(scores)
        worth = idf(self._view.living, df) * boost
        for part in self._parts:
            found = self._in_texts(part, part.segment.lists.pair(*pair, False))
            part.words.append((worth, found, None))

    def _in_texts(
        self, part: _Wanted, lists: FieldLists, share: float = 1.0
    ) -> list[FieldFrequencies]:
        """The frequencies that ``lists`` have, one of which counts as so much of an occurrence."""
        norms = self._view.norms
        return [
            (packed, FIELD_WEIGHTS[field] * share, norms(part.segment, field))
            for field, packed in lists.packed
        ]

    def _phrase(self, part: _Wanted, phrase: Terms, more: Scores | None) -> Scores:
        """The normalised frequencies of three or more terms in a row, and ``more`` of others."""
        totals = np.zeros(len(part.ids), np.float32) if more is None else more
        among = part.as_set()
        for field, weight in FIELD_WEIGHTS.items():
            begins = part.matcher.row_begins(field, Row(phrase), among)
            if not len(begins):
                continue
            found, counts = np.unique(begins >> POSITION_BITS, return_counts=True)
            wanted = bitset.among(among, found)
            found, counts = found[wanted], counts[wanted].astype(np.float32)
            norms = self._view.norms(part.segment, field)[found]
            totals[np.searchsorted(part.ids, found)] += np.float32(weight) * counts * norms
        return totals

    # One word in one field

    def _add_word_in_field(self, word: WordClause, field: str, scores: Scores) -> None:
        """Each term scores as Whoosh scores it, a phrase what its terms do."""
        for term, worth in word.variants:
            self._add_term_in(field, term, worth, scores)
        for phrase in word.phrases:
            own = np.zeros_like(scores)
            for term in phrase:
                self._add_term_in(field, term, 1.0, own)
            self._score_words()
            scores += own * self._matcher.among(WordClause((), (phrase,), field), self._ids)

    def _add_term_in(self, field: str, term: str, worth: float, scores: Scores) -> None:
        df = self._matcher.frequency(WordClause(((term, 1.0),), field=field))
        if not df:
            return
        self._aim_at(scores)
        for part in self._parts:
            norms = self._view.norms(part.segment, field)
            lists = part.segment.lists.term_in(field, term).packed
            found = [(packed, 1.0, norms) for _, packed in lists]
            part.words.append((whoosh_idf(self._view.living, df) * worth, found, None))

    # Words that wait

    def _aim_at(self, scores: Scores) -> None:
        """What is added from now on is added to ``scores``."""
        if scores is not self._target:
            self._score_words()
            self._target = scores

    def _score_words(self) -> None:
        for part in self._parts:
            if part.words:
                self._deadline.check()
                part.score_words(self._target)
