"""What do segments know of words?  (See :class:`search.engines.similar.KnownWords`.)"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.arrays.terms import TermTable
from index.codec.background import document_frequencies
from index.codec.layout import COMPOUND_MARK
from search.engines.similar import Syllables
from search.engines.whoosh.view import IndexView


class IndexedWords:
    """The words of all segments of ``view``."""

    def __init__(self, view: IndexView) -> None:
        self._view = view
        self.articles = view.living
        self._tables = [segment.data.word_table for segment in view.segments]

    def longest(self, run: Sequence[str]) -> int:
        """How many of the first syllables of ``run`` are a word; 1 if none are."""
        return max(_length(run, table) for table in self._tables)

    def frequencies(self, words: Sequence[Syllables]) -> list[int]:
        """How many articles have each of ``words``."""
        joined = [COMPOUND_MARK.join(map(str.encode, word)) for word in words]
        counts = np.zeros(len(words), np.int64)
        for segment in self._view.segments:
            counts += document_frequencies(segment.data, joined)
        found: list[int] = counts.tolist()
        return found


def _length(run: Sequence[str], words: TermTable) -> int:
    """How many of the first syllables of ``run`` are one of ``words``; 1 if none are."""
    key = COMPOUND_MARK.join(syllable.encode() for syllable in run)
    cuts = [at for at, letter in enumerate(key) if letter == COMPOUND_MARK[0]] + [len(key)]
    if len(cuts) > 1 and words.has_prefix(key[: cuts[1]]):
        for length in range(len(cuts), 1, -1):
            if words.ordinal_of(key[: cuts[length - 1]]) >= 0:
                return length
    return 1
