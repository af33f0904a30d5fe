"""What do the segments of an index say of its language?  Counts, for the lexicon.

The posting lists know: each begins with its collection frequency, so counting costs a look at
the head of every list and none at a posting.  Only titles are read whole, from the positions in
them.  Deleted articles are counted until their segment is rewritten, which changes no
proportion that matters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import chain, groupby, pairwise
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from index.arrays.types import Counts
from index.article import TEXT_FIELDS
from index.codec.kernels import POSITION_BITS
from index.codec.layout import ADJACENT, COMPOUND_MARK, WORDS, pairs_of
from index.codec.pairs import split_codes, split_keys
from index.codec.segment import PostingLists, SegmentData
from index.codec.union import read_occurrences
from index.lexicon import least_occurrences
from index.lexicon.corpus import CorpusCounts, SyllableOrdinals, Syllables, WordCount

PairKeys = npt.NDArray[np.int64]
"""Pairs of ordinals, each as ``first << 32 | second``."""
_FIRST_BITS, _SECOND = np.int64(32), np.int64(2**32 - 1)
_MARK = COMPOUND_MARK.decode()
_NOTHING = np.zeros(0, np.int64)
_PAIRS_AT_ONCE = 500_000  # each takes some 60 bytes while it is counted
_WORDS_AT_ONCE = 1 << 14
# Beyond these, memory does not grow with the corpus: what occurs once among so many articles as a
# word may be a mistake, and phrases are found in so many titles, evenly chosen.
_ARTICLES_PER_WORD = 200_000
_MAX_TITLES = 60_000


def count_corpus(segments: Sequence[SegmentData]) -> CorpusCounts:
    """Count all ``segments`` together."""
    articles = sum(segment.articles for segment in segments)
    syllables, ordinals = _merge_syllables(segments)
    pairs = _count_pairs(segments, ordinals, len(syllables), least_occurrences(articles))
    occurrences, holders = _count_syllables(segments, ordinals, len(syllables))
    return CorpusCounts(
        articles=articles,
        syllables=syllables,
        occurrences=occurrences,
        holders=holders,
        casing=_merge_casing(segments, ordinals, len(syllables)),
        pair_firsts=pairs.firsts,
        pair_seconds=pairs.seconds,
        pair_occurrences=pairs.occurrences,
        words=_count_words(segments, 1 + articles // _ARTICLES_PER_WORD),
        titles=_read_titles(segments, ordinals, max(1, -(-articles // _MAX_TITLES))),
        predecessors=pairs.predecessors,
        goes_on=pairs.goes_on,
    )


def _merge_syllables(segments: Sequence[SegmentData]) -> tuple[list[bytes], list[SyllableOrdinals]]:
    """The syllables of all segments, ascending, and per segment their ordinals by its own."""
    tables = [segment.vocabulary.terms for segment in segments]
    syllables = sorted(set().union(*tables))
    ordinal = {syllable: n for n, syllable in enumerate(syllables)}
    merged = [np.fromiter(map(ordinal.__getitem__, t), np.int64, len(t)) for t in tables]
    return syllables, merged


def _count_syllables(
    segments: Sequence[SegmentData], ordinals: Sequence[SyllableOrdinals], size: int
) -> tuple[Counts, Counts]:
    """How often each syllable occurs, and in how many articles of the field that most have it
    in."""
    counts = np.zeros(size, np.int64)
    holders = np.zeros((len(TEXT_FIELDS), size), np.int64)
    for segment, merged in zip(segments, ordinals, strict=True):
        for in_field, name in zip(holders, TEXT_FIELDS, strict=True):
            field = segment.terms[name]
            articles, frequencies = field.frequencies(field.starts.astype(np.int64))
            own = merged[field.keys.all()]
            counts[own] += frequencies
            in_field[own] += articles
    return counts, holders.max(axis=0)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of neighbours, as :class:`index.lexicon.corpus.CorpusCounts` has them."""

    firsts: SyllableOrdinals
    seconds: SyllableOrdinals
    occurrences: Counts
    predecessors: Counts
    goes_on: Counts


def _count_pairs(
    segments: Sequence[SegmentData], ordinals: Sequence[SyllableOrdinals], size: int, least: int
) -> _Pairs:
    """Every pair that occurs ``least`` times with only a space between, ascending, and how often
    it does; and of all pairs, how many each of so many syllables ends and begins.

    They are counted for a range of first syllables at a time: there are millions, and most too rare
    to be kept.
    """
    firsts, seconds, kept = [_NOTHING], [_NOTHING], [_NOTHING]
    predecessors, goes_on = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for low, high in pairwise(_ranges_of_firsts(segments, ordinals, size)):
        keys, counts = _pairs_between(segments, ordinals, low, high)
        first, second = keys >> _FIRST_BITS, keys & _SECOND
        predecessors += np.bincount(second, minlength=size)
        goes_on[low:high] = np.bincount(first - low, counts, high - low).astype(np.int64)
        often = counts >= least
        firsts.append(first[often].astype(np.int32))
        seconds.append(second[often].astype(np.int32))
        kept.append(counts[often].astype(np.int32))
    return _Pairs(_wide(firsts), _wide(seconds), _wide(kept), predecessors, goes_on)


def _wide(parts: list[SyllableOrdinals]) -> SyllableOrdinals:
    return np.concatenate(parts, dtype=np.int64)


def _ranges_of_firsts(
    segments: Sequence[SegmentData], ordinals: Sequence[SyllableOrdinals], size: int
) -> list[int]:
    """Where ranges of first syllables begin, and the last one ends, that each have some pairs."""
    lists = np.zeros(size, np.int64)
    for segment, merged in zip(segments, ordinals, strict=True):
        for name in TEXT_FIELDS:
            lists[merged] += segment.pairs[pairs_of(name)].keys.lists_per_term(len(merged))
    before = np.cumsum(lists)
    ranges = 1 + int(lists.sum()) // _PAIRS_AT_ONCE
    cuts = np.searchsorted(before, [int(before[-1]) * n // ranges for n in range(1, ranges)])
    return sorted({0, *cuts.tolist(), size})


def _pairs_between(
    segments: Sequence[SegmentData], ordinals: Sequence[SyllableOrdinals], low: int, high: int
) -> tuple[PairKeys, Counts]:
    """The pairs whose first syllable is from ``low`` to before ``high``, ascending, and how often
    each occurs."""
    keys, frequencies = [_NOTHING], [np.zeros(0, np.uint32)]
    for segment, merged in zip(segments, ordinals, strict=True):
        begin, end = np.searchsorted(merged, (low, high)).tolist()
        for name in TEXT_FIELDS:
            field = segment.pairs[pairs_of(name)]
            places, found = field.keys.between(begin, end, merged.astype(np.uint32))
            first, codes = split_keys(found)
            second, kinds = split_codes(codes)
            adjacent = np.flatnonzero(kinds == ADJACENT)
            keys.append(first[adjacent].astype(np.int64) << _FIRST_BITS | second[adjacent])
            starts = field.starts[places][adjacent].astype(np.int64)
            frequencies.append(field.frequencies(starts)[1])
        segment.release()
    different, which = np.unique(np.concatenate(keys), return_inverse=True)
    sums = np.bincount(which, weights=np.concatenate(frequencies), minlength=len(different))
    return different, sums.astype(np.int64)


def _merge_casing(
    segments: Sequence[SegmentData], ordinals: Sequence[SyllableOrdinals], size: int
) -> npt.NDArray[np.uint8]:
    """How syllables that are words of their own are capitalised: as in the largest segment that
    capitalises them."""
    casing = np.zeros(size, np.uint8)
    by_size = sorted(zip(segments, ordinals, strict=True), key=lambda pair: pair[0].articles)
    for segment, merged in by_size:
        own = segment.casing("terms")
        capitalised = np.flatnonzero(own)
        casing[merged[capitalised]] = own[capitalised]
    return casing


def _count_words(segments: Sequence[SegmentData], least: int) -> dict[Syllables, WordCount]:
    """The words of several syllables and the names that occur ``least`` times, in the capitals of
    the largest segment that has them."""
    ascending = sorted(segments, key=lambda segment: segment.articles)
    tables = [_words_of(segment) for segment in ascending]
    in_order = merge(*tables, key=itemgetter(0)) if tables[1:] else chain(*tables)
    words: dict[Syllables, WordCount] = {}
    texts: dict[str, str] = {}
    one_for_all = texts.setdefault  # one object for each syllable, however many words have it
    for word, count, casing in _added_up(in_order) if tables[1:] else in_order:
        if count >= least:
            syllables = word.decode().split(_MARK)
            words[tuple(map(one_for_all, syllables, syllables))] = WordCount(count, casing)
    return words


def _added_up(in_order: Iterator[tuple[bytes, int, int]]) -> Iterator[tuple[bytes, int, int]]:
    """Each word once, with the sum of its occurrences, in the capitals that come last."""
    for word, found in groupby(in_order, key=itemgetter(0)):
        own = list(found)
        yield word, sum(count for _, count, _ in own), own[-1][2]


def _words_of(segment: SegmentData) -> Iterator[tuple[bytes, int, int]]:
    """The words of a segment in ascending order, how often each occurs, and its capitals."""
    field = segment.terms[WORDS]
    _, counts = field.frequencies(field.starts.astype(np.int64))
    every = np.zeros(len(segment.word_table), np.uint32)
    every[field.keys.all()] = counts
    casing = segment.casing(WORDS)
    words = iter(segment.word_table)
    for start in range(0, len(every), _WORDS_AT_ONCE):
        part = slice(start, start + _WORDS_AT_ONCE)
        # numbers first: a word too many would be taken, and lost
        for count, capitals, word in zip(every[part].tolist(), casing[part].tolist(), words):  # noqa: B905
            if count:
                yield word, count, capitals


def _read_titles(
    segments: Sequence[SegmentData], ordinals: Sequence[SyllableOrdinals], step: int
) -> npt.NDArray[np.int32]:
    """The titles of every ``step``-th article."""
    titles = [_titles_of(s, merged, step) for s, merged in zip(segments, ordinals, strict=True)]
    return np.concatenate([np.zeros(0, np.int32), *titles])


def _titles_of(segment: SegmentData, merged: SyllableOrdinals, step: int) -> npt.NDArray[np.int32]:
    """The ordinals of these titles' syllables in their order, and -1 before each title."""
    field = segment.terms["title"]
    everyone = np.arange(0, segment.articles, step, dtype=np.int32)
    places, terms = [_NOTHING], [np.zeros(0, np.int32)]
    for key, start in zip(field.keys.all().tolist(), field.starts.tolist(), strict=True):
        own = read_occurrences(PostingLists(field, np.array([start], np.int64)), everyone)
        places.append(own)
        terms.append(np.full(len(own), merged[key], np.int32))
    where = np.concatenate(places)
    order = np.argsort(where)
    begins = np.diff(where[order] >> POSITION_BITS, prepend=-1) != 0
    return np.insert(np.concatenate(terms)[order], np.flatnonzero(begins), -1)
