"""How well does an article match?  A plan's scores as queries of the cluster.

BM25F (:mod:`index.scoring`) is not computed there: each document says what its terms and pairs are
worth, frequencies that are still to be saturated (:mod:`index.cluster.worth`), and the idf, by
exact counts of the whole index, is made here.  So no shard's own statistics count, and every copy
of a shard scores alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from index.article import TEXT_FIELDS
from index.cluster.mapping import (
    ALL_TEXTS,
    DAY,
    term_of,
    worth_in,
)
from index.scoring import FIELD_WEIGHTS, K1, idf, whoosh_idf
from search.engines.opensearch.dsl import Query, all_of, any_of, between, exists, term
from search.engines.opensearch.matching import Matching, rows_of_word
from search.engines.opensearch.rows import (
    BODY,
    match_row,
    plain,
)
from search.engines.opensearch.worth import (
    best_of,
    constant,
    names_of,
    of_row,
    of_term,
    worth_where,
)
from search.plan import (
    AdjacentPairs,
    AllOf,
    AnyOf,
    AtLeast,
    Clause,
    FuzzyClause,
    OnDays,
    Plan,
    Preference,
    PrefixClause,
    Recency,
    RowClause,
    TagPreference,
    Without,
    WordClause,
)
from search.query.variants import Row, Terms, Variants

Frequency = Callable[[Clause], int]
"""How many articles of the whole index match a clause."""


class Scoring:
    """Writes what articles score; ``frequency`` tells how many of ``articles`` match a clause."""

    def __init__(self, articles: int, frequency: Frequency, matching: Matching) -> None:
        self._articles, self._frequency = articles, frequency
        self._match, self._has_tags = matching.match, matching.has_tags
        self._can_have = matching.can_have

    def scored(self, plan: Plan, candidates: Query, *, are_answers: bool) -> Query:
        """What matches ``candidates``, with what that scores by ``plan``, without its recency;
        whether all of them answer the plan."""
        clause = plan.must if plan.scored is None else plan.scored
        sure = are_answers and (plan.scored is None or clause == plan.must)
        scores = [*self._clause(clause, sure=sure), *self._preferences(plan.prefer)]
        if not scores:
            return {"constant_score": {"filter": candidates, "boost": 0.0}}
        return {"bool": {"filter": [candidates], "should": scores}}

    # What scores of a plan

    def _clause(self, clause: Clause | AtLeast, *, sure: bool = False) -> Iterator[Query]:
        """What adds to the score of what matches ``clause``; ``sure`` if all do."""
        match clause:
            case WordClause(field=None):
                yield from self._word(clause)
            case WordClause(field=str(field)):
                yield from self._word_in_field(clause, field)
            case PrefixClause() | FuzzyClause():
                yield constant(self._match(clause), 1.0)
            case AnyOf(clauses):
                for one in clauses:
                    yield from self._clause(one, sure=sure and len(clauses) == 1)
            case AtLeast(minimum, clauses) if minimum <= 1:
                yield from self._clause(AnyOf(clauses))
            case AllOf(clauses) | AtLeast(_, clauses):
                yield from self._together(clause, clauses, sure=sure)
            case Without(wanted, _):
                yield from self._together(clause, (wanted,), sure=sure)

    def _together(
        self, clause: Clause | AtLeast, parts: Sequence[Clause | AtLeast], *, sure: bool
    ) -> Iterator[Query]:
        """What ``parts`` score in articles that match ``clause``."""
        each = sure and not (isinstance(clause, AtLeast) and clause.minimum < len(parts))
        scores = [query for one in parts for query in self._clause(one, sure=each)]
        if sure or not scores:
            yield from scores
        else:
            yield {"bool": {"filter": [self._match(clause)], "should": scores}}

    def _preferences(self, preferences: Iterable[Preference]) -> Iterator[Query]:
        for one in preferences:
            match one:
                case WordClause():
                    yield from self._word(one)
                case TagPreference() if self._has_tags:
                    count = self._frequency(one.clause)
                    if count:
                        worth = idf(self._articles, count) * one.boost
                        yield constant(self._match(one.clause), worth)
                case AdjacentPairs(pairs, boost):
                    for pair in pairs:
                        yield from self._pair(pair, boost)

    # Words

    def _word(self, word: WordClause) -> Iterator[Query]:
        yield from self._terms(word.variants, word.phrases, word.boost * word.times)
        if word.likely and word.likely_boost:
            yield from self._terms(((word.likely[0], 1.0),), (), word.likely_boost * word.times)

    def _terms(self, variants: Variants, phrases: Sequence[Terms], boost: float) -> Iterator[Query]:
        worth = self._worth(frequency_clause(variants, phrases), boost)
        if worth <= 0:
            return
        ways = [
            of_term(one, worth, share)
            for one, share in variants
            if self._can_have(ALL_TEXTS, (one,))
        ]
        ways += [
            self._phrase(phrase, worth) for phrase in phrases if self._can_have(ALL_TEXTS, phrase)
        ]
        yield best_of(ways)

    def _phrase(self, phrase: Terms, worth: float) -> Query:
        """A longer one is worth what the rarest pair in it is: that stands there seldom else."""
        matching = match_row(ALL_TEXTS, Row(phrase))
        if len(phrase) <= 2:
            return of_row(Row(phrase), matching, worth)
        rows = [Row(pair) for pair in pairwise(phrase)]
        rarest = min(rows, key=lambda row: self._frequency(RowClause((row,))))
        return of_row(rarest, matching, worth)

    def _pair(self, pair: tuple[str, str], boost: float) -> Iterator[Query]:
        row = Row(pair, close=True)
        worth = self._worth(RowClause((row,)), boost)
        if worth > 0:
            yield of_row(row, match_row(ALL_TEXTS, row), worth)

    def _worth(self, clause: Clause, boost: float) -> float:
        count = self._frequency(clause)
        return idf(self._articles, count) * boost * (K1 + 1) if count else 0.0

    def _word_in_field(self, word: WordClause, field: str) -> Iterator[Query]:
        """Each term scores as Whoosh scores it, but by what it is worth in all the texts; a phrase
        what its terms do."""
        for one, worth in word.variants:
            yield from self._term_in(field, one, worth)
        for phrase in word.phrases:
            scores = [query for one in phrase for query in self._term_in(field, one, 1.0)]
            if scores:
                matching = self._match(WordClause((), (phrase,), field))
                yield {"bool": {"filter": [matching], "should": scores}}

    def _term_in(self, field: str, one: str, worth: float) -> Iterator[Query]:
        clause = WordClause(((one, 1.0),), field=field)
        count = self._frequency(clause)
        if not count:
            return
        worth *= whoosh_idf(self._articles, count)
        matching = self._match(clause)
        if field not in TEXT_FIELDS:
            yield constant(matching, worth)
            return
        # the worth of one occurrence there is weighted, which cancels out
        worth, share = worth * (K1 + 1), 1 / FIELD_WEIGHTS[field]
        written = term_of(plain(one))
        names = names_of(one) if field == BODY else [worth_in(field, written)]
        yield worth_where(matching, names, worth, share, field)


def frequency_clause(variants: Variants, phrases: Sequence[Terms]) -> Clause:
    """What tells how many articles have a word."""
    return RowClause(rows_of_word(WordClause(variants, tuple(phrases))))


# What a whole score is multiplied by


def with_days(query: Query, plan: Plan, newest: int | None) -> Query:
    """``query`` with scores that count more for what is new, or of some days; ``newest`` is the day
    that ages count back from, ``None`` where there is none."""
    if plan.recency is not None and newest is not None:
        query = _multiplied(query, [{"weight": 1.0}, _decay(plan.recency, newest)], "sum")
    if plan.on_days is not None:
        query = _multiplied(query, [_on_days(plan.on_days)], "first")
    return query


def _multiplied(query: Query, functions: Sequence[Query], mode: str) -> Query:
    return {
        "function_score": {
            "query": query,
            "functions": list(functions),
            "score_mode": mode,
            "boost_mode": "multiply",
        }
    }


def _decay(recency: Recency, newest: int) -> Query:
    """Undated articles, and such as are dated after the newest, get nothing."""
    return {
        "filter": all_of([exists(DAY), {"range": {DAY: {"lte": newest}}}]),
        "weight": recency.weight,
        "exp": {DAY: {"origin": newest, "scale": recency.half_life, "decay": 0.5}},
    }


def _on_days(wanted: OnDays) -> Query:
    days = any_of([between(DAY, first, last) for first, last in wanted.days])
    return {"filter": days, "weight": 1 + wanted.weight}


def frequencies_of(plan: Plan, matching: Matching) -> list[Clause]:
    """Every clause whose frequency the score of ``plan`` asks for."""
    asked: dict[Clause, None] = {}

    def note(clause: Clause) -> int:
        asked[clause] = None
        return 1

    Scoring(1, note, matching).scored(plan, term(DAY, 0), are_answers=False)
    return list(asked)
