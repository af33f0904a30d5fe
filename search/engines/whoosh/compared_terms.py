"""Which words tell one set of articles from another?

Candidates are the key words that each article got when it was indexed
(:mod:`index.codec.keywords`): those of a higher share in the one set than in the other, by how
surely that is no accident (:mod:`search.keyness`).  Of the best of these it is counted how many
articles of each set have them anywhere in a text, and these counts decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from index.arrays.types import Counts, DocIds, Int64s
from search.engines import telling
from search.engines.whoosh.key_terms import WholeWords, by_segment
from search.engines.whoosh.view import IndexView, SegmentView
from search.keyness import log_likelihood
from search.terms import ComparedTerm

_MAX_CANDIDATES = 400  # of a segment, the most telling


@dataclass(frozen=True, slots=True)
class CountedSet:
    """The articles ``ids`` (ascending); ``articles_with`` counts those of them that have a text in
    a row."""

    ids: DocIds
    articles_with: Callable[[str], int]

    @property
    def size(self) -> int:
        """How many articles there are."""
        return len(self.ids)


def compared_terms(
    view: IndexView, own: CountedSet, other: CountedSet, count: int, whole_words: WholeWords
) -> list[ComparedTerm]:
    """Up to ``count`` words that a larger share of ``own`` has than of ``other``, and that narrow
    ``own`` down, the surest first."""
    candidates = _candidates(view, own, other)
    sets = (own.size, own.articles_with), (other.size, other.articles_with)
    return telling.compared_terms(candidates, whole_words.text, *sets, count)


def _candidates(view: IndexView, own: CountedSet, other: CountedSet) -> Iterator[bytes]:
    """Words that articles of ``own`` are about more often than those of ``other``, the most telling
    first, by how many are about them."""
    if not own.size or not other.size:
        return
    telling_words = dict.fromkeys(_of_each_segment(view, own, other))
    here, there = _about(view, own.ids, telling_words), _about(view, other.ids, telling_words)
    yield from telling.more_telling(here, own.size, there, other.size)


def _of_each_segment(view: IndexView, own: CountedSet, other: CountedSet) -> Iterator[bytes]:
    """The most telling words of each segment, by its own articles."""
    own_parts, other_parts = dict(by_segment(view, own.ids)), dict(by_segment(view, other.ids))
    for segment, ids in own_parts.items():
        here = _counts(segment, ids)
        there = _counts(segment, other_parts.get(segment, np.zeros(0, np.int64)))
        shares = here / own.size - there / other.size
        codes = np.flatnonzero(shares > 0)
        surely = log_likelihood(here[codes], own.size, there[codes], other.size)
        for code in codes[np.argsort(-surely, kind="stable")[:_MAX_CANDIDATES]].tolist():
            yield segment.data.keyword(code)


def _counts(segment: SegmentView, ids: Int64s) -> Counts:
    """How many of the articles ``ids`` of a segment are about each of its words, by code."""
    every = np.zeros(len(segment.keyword_counts), np.int64)
    codes, counts = segment.data.keywords.count(ids)
    every[codes] = counts
    return every


def _about(view: IndexView, ids: DocIds, words: dict[bytes, None]) -> Counter[bytes]:
    """How many of the articles ``ids`` are about each of ``words``."""
    found: Counter[bytes] = Counter()
    for segment, own in by_segment(view, ids):
        counts = _counts(segment, own)
        for word in words:
            code = segment.data.keyword_code(word)
            if code >= 0:
                found[word] += int(counts[code])
    return found
