"""Which words tell a set of articles from others?  What any engine decides by what it has counted.

Candidates are the key words that each article got when it was indexed.  For a set alone, a word is
worth showing if its share there is higher than in the whole index, in absolute terms and in
relation (the JLH score of Elasticsearch's significant terms):
``(here - everywhere) · here / everywhere``.  For two sets it is how surely that is no accident
(:mod:`search.keyness`).  Then it is counted how many articles of each set have a word anywhere in a
text, and these counts decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

from search.keyness import log_likelihood, log_ratio
from search.terms import ComparedTerm, KeyTerm

MIN_ARTICLES = 2
"""Of so many of a set a word has to be, at least."""
MAX_TOO_FEW = 3
"""Articles: of so few, all are read sooner than they are narrowed down."""
_MAX_TRIED_PER_TERM = 3  # words that do not narrow

Word = TypeVar("Word", bytes, str)
Articles = Callable[[str], int]
"""How many articles of a set have a text in a row."""


def over_represented(
    here: Mapping[Word, int], size: int, everywhere: Mapping[Word, int], articles: int
) -> Iterator[tuple[Word, float]]:
    """The words that more of a set of ``size`` articles are about than of all ``articles``, and how
    telling each is, the most telling first."""
    worth = {word: _jlh(here[word] / size, count / articles) for word, count in everywhere.items()}
    for word in sorted(worth, key=lambda word: (-worth[word], word)):
        if worth[word] > 0:
            yield word, worth[word]


def _jlh(here: float, everywhere: float) -> float:
    return (here - everywhere) * here / everywhere if everywhere else 0.0


def key_terms(
    ranked: Iterable[tuple[Word, float]],
    text_of: Callable[[Word], str],
    articles_with: Articles,
    *,
    size: int,
    count: int,
) -> list[KeyTerm]:
    """Up to ``count`` of the words that are ``ranked``, those that narrow a set of ``size``
    articles down; none if that is three or fewer."""
    found: list[KeyTerm] = []
    if size <= MAX_TOO_FEW:
        return found
    for word, score in islice(ranked, _MAX_TRIED_PER_TERM * count):
        if len(found) == count:
            break
        text = text_of(word)
        if any(contains(one.text, text) or contains(text, one.text) for one in found):
            continue
        articles = articles_with(text)
        if MIN_ARTICLES <= articles < size:
            found.append(KeyTerm(text, articles, score))
    return found


def more_telling(
    here: Mapping[Word, int], size: int, there: Mapping[Word, int], other_size: int
) -> Iterator[Word]:
    """The words that a larger share of a set of ``size`` articles is about than of another, the
    surest first."""
    words = [
        word
        for word in here
        if here[word] >= MIN_ARTICLES and here[word] * other_size > there.get(word, 0) * size
    ]
    surely = log_likelihood(
        [here[word] for word in words], size, [there.get(word, 0) for word in words], other_size
    )
    worth = dict(zip(words, surely.tolist(), strict=True))
    yield from sorted(words, key=lambda word: (-worth[word], word))


def compared_terms(
    candidates: Iterable[Word],
    text_of: Callable[[Word], str],
    own: tuple[int, Articles],
    other: tuple[int, Articles],
    count: int,
) -> list[ComparedTerm]:
    """Up to ``count`` of ``candidates`` that a larger share of one set has than of the other, and
    that narrow it down, the surest first; of each set it is said how large it is."""
    (size, articles_with), (other_size, others_with) = own, other
    found: list[ComparedTerm] = []
    for word in islice(candidates, _MAX_TRIED_PER_TERM * count):
        text = text_of(word)
        here = articles_with(text)
        if not MIN_ARTICLES <= here < size:
            continue
        there = others_with(text)
        if here * other_size > there * size:
            sizes = here, size, there, other_size
            found.append(
                ComparedTerm(text, here, there, float(log_likelihood(*sizes)), log_ratio(*sizes))
            )
    found.sort(key=lambda term: (-term.log_likelihood, term.text))
    return list(islice(_distinct(found), count))


def _distinct(found: list[ComparedTerm]) -> Iterator[ComparedTerm]:
    """Those that are no part of one before them, nor have one as a part."""
    kept: list[str] = []
    for term in found:
        if not any(contains(one, term.text) or contains(term.text, one) for one in kept):
            kept.append(term.text)
            yield term


def contains(text: str, part: str) -> bool:
    """Whether ``part`` is in ``text`` as whole words, in whatever capitals."""
    return f" {part.lower()} " in f" {text.lower()} "
