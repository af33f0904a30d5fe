"""Which clauses of one request are the same?  Each becomes one object, known by itself.

A clause is compared by all that is in it, which takes longer than much of what is asked about it;
and the steps of a plan, what it scores and what comes near it are mostly made of the same ones.
"""

from __future__ import annotations

from index.article import TEXT_FIELDS
from search.plan import (
    AllOf,
    AnyOf,
    AtLeast,
    Clause,
    NearClause,
    RowClause,
    Without,
    WordClause,
)
from search.query.variants import Row

AnyClause = Clause | AtLeast

LONG_ROW = 3
"""Terms of a row that pairs alone do not decide."""


class Known:
    """A clause, what it is made of, and whether terms and pairs do not decide what matches it."""

    __slots__ = ("clause", "needs_positions", "parts")

    def __init__(self, clause: AnyClause, parts: tuple[Known, ...]) -> None:
        self.clause, self.parts = clause, parts
        self.needs_positions: bool = _needs_positions(clause) or any(
            p.needs_positions for p in parts
        )


class Clauses:
    """The clauses of one request."""

    def __init__(self) -> None:
        self._known: dict[AnyClause, Known] = {}
        self._seen: dict[int, tuple[AnyClause, Known]] = {}  # kept, or its id would be another's

    def known(self, clause: AnyClause) -> Known:
        """``clause`` as the one object for all that are equal to it."""
        seen = self._seen.get(id(clause))
        if seen is not None:
            return seen[1]
        known = self._known.get(clause)
        if known is None:
            parts = tuple(map(self.known, _parts(clause)))
            known = self._known[clause] = Known(clause, parts)
        self._seen[id(clause)] = clause, known
        return known


def rows_of_word(word: WordClause) -> RowClause:
    """What matches ``word`` in the texts or in its field."""
    singles = [Row((term,)) for term, _ in word.variants]
    return RowClause((*singles, *map(Row, word.phrases)))


def _open(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """``rows``, whatever parts their terms."""
    return tuple(Row(row.terms) if row.close else row for row in rows)


def _parts(clause: AnyClause) -> tuple[AnyClause, ...]:
    match clause:
        case WordClause(field=None):
            return (RowClause(rows_of_word(clause).rows, clause.tags),)
        case NearClause(first, second, tags=tags):
            return RowClause(_open(first), tags), RowClause(_open(second), tags)
        case AllOf(clauses) | AnyOf(clauses) | AtLeast(_, clauses):
            return clauses
        case Without(wanted, unwanted):
            return wanted, unwanted
    return ()


def _needs_positions(clause: AnyClause) -> bool:
    match clause:
        case NearClause():
            return True
        case RowClause(rows):
            return any(len(row.terms) >= LONG_ROW for row in rows)
        case WordClause(phrases=phrases, field=field):
            shortest = LONG_ROW if field is None or field in TEXT_FIELDS else 2
            return any(len(terms) >= shortest for terms in phrases)
    return False
