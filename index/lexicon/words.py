"""Which rows of syllables are words of the language?  The corpus votes, by how it is cut into
words.

A pair of syllables that stand side by side is *joined* where both are in one word.  Of each pair is
kept how many of its occurrences are joined; of three to five syllables how often they are a word,
and how often they stand in a row at most: no more often than the rarest pair of them does.
What is left of a syllable's occurrences, it is a word *alone*.

A single text is cut wrongly now and then; all texts together outvote it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.arrays.types import Counts
from index.lexicon.corpus import CorpusCounts, SyllableOrdinals, Syllables
from index.lexicon.counts import LanguageCounts

MIN_OCCURRENCES = 2  # of a word: what occurs once as one may be a mistake
MIN_JOINED = 0.3
"""The least share of the occurrences of a row of syllables that makes it a word."""
MAX_SYLLABLES = 5  # of a word; what is longer is several
JOINED_UNIT = 255


@dataclass(frozen=True, slots=True)
class WordCounts:
    """The words of a corpus, by the ordinals of :class:`LanguageCounts`.

    ``joined[i]`` is the share of the occurrences of pair i that are inside a word, in the unit of
    1 / 255; ``alone[n]`` is how often syllable n is inside none.  ``longer`` are the words of more
    than two syllables: how often each occurs as a word, and how often at most in a row.
    """

    joined: npt.NDArray[np.uint8]
    alone: Counts
    longer: dict[Syllables, tuple[int, int]]


def count_words(corpus: CorpusCounts, counted: LanguageCounts) -> WordCounts:
    """The words of ``corpus``, of which ``counted`` was made."""
    words = _Words.of(corpus, counted)
    inside = np.bincount(
        words.syllables[words.syllables >= 0],
        weights=words.times[words.syllables >= 0],
        minlength=len(counted.terms),
    )
    known = words.pairs >= 0
    joined = np.bincount(
        words.pairs[known],
        weights=words.times[:-1][known],
        minlength=len(counted.pair_counts),
    )
    joined[joined < MIN_OCCURRENCES] = 0
    # a name counts twice where a word was cut out of it
    shares = np.minimum(joined / np.maximum(counted.pair_counts, 1), 1)
    return WordCounts(
        np.rint(shares * JOINED_UNIT).astype(np.uint8),
        np.maximum(counted.counts - inside.astype(np.int64), 0),
        dict(_longer(corpus, counted, words)),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """All words of several syllables, one behind the other.

    Word n has the syllables ``bounds[n]:bounds[n + 1]``; syllable i of them all has the ordinal
    ``syllables[i]`` (-1: not worth knowing) and is of a word that occurs ``times[i]`` times;
    ``pairs[i]`` is the place of its pair with the next one, -1 if that is not known or they are of
    two words.
    """

    bounds: Counts
    syllables: SyllableOrdinals
    times: Counts
    pairs: SyllableOrdinals

    @classmethod
    def of(cls, corpus: CorpusCounts, counted: LanguageCounts) -> _Words:
        """The words of ``corpus`` by the ordinals of ``counted``."""
        several = [row for row in corpus.words if len(row) > 1]
        ordinals = {term.decode(): n for n, term in enumerate(counted.terms)}
        lengths = np.fromiter(map(len, several), np.int64, len(several))
        bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        every = (ordinals.get(one, -1) for row in several for one in row)
        syllables = np.fromiter(every, np.int64, int(bounds[-1]))
        counts = (corpus.words[row].occurrences for row in several)
        times = np.repeat(np.fromiter(counts, np.int64, len(several)), lengths)
        pairs = _places_of_pairs(counted, syllables[:-1], syllables[1:])
        pairs[bounds[1:-1] - 1] = -1
        return cls(bounds, syllables, times, pairs)


def _places_of_pairs(
    counted: LanguageCounts, firsts: SyllableOrdinals, seconds: SyllableOrdinals
) -> SyllableOrdinals:
    """Where pairs stand among all pairs; -1 for those that are not worth knowing."""
    keys = np.append(counted.first << 32 | counted.second, -1)
    wanted = firsts << 32 | seconds
    places = np.searchsorted(keys[:-1], wanted)
    is_known = (firsts >= 0) & (seconds >= 0) & (keys[places] == wanted)
    return np.where(is_known, places, -1)


def _longer(
    corpus: CorpusCounts, counted: LanguageCounts, words: _Words
) -> Iterator[tuple[Syllables, tuple[int, int]]]:
    """The words of three syllables and more, and how often each occurs, as a word and in a row."""
    several = (row for row in corpus.words if len(row) > 1)
    for row, begin in zip(several, words.bounds.tolist(), strict=False):
        occurrences = int(words.times[begin])
        if not 2 < len(row) <= MAX_SYLLABLES or occurrences < MIN_OCCURRENCES:
            continue
        pairs = words.pairs[begin : begin + len(row) - 1]
        if pairs.min() >= 0:
            yield row, (occurrences, int(counted.pair_counts[pairs].min()))
