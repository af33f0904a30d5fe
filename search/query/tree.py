"""What is a query made of?  The tree that :mod:`search.query.parser` reads it into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis import Token

Form = tuple[str, ...]
"""The accented terms of words that stand side by side."""


@dataclass(frozen=True, slots=True)
class Words:
    """Syllables that stand side by side: one word, or a phrase if there are more.

    ``quoted`` tells a phrase that was asked for from one that merely has no space (*3.500*).
    ``others`` are other spellings of the same thing, each a row of accented terms; where several
    words that stand side by side make up one thing, all have them (:mod:`search.query.synonyms`);
    ``exact`` if nothing is missing from how that was typed; else ``meant`` are the forms that it
    may be typed for, accents and all, and only as one of them it has the other spellings.
    Where it is not ``sure``, what was typed may as well be a slip.
    ``signs`` are those before the tokens of a number (:mod:`search.query.decimals`), one for each
    token; none of other words.
    """

    tokens: tuple[Token, ...]
    quoted: bool = False
    others: tuple[Form, ...] = ()
    exact: bool = False
    meant: tuple[Form, ...] = ()
    sure: bool = True
    signs: tuple[str, ...] = ()

    @property
    def is_phrase(self) -> bool:
        """Whether a phrase was asked for."""
        return self.quoted and len(self.tokens) > 1


def in_a_row(words: Sequence[Words]) -> Words:
    """Several words, one right behind the other, as one."""
    if len(words) == 1:
        return words[0]
    tokens = tuple(token for one in words for token in one.tokens)
    signs: tuple[str, ...] = ()
    if any(one.signs for one in words):
        signs = tuple(sign for one in words for sign in one.signs or ("",) * len(one.tokens))
    return Words(tokens, signs=signs)


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any term that begins with the token: ``tr*``."""

    token: Token


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Any term at most one edit from the token: ``word~``."""

    token: Token


@dataclass(frozen=True, slots=True)
class Dates:
    """Published on these days, both included, counted from 0001-01-01 as day 0.

    ``text`` is how it was typed.  No article matches if ``last`` is before ``first``.
    """

    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """What is looked for in one field only: ``title:lũ``."""

    name: str
    child: Node


@dataclass(frozen=True, slots=True)
class Not:
    """What no article found may match: ``-lũ``."""

    child: Node


@dataclass(frozen=True, slots=True)
class Near:
    """Each of ``operands`` stands near the next one, whichever comes first: between the i-th and
    the one behind it are at most ``gaps[i]`` syllables."""

    operands: tuple[Words, ...]
    gaps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class And:
    """What an article has to match all of; none of ``children`` is an And."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What an article has to match at least one of; there are two or more."""

    children: tuple[Node, ...]


Node = Words | Prefix | Fuzzy | Dates | Field | Not | Near | And | Or


def all_of(nodes: Sequence[Node]) -> Node:
    """All of ``nodes``, at least one; what has to match anyway is not grouped again."""
    flat = [part for n in nodes for part in (n.children if isinstance(n, And) else (n,))]
    return And(tuple(flat)) if len(flat) > 1 else flat[0]


def plain_words(node: Node) -> dict[Words, int] | None:
    """The different items of a query that is nothing but words, and how often each was typed;
    ``None`` for any other query."""
    first: dict[tuple[Form, tuple[Form, ...]], Words] = {}
    counts: dict[Words, int] = {}
    for word in node.children if isinstance(node, And) else (node,):
        if not isinstance(word, Words) or word.is_phrase:
            return None
        terms = (*[token.accented for token in word.tokens], *word.signs)
        same = first.setdefault((terms, word.others), word)
        counts[same] = counts.get(same, 0) + 1
    return counts


def is_same(one: Words, other: Words) -> bool:
    """Whether two words match alike: typed with the same letters, with the same other spellings."""
    terms = ([token.accented for token in words.tokens] for words in (one, other))
    alike = (one.others, one.signs) == (other.others, other.signs)
    return alike and next(terms) == next(terms)


def has_phrase(node: Node) -> bool:
    """Whether a phrase was asked for anywhere in the query."""
    match node:
        case Words():
            return node.is_phrase
        case Not(child) | Field(_, child):
            return has_phrase(child)
        case And(children) | Or(children):
            return any(map(has_phrase, children))
        case Near(operands):
            return any(map(has_phrase, operands))
        case Prefix() | Fuzzy() | Dates():
            return False
