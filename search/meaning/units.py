"""Of which words does a row of syllables consist?  The likeliest, by the corpus's own counts.

A *unit* is a word of the language or a syllable that stands alone.  A row is cut into units so that
the product of their probabilities is highest (dynamic programming): a word is as likely as it
occurs as one, a lone syllable as it occurs outside of words (:mod:`index.lexicon.words`).

pyvi itself is not asked for a query: it was trained on sentences, and a query is none, least of
all one with a capital on every word.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.analysis import BARE_MARK, FOLDED_MARK, terms_of
from index.lexicon import Lexicon
from index.lexicon.words import MAX_SYLLABLES, MIN_JOINED, MIN_OCCURRENCES
from index.vietnamese.keystrokes import is_syllable
from search.query.atoms import Atom
from search.query.variants import Row, Terms, rows_of, rows_of_each
from search.query.wording import say_words

_LEAST_ALONE = 0.5  # occurrences of a syllable that never stands alone
_MIN_NUMBERED = 3  # occurrences of a syllable and a number behind it: *lớp 10*, *số 12*
_MIN_SHARE_COMMON = 0.03  # of all articles: what so many hold says little wherever it stands
_MIN_PAIRS_USED, _MIN_ALONE_USED = 3, 5  # occurrences of what is meant as it was typed
# A word of two syllables with a sign between, and how often it is so (*Mỹ-Triều*).
_SYLLABLES_PARTED, _MAX_LIFT_PARTED, _MIN_TIMES_PARTED = 2, 3, 2
_ROUNDING = 0.03  # of counts that the lexicon keeps as shares

Span = tuple[int, int]
"""The places of the first syllable of a unit and of the first behind it."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One word of a reading: articles have it that have any of ``rows``.

    ``syllables`` are its parts, each with the rows that match it by itself.  ``is_word`` if it is
    more than a lone syllable; ``is_common`` if it is one that so many articles hold that it has to
    stand near its neighbours, ``is_grammar`` if it only holds others together.  ``said`` is how
    it is said back.
    """

    rows: tuple[Row, ...]
    syllables: tuple[tuple[Row, ...], ...]
    said: str
    is_word: bool = False
    is_common: bool = False
    is_grammar: bool = False

    @property
    def joins(self) -> int:
        """How many neighbouring parts are in it."""
        return len(self.syllables) - 1


class Segmenter:
    """Cuts the rows of one query; what was looked up once is kept for the next row."""

    def __init__(self, lexicon: Lexicon, articles_with: Callable[[Terms], int]) -> None:
        """``articles_with`` counts the articles that have terms one right behind the other."""
        self._lexicon, self._articles_with = lexicon, articles_with
        self._log_total = math.log(max(lexicon.total, 1))
        self._ordinals: dict[str, int] = {}
        self._costs: dict[tuple[str, ...], float] = {}
        self._joined: dict[tuple[str, str], bool] = {}

    def cut(self, terms: Sequence[str]) -> list[Span]:
        """The likeliest units of ``terms``, accented syllables in a row."""
        best = [0.0] + [math.inf] * len(terms)
        begins = [0] * (len(terms) + 1)
        for first in range(len(terms)):
            for end in self._ends(terms, first):
                cost = best[first] + self._cost(tuple(terms[first:end]))
                if cost < best[end]:
                    best[end], begins[end] = cost, first
        spans: list[Span] = []
        end = len(terms)
        while end:
            spans.append((begins[end], end))
            end = begins[end]
        return self._with_numbers(terms, spans[::-1])

    def is_common(self, term: str) -> bool:
        """Whether so many articles hold the lone syllable ``term`` that it says little wherever it
        stands."""
        ordinal = self._ordinal(term)
        if ordinal < 0 or not is_syllable(term):
            return False
        holders = int(self._lexicon.holders[ordinal])
        return bool(holders >= _MIN_SHARE_COMMON * self._lexicon.articles)

    def is_grammar(self, term: str) -> bool:
        """Whether ``term`` is one of the few syllables that stand behind the most different ones:
        *của*, *đã*, *cho*."""
        ordinal = self._ordinal(term)
        predecessors = int(self._lexicon.predecessors[ordinal]) if ordinal >= 0 else 0
        return bool(predecessors >= self._lexicon.grammar)

    def is_used(self, terms: Sequence[str]) -> bool:
        """Whether articles have ``terms``, one syllable or a row, often enough to mean them."""
        if len(terms) > 1:  # signs between them (*Mỹ - Trung*) are asked of articles
            return self.rarest_pair(terms) >= _MIN_PAIRS_USED or (
                self._articles_with(tuple(terms)) >= _MIN_PAIRS_USED
            )
        ordinal = self._ordinal(terms[0])
        return ordinal >= 0 and int(self._lexicon.counts[ordinal]) >= _MIN_ALONE_USED

    def rarest_pair(self, terms: Sequence[str]) -> float:
        """About how often the rarest pair of ``terms`` in a row stands side by side."""
        return min(self._pair_count(first, second) for first, second in pairwise(terms))

    def is_parted(self, terms: Sequence[str]) -> bool:
        """Whether two syllables that make up a word have a sign between them in most articles that
        have them side by side: names of two things (*Mỹ-Triều*).  Other words stand side by side
        far more often than by chance, with nothing but a space."""
        if len(terms) != _SYLLABLES_PARTED:
            return False
        a, b = map(self._ordinal, terms)
        if min(a, b) < 0:
            return False
        pairs = self._lexicon.pair_count(a, b)
        counts, total = self._lexicon.counts, max(self._lexicon.total, 1)
        if pairs * total > _MAX_LIFT_PARTED * float(counts[a]) * float(counts[b]):
            return False
        return self._articles_with(tuple(terms)) >= _MIN_TIMES_PARTED * max(pairs, 1)

    def _ends(self, terms: Sequence[str], first: int) -> Iterator[int]:
        """Where a unit that begins at ``first`` may end: every pair inside a word is joined."""
        yield first + 1
        for last in range(first + 1, min(first + MAX_SYLLABLES, len(terms))):
            if not self._is_joined(terms[last - 1], terms[last]):
                return
            yield last + 1

    def _with_numbers(self, terms: Sequence[str], spans: Sequence[Span]) -> list[Span]:
        """``spans``, in which a number belongs to the lone syllable that often stands before it."""
        found: list[Span] = []
        for first, end in spans:
            before = found[-1] if found else (0, 0)
            if (
                terms[first].isdecimal()
                and end - first == 1 == before[1] - before[0]
                and self._pair_count(terms[first - 1], terms[first]) >= _MIN_NUMBERED
            ):
                found[-1] = (before[0], end)
            else:
                found.append((first, end))
        return found

    def _cost(self, terms: tuple[str, ...]) -> float:
        """Minus the logarithm of how likely ``terms`` are a unit; infinite if they are none."""
        cost = self._costs.get(terms)
        if cost is None:
            count = self._count(terms)
            cost = self._log_total - math.log(count) if count else math.inf
            self._costs[terms] = cost
        return cost

    def _count(self, terms: tuple[str, ...]) -> float:
        """How often ``terms`` occur as a unit."""
        if len(terms) > 2:
            return self._longer_count(terms)
        if len(terms) == 2:
            return self._joined_count(*terms)
        ordinal = self._ordinal(terms[0])
        alone = int(self._lexicon.alone[ordinal]) if ordinal >= 0 else 0
        return max(alone, _LEAST_ALONE)

    def _longer_count(self, terms: tuple[str, ...]) -> int:
        """How often three syllables and more occur as a word; where the lexicon does not know
        whether that is often enough, articles are asked."""
        count, rows = self._lexicon.word_count(terms)
        if count and count < MIN_JOINED * rows:
            rows = self._articles_with(terms)
        return count if count >= MIN_JOINED * rows else 0

    def _joined_count(self, first: str, second: str) -> float:
        a, b = self._ordinal(first), self._ordinal(second)
        joined = self._lexicon.joined_count(a, b)
        least = max(MIN_OCCURRENCES, MIN_JOINED * self._lexicon.pair_count(a, b))
        return joined if joined >= least * (1 - _ROUNDING) else 0

    def _is_joined(self, first: str, second: str) -> bool:
        """Whether the two are ever inside one word."""
        known = self._joined.get((first, second))
        if known is None:
            joined = self._lexicon.joined_count(self._ordinal(first), self._ordinal(second))
            known = self._joined[first, second] = joined > 0
        return known

    def _pair_count(self, first: str, second: str) -> float:
        return self._lexicon.pair_count(self._ordinal(first), self._ordinal(second))

    def _ordinal(self, term: str) -> int:
        ordinal = self._ordinals.get(term)
        if ordinal is None:
            ordinal = self._ordinals[term] = self._lexicon.ordinal_of(term)
        return ordinal


def unit_of(terms: Sequence[str], segmenter: Segmenter) -> Unit:
    """The unit of accented ``terms``, which an article without any accents may have without."""
    syllables = tuple(_as_meant((term,)) for term in terms)
    is_word = len(terms) > 1
    return Unit(
        _as_meant(tuple(terms), may_be_parted=is_word and segmenter.is_parted(terms)),
        syllables,
        " ".join(terms),
        is_word,
        is_common=not is_word and segmenter.is_common(terms[0]),
        is_grammar=not is_word and segmenter.is_grammar(terms[0]),
    )


def _as_meant(terms: tuple[str, ...], *, may_be_parted: bool = False) -> tuple[Row, ...]:
    """The rows of a unit.  Names of other languages have hyphens (*Kim Jong-un*) that people leave
    out; in Vietnamese, a sign between two syllables parts words, unless it ``may_be_parted``."""
    bare = tuple(BARE_MARK + terms_of(term)[1].removeprefix(FOLDED_MARK) for term in terms)
    is_close = len(terms) > 1 and not may_be_parted and all(map(is_syllable, terms))
    return (Row(terms, close=is_close), Row(bare, close=is_close))


def fixed_unit(atom: Atom) -> Unit:
    """The unit of what the query itself keeps together, in all its spellings."""
    return Unit(rows_of(atom.words), rows_of_each(atom.words), say_words(atom.words), is_word=True)
