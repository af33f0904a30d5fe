"""Which words tell a set of articles from all the others, and which articles are like one?

Both go by the key words that each article got when it was indexed
(:mod:`index.codec.keywords`).  A word is worth showing for a set if its share there is higher
than in the whole index, in absolute terms and in relation (the JLH score of Elasticsearch's
significant terms): ``(here - everywhere) · here / everywhere``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from whoosh import query

from index.casing import written
from index.codec.layout import WORDS
from search.results import KeyTerm
from search.view import IndexView, SegmentView

Ids = npt.NDArray[np.int32]

_CANDIDATES = 200  # of a segment, the most frequent in the set
_LEAST = 2  # articles of a set that a word has to be about, unless the set is one article


def key_terms(view: IndexView, ids: Ids, most: int) -> list[KeyTerm]:
    """Up to ``most`` words that the articles ``ids`` (ascending) are about more than others are."""
    here = _counted(view, ids)
    least = min(_LEAST, len(ids))
    everywhere = _everywhere(view, [word for word, count in here.items() if count >= least])
    worth = {
        word: _jlh(here[word] / len(ids), count / view.living) for word, count in everywhere.items()
    }
    best = sorted(worth, key=lambda word: (-worth[word], word))[:most]
    return [KeyTerm(_written(view, word), here[word]) for word in best if worth[word] > 0]


def words_of(view: IndexView, number: int) -> list[bytes]:
    """The words that the article with this number is about, the most telling first."""
    for segment in view.segments:
        if number < segment.end:
            own = segment.data.keywords.of(number - segment.first)
            return [segment.data.word_table[n] for n in own.tolist()]
    raise IndexError(number)


def like_tree(words: Sequence[bytes]) -> query.Query:
    """What articles match that have any of ``words``; the earlier, the more it counts."""
    share = 1 / max(len(words), 1)
    return query.Or(
        [query.Term(WORDS, word, boost=2 - share * place) for place, word in enumerate(words)]
    )


def _counted(view: IndexView, ids: Ids) -> Counter[bytes]:
    """How many of the articles are about each of the words most of them are about."""
    found: Counter[bytes] = Counter()
    for segment, own in _by_segment(view, ids):
        words, counts = segment.data.keywords.count(own)
        best = np.argsort(-counts, kind="stable")[:_CANDIDATES]
        for word, count in zip(words[best].tolist(), counts[best].tolist(), strict=True):
            found[segment.data.word_table[word]] += count
    return found


def _everywhere(view: IndexView, words: Iterable[bytes]) -> dict[bytes, int]:
    """How many of all living articles are about each of ``words``."""
    counts = dict.fromkeys(words, 0)
    for segment in view.segments:
        background = segment.keyword_counts
        for word in counts:
            number = segment.data.word_table.find(word)
            if 0 <= number < len(background):
                counts[word] += int(background[number])
    return counts


def _by_segment(view: IndexView, ids: Ids) -> Iterable[tuple[SegmentView, npt.NDArray[np.int64]]]:
    for segment in view.segments:
        low, high = np.searchsorted(ids, [segment.first, segment.end])
        if low < high:
            yield segment, ids[low:high].astype(np.int64) - segment.first


def _jlh(here: float, everywhere: float) -> float:
    return (here - everywhere) * here / everywhere if everywhere else 0.0


def _written(view: IndexView, word: bytes) -> str:
    """``word`` in the capitals of the largest segment that has it."""
    syllables = word.decode().split("_")
    for segment in sorted(view.segments, key=lambda one: -one.data.articles):
        number = segment.data.word_table.find(word)
        if number >= 0:
            return " ".join(written(syllables, int(segment.data.casing(WORDS)[number])))
    return " ".join(syllables)
