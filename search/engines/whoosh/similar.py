"""Which articles are like one?  Those that have the words it is about.

These are the words that it has often and the index seldom (tf · idf^0.7): pyvi's words and names,
the longest first, and the syllables between them (*Honda*, *iPhone*).  Each is looked for
in all texts as if it had been typed; the most telling counts most.

What is common is asked of the whole index, when an article is read, and not of the batch it
was indexed with: where a corpus is sorted by subject, every article of a batch has the words of
its subject.  Measured: docs/relevance.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from index.analysis import analyse
from index.arrays.terms import TermTable
from index.arrays.types import Counts
from index.article import TEXT_FIELDS, Article
from index.codec.background import document_frequencies
from index.codec.keywords import Syllables
from index.codec.layout import COMPOUND_MARK
from search.engines.whoosh.view import IndexView

_MAX_CHARACTERS = 4000  # of a text that are read: what is further down changes nothing
_MAX_WORDS = 20  # measured: docs/relevance.md
_IDF_POWER = 0.7  # measured: docs/relevance.md
_MAX_SYLLABLES = 5  # of a word that are looked for
_MIN_ARTICLES = 2  # that have a word which tells of others


def words_of(article: Article, view: IndexView) -> list[Syllables]:
    """The words that ``article`` is about, the most telling first."""
    counts: Counter[Syllables] = Counter()
    for name in TEXT_FIELDS:
        for run in _runs(getattr(article, name)[:_MAX_CHARACTERS]):
            counts.update(_cut(run, view))
    return _most_telling(_with_parts(counts, view), view)


def _with_parts(counts: Counter[Syllables], view: IndexView) -> Counter[Syllables]:
    """``counts``, with the syllables of words that no other article has in place of those: pyvi
    once joined *xe_ducati*."""
    words = list(counts)
    shared: Counter[Syllables] = Counter()
    for word, df in zip(words, _document_frequencies(words, view).tolist(), strict=True):
        if df >= _MIN_ARTICLES:
            shared[word] += counts[word]
        else:
            shared.update({(syllable,): counts[word] for syllable in word if len(syllable) > 1})
    return shared


def _most_telling(counts: Counter[Syllables], view: IndexView) -> list[Syllables]:
    words = [word for word in counts if any(map(str.isalpha, "".join(word)))]  # no numbers
    worth = {
        word: counts[word] * math.log((view.living + 1) / df) ** _IDF_POWER
        for word, df in zip(words, _document_frequencies(words, view).tolist(), strict=True)
        if _MIN_ARTICLES <= df <= view.living
    }
    return sorted(worth, key=lambda word: (-worth[word], word))[:_MAX_WORDS]


def _runs(text: str) -> Iterator[list[str]]:
    """The syllables of ``text`` that only a space parts."""
    tokens = list(analyse(text))
    if not tokens:
        return
    run = [tokens[0].accented]
    for before, token in pairwise(tokens):
        if text[before.end : token.start] != " ":
            yield run
            run = []
        run.append(token.accented)
    yield run


def _cut(run: Sequence[str], view: IndexView) -> Iterator[Syllables]:
    """``run`` cut into words, the longest first."""
    tables = [segment.data.word_table for segment in view.segments]
    at = 0
    while at < len(run):
        end = at + max(_length(run[at : at + _MAX_SYLLABLES], table) for table in tables)
        if end > at + 1 or len(run[at]) > 1:
            yield tuple(run[at:end])
        at = end


def _length(run: Sequence[str], words: TermTable) -> int:
    """How many of the first syllables of ``run`` are one of ``words``; 1 if none are."""
    key = COMPOUND_MARK.join(syllable.encode() for syllable in run)
    cuts = [at for at, letter in enumerate(key) if letter == COMPOUND_MARK[0]] + [len(key)]
    if len(cuts) > 1 and words.has_prefix(key[: cuts[1]]):
        for length in range(len(cuts), 1, -1):
            if words.ordinal_of(key[: cuts[length - 1]]) >= 0:
                return length
    return 1


def _document_frequencies(words: Sequence[Syllables], view: IndexView) -> Counts:
    """How many articles have each of ``words``."""
    joined = [COMPOUND_MARK.join(map(str.encode, word)) for word in words]
    counts = np.zeros(len(words), np.int64)
    for segment in view.segments:
        counts += document_frequencies(segment.data, joined)
    return counts
