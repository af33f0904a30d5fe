"""Which words tell a set of articles from all the others, by the key words of each?

What is counted here, segment by segment, is judged in :mod:`search.engines.telling`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from index.analysis.casing import written
from index.arrays.types import DocIds, Int64s
from index.codec.keywords import Syllables, syllables_of
from search.engines import telling
from search.engines.remembered import Remembered
from search.engines.telling import MIN_ARTICLES
from search.engines.whoosh.view import IndexView, SegmentView
from search.terms import KeyTerm

_MAX_CANDIDATES = 200  # of a segment, the most frequent in the set


@dataclass(frozen=True, slots=True)
class WholeWords:
    """How key words are written, those that were cut off from longer ones as the whole.

    ``expand`` tells which word a fragment was cut off from, by an article that is about it.  That
    article has to be read, so what was found is ``remembered``.
    """

    view: IndexView
    remembered: Remembered[str]
    expand: Callable[[Syllables, int], Syllables]

    def text(self, word: bytes) -> str:
        """``word`` as the index mostly writes it."""
        known = self.remembered.get(word)
        if known is None:
            known = " ".join(self.expand(_written(self.view, word), _one_about(self.view, word)))
            self.remembered.put(word, known)
        return known


def key_terms(
    view: IndexView,
    ids: DocIds,
    count: int,
    whole_words: WholeWords,
    articles_with: Callable[[str], int],
) -> list[KeyTerm]:
    """Up to ``count`` words that the articles ``ids`` (ascending) are about more than others are,
    and that narrow them down; none if they are three or fewer.

    ``articles_with`` counts those of the articles that have a text in a row, which is how many are
    left when it is added to the query in quotes.
    """
    here = _counted(view, ids)
    everywhere = _everywhere(view, [word for word in here if here[word] >= MIN_ARTICLES])
    ranked = telling.over_represented(here, len(ids), everywhere, view.living)
    return telling.key_terms(ranked, whole_words.text, articles_with, size=len(ids), count=count)


def _counted(view: IndexView, ids: DocIds) -> Counter[bytes]:
    """How many of the articles are about each of the words most of them are about."""
    found: Counter[bytes] = Counter()
    for segment, own in by_segment(view, ids):
        codes, counts = segment.data.keywords.count(own)
        best = np.argsort(-counts, kind="stable")[:_MAX_CANDIDATES]
        for code, count in zip(codes[best].tolist(), counts[best].tolist(), strict=True):
            found[segment.data.keyword(code)] += count
    return found


def _everywhere(view: IndexView, words: Iterable[bytes]) -> dict[bytes, int]:
    """How many of all living articles are about each of ``words``."""
    counts = dict.fromkeys(words, 0)
    for segment in view.segments:
        background = segment.keyword_counts
        for word in counts:
            code = segment.data.keyword_code(word)
            if code >= 0:
                counts[word] += int(background[code])
    return counts


def _one_about(view: IndexView, word: bytes) -> int:
    """The first living article that is about ``word``."""
    for segment in view.segments:
        code = segment.data.keyword_code(word)
        if code >= 0:
            for doc_id in segment.data.keywords.about(code):
                if segment.alive[doc_id]:
                    return segment.doc_base + doc_id
    raise KeyError(word)


def by_segment(view: IndexView, ids: DocIds) -> Iterable[tuple[SegmentView, Int64s]]:
    """The segments that have any of the articles ``ids`` (ascending), each with its own numbers of
    these."""
    for segment in view.segments:
        low, high = np.searchsorted(ids, [segment.doc_base, segment.end])
        if low < high:
            yield segment, ids[low:high].astype(np.int64) - segment.doc_base


def _written(view: IndexView, word: bytes) -> Syllables:
    """The syllables of ``word`` in the capitals of the largest segment that has it."""
    for segment in sorted(view.segments, key=lambda one: -one.data.articles):
        code = segment.data.keyword_code(word)
        if code >= 0:
            return tuple(written(syllables_of(word), segment.data.keyword_casing(code)))
    raise KeyError(word)
