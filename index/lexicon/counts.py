"""How often does each syllable occur, and how often right behind which other?

The posting lists know: each begins with its collection frequency, so counting costs a
look at the head of every list and none at a posting.  Deleted articles are still
counted until their segment is rewritten, which changes no proportion that matters.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.article import TEXT_FIELDS
from index.codec.layout import pairs_of
from index.codec.segment import SegmentData

_ARTICLES_A_COUNT = 50_000
"""What occurs once among so many articles teaches nothing worth its bytes.  Measured with
50,000 articles: without pairs seen once the file is half as large, and .9556 instead of
.9574 of the syllables of titles get their accents back."""

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LanguageCounts:
    """Syllable n is ``terms[n]`` (accented, ascending) and occurs ``counts[n]`` times, behind
    ``predecessors[n]`` different ones; and ``ends[n]`` times with more than a space
    behind.  ``pair_counts[i]`` times stands ``second[i]`` behind ``first[i]`` with only a space
    between.  Pairs ascend by first, then second."""

    terms: list[bytes]
    counts: Numbers
    predecessors: Numbers
    ends: Numbers
    first: Numbers
    second: Numbers
    pair_counts: Numbers

    def find(self, syllable: str) -> int:
        """The number of a syllable, if it is there."""
        return bisect_left(self.terms, syllable.encode())

    def pair_count(self, first: int, second: int) -> int:
        """How often ``second`` stands behind ``first``."""
        row = np.searchsorted(self.first, [first, first + 1])
        at = int(row[0] + np.searchsorted(self.second[row[0] : row[1]], second))
        return int(self.pair_counts[at]) if at < row[1] and self.second[at] == second else 0


def count_language(segments: Sequence[SegmentData]) -> LanguageCounts:
    """Count the text fields of all ``segments``."""
    least = 1 + sum(segment.articles for segment in segments) // _ARTICLES_A_COUNT
    terms, numbers = _merged_terms(segments)
    counts = np.zeros(len(terms), np.int64)
    keys, frequencies = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for segment, new in zip(segments, numbers, strict=True):
        _add_syllables(segment, new, counts)
        own_keys, own_frequencies = _pairs(segment, new, len(terms))
        keys.append(own_keys)
        frequencies.append(own_frequencies)
    pairs, pair_counts = _summed(np.concatenate(keys), np.concatenate(frequencies))
    first, second = np.divmod(pairs, max(len(terms), 1))
    predecessors = np.bincount(second, minlength=len(terms))
    ends = counts - _sums(first, pair_counts, len(terms))
    return _without_rare(
        LanguageCounts(terms, counts, predecessors, ends, first, second, pair_counts),
        least,
    )


def _merged_terms(segments: Sequence[SegmentData]) -> tuple[list[bytes], list[Numbers]]:
    """The terms of all segments in order, and per segment the new numbers of its own."""
    tables = [segment.vocabulary.terms for segment in segments]
    terms = sorted(set().union(*tables))
    number = {term: n for n, term in enumerate(terms)}
    new = [np.fromiter(map(number.__getitem__, t), np.int64, len(t)) for t in tables]
    return terms, new


def _add_syllables(segment: SegmentData, new: Numbers, counts: Numbers) -> None:
    for name in TEXT_FIELDS:
        field = segment.terms[name]
        _, frequencies = field.frequencies(field.starts.astype(np.int64))
        counts[new[field.keys.all()]] += frequencies


def _pairs(segment: SegmentData, new: Numbers, terms: int) -> tuple[Numbers, Numbers]:
    """The pairs that only a space parts, as ``first * terms + second``, and their frequencies."""
    keys, frequencies = [], []
    for name in TEXT_FIELDS:
        field = segment.pairs[pairs_of(name)]
        own = field.keys.all()
        close = np.flatnonzero(own & np.uint64(1) == 0)
        low = (own[close] & np.uint64(0xFFFFFFFF)) >> np.uint64(1)
        keys.append(new[own[close] >> np.uint64(32)] * terms + new[low])
        frequencies.append(field.frequencies(field.starts[close].astype(np.int64))[1])
    return np.concatenate(keys), np.concatenate(frequencies)


def _summed(keys: Numbers, frequencies: Numbers) -> tuple[Numbers, Numbers]:
    """Every different key, ascending, with the sum of its frequencies."""
    different, which = np.unique(keys, return_inverse=True)
    return different, _sums(which, frequencies, len(different))


def _sums(which: Numbers, frequencies: Numbers, length: int) -> Numbers:
    """The sum of the frequencies of each of ``which``."""
    return np.bincount(which, weights=frequencies, minlength=length).astype(np.int64)


def _without_rare(counted: LanguageCounts, least: int) -> LanguageCounts:
    """Only the syllables and pairs that occur at least ``least`` times."""
    kept = np.flatnonzero(counted.counts >= least)
    new = np.full(len(counted.terms), -1)
    new[kept] = np.arange(len(kept))
    pairs = np.flatnonzero(counted.pair_counts >= least)
    return LanguageCounts(
        [counted.terms[n] for n in kept.tolist()],
        counted.counts[kept],
        counted.predecessors[kept],
        counted.ends[kept],
        new[counted.first[pairs]],
        new[counted.second[pairs]],
        counted.pair_counts[pairs],
    )
