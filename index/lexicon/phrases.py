"""Which runs of syllables do several titles share?  They are what articles are about.

A run that nearly always stands in one and the same longer run says less than that one, and is
left out.  How often a run is used in all texts is estimated from its titles: by that pair of its
syllables whose uses in all texts and in titles give the lowest number (measured:
docs/relevance.md).
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.arrays.types import Counts
from index.lexicon.closing import InTitles
from index.lexicon.corpus import SyllableOrdinals, Syllables
from index.lexicon.counts import LanguageCounts

MIN_TITLES = 3  # occurrences of a phrase in titles
MIN_SYLLABLES, MAX_SYLLABLES = 2, 6  # of a phrase
MIN_SHARE_OF_LONGER = 0.7  # of a run's occurrences: then the longer one says it better

TitlePlaces = npt.NDArray[np.int64]
"""Indexes into the row of all titles."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Syllables in a row, which stand in titles at ``places`` and occur about ``used`` times in all
    texts; ``topical`` is above 1 if titles have them more than all texts do."""

    syllables: Syllables
    places: InTitles
    used: int
    topical: float


def find_phrases(titles: npt.NDArray[np.int32], counted: LanguageCounts) -> Iterator[Phrase]:
    """The runs of a few syllables that several titles share.

    ``titles`` are those of :class:`index.lexicon.corpus.CorpusCounts`, ``counted`` was made of
    the same corpus.
    """
    row = counted.ordinals[titles]  # what is too rare to be part of a phrase is now a -1 too
    pairs = _extended(_Runs(row, np.zeros(0, np.int64), np.zeros(0, np.int64)))
    share = np.count_nonzero(row >= 0) / max(int(counted.counts.sum()), 1)
    runs = pairs
    for length in range(MIN_SYLLABLES, MAX_SYLLABLES + 1):
        longer = _extended(runs)
        firsts, lasts = _at_borders(runs, length, titles)
        for run in _not_part_of(runs, longer).tolist():
            first, count = int(runs.first[run]), int(runs.counts[run])
            syllables = row[first : first + length].tolist()
            own_pairs = pairs.counts[pairs.at[first : first + length - 1]].tolist()
            more = (
                counted.pair_count(a, b) / in_titles
                for (a, b), in_titles in zip(pairwise(syllables), own_pairs, strict=True)
            )
            used = round(count * min(more))
            if used:  # else a sign stands between two of them
                used = max(used, count)
                texts = tuple(counted.terms[n].decode() for n in syllables)
                places = InTitles(count, int(firsts[run]), int(lasts[run]))
                yield Phrase(texts, places, used, count / used / share)
        runs = longer


def places_of(
    titles: npt.NDArray[np.int32], counted: LanguageCounts, wanted: Container[Syllables]
) -> dict[Syllables, InTitles]:
    """Where the single syllables, and those of the ``wanted`` words of several that several titles
    have, stand in ``titles``."""
    row = counted.ordinals[titles]
    runs = _Runs(row, np.zeros(0, np.int64), np.zeros(0, np.int64))
    found: dict[Syllables, InTitles] = {}
    for length in range(1, MAX_SYLLABLES + 1):
        if length == 1:
            used = np.flatnonzero(row >= 0)
            size = len(counted.terms)
            runs = _Runs(row, np.bincount(row[used], minlength=size), np.zeros(size, np.int64))
            runs.first[row[used]] = used
        else:
            runs = _extended(runs)
        firsts, lasts = _at_borders(runs, length, titles)
        for run in np.flatnonzero(runs.counts).tolist():
            first = int(runs.first[run])
            word = tuple(counted.terms[n].decode() for n in row[first : first + length].tolist())
            if length == 1 or word in wanted:
                found[word] = InTitles(int(runs.counts[run]), int(firsts[run]), int(lasts[run]))
    return found


def _at_borders(runs: _Runs, length: int, titles: npt.NDArray[np.int32]) -> tuple[Counts, Counts]:
    """How often each run of so many syllables begins a title, and how often it ends one."""
    begins = np.flatnonzero(runs.at >= 0)
    is_border = np.append(titles < 0, True)
    which, size = runs.at[begins], len(runs.counts)
    firsts = np.bincount(which[is_border[begins - 1]], minlength=size)
    lasts = np.bincount(which[is_border[begins + length]], minlength=size)
    return firsts, lasts


@dataclass(frozen=True, slots=True)
class _Runs:
    """Runs of syllables of one length that occur often enough.

    ``at[i]`` is the run that begins at place i of the titles, or -1; run n occurs ``counts[n]``
    times and begins at place ``first[n]`` for the first time.
    """

    at: SyllableOrdinals
    counts: Counts
    first: TitlePlaces


def _extended(runs: _Runs) -> _Runs:
    """The runs of one syllable more."""
    begins = np.flatnonzero((runs.at[:-1] >= 0) & (runs.at[1:] >= 0))
    keys = runs.at[begins] << 32 | runs.at[begins + 1]
    _, first, which, counts = np.unique(
        keys, return_index=True, return_inverse=True, return_counts=True
    )
    kept = np.flatnonzero(counts >= MIN_TITLES)
    renumbered = np.full(len(counts), -1)
    renumbered[kept] = np.arange(len(kept))
    at = np.full(len(runs.at), -1)
    at[begins] = renumbered[which]
    return _Runs(at, counts[kept], begins[first[kept]])


def _not_part_of(runs: _Runs, longer: _Runs) -> SyllableOrdinals:
    """The ordinals in ``runs`` of those that do not nearly always stand in one and the same of
    ``longer``."""
    most = np.zeros(len(runs.counts))
    begins = np.flatnonzero(longer.at >= 0)
    for begin in (begins, begins + 1):
        np.maximum.at(most, runs.at[begin], longer.counts[longer.at[begins]])
    return np.flatnonzero(most < MIN_SHARE_OF_LONGER * runs.counts)
