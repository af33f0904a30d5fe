"""Which articles are like one?  Those that have the words it is about.

These are the words that it has often and the index seldom (tf · idf^0.7): pyvi's words and names,
the longest first, and the syllables between them (*Honda*, *iPhone*).  Each is looked for
in all texts as if it had been typed; the most telling counts most.

What is common is asked of the whole index (:class:`KnownWords`), when an article is read, and not
of the batch it was indexed with: where a corpus is sorted by subject, every article of a batch has
the words of its subject.  Measured: docs/relevance.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Protocol

from index.analysis import analyse
from index.article import TEXT_FIELDS, Article

Syllables = tuple[str, ...]

_MAX_CHARACTERS = 4000  # of a text that are read: what is further down changes nothing
_MAX_WORDS = 20  # measured: docs/relevance.md
_IDF_POWER = 0.7  # measured: docs/relevance.md
_MAX_SYLLABLES = 5  # of a word that are looked for
_MIN_ARTICLES = 2  # that have a word which tells of others


class KnownWords(Protocol):
    """What an index knows of words: how many articles it has, which rows of syllables are words,
    and how many articles have one."""

    @property
    def articles(self) -> int:
        """How many articles there are."""

    def longest(self, run: Sequence[str]) -> int:
        """How many of the first syllables of ``run`` are a word; 1 if none are."""

    def frequencies(self, words: Sequence[Syllables]) -> list[int]:
        """How many articles have each of ``words``."""


def words_of(article: Article, known: KnownWords) -> list[Syllables]:
    """The words that ``article`` is about, the most telling first."""
    counts: Counter[Syllables] = Counter()
    for name in TEXT_FIELDS:
        for run in _runs(getattr(article, name)[:_MAX_CHARACTERS]):
            counts.update(_cut(run, known))
    return _most_telling(_with_parts(counts, known), known)


def _with_parts(counts: Counter[Syllables], known: KnownWords) -> Counter[Syllables]:
    """``counts``, with the syllables of words that no other article has in place of those: pyvi
    once joined *xe_ducati*."""
    words = list(counts)
    shared: Counter[Syllables] = Counter()
    for word, df in zip(words, known.frequencies(words), strict=True):
        if df >= _MIN_ARTICLES:
            shared[word] += counts[word]
        else:
            shared.update({(syllable,): counts[word] for syllable in word if len(syllable) > 1})
    return shared


def _most_telling(counts: Counter[Syllables], known: KnownWords) -> list[Syllables]:
    words = [word for word in counts if any(map(str.isalpha, "".join(word)))]  # no numbers
    worth = {
        word: counts[word] * math.log((known.articles + 1) / df) ** _IDF_POWER
        for word, df in zip(words, known.frequencies(words), strict=True)
        if _MIN_ARTICLES <= df <= known.articles
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


def _cut(run: Sequence[str], known: KnownWords) -> Iterator[Syllables]:
    """``run`` cut into words, the longest first."""
    at = 0
    while at < len(run):
        end = at + known.longest(run[at : at + _MAX_SYLLABLES])
        if end > at + 1 or len(run[at]) > 1:
            yield tuple(run[at:end])
        at = end
