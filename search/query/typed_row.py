"""What was typed in a row, and which of it is one thing?  Shapes that rules of spelling share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, Self

from index.vietnamese import fold
from search.query.tree import Form, Words, in_a_row


class Known(Protocol):
    """What the index knows."""

    def has_term(self, term: str) -> bool:
        """Whether any article has the accented ``term``."""

    def has_row(self, terms: Form) -> bool:
        """Whether any article has ``terms``, accented or folded ones, one behind the other."""

    def is_parted(self, terms: Form) -> bool:
        """Whether articles have ``terms``, accented or folded ones, one behind the other, and at
        least half of them with more than a space between: *VN-Index*, *N.V.A.*"""


@dataclass(frozen=True, slots=True)
class TypedRow:
    """The accented terms of words that were typed in a row; ``word_of`` has for each the number of
    the word that it is part of: what was typed without a space is one word.  ``signs`` are those
    before the terms (:mod:`search.query.decimals`)."""

    terms: Form
    word_of: tuple[int, ...]
    signs: tuple[str, ...]

    @classmethod
    def of(cls, run: Sequence[Words]) -> Self:
        """The row of the syllables of ``run``."""
        terms = tuple([token.accented for words in run for token in words.tokens])
        word_of = tuple([n for n, words in enumerate(run) for _ in words.tokens])
        has_signs = any(words.signs for words in run)
        return cls(terms, word_of, in_a_row(run).signs if has_signs else ("",) * len(terms))

    def term(self, at: int) -> str:
        """The term at a place; "" behind the last."""
        return self.terms[at] if at < len(self.terms) else ""

    def begins_word(self, at: int) -> bool:
        """Whether a word begins with the term at a place."""
        return at == 0 or self.word_of[at] != self.word_of[at - 1]

    def ends_word(self, end: int) -> bool:
        """Whether a word ends before the term at ``end``."""
        if end >= len(self.terms):
            return end == len(self.terms)
        return self.word_of[end] != self.word_of[end - 1]

    def end_of_word(self, at: int) -> int:
        """The place behind the word that the term at a place is part of."""
        end = at + 1
        while not self.ends_word(end):
            end += 1
        return end

    def may_be(self, at: int, form: Form) -> bool:
        """Whether ``form`` was typed from the term at a place on, with all its accents or none."""
        typed = self.terms[at : at + len(form)]
        return typed == form or typed == tuple(map(fold, form))


class Spelling(NamedTuple):
    """The terms from ``start`` up to ``end`` are one thing, with ``others`` to write it; as in
    :class:`search.query.tree.Words` ``exact`` if nothing is missing from them, else ``meant`` is
    what they may be typed for, and ``sure`` if they are no slip."""

    start: int
    end: int
    others: tuple[Form, ...]
    exact: bool = True
    meant: tuple[Form, ...] = ()
    sure: bool = True


def others_than_typed(row: TypedRow, at: int, end: int, *forms: Form) -> tuple[Form, ...]:
    """``forms`` without what was typed from ``at`` to ``end``, each once."""
    typed = row.terms[at:end]
    return tuple(dict.fromkeys(form for form in forms if form != typed))
