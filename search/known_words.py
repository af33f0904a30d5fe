"""What do the words of a query mean to one index?  It is asked for what rules alone cannot tell.

Rules read a query (:mod:`search.query`) and models of the language say what is likely
(:mod:`search.meaning`); both want to know what articles have.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from search.meaning.binding import Binder
from search.meaning.readings import readings_of
from search.meaning.words import Meaning, meaning_of
from search.plan import Plan, RowClause, phrase
from search.query.atoms import Run
from search.query.synonyms import with_equivalents, with_spellings
from search.query.tree import Node
from search.query.variants import Row, Terms
from search.searcher import Searcher


@dataclass(frozen=True, slots=True)
class KnownWords:
    """What the index of ``searcher`` knows of words (:class:`search.query.typed_row.Known`)."""

    searcher: Searcher

    def meant(self, parsed: Node, text: str, *, in_words: bool = True) -> tuple[Node, Meaning]:
        """``parsed``, which was read from ``text``, with its operators bound and the other
        spellings of its words, and what it means."""
        node = with_equivalents(self.bound(parsed, text), self)
        meaning = meaning_of(node, self.searcher.interpreter, self.articles_with, in_words=in_words)
        return node, meaning

    def bound(self, parsed: Node, text: str) -> Node:
        """``parsed``, which was read from ``text``, with its operators bound."""
        return Binder(text, self.units_of, self.has_value, self.has_row).bind(parsed)

    def articles_with(self, terms: Terms) -> int:
        """About how many articles have ``terms`` one right behind the other."""
        return next(self.searcher.count_many([Plan(phrase(terms))], estimate=True))

    def has_term(self, term: str) -> bool:
        """Whether any article has the accented ``term``."""
        return self.searcher.lexicon.ordinal_of(term) >= 0

    def has_row(self, terms: Terms) -> bool:
        """Whether any article has ``terms``, accented or folded ones, one behind the other."""
        return next(self.searcher.count_many([Plan(phrase(terms))])) > 0

    def is_parted(self, terms: Terms) -> bool:
        """Whether articles have ``terms``, accented or folded ones, one behind the other, and at
        least half of them with more than a space between."""
        rows = (RowClause((Row(terms, close=close),)) for close in (False, True))
        some, close = self.searcher.count_many([Plan(row) for row in rows])
        return some > 0 and some >= 2 * close

    def has_value(self, field: str, terms: Terms) -> bool:
        """Whether some article has ``terms`` in a row in ``field``."""
        return next(self.searcher.count_many([Plan(phrase(terms, field))])) > 0

    def units_of(self, run: Run) -> Sequence[int]:
        """Of how many words each unit of ``run`` consists, in its likeliest reading; of one that
        begins inside of a word, which belongs to the unit before, of those behind it."""
        spelt = tuple(with_spellings(run, self))
        best, *_ = readings_of(spelt, self.searcher.interpreter, self.articles_with)
        # a word typed with a sign is one part of its unit, but in a name that may be other words
        parts = (len(words.tokens) if words.meant else 1 for words in spelt)
        begins = list(accumulate(parts, initial=0))[:-1]
        ends = accumulate(len(unit.syllables) for unit in best.units)
        bound = [0, *(bisect_left(begins, end) for end in ends)]
        return [count for first, last in pairwise(bound) if (count := last - first)]
