"""What do the segments of an index say of its language?  Counts, for the lexicon.

Deleted articles are counted until their segment is rewritten, which changes no proportion that
matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.arrays.types import Counts, Int64s
from index.article import TEXT_FIELDS
from index.codec.counted import (
    FIRST_BITS,
    SECOND,
    Counted,
    merge_syllables,
    pairs_by_range,
    words_together,
)
from index.codec.layout import COMPOUND_MARK
from index.lexicon import least_occurrences
from index.lexicon.corpus import CorpusCounts, SyllableOrdinals, Syllables, WordCount

_MARK = COMPOUND_MARK.decode()
_NOTHING = np.zeros(0, np.int64)
# Beyond these, memory does not grow with the corpus: what occurs once among so many articles as a
# word may be a mistake, and phrases are found in so many titles, evenly chosen.
_ARTICLES_PER_WORD = 200_000
_MAX_TITLES = 60_000


def count_corpus(parts: Sequence[Counted]) -> CorpusCounts:
    """Put the counts of all ``parts`` together."""
    articles = sum(part.articles for part in parts)
    syllables, ordinals = merge_syllables(parts)
    pairs = _count_pairs(parts, ordinals, len(syllables), least_occurrences(articles))
    occurrences, holders = _count_syllables(parts, ordinals, len(syllables))
    return CorpusCounts(
        articles=articles,
        syllables=syllables,
        occurrences=occurrences,
        holders=holders,
        casing=_merge_casing(parts, ordinals, len(syllables)),
        pair_firsts=pairs.firsts,
        pair_seconds=pairs.seconds,
        pair_occurrences=pairs.occurrences,
        words=_count_words(parts, 1 + articles // _ARTICLES_PER_WORD),
        titles=_read_titles(parts, ordinals, max(1, -(-articles // _MAX_TITLES))),
        predecessors=pairs.predecessors,
        goes_on=pairs.goes_on,
    )


def _count_syllables(
    parts: Sequence[Counted], ordinals: Sequence[Int64s], size: int
) -> tuple[Counts, Counts]:
    """How often each syllable occurs, and in how many articles of the field that most have it
    in."""
    counts = np.zeros(size, np.int64)
    holders = np.zeros((len(TEXT_FIELDS), size), np.int64)
    for part, merged in zip(parts, ordinals, strict=True):
        for in_field, name in zip(holders, TEXT_FIELDS, strict=True):
            articles, occurrences = part.frequencies(name)
            counts[merged] += occurrences
            in_field[merged] += articles
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
    parts: Sequence[Counted], ordinals: Sequence[Int64s], size: int, least: int
) -> _Pairs:
    """Every pair that occurs ``least`` times with only a space between, ascending, and how often
    it does; and of all pairs, how many each of so many syllables ends and begins.

    They are counted for a range of first syllables at a time: there are millions, and most too rare
    to be kept.
    """
    firsts, seconds, kept = [_NOTHING], [_NOTHING], [_NOTHING]
    predecessors, goes_on = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for low, high, keys, counts in pairs_by_range(parts, ordinals, size):
        first, second = keys >> FIRST_BITS, keys & SECOND
        predecessors += np.bincount(second, minlength=size)
        goes_on[low:high] = np.bincount(first - low, counts, high - low).astype(np.int64)
        often = counts >= least
        firsts.append(first[often].astype(np.int32))
        seconds.append(second[often].astype(np.int32))
        kept.append(counts[often].astype(np.int32))
    return _Pairs(_wide(firsts), _wide(seconds), _wide(kept), predecessors, goes_on)


def _wide(parts: list[SyllableOrdinals]) -> SyllableOrdinals:
    return np.concatenate(parts, dtype=np.int64)


def _merge_casing(
    parts: Sequence[Counted], ordinals: Sequence[Int64s], size: int
) -> npt.NDArray[np.uint8]:
    """How syllables that are words of their own are capitalised: as in the largest part that
    capitalises them."""
    casing = np.zeros(size, np.uint8)
    by_size = sorted(zip(parts, ordinals, strict=True), key=lambda pair: pair[0].articles)
    for part, merged in by_size:
        own = part.casing
        capitalised = np.flatnonzero(own)
        casing[merged[capitalised]] = own[capitalised]
    return casing


def _count_words(parts: Sequence[Counted], least: int) -> dict[Syllables, WordCount]:
    """The words of several syllables and the names that occur ``least`` times, in the capitals of
    the largest part that has them."""
    words: dict[Syllables, WordCount] = {}
    texts: dict[str, str] = {}
    one_for_all = texts.setdefault  # one object for each syllable, however many words have it
    for found in words_together(sorted(parts, key=lambda part: part.articles)):
        count = sum(occurrences for _, _, occurrences, _ in found)
        if count >= least:
            word, _, _, casing = found[-1]
            syllables = word.decode().split(_MARK)
            words[tuple(map(one_for_all, syllables, syllables))] = WordCount(count, casing)
    return words


def _read_titles(
    parts: Sequence[Counted], ordinals: Sequence[Int64s], step: int
) -> npt.NDArray[np.int32]:
    """The titles of every ``step``-th article, each with -1 before it."""
    titles = [np.zeros(0, np.int32)]
    for part, merged in zip(parts, ordinals, strict=True):
        terms, lengths = part.titles(step)
        begins = (np.cumsum(lengths) - lengths)[lengths > 0]
        titles.append(np.insert(merged[terms].astype(np.int32), begins, -1))
    return np.concatenate(titles)
