"""What does an article score, by the formula and its own tokens alone?  (:mod:`index.scoring`)"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache

from brute_force import ReadArticle, matches

from index.arrays.types import Mask
from index.scoring import FIELD_WEIGHTS, K1, B
from search.engines.whoosh.matching.clauses import AnyClause
from search.plan import (
    AllOf,
    AnyOf,
    AtLeast,
    FuzzyClause,
    Preference,
    PrefixClause,
    TagPreference,
    Without,
    WordClause,
)
from search.query.variants import Terms, Variants

_LABEL_B = 0.75


class Scored:
    """Scores ``articles``, of which only the ``alive`` ones count as having a word."""

    def __init__(self, articles: Sequence[ReadArticle], alive: Mask) -> None:
        self._articles = articles
        self._living = [one for one, lives in zip(articles, alive, strict=True) if lives]
        self._average = cache(self._average_of)

    def of(self, clause: AnyClause, number: int) -> float:
        """What article ``number`` scores by ``clause``, as :mod:`search.plan` says it."""
        one = self._articles[number]
        if not matches(clause, one):
            return 0.0
        match clause:
            case WordClause(variants, phrases, None):
                found = clause.boost * self._word(variants, phrases, one)
                if clause.likely:
                    likely = ((clause.likely[0], 1.0),)
                    found += clause.likely_boost * self._word(likely, (), one)
                return found * clause.times
            case WordClause():
                return self._in_field(clause, one)
            case PrefixClause() | FuzzyClause():
                return 1.0
            case AllOf(clauses) | AnyOf(clauses) | AtLeast(_, clauses):
                return sum(self.of(part, number) for part in clauses)
            case Without(wanted, _):
                return self.of(wanted, number)
        return 0.0

    def preferred(self, preference: Preference, number: int) -> float:
        """What article ``number`` scores by ``preference`` on top."""
        if isinstance(preference, WordClause):
            return self.of(preference, number)
        one = self._articles[number]
        if isinstance(preference, TagPreference):
            return preference.boost * self._tags(preference, one)
        return preference.boost * sum(self._pair(*pair, one) for pair in preference.pairs)

    def _tags(self, preference: TagPreference, one: ReadArticle) -> float:
        def has_any(article: ReadArticle) -> bool:
            return any(_count(article, "tags", row.terms) for row in preference.rows)

        df = sum(map(has_any, self._living))
        rarity: float = math.log(1 + (len(self._living) - df + 0.5) / (df + 0.5)) ** 0.8
        return rarity if has_any(one) else 0.0

    def _pair(self, first: str, second: str, one: ReadArticle) -> float:
        return self._bm25f(lambda other, field: _close(other, field, first, second), one)

    def _word(self, variants: Variants, phrases: Sequence[Terms], one: ReadArticle) -> float:
        def frequency(article: ReadArticle, field: str) -> float:
            singles = sum(worth * _count(article, field, (term,)) for term, worth in variants)
            return singles + sum(_count(article, field, terms) for terms in phrases)

        return self._bm25f(frequency, one)

    def _bm25f(self, frequency: Callable[[ReadArticle, str], float], one: ReadArticle) -> float:
        def total(article: ReadArticle) -> float:
            return sum(
                weight * frequency(article, field) * self._norm(article, field)
                for field, weight in FIELD_WEIGHTS.items()
            )

        df = sum(total(article) > 0 for article in self._living)
        rarity: float = math.log(1 + (len(self._living) - df + 0.5) / (df + 0.5)) ** 0.8
        tf = total(one)
        return rarity * tf * (K1 + 1) / (tf + K1)

    def _in_field(self, word: WordClause, one: ReadArticle) -> float:
        assert word.field is not None
        found = sum(worth * self._term_in(word.field, term, one) for term, worth in word.variants)
        for terms in word.phrases:
            if _count(one, word.field, terms):
                found += sum(self._term_in(word.field, term, one) for term in terms)
        return found

    def _term_in(self, field: str, term: str, one: ReadArticle) -> float:
        df = sum(_count(article, field, (term,)) > 0 for article in self._living)
        tf = _count(one, field, (term,)) * self._norm(one, field)
        return (math.log(len(self._living) / (df + 1)) + 1) * tf * (K1 + 1) / (tf + K1)

    def _norm(self, one: ReadArticle, field: str) -> float:
        b = B.get(field, _LABEL_B)
        return 1 / (1 - b + b * len(one.tokens[field]) / (self._average(field) or 1.0))

    def _average_of(self, field: str) -> float:
        return sum(len(one.tokens[field]) for one in self._articles) / len(self._articles)


def _count(one: ReadArticle, field: str, terms: Terms) -> int:
    """How often ``terms`` stand one right behind the other."""
    stands = [one.positions[field].get(term, set()) for term in terms]
    return sum(all(at + n in own for n, own in enumerate(stands)) for at in stands[0])


def _close(one: ReadArticle, field: str, first: str, second: str) -> int:
    """How often two terms stand side by side with nothing but a space between."""
    tokens, text, stands = one.tokens[field], one.text(field), one.positions[field]
    return sum(
        at + 1 in stands.get(second, set())
        and text[tokens[at].end : tokens[at + 1].start] in ("", " ")
        for at in stands.get(first, set())
    )
