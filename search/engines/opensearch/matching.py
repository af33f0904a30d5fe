"""Which articles match a clause?  The clause as a query of the cluster that scores nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.addresses import address_hash
from index.article import TAGS
from index.cluster.mapping import ADDRESS, ALL_TEXTS, ASIDE, DAY, beginning, signed
from search.engines.opensearch.dsl import (
    EVERY,
    Query,
    all_of,
    any_of,
    at_least,
    between,
    term,
    terms,
    without,
)
from search.engines.opensearch.rows import (
    BODY,
    accents_of,
    field_and_term,
    in_unaccented,
    is_bare,
    match_rows,
    span_row,
)
from search.plan import (
    AddressClause,
    AllOf,
    AnyOf,
    AtLeast,
    Clause,
    DateClause,
    Everything,
    FuzzyClause,
    NearClause,
    PrefixClause,
    RowClause,
    Without,
    WordClause,
)
from search.query.variants import Row

Leaf = (
    WordClause
    | RowClause
    | NearClause
    | PrefixClause
    | FuzzyClause
    | DateClause
    | AddressClause
    | Everything
)

_ONE_EDIT = {
    "fuzziness": 1,
    "transpositions": False,
    "max_expansions": 1000,  # as many clauses as the cluster allows, and a few left
    "rewrite": "constant_score",
}


@dataclass(frozen=True, slots=True)
class Matching:
    """Writes queries for an index that has tags, or that has none at all; ``unaccented`` names what
    any of its articles has no accent in: all texts, or a label."""

    has_tags: bool
    unaccented: frozenset[str]

    def match(self, clause: Clause | AtLeast) -> Query:
        """What matches ``clause``."""
        match clause:
            case AllOf(clauses):
                return all_of(self._each(clauses))
            case AnyOf(clauses):
                return any_of(self._each(clauses))
            case AtLeast(minimum, clauses):
                several = self._each(clauses)
                return all_of(several) if minimum == len(several) else at_least(minimum, several)
            case Without(wanted, unwanted):
                return without(self.match(wanted), [self.match(unwanted)])
            case _:
                return self._leaf(clause)

    def _each(self, clauses: Sequence[Clause | AtLeast]) -> list[Query]:
        return list(map(self.match, clauses))

    def _leaf(self, clause: Leaf) -> Query:
        match clause:
            case WordClause() as word:
                rows = rows_of_word(word)
                if word.field is not None:
                    return self._in_one(word.field, rows)
                return self._in_texts(rows, tags=word.tags)
            case RowClause(rows, tags):
                return self._in_texts(rows, tags=tags)
            case NearClause():
                return self._near(clause)
            case PrefixClause() | FuzzyClause():
                return _any_term(clause)
            case DateClause(first, last):
                return between(DAY, first, last)
            case AddressClause(address):
                return term(ADDRESS, signed(address_hash(address)))
            case Everything():
                return EVERY

    def can_have(self, name: str, row: Sequence[str]) -> bool:
        """Whether any article may have ``row`` in ``name``: bare terms are of unaccented ones, and
        most indexes have none of these."""
        return not is_bare(row) or accents_of(name) in self.unaccented

    def _in_one(self, name: str, rows: Sequence[Row]) -> Query:
        return match_rows(name, [row for row in rows if self.can_have(name, row.terms)])

    def _in_texts(self, rows: Sequence[Row], *, tags: bool) -> Query:
        return any_of([self._in_one(name, rows) for name in self._texts(tags=tags)])

    def _near(self, clause: NearClause) -> Query:
        names = (clause.field,) if clause.field else self._texts(tags=clause.tags)
        return any_of([self._near_in(name, clause) for name in names])

    def _near_in(self, name: str, clause: NearClause) -> Query:
        """Bare terms count only where nothing has an accent: there accented ones are not to be
        found."""
        kinds = [
            [row for row in rows if self.can_have(name, row.terms)]
            for rows in (clause.first, clause.second)
        ]
        with_accents = [[row for row in rows if not is_bare(row.terms)] for rows in kinds]
        found = [_spans_near(name, with_accents, clause.gap)]
        if kinds != with_accents:
            found.append(all_of([in_unaccented(name), _spans_near(name, kinds, clause.gap)]))
        return any_of(found)

    def _texts(self, *, tags: bool) -> tuple[str, ...]:
        return (ALL_TEXTS, TAGS) if tags and self.has_tags else (ALL_TEXTS,)


def rows_of_word(word: WordClause) -> tuple[Row, ...]:
    """The rows any of which is the word."""
    return (*(Row((one,)) for one, _ in word.variants), *map(Row, word.phrases))


def _spans_near(name: str, kinds: Sequence[Sequence[Row]], gap: int) -> Query:
    if not all(kinds):
        return any_of([])
    first, second = (_any_span([span_row(name, row.terms) for row in rows]) for rows in kinds)
    return any_of(
        [
            {"span_near": {"clauses": clauses, "slop": gap, "in_order": True}}
            for clauses in ([first, second], [second, first])
        ]
    )


def _any_span(spans: Sequence[Query]) -> Query:
    return spans[0] if len(spans) == 1 else {"span_or": {"clauses": list(spans)}}


def _begins_aside(text: str) -> Query:
    """That no term of the body begins so, in what has one in another text."""
    ends = range(1, len(text) + 1)
    return terms(ASIDE, [beginning(text[:end]) for end in ends])


def _any_term(clause: PrefixClause | FuzzyClause) -> Query:
    field, text = field_and_term(clause.field or ALL_TEXTS, clause.text)
    if isinstance(clause, PrefixClause):
        found: Query = {"prefix": {field: {"value": text}}}
        return without(found, [_begins_aside(clause.text)]) if clause.field == BODY else found
    return {"fuzzy": {field: {**_ONE_EDIT, "value": text}}}
