"""Which syllables of a text match a plan?  Patterns of the terms that a syllable may have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.analysis import FOLDED_MARK
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
    Plan,
    PrefixClause,
    RowClause,
    Without,
    WordClause,
)
from search.query.decimals import without_sign
from search.query.variants import Terms


@dataclass(frozen=True, slots=True)
class Pattern:
    """Syllables in a row that match: ``steps[i]`` tests the i-th.  ``field`` limits where.

    An article that matches ``rather`` is marked there only: *công ty* for a typed *ty*, and not
    every *tỷ* beside it.
    """

    steps: tuple[Step, ...]
    field: str | None
    rather: Pattern | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A term among ``terms``, one that begins with ``prefix``, or one edit away from ``near``."""

    terms: frozenset[str] = frozenset()
    prefix: str = ""
    near: str = ""

    def accepts(self, accented: str, folded: str) -> bool:
        """Whether a syllable with these terms begins with ``prefix`` or is near ``near``."""
        return any(
            (self.prefix and term.startswith(self.prefix))
            or (self.near and _within_one_edit(term, self.near))
            for term in (accented, folded)
        )


def patterns(plan: Plan) -> tuple[Pattern, ...]:
    """What to mark for ``plan``; what it excludes is not marked.

    The accents that were most likely meant make patterns of their own, so that a stretch which
    has them is richer than one with any others.
    """
    return tuple(dict.fromkeys(_patterns(plan.must)))


def _patterns(clause: Clause | AtLeast) -> Iterator[Pattern]:
    match clause:
        case WordClause():
            yield from _of_word(clause)
        case RowClause(rows):
            for row in rows:
                yield _of_row(row.terms, None)
        case PrefixClause(text, field):
            yield Pattern((Step(prefix=text),), field)
        case FuzzyClause(text, field):
            yield Pattern((Step(near=text),), field)
        case AllOf(clauses) | AnyOf(clauses) | AtLeast(_, clauses):
            for one in clauses:
                yield from _patterns(one)
        case Without(wanted):
            yield from _patterns(wanted)
        # what is near has a clause of its own
        case AddressClause() | DateClause() | Everything() | NearClause():
            return


def _of_word(word: WordClause) -> Iterator[Pattern]:
    terms = frozenset(term for term, _ in word.variants)
    for likely in word.likely:
        rather = Pattern((Step(frozenset({likely})),), word.field)
        yield rather
        yield Pattern((Step(terms),), word.field, rather)
    if terms and not word.likely:
        yield Pattern((Step(terms),), word.field)
    for row in word.phrases:
        yield _of_row(row, word.field)


def _of_row(terms: Terms, field: str | None) -> Pattern:
    return Pattern(tuple(Step(frozenset({without_sign(term)})) for term in terms), field)


def _within_one_edit(a: str, b: str) -> bool:
    """Whether at most one insertion, deletion or substitution turns ``a`` into ``b``.

    An accented and a folded term are never near each other: the mark is not a letter.
    """
    if a.startswith(FOLDED_MARK) != b.startswith(FOLDED_MARK) or abs(len(a) - len(b)) > 1:
        return False
    at = next(
        (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
    return a[at + 1 :] == b[at + 1 :] or a[at:] == b[at + 1 :] or a[at + 1 :] == b[at:]
