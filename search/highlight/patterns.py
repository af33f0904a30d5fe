"""Which syllables of a text match a query?  Patterns of the terms that a syllable may have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.analysis import FOLDED_MARK
from search.meaning.words import Meaning
from search.query.tree import And, Dates, Field, Fuzzy, Node, Not, Or, Prefix, Words
from search.query.variants import phrase_term, phrases, variants


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


def patterns(node: Node, meaning: Meaning) -> tuple[Pattern, ...]:
    """What to mark for a query; what it excludes is not marked.

    The accents that were most likely meant make patterns of their own, so that a stretch which
    has them is richer than one with any others.
    """
    return tuple(dict.fromkeys(_patterns(node, None, meaning)))


def _patterns(node: Node, field: str | None, meaning: Meaning) -> Iterator[Pattern]:
    match node:
        case Words():
            yield from _of_words(node, field, meaning)
        case Prefix(token):
            yield Pattern((Step(prefix=phrase_term(token)),), field)
        case Fuzzy(token):
            yield Pattern((Step(near=phrase_term(token)),), field)
        case Field(name, child):
            yield from _patterns(child, name, meaning)
        case And(children) | Or(children):
            for child in children:
                yield from _patterns(child, field, meaning)
        case Not() | Dates():
            return


def _of_words(words: Words, field: str | None, meaning: Meaning) -> Iterator[Pattern]:
    terms = frozenset(term for term, _ in variants(words))
    likely = meaning.likely(words.tokens)
    rather = Pattern((Step(frozenset({likely})),), field) if likely else None
    if rather:
        yield rather
    if terms:
        yield Pattern((Step(terms),), field, rather)
    for row in phrases(words):
        yield Pattern(tuple(Step(frozenset({term})) for term in row), field)


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
