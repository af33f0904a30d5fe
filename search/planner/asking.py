"""Which words of a question only ask?  *Vì sao*, *ở đâu*, *khi nào*, *bao nhiêu* and their like.

Who asks *vì sao giá xăng tăng* wants to read why the price of petrol rises; no article has to say
*vì sao* for that.  Words that ask are known in the accents that were typed or are most likely
meant, and only where enough else is looked for: of *anh là ai* they are nearly all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.analysis import Token
from search.meaning.readings import ANYWHERE, Reading
from search.meaning.words import Meaning
from search.query.atoms import Run, runs_of
from search.query.tree import Node

MIN_SYLLABLES_BESIDE = 3
"""Syllables that a question has to have beside the words that ask."""

_LONGEST = 3
_PHRASES = frozenset(
    tuple(phrase.split())
    for phrase in (
        *("vì sao", "tại sao", "vì đâu", "do đâu", "làm sao", "ra sao", "sao lại"),
        *("ở đâu", "tại đâu", "từ đâu", "đi đâu", "đâu"),
        *("khi nào", "lúc nào", "bao giờ", "hồi nào"),
        *("bao nhiêu", "bao lâu", "bao xa", "mấy"),
        *("là ai", "ai", "là gì", "nói gì", "làm gì", "gì", "nào"),
        *("như thế nào", "làm thế nào", "thế nào"),
        *("có phải", "phải không", "được không", "hay không", "hay chưa"),
    )
)

_FIRST = frozenset(phrase[0] for phrase in _PHRASES)


def asking_words(node: Node, meaning: Meaning) -> frozenset[Token]:
    """The syllables of ``node`` that only ask; none where little else is looked for."""
    return frozenset(token for run in runs_of(node) for token in _asking_in(run, meaning))


def _asking_in(run: Run, meaning: Meaning) -> Iterator[Token]:
    lone = [words.tokens[0] if len(words.tokens) == 1 else None for words in run]
    terms = ["" if token is None else meaning.term(token) for token in lone]
    for place in asking_places(terms):
        token = lone[place]
        if token is not None:
            yield token


def asking_places(terms: Sequence[str]) -> list[int]:
    """The places of those of ``terms``, accented syllables in a row, that only ask; none where
    fewer than :data:`MIN_SYLLABLES_BESIDE` others are there."""
    if _FIRST.isdisjoint(terms):
        return []
    places = list(_places(tuple(terms)))
    return places if len(terms) - len(places) >= MIN_SYLLABLES_BESIDE else []


def _places(terms: tuple[str, ...]) -> Iterator[int]:
    first = 0
    while first < len(terms):
        ends = range(min(first + _LONGEST, len(terms)), first, -1)
        end = next((end for end in ends if terms[first:end] in _PHRASES), first)
        yield from range(first, end)
        first = max(end, first + 1)


def without_asking(reading: Reading) -> Reading:
    """``reading`` without the units that only ask.  What they stood between may stand anywhere."""
    said = [unit.said.split() for unit in reading.units]
    places = set(asking_places([syllable for one in said for syllable in one]))
    if not places:
        return reading
    kept, first = [], 0
    for number, syllables in enumerate(said):
        end = first + len(syllables)
        if not places.issuperset(range(first, end)):
            kept.append(number)
        first = end
    gaps = [reading.gaps[a] if b == a + 1 else ANYWHERE for a, b in pairwise(kept)]
    return replace(reading, units=tuple(reading.units[number] for number in kept), gaps=tuple(gaps))
