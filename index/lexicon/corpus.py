"""What must be known of a corpus before a lexicon can be made of it?

Numbers that any engine can supply: how often syllables, pairs and words occur, how they are
capitalised, and the titles as rows of syllables.  An index of Whoosh's supplies them by
:func:`index.run.corpus.count_corpus`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.arrays.types import Counts

SyllableOrdinals = npt.NDArray[np.int64]
"""Ordinals of syllables: their places in a sorted table of them."""
Syllables = tuple[str, ...]
"""The syllables of a word, accented and in small letters."""


@dataclass(frozen=True, slots=True)
class WordCount:
    """How often a word occurs, and its capitals (:mod:`index.analysis.casing`)."""

    occurrences: int
    casing: int


@dataclass(frozen=True, slots=True)
class CorpusCounts:
    """All that a lexicon is made of.

    ``articles`` is how many were counted.  Counts are of the titles, summaries and bodies.

    ``syllables`` are all syllables: accented, in small letters, UTF-8, ascending, each once.
    Syllable n occurs ``occurrences[n]`` times, in about ``holders[n]`` articles (those of the text
    field in which most have it); ``casing[n]`` is how it is capitalised where it is a word of its
    own (:mod:`index.analysis.casing`), 0 where it is in small letters.

    Pair i is syllable ``pair_seconds[i]`` behind ``pair_firsts[i]`` with nothing but a space
    between, which occurs ``pair_occurrences[i]`` times.  Pairs ascend by first, then second.
    Those that are too rare to be worth knowing (:func:`index.lexicon.counts.least_occurrences`) may
    be left out if it is said what they tell: syllable n stands right behind ``predecessors[n]``
    different ones, and ``goes_on[n]`` times before another; ``None`` where no pair was left out.

    ``words`` are the words of several syllables, and names.

    ``titles`` are the syllables of all titles in their order, one title behind the other, and
    -1 before each title; of many, evenly chosen ones do.
    """

    articles: int
    syllables: Sequence[bytes]
    occurrences: Counts
    holders: Counts
    casing: npt.NDArray[np.uint8]
    pair_firsts: SyllableOrdinals
    pair_seconds: SyllableOrdinals
    pair_occurrences: Counts
    words: Mapping[Syllables, WordCount]
    titles: npt.NDArray[np.int32]
    predecessors: Counts | None = None
    goes_on: Counts | None = None
