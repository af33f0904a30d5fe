"""Which words is an article about?  A few of its own, chosen when it is indexed.

Those that it has often and other articles have seldom (tf · idf), compounds and names, of one
syllable too (*Honda*, *iPhone*).  They are what tells what a set of articles has in common,
without reading any article again: article n has the words ``codes[bounds[n]:bounds[n + 1]]``.
Code n is word n of the segment's table of words, or syllable n - (length of that table) of its
vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.arrays.file import ArrayFile, ArrayWriter
from index.arrays.types import Array, Bounds, Counts, Int64s, Mask
from index.codec.layout import COMPOUND_MARK
from index.errors import SegmentDamaged

_MAX_KEYWORDS = 8  # of an article
_CODES_AT_ONCE = 1 << 15
_NAME = "keywords"

KeywordCodes = Int64s
"""Codes of words, as the module says it."""
Syllables = tuple[str, ...]


class Keywords:
    """The key words of every article of a segment."""

    def __init__(self, codes: Array, bounds: Array) -> None:
        self.codes, self.bounds = codes, bounds

    @classmethod
    def read(cls, file: ArrayFile, articles: int, words: int) -> Keywords:
        """The key words that :func:`write_keywords` wrote for so many ``articles``, of so many
        ``words``; raises ``SegmentDamaged``."""
        codes, bounds = file[f"{_NAME}.codes"], file[f"{_NAME}.bounds"]
        if len(bounds) != articles + 1 or bounds[-1] != len(codes):
            raise SegmentDamaged("there are not as many lists of key words as articles")
        if len(codes) and int(codes.max()) >= words:
            raise SegmentDamaged("a key word is none of the words")
        return cls(codes, bounds)

    def about(self, code: int) -> Iterator[int]:
        """The doc ids of the articles that are about a word, ascending, looked for as they are
        asked for: of most words the first is not far."""
        for start in range(0, len(self.codes), _CODES_AT_ONCE):
            places = np.flatnonzero(self.codes[start : start + _CODES_AT_ONCE] == code) + start
            ids = np.searchsorted(self.bounds, places, side="right") - 1
            yield from ids.tolist()

    def count(self, ids: Int64s) -> tuple[KeywordCodes, Counts]:
        """The codes of the words that any of the articles ``ids`` is about, ascending, and how many
        of them are."""
        lengths = _lengths(self.bounds)[ids]
        ends = np.cumsum(lengths)
        at = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths, lengths)
        at += np.repeat(self.bounds[ids].astype(np.int64), lengths)
        counts = np.bincount(self.codes[at])
        words = np.flatnonzero(counts)
        return words, counts[words]


@dataclass(frozen=True, slots=True)
class Background:
    """Of so many other ``articles``, ``counts[n]`` have word n."""

    articles: int
    counts: Counts


def choose_keywords(
    words: KeywordCodes, owners: Int64s, articles: int, background: Background | None = None
) -> tuple[KeywordCodes, Bounds]:
    """The key words of so many ``articles``, ``codes`` and ``bounds``; ``words[i]`` stands in the
    article ``owners[i]``."""
    pairs, tf = np.unique(owners << 32 | words, return_counts=True)
    owner, word = pairs >> 32, pairs & 0xFFFFFFFF
    df, others = np.bincount(word), 0
    if background:
        df, others = df + background.counts[: len(df)], background.articles
    worth = tf * np.log((others + articles + 1) / df[word])
    order = np.lexsort((word, -worth, owner))
    lengths = np.bincount(owner, minlength=articles)
    place = np.arange(len(order)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    chosen = np.append(0, np.cumsum(np.minimum(lengths, _MAX_KEYWORDS)))
    return word[order][place < _MAX_KEYWORDS], chosen


def write_keywords(writer: ArrayWriter, codes: KeywordCodes, bounds: Bounds) -> None:
    """Write what :func:`choose_keywords` chose."""
    writer.add(f"{_NAME}.codes", codes.astype(np.uint32))
    writer.add(f"{_NAME}.bounds", bounds.astype(np.uint32))


def merged_keywords(
    parts: Sequence[Keywords], alive: Sequence[Mask], new: Sequence[Array]
) -> tuple[KeywordCodes, Bounds]:
    """The key words of the ``alive`` articles of several segments, codes and bounds; what had the
    code c in part p has the code ``new[p][c]``."""
    codes, lengths = [np.zeros(0, np.int64)], [np.zeros(1, np.int64)]
    for part, living, numbers in zip(parts, alive, new, strict=True):
        own = _lengths(part.bounds)
        codes.append(numbers[part.codes[np.repeat(living, own)]].astype(np.int64))
        lengths.append(own[living])
    return np.concatenate(codes), np.cumsum(np.concatenate(lengths))


def syllables_of(word: bytes) -> Syllables:
    """The syllables of a compound, or the one that a word is."""
    return tuple(word.decode().split(COMPOUND_MARK.decode()))


def _lengths(bounds: Array) -> Int64s:
    wide = bounds.astype(np.int64)
    return wide[1:] - wide[:-1]
