"""Which runs of syllables do several titles share?  They are what articles are about.

A run that nearly always stands in one and the same longer run says less than that one, and is
left out.  How often a run is used in all texts is estimated from its titles: by that pair of its
syllables whose uses in all texts and in titles give the lowest number.  (Of 400 runs in 50,000
articles half were between .9 and 2.4 times as many as the articles that have them.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.codec.segment import PostingLists, SegmentData
from index.codec.union import read_occurrences
from index.lexicon.counts import LanguageCounts

Numbers = npt.NDArray[np.int64]
Syllables = tuple[str, ...]

_LEAST = 3  # titles of a phrase
_SHORTEST, _LONGEST = 2, 6  # syllables
PART_OF_LONGER = 0.7  # of a run's occurrences: then the longer one says it better


@dataclass(frozen=True, slots=True)
class Phrase:
    """Syllables in a row, so many times in ``titles``, and how often they may be ``used`` in all;
    ``topical`` above 1 if titles have them more than all texts do."""

    syllables: Syllables
    titles: int
    used: int
    topical: float


def find_phrases(segments: Sequence[SegmentData], counted: LanguageCounts) -> Iterator[Phrase]:
    """The runs of a few syllables that several titles share."""
    numbers = {term: n for n, term in enumerate(counted.terms)}
    titles = np.concatenate([np.zeros(0, np.int64), *(_titles(s, numbers) for s in segments)])
    pairs = _extended(_Runs(titles, np.zeros(0, np.int64), np.zeros(0, np.int64)))
    share = np.count_nonzero(titles >= 0) / max(int(counted.counts.sum()), 1)
    runs = pairs
    for length in range(_SHORTEST, _LONGEST + 1):
        longer = _extended(runs)
        for number in _not_part_of(runs, longer).tolist():
            first, count = int(runs.first[number]), int(runs.counts[number])
            row = titles[first : first + length].tolist()
            own_pairs = pairs.counts[pairs.at[first : first + length - 1]].tolist()
            more = (
                counted.pair_count(a, b) / in_titles
                for (a, b), in_titles in zip(pairwise(row), own_pairs, strict=True)
            )
            syllables = tuple(counted.terms[n].decode() for n in row)
            used = round(count * min(more))
            if used:  # else a sign stands between two of them
                used = max(used, count)
                yield Phrase(syllables, count, used, count / used / share)
        runs = longer


@dataclass(frozen=True, slots=True)
class _Runs:
    """Runs of syllables of one length that occur often enough: ``at[i]`` is the number of the one
    that begins at place i of the titles, or -1; run n occurs ``counts[n]`` times and begins at
    ``first[n]`` for the first time."""

    at: Numbers
    counts: Numbers
    first: Numbers


def _extended(runs: _Runs) -> _Runs:
    """The runs of one syllable more."""
    begins = np.flatnonzero((runs.at[:-1] >= 0) & (runs.at[1:] >= 0))
    keys = runs.at[begins] << 32 | runs.at[begins + 1]
    _, first, which, counts = np.unique(
        keys, return_index=True, return_inverse=True, return_counts=True
    )
    kept = np.flatnonzero(counts >= _LEAST)
    number = np.full(len(counts), -1)
    number[kept] = np.arange(len(kept))
    at = np.full(len(runs.at), -1)
    at[begins] = number[which]
    return _Runs(at, counts[kept], begins[first[kept]])


def _not_part_of(runs: _Runs, longer: _Runs) -> Numbers:
    """Those of ``runs`` that do not nearly always stand in one and the same of ``longer``."""
    most = np.zeros(len(runs.counts))
    begins = np.flatnonzero(longer.at >= 0)
    for begin in (begins, begins + 1):
        np.maximum.at(most, runs.at[begin], longer.counts[longer.at[begins]])
    return np.flatnonzero(most < PART_OF_LONGER * runs.counts)


def _titles(segment: SegmentData, numbers: dict[bytes, int]) -> Numbers:
    """The syllables of all titles, one title after the other, -1 between two and for one that is
    too rare to be part of a phrase."""
    field = segment.terms["title"]
    everyone = np.arange(segment.articles, dtype=np.int32)
    places, terms = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for key, start in zip(field.keys.all().tolist(), field.starts.tolist(), strict=True):
        own = read_occurrences(PostingLists(field, np.array([start], np.int64)), everyone)
        number = numbers.get(segment.vocabulary.terms[key], -1)
        places.append(own)
        terms.append(np.full(len(own), number))
    where = np.concatenate(places)
    order = np.argsort(where)
    first = np.diff(where[order] >> 32, prepend=-1) != 0
    return np.insert(np.concatenate(terms)[order], np.flatnonzero(first), -1)
