"""How often does each syllable occur, and how often right behind which other?

The counts of a corpus without what is too rare to teach anything, and with what follows from
them: behind how many different syllables each one stands, and how often a stretch ends with it.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np

from index.arrays.types import Counts
from index.lexicon.corpus import CorpusCounts, SyllableOrdinals

ARTICLES_PER_OCCURRENCE = 50_000
"""What occurs once among so many articles teaches nothing worth its bytes (measured:
docs/relevance.md)."""


@dataclass(frozen=True, slots=True)
class LanguageCounts:
    """The syllables and pairs of a corpus that are worth knowing.

    Syllable n is ``terms[n]`` (accented, UTF-8, ascending) and occurs ``counts[n]`` times, in about
    ``holders[n]`` articles, behind ``predecessors[n]`` different ones, and ``ends[n]`` times with
    more than a space behind. ``pair_counts[i]`` times stands syllable ``second[i]`` behind
    ``first[i]`` with only a space between.  Pairs ascend by first, then second.  ``ordinals[n]`` is
    the ordinal here of the corpus's syllable n, or -1 if it is not worth knowing; the last element
    of ``ordinals`` is one more -1, so that ``ordinals[-1]`` is -1.
    """

    terms: list[bytes]
    counts: Counts
    holders: Counts
    predecessors: Counts
    ends: Counts
    first: SyllableOrdinals
    second: SyllableOrdinals
    pair_counts: Counts
    ordinals: SyllableOrdinals

    def ordinal_of(self, syllable: str) -> int:
        """The ordinal of ``syllable``, which must be there."""
        return bisect_left(self.terms, syllable.encode())

    def pair_count(self, first: int, second: int) -> int:
        """How often syllable ``second`` stands behind syllable ``first``."""
        row = np.searchsorted(self.first, [first, first + 1])
        at = int(row[0] + np.searchsorted(self.second[row[0] : row[1]], second))
        return int(self.pair_counts[at]) if at < row[1] and self.second[at] == second else 0


def least_occurrences(articles: int) -> int:
    """How often a syllable or pair occurs among so many ``articles`` that it is worth knowing."""
    return 1 + articles // ARTICLES_PER_OCCURRENCE


def count_language(corpus: CorpusCounts) -> LanguageCounts:
    """Leave out of ``corpus`` the syllables and pairs that are too rare for its size."""
    least = least_occurrences(corpus.articles)
    size = len(corpus.syllables)
    predecessors, goes_on = corpus.predecessors, corpus.goes_on
    if predecessors is None:
        predecessors = np.bincount(corpus.pair_seconds, minlength=size)
    if goes_on is None:
        goes_on = np.bincount(corpus.pair_firsts, weights=corpus.pair_occurrences, minlength=size)
    ends = corpus.occurrences - goes_on.astype(np.int64)
    kept = np.flatnonzero(corpus.occurrences >= least)
    ordinals = np.full(size + 1, -1)
    ordinals[kept] = np.arange(len(kept))
    pairs = np.flatnonzero(corpus.pair_occurrences >= least)
    return LanguageCounts(
        [corpus.syllables[n] for n in kept.tolist()],
        corpus.occurrences[kept],
        corpus.holders[kept],
        predecessors[kept],
        ends[kept],
        ordinals[corpus.pair_firsts[pairs]],
        ordinals[corpus.pair_seconds[pairs]],
        corpus.pair_occurrences[pairs],
        ordinals,
    )
