"""What do the segments of an index say of its language?  Counts, for the lexicon.

The posting lists know: each begins with its collection frequency, so counting costs a look at
the head of every list and none at a posting.  Only titles are read whole, from the positions in
them.  Deleted articles are counted until their segment is rewritten, which changes no
proportion that matters.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.arrays.types import Counts
from index.article import TEXT_FIELDS
from index.codec.kernels import POSITION_BITS
from index.codec.layout import ADJACENT, COMPOUND_MARK, WORDS, pairs_of
from index.codec.pairs import split_codes, split_keys
from index.codec.segment import PostingLists, SegmentData
from index.codec.union import read_occurrences
from index.lexicon.corpus import CorpusCounts, SyllableOrdinals, Syllables, WordCount

PairKeys = npt.NDArray[np.int64]
"""Pairs of ordinals, each as ``first * number of syllables + second``."""
_NOTHING = np.zeros(0, np.int64)


def count_corpus(segments: Sequence[SegmentData]) -> CorpusCounts:
    """Count all ``segments`` together."""
    syllables, ordinals = _merge_syllables(segments)
    pairs, pair_occurrences = _count_pairs(segments, ordinals, len(syllables))
    firsts, seconds = np.divmod(pairs, max(len(syllables), 1))
    occurrences, holders = _count_syllables(segments, ordinals, len(syllables))
    return CorpusCounts(
        articles=sum(segment.articles for segment in segments),
        syllables=syllables,
        occurrences=occurrences,
        holders=holders,
        casing=_merge_casing(segments, ordinals, len(syllables)),
        pair_firsts=firsts,
        pair_seconds=seconds,
        pair_occurrences=pair_occurrences,
        words=_count_words(segments),
        titles=_read_titles(segments, ordinals),
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


def _count_pairs(
    segments: Sequence[SegmentData], ordinals: Sequence[SyllableOrdinals], size: int
) -> tuple[PairKeys, Counts]:
    """Every pair that occurs with only a space between, ascending, and how often it does."""
    keys, frequencies = [_NOTHING], [np.zeros(0, np.uint32)]
    for segment, merged in zip(segments, ordinals, strict=True):
        for name in TEXT_FIELDS:
            field = segment.pairs[pairs_of(name)]
            first, codes = split_keys(field.keys.all())
            second, kinds = split_codes(codes)
            adjacent = np.flatnonzero(kinds == ADJACENT)
            keys.append(merged[first[adjacent]] * size + merged[second[adjacent]])
            frequencies.append(field.frequencies(field.starts[adjacent].astype(np.int64))[1])
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


def _count_words(segments: Sequence[SegmentData]) -> dict[Syllables, WordCount]:
    """The words of several syllables and the names, in the capitals of the largest segment that
    has them."""
    words: dict[Syllables, WordCount] = {}
    for segment in sorted(segments, key=lambda segment: segment.articles):
        field = segment.terms[WORDS]
        _, counts = field.frequencies(field.starts.astype(np.int64))
        keys, casing = field.keys.all().tolist(), segment.casing(WORDS)
        for key, count in zip(keys, counts.tolist(), strict=True):
            syllables = tuple(segment.word_table[key].decode().split(COMPOUND_MARK.decode()))
            known = words.get(syllables)
            before = known.occurrences if known else 0
            words[syllables] = WordCount(before + count, int(casing[key]))
    return words


def _read_titles(
    segments: Sequence[SegmentData], ordinals: Sequence[SyllableOrdinals]
) -> npt.NDArray[np.int32]:
    titles = [_titles_of(s, merged) for s, merged in zip(segments, ordinals, strict=True)]
    return np.concatenate([np.zeros(0, np.int32), *titles])


def _titles_of(segment: SegmentData, merged: SyllableOrdinals) -> npt.NDArray[np.int32]:
    """The ordinals of all titles' syllables in their order, and -1 before each title."""
    field = segment.terms["title"]
    everyone = np.arange(segment.articles, dtype=np.int32)
    places, terms = [_NOTHING], [np.zeros(0, np.int32)]
    for key, start in zip(field.keys.all().tolist(), field.starts.tolist(), strict=True):
        own = read_occurrences(PostingLists(field, np.array([start], np.int64)), everyone)
        places.append(own)
        terms.append(np.full(len(own), merged[key], np.int32))
    where = np.concatenate(places)
    order = np.argsort(where)
    begins = np.diff(where[order] >> POSITION_BITS, prepend=-1) != 0
    return np.insert(np.concatenate(terms)[order], np.flatnonzero(begins), -1)
