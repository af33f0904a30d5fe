"""What do articles tell of their language?  Counts, which a segment has at the heads of its lists.

Each posting list begins with its collection frequency, so counting costs a look at the head of
every list and none at a posting.  Only titles are read whole, from the positions in them.  The
counts of several segments, or of what else has such, are put together a range of terms at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import chain, groupby, pairwise
from operator import itemgetter
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.arrays.terms import TermTable
from index.arrays.types import Array, Counts, Int64s
from index.article import TEXT_FIELDS
from index.codec.kernels import POSITION_BITS
from index.codec.layout import ADJACENT, WORDS, pairs_of
from index.codec.pairs import split_codes, split_keys
from index.codec.segment import PostingLists, SegmentData
from index.codec.union import read_occurrences

PairKeys = npt.NDArray[np.int64]
"""Pairs of ordinals, each as ``first << 32 | second``."""
FIRST_BITS, SECOND = np.int64(32), np.int64(2**32 - 1)
CountedWord = tuple[bytes, int, int, int]
"""A word, how many articles have it, how often it occurs, and its capitals."""
_NOTHING = np.zeros(0, np.int64)
_PAIRS_AT_ONCE = 500_000  # each takes some 60 bytes while it is counted
_WORDS_AT_ONCE = 1 << 14


class Counted(Protocol):
    """The counts of some ``articles``, deleted ones among them: of their syllables, by ordinals of
    ``terms``, of their words, and of the pairs that have nothing but a space between."""

    @property
    def articles(self) -> int: ...

    @property
    def terms(self) -> TermTable: ...

    @property
    def casing(self) -> Array:
        """How each syllable is capitalised where it is a word of its own."""

    def frequencies(self, field: str) -> tuple[Counts, Counts]:
        """Per syllable in how many articles it stands in a text, and how often."""

    def pairs_per_first(self) -> Counts:
        """Per syllable about how many different pairs it begins."""

    def pairs_between(self, begin: int, end: int) -> tuple[Int64s, Int64s, Counts]:
        """The pairs whose first syllables are from ``begin`` to before ``end``: both syllables, and
        how often each occurs; one may come several times."""

    def words(self) -> Iterator[CountedWord]:
        """The words that occur, ascending."""

    def titles(self, step: int) -> tuple[Int64s, Int64s]:
        """The syllables of every ``step``-th article's title, and how many each has."""

    def release(self) -> None:
        """Let go of the memory that what was read so far takes."""


class CountedSegment:
    """The counts of a segment."""

    def __init__(self, segment: SegmentData) -> None:
        self._segment = segment
        self.articles = segment.articles
        self.terms = segment.vocabulary.terms

    @property
    def casing(self) -> Array:
        return self._segment.casing("terms")

    def frequencies(self, field: str) -> tuple[Counts, Counts]:
        read = self._segment.terms[field]
        found = read.frequencies(read.starts.astype(np.int64))
        articles, occurrences = np.zeros((2, len(self.terms)), np.int64)
        keys = read.keys.all()
        articles[keys], occurrences[keys] = found
        return articles, occurrences

    def pairs_per_first(self) -> Counts:
        terms = len(self.terms)
        lists: Counts = np.zeros(terms, np.int64)
        for name in TEXT_FIELDS:
            lists += self._segment.pairs[pairs_of(name)].keys.lists_per_term(terms)
        return lists

    def pairs_between(self, begin: int, end: int) -> tuple[Int64s, Int64s, Counts]:
        firsts, seconds, counts = [_NOTHING], [_NOTHING], [_NOTHING]
        as_they_are = np.arange(len(self.terms), dtype=np.uint32)
        for name in TEXT_FIELDS:
            field = self._segment.pairs[pairs_of(name)]
            places, found = field.keys.between(begin, end, as_they_are)
            first, codes = split_keys(found)
            second, kinds = split_codes(codes)
            adjacent = np.flatnonzero(kinds == ADJACENT)
            firsts.append(first[adjacent].astype(np.int64))
            seconds.append(second[adjacent].astype(np.int64))
            starts = field.starts[places][adjacent].astype(np.int64)
            counts.append(field.frequencies(starts)[1].astype(np.int64))
        return np.concatenate(firsts), np.concatenate(seconds), np.concatenate(counts)

    def words(self) -> Iterator[CountedWord]:
        segment = self._segment
        field = segment.terms[WORDS]
        found = field.frequencies(field.starts.astype(np.int64))
        holders, occurrences = np.zeros((2, len(segment.word_table)), np.int64)
        keys = field.keys.all()
        holders[keys], occurrences[keys] = found
        return counted_words(segment.word_table, holders, occurrences, segment.casing(WORDS))

    def titles(self, step: int) -> tuple[Int64s, Int64s]:
        field = self._segment.terms["title"]
        everyone = np.arange(0, self.articles, step, dtype=np.int32)
        places, terms = [_NOTHING], [_NOTHING]
        for key, start in zip(field.keys.all().tolist(), field.starts.tolist(), strict=True):
            own = read_occurrences(PostingLists(field, np.array([start], np.int64)), everyone)
            places.append(own)
            terms.append(np.full(len(own), key, np.int64))
        where = np.concatenate(places)
        order = np.argsort(where)
        lengths = np.bincount((where >> POSITION_BITS) // step, minlength=len(everyone))
        return np.concatenate(terms)[order], lengths

    def release(self) -> None:
        self._segment.release()


def counted_words(
    table: TermTable, holders: Array, occurrences: Array, casing: Array
) -> Iterator[CountedWord]:
    """The words of ``table`` that occur; the other arrays have a number for each."""
    words = iter(table)
    for start in range(0, len(table), _WORDS_AT_ONCE):
        part = slice(start, start + _WORDS_AT_ONCE)
        numbers = (holders[part].tolist(), occurrences[part].tolist(), casing[part].tolist())
        # numbers first: a word too many would be taken, and lost
        for held, count, capitals, word in zip(*numbers, words):  # noqa: B905
            if count:
                yield word, held, count, capitals


# Several together


def merge_syllables(parts: Sequence[Counted]) -> tuple[list[bytes], list[Int64s]]:
    """The syllables of all parts, ascending, and per part their ordinals by its own."""
    syllables = sorted(set().union(*(part.terms for part in parts)))
    ordinal = {syllable: n for n, syllable in enumerate(syllables)}
    merged = [
        np.fromiter(map(ordinal.__getitem__, part.terms), np.int64, len(part.terms))
        for part in parts
    ]
    return syllables, merged


def ranges_of_firsts(parts: Sequence[Counted], ordinals: Sequence[Int64s], size: int) -> list[int]:
    """Where ranges of first syllables begin, and the last one ends, that each have some pairs."""
    lists = np.zeros(size, np.int64)
    for part, merged in zip(parts, ordinals, strict=True):
        lists[merged] += part.pairs_per_first()
    before = np.cumsum(lists)
    ranges = 1 + int(lists.sum()) // _PAIRS_AT_ONCE
    cuts = np.searchsorted(before, [int(before[-1]) * n // ranges for n in range(1, ranges)])
    return sorted({0, *cuts.tolist(), size})


def pairs_by_range(
    parts: Sequence[Counted], ordinals: Sequence[Int64s], size: int
) -> Iterator[tuple[int, int, PairKeys, Counts]]:
    """Every pair of all parts, ascending, and how often it occurs: for a range of first syllables
    at a time, which begins and ends so; there are millions."""
    if not size:
        return
    for low, high in pairwise(ranges_of_firsts(parts, ordinals, size)):
        yield low, high, *_pairs_between(parts, ordinals, low, high)


def _pairs_between(
    parts: Sequence[Counted], ordinals: Sequence[Int64s], low: int, high: int
) -> tuple[PairKeys, Counts]:
    """The pairs whose first syllable is from ``low`` to before ``high``, ascending, and how often
    each occurs."""
    keys, frequencies = [_NOTHING], [_NOTHING]
    for part, merged in zip(parts, ordinals, strict=True):
        begin, end = np.searchsorted(merged, (low, high)).tolist()
        first, second, counts = part.pairs_between(begin, end)
        keys.append(merged[first] << FIRST_BITS | merged[second])
        frequencies.append(counts)
        part.release()
    different, which = np.unique(np.concatenate(keys), return_inverse=True)
    sums = np.bincount(which, weights=np.concatenate(frequencies), minlength=len(different))
    return different, sums.astype(np.int64)


def words_together(parts: Sequence[Counted]) -> Iterator[list[CountedWord]]:
    """The words of all parts, ascending: for each what every part has of it, in their order."""
    tables = [part.words() for part in parts]
    in_order = merge(*tables, key=itemgetter(0)) if tables[1:] else chain(*tables)
    return (list(found) for _, found in groupby(in_order, key=itemgetter(0)))
