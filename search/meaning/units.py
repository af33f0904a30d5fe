"""Of which words does a row of syllables consist?  The likeliest, by the corpus's own counts.

A *unit* is a word of the language or a syllable that stands alone.  A row is cut into units so that
the product of their probabilities is highest (dynamic programming): a word is as likely as it
occurs as one, a lone syllable as it occurs outside of words (:mod:`index.lexicon.words`).

pyvi itself is not asked for a query: it was trained on sentences, and a query is none, least of
all one with a capital on every word.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.analysis import BARE_MARK, FOLDED_MARK, terms_of
from index.lexicon import Lexicon
from index.lexicon.words import MAX_SYLLABLES, MIN_JOINED, MIN_OCCURRENCES
from index.vietnamese import plain_spelling
from index.vietnamese.keystrokes import is_syllable
from search.query.atoms import Atom
from search.query.variants import Row, Terms, row_of_spelling, rows_of, rows_of_each
from search.query.wording import say_spellings, say_words

_CACHED_SYLLABLES = 8192  # with their rows, some 400 bytes each
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


class _PairCounts(dict[tuple[str, str], tuple[float, float]]):
    """About how often two syllables stand side by side, and how often inside one word; looked up
    when it is first asked for."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._ordinal_of, self._counts_of = lexicon.ordinal_of, lexicon.pair_counts

    def __missing__(self, pair: tuple[str, str]) -> tuple[float, float]:
        first, second = pair
        counts = self._counts_of(self._ordinal_of(first), self._ordinal_of(second))
        self[pair] = counts
        return counts


class Segmenter:
    """Cuts the rows of one query; what was looked up once is kept for the next row."""

    def __init__(self, lexicon: Lexicon, articles_with: Callable[[Terms], int]) -> None:
        """``articles_with`` counts the articles that have terms one right behind the other."""
        self._lexicon, self._articles_with = lexicon, articles_with
        self._log_total = math.log(max(lexicon.total, 1))
        self._costs: dict[Terms, float] = {}
        self._alone: dict[str, float] = {}
        self._pairs = _PairCounts(lexicon)
        self._units: dict[Terms, Unit] = {}

    def unit(self, terms: Terms) -> Unit:
        """The unit of accented ``terms``; of the same ones it is one object."""
        unit = self._units.get(terms)
        if unit is None:
            unit = self._units[terms] = unit_of(terms, self)
        return unit

    def pieces(self, terms: Terms) -> tuple[Terms, ...]:
        """``terms``, accented syllables in a row, as their likeliest units."""
        pairs = self._pairs
        for pair in pairwise(terms):
            if pairs[pair][1] > 0 or pair[1].isdecimal():
                return tuple([terms[first:end] for first, end in self.cut(terms)])
        return tuple(zip(terms, strict=True))  # each by itself, as in most ways to read a row

    def cut(self, terms: Sequence[str]) -> list[Span]:
        """The likeliest units of ``terms``, accented syllables in a row."""
        pairs = self._pairs
        joined = [pairs[pair][1] > 0 for pair in pairwise(terms)]
        return self._with_numbers(terms, self._likeliest(terms, joined))

    def _likeliest(self, terms: Sequence[str], joined: Sequence[bool]) -> list[Span]:
        """The likeliest units of ``terms``, of which pair i may be inside of a word where it is
        ``joined[i]``."""
        count = len(terms)
        best = [0.0] + [math.inf] * count
        begins = [0] * (count + 1)
        for first, term in enumerate(terms):
            before, end = best[first], first + 1
            cost = before + self._cost_alone(term)
            if cost < best[end]:
                best[end], begins[end] = cost, first
            # every pair inside a word is joined
            while end < count and joined[end - 1] and end - first < MAX_SYLLABLES:
                end += 1
                cost = before + self._cost(tuple(terms[first:end]))
                if cost < best[end]:
                    best[end], begins[end] = cost, first
        spans: list[Span] = []
        end = count
        while end:
            spans.append((begins[end], end))
            end = begins[end]
        return spans[::-1]

    def is_common(self, term: str) -> bool:
        """Whether so many articles hold the lone syllable ``term`` that it says little wherever it
        stands."""
        ordinal = self._lexicon.ordinal_of(term)
        if ordinal < 0 or not is_syllable(term):
            return False
        holders = self._lexicon.holders.item(ordinal)
        return bool(holders >= _MIN_SHARE_COMMON * self._lexicon.articles)

    def is_grammar(self, term: str) -> bool:
        """Whether ``term`` is one of the few syllables that stand behind the most different ones:
        *của*, *đã*, *cho*."""
        ordinal = self._lexicon.ordinal_of(term)
        predecessors = self._lexicon.predecessors.item(ordinal) if ordinal >= 0 else 0
        return bool(predecessors >= self._lexicon.grammar)

    def is_used(self, terms: Sequence[str]) -> bool:
        """Whether articles have ``terms``, one syllable or a row, often enough to mean them."""
        if len(terms) > 1:  # signs between them (*Mỹ - Trung*) are asked of articles
            return self.rarest_pair(terms) >= _MIN_PAIRS_USED or (
                self._articles_with(tuple(terms)) >= _MIN_PAIRS_USED
            )
        ordinal = self._lexicon.ordinal_of(terms[0])
        return ordinal >= 0 and int(self._lexicon.counts[ordinal]) >= _MIN_ALONE_USED

    def rarest_pair(self, terms: Sequence[str]) -> float:
        """About how often the rarest pair of ``terms`` in a row stands side by side."""
        pairs = self._pairs
        return min([pairs[pair][0] for pair in pairwise(terms)])

    def is_parted(self, terms: Sequence[str]) -> bool:
        """Whether two syllables that make up a word have a sign between them in most articles that
        have them side by side: names of two things (*Mỹ-Triều*).  Other words stand side by side
        far more often than by chance, with nothing but a space."""
        if len(terms) != _SYLLABLES_PARTED:
            return False
        lexicon = self._lexicon
        a, b = map(lexicon.ordinal_of, terms)
        if min(a, b) < 0:
            return False
        pairs = self.rarest_pair(terms)
        by_chance = float(lexicon.counts.item(a)) * float(lexicon.counts.item(b))
        if pairs * max(lexicon.total, 1) > _MAX_LIFT_PARTED * by_chance:
            return False
        return self._articles_with(tuple(terms)) >= _MIN_TIMES_PARTED * max(pairs, 1)

    def _with_numbers(self, terms: Sequence[str], spans: Sequence[Span]) -> list[Span]:
        """``spans``, in which a number belongs to the lone syllable that often stands before it."""
        found: list[Span] = []
        for first, end in spans:
            before = found[-1] if found else (0, 0)
            if (
                terms[first].isdecimal()
                and end - first == 1 == before[1] - before[0]
                and self._pairs[terms[first - 1], terms[first]][0] >= _MIN_NUMBERED
            ):
                found[-1] = (before[0], end)
            else:
                found.append((first, end))
        return found

    def _cost_alone(self, term: str) -> float:
        """Minus the logarithm of how likely ``term`` is a word by itself."""
        cost = self._alone.get(term)
        if cost is None:
            ordinal = self._lexicon.ordinal_of(term)
            alone = self._lexicon.alone.item(ordinal) if ordinal >= 0 else 0
            cost = self._alone[term] = self._log_total - math.log(max(alone, _LEAST_ALONE))
        return cost

    def _cost(self, terms: Terms) -> float:
        """Minus the logarithm of how likely several ``terms`` are a unit; infinite if they are
        none."""
        cost = self._costs.get(terms)
        if cost is None:
            count = self._joined_count(*terms) if len(terms) == 2 else self._longer_count(terms)
            cost = self._log_total - math.log(count) if count else math.inf
            self._costs[terms] = cost
        return cost

    def _longer_count(self, terms: Terms) -> int:
        """How often three syllables and more occur as a word; where the lexicon does not know
        whether that is often enough, articles are asked."""
        count, rows = self._lexicon.word_count(terms)
        if count and count < MIN_JOINED * rows:
            rows = self._articles_with(terms)
        return count if count >= MIN_JOINED * rows else 0

    def _joined_count(self, first: str, second: str) -> float:
        """How often two syllables occur as a word."""
        count, joined = self._pairs[first, second]
        least = max(MIN_OCCURRENCES, MIN_JOINED * count)
        return joined if joined >= least * (1 - _ROUNDING) else 0


def unit_of(terms: Terms, segmenter: Segmenter) -> Unit:
    """The unit of accented ``terms``, which an article without any accents may have without."""
    rows = [_lone_rows(term) for term in terms]
    if len(terms) > 1:
        together = _rows_of(terms, may_be_parted=segmenter.is_parted(terms))
        return Unit(together, tuple(rows), " ".join(terms), is_word=True)
    (term,) = terms
    return Unit(
        rows[0],
        (rows[0],),
        term,
        is_common=segmenter.is_common(term),
        is_grammar=segmenter.is_grammar(term),
    )


@lru_cache(_CACHED_SYLLABLES)
def _lone_rows(term: str) -> tuple[Row, ...]:
    return _rows_of((term,))


def _rows_of(terms: Terms, *, may_be_parted: bool = False) -> tuple[Row, ...]:
    """The rows of a unit.  Names of other languages have hyphens (*Kim Jong-un*) that people leave
    out; in Vietnamese, a sign between two syllables parts words, unless it ``may_be_parted``."""
    bare = tuple([BARE_MARK + terms_of(term)[1].removeprefix(FOLDED_MARK) for term in terms])
    is_close = len(terms) > 1 and not may_be_parted and all(map(is_syllable, terms))
    rows = (Row(terms, close=is_close), Row(bare, close=is_close))
    plain = tuple(map(plain_spelling, terms))
    return rows if plain == terms else (*rows, Row(plain))


def fixed_unit(atom: Atom, meant: Terms) -> Unit:
    """The unit of what the query itself keeps together, in all its spellings; in the accents
    ``meant``, where that is one way among others to read what was typed without."""
    words = atom.words
    if not words[0].meant:
        return Unit(rows_of(words), rows_of_each(words), say_words(words), is_word=True)
    others = tuple(form for form in words[0].others if form != meant)
    rows = _rows_of(meant) + tuple(map(row_of_spelling, others))
    syllables = tuple([_lone_rows(term) for term in meant])
    return Unit(rows, syllables, say_spellings(meant, others), is_word=True)
