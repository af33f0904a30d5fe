"""Which articles match, and how well?  Doc ids with a score each, and how to combine them.

There are two kinds.  *Sparse*: the doc ids in ascending order and their scores.  *Dense*: a
score for every article, 0 where it does not match; for words that so many articles have
that going through all of them, without a branch, is faster than walking along lists.

What is combined is used up: the arrays of both may be written into.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.arrays.types import DocIds, Indices, Mask, Scores
from search.engines.whoosh.matching import sets
from search.engines.whoosh.matching.arena import Arena

_TINY = 1e-30  # times a score, this may be 0 in a float of 32 bits


@dataclass(frozen=True, slots=True)
class Matches:
    """Sparse: doc ids of the whole index, ascending, with a score each."""

    ids: DocIds
    scores: Scores

    @classmethod
    def none(cls) -> Matches:
        """No article at all."""
        return cls(np.zeros(0, np.int32), np.zeros(0, np.float32))

    @classmethod
    def constant(cls, ids: DocIds, score: float) -> Matches:
        """The articles ``ids``, all with the same score."""
        return cls(ids, np.full(len(ids), score, np.float32))

    def __len__(self) -> int:
        return len(self.ids)

    def sparse(self) -> Matches:
        """These matches: they are sparse already."""
        return self

    def select(self, which: Mask | Indices | DocIds) -> Matches:
        """Some of them: those where a mask is true, or those at ascending indices."""
        return Matches(self.ids[which], self.scores[which])

    def boosted(self, factor: float) -> Matches:
        """These articles with their scores multiplied by ``factor``."""
        return self if factor == 1 else Matches(self.ids, self.scores * np.float32(factor))


@dataclass(frozen=True, slots=True)
class DenseMatches:
    """Dense: a score for every article, not 0 for the ``count`` that match; in an array of
    ``arena``."""

    scores: Scores
    count: int
    arena: Arena

    def __len__(self) -> int:
        return self.count

    def sparse(self) -> Matches:
        """These matches as doc ids and scores, in arrays of the arena too."""
        ids, scores = self.arena.ids(), self.arena.scores()
        found = sets.drain(self.scores, ids, scores)
        return Matches(ids[:found], scores[:found])

    def boosted(self, factor: float) -> MatchSet:
        """These articles with their scores multiplied by ``factor``, in place; sparse if the
        products may be 0."""
        if abs(factor) < _TINY:  # a match with score 0 cannot be told from none here
            return self.sparse().boosted(factor)
        if factor != 1:
            np.multiply(self.scores, np.float32(factor), out=self.scores)
        return self


MatchSet = Matches | DenseMatches


def both(a: MatchSet, b: MatchSet) -> MatchSet:
    """What matches both; the scores are added."""
    match a, b:
        case DenseMatches(), DenseMatches():
            return _both_dense(a, b)
        case Matches(), DenseMatches():
            return _both_sparse_and_dense(a, b)
        case DenseMatches(), Matches():
            return _both_sparse_and_dense(b, a)
    return _both_sparse(a.sparse(), b.sparse())


def either(a: MatchSet, b: MatchSet) -> MatchSet:
    """What matches one or both; the scores are added."""
    match a, b:
        case DenseMatches(), DenseMatches():
            np.add(a.scores, b.scores, out=a.scores)
            return DenseMatches(a.scores, _count(a.scores), a.arena)
        case Matches(), DenseMatches():
            return either(b, a)
        case DenseMatches(), Matches():
            # a dense score of 0 says that there is no match: a match with 0 has to stay sparse
            if len(b) and not b.scores.all():
                return either(a.sparse(), b)
            before = np.count_nonzero(a.scores[b.ids])
            a.scores[b.ids] += b.scores
            return DenseMatches(a.scores, a.count + len(b) - int(before), a.arena)
    return _either_sparse(a.sparse(), b.sparse())


def maybe(a: MatchSet, b: MatchSet) -> Matches:
    """What matches ``a``; what matches ``b`` too gets that score on top."""
    a = a.sparse()
    if isinstance(b, DenseMatches):
        return Matches(a.ids, a.scores + b.scores[a.ids])
    at_a, at_b = _meetings(a, b)
    a.scores[at_a] += b.scores[at_b]
    return a


def within(a: MatchSet, b: MatchSet) -> Matches:
    """What matches both, with the scores of ``a``."""
    if isinstance(a, DenseMatches):
        b = b.sparse()
        scores = a.scores[b.ids]
        there = scores != 0
        return Matches(b.ids[there], scores[there])
    if isinstance(b, DenseMatches):
        return a.select(b.scores[a.ids] != 0)
    return a.select(_meetings(a, b)[0])


def without(a: MatchSet, b: MatchSet) -> Matches:
    """What matches ``a`` and not ``b``."""
    a = a.sparse()
    if isinstance(b, DenseMatches):
        return a.select(b.scores[a.ids] == 0)
    kept = np.ones(len(a), bool)
    kept[_meetings(a, b)[0]] = False
    return a.select(kept)


def _both_dense(a: DenseMatches, b: DenseMatches) -> DenseMatches:
    there = a.scores != 0
    there &= b.scores != 0
    np.add(a.scores, b.scores, out=a.scores)
    np.multiply(a.scores, there, out=a.scores)
    return DenseMatches(a.scores, int(np.count_nonzero(there)), a.arena)


def _count(scores: Scores) -> int:
    return int(np.count_nonzero(scores != 0))  # of truth values: many at a time


def _both_sparse_and_dense(a: Matches, b: DenseMatches) -> Matches:
    added = b.scores[a.ids]
    there = added != 0
    return Matches(a.ids[there], a.scores[there] + added[there])


def _both_sparse(a: Matches, b: Matches) -> Matches:
    at_a, at_b = _meetings(a, b)
    return Matches(a.ids[at_a], a.scores[at_a] + b.scores[at_b])


def _either_sparse(a: Matches, b: Matches) -> Matches:
    if not len(a) or not len(b):
        return b if len(b) else a
    ids, scores = np.empty(len(a) + len(b), np.int32), np.empty(len(a) + len(b), np.float32)
    found = sets.unite(a.ids, a.scores, b.ids, b.scores, ids, scores)
    return Matches(ids[:found], scores[:found])


def _meetings(a: Matches, b: Matches) -> tuple[DocIds, DocIds]:
    """The indices in ``a`` and in ``b`` of the articles that both have."""
    # One more than the shorter: the loop writes before it knows whether it found something.
    length = min(len(a), len(b)) + 1
    at_a, at_b = np.empty(length, np.int32), np.empty(length, np.int32)
    found = sets.intersect(a.ids, b.ids, at_a, at_b)
    return at_a[:found], at_b[:found]
