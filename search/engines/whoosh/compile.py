"""How is a plan said in Whoosh's terms?  Clause by clause, a tree of queries; nothing is decided.

What has a field name becomes Whoosh's own leaves; what has none becomes the nodes of
:mod:`search.engines.whoosh.nodes`, which look in title, summary and body at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from whoosh import query

from index.article import TEXT_FIELDS
from search.engines.whoosh.nodes import (
    AdjacentPair,
    AndNot,
    ConstantScore,
    DateRange,
    FuzzyQuery,
    NearQuery,
    PrefixQuery,
    RowsQuery,
    SynonymQuery,
)
from search.plan import (
    AdjacentPairs,
    AllOf,
    AnyOf,
    Clause,
    DateClause,
    Everything,
    FuzzyClause,
    NearClause,
    Preference,
    PrefixClause,
    RowClause,
    Without,
    WordClause,
)


def compile_clause(clause: Clause) -> query.Query:
    """The tree that matches and scores as ``clause`` says."""
    match clause:
        case WordClause():
            return _word(clause) if clause.field is None else _word_in_field(clause, clause.field)
        case RowClause(rows):
            return RowsQuery(rows)
        case NearClause(first, second, gap):
            return NearQuery(first, second, gap)
        case PrefixClause(text, field):
            return PrefixQuery(_fields(field), text)
        case FuzzyClause(text, field):
            return FuzzyQuery(_fields(field), text)
        case DateClause(first, last):
            return DateRange(first, last)
        case Everything():
            return ConstantScore(query.Every(), 0.0)
        case AllOf(clauses):
            return query.And([compile_clause(one) for one in clauses])
        case AnyOf(clauses):
            return query.Or([compile_clause(one) for one in clauses])
        case Without(wanted, unwanted):
            return AndNot(compile_clause(wanted), compile_clause(unwanted))


def compile_preferences(prefer: Sequence[Preference]) -> query.Query:
    """The tree whose score articles get on top of that of their plan."""
    return query.Or([_adjacent(p) if isinstance(p, AdjacentPairs) else _word(p) for p in prefer])


def _adjacent(preference: AdjacentPairs) -> query.Query:
    return query.Or([AdjacentPair(*pair) for pair in preference.pairs], boost=preference.boost)


def _word(word: WordClause) -> query.Query:
    synonyms = SynonymQuery(word.variants, word.phrases, word.boost)
    if not word.likely_boost or not word.likely:
        synonyms.boost *= word.times
        return synonyms
    likely = SynonymQuery(((word.likely[0], 1.0),), boost=word.likely_boost)
    return query.Or([synonyms, likely], boost=float(word.times))


def _word_in_field(word: WordClause, field: str) -> query.Query:
    leaves = [query.Term(field, term, boost=worth) for term, worth in word.variants]
    leaves += [query.Phrase(field, list(row)) for row in word.phrases]
    return query.Or(leaves) if len(leaves) > 1 else leaves[0]


def _fields(field: str | None) -> tuple[str, ...]:
    """The named field, or all the text fields."""
    return (field,) if field is not None else TEXT_FIELDS
