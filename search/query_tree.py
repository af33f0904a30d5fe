"""How does what was typed become a tree that Whoosh can evaluate?

What has a field name becomes Whoosh's own leaves; what has none is looked for in title,
summary and body at once (:mod:`search.nodes`) and scored by BM25F.  Words that stand side by
side in the query score higher where they do so in the article.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from whoosh import query

from index.analysis import TEXT_FIELDS, Token
from search.nodes import (
    AtLeast,
    Beginning,
    Excluding,
    Flat,
    Neighbours,
    OneEdit,
    Published,
    SideBySide,
    Word,
)
from search.syntax import And, Dates, Field, Fuzzy, Node, Not, Or, Prefix, Words, plain_words
from search.wording import has_typed_accents, phrase_term, variants

# What neighbours are worth beside the words themselves (measured on 150,704 articles:
# adjacency is the strongest signal, more so the fewer words there are to go by).
_FEW_SYLLABLES = 4
_NEIGHBOURS_OF_FEW, _NEIGHBOURS_OF_MANY, _NEIGHBOURS_WITHOUT_ACCENTS = 1.0, 0.3, 0.5

_EVERYTHING = Flat(query.Every(), 0.0)
_ARTICLES_ENOUGH = 10  # CONTRACT.md: with fewer, articles that have most of the words join in


def build_tree(node: Node) -> query.Query:
    """The Whoosh tree of a parsed query."""
    return _Builder(has_typed_accents(node)).build(node)


def build_relaxed(words: tuple[Words, ...], minimum: int) -> query.Query:
    """The tree of a query of which ``minimum`` words have to match."""
    builder = _Builder(any(has_typed_accents(word) for word in words))
    return AtLeast(minimum, tuple(builder.build(word) for word in words))


def relaxed_minimum(node: Node, total: int) -> int | None:
    """How many of the words have to match when all of them match ``total`` articles.

    ``None`` where the query stays as it is: enough articles, fewer than three words, or
    anything but words in it.  Most of the words are two thirds, rounded up.
    """
    words = plain_words(node)
    if total >= _ARTICLES_ENOUGH or words is None or len(words) < 3:
        return None
    return -(-2 * len(words) // 3)


def with_neighbours(tree: query.Query, node: Node) -> query.Query:
    """Let articles score higher in which the words of ``node`` stand side by side as typed."""
    runs = list(_runs(node))
    pairs = dict.fromkeys(
        (phrase_term(first), phrase_term(second)) for run in runs for first, second in pairwise(run)
    )
    if not pairs:
        return tree
    if not has_typed_accents(node):
        worth = _NEIGHBOURS_WITHOUT_ACCENTS
    elif sum(map(len, runs)) <= _FEW_SYLLABLES:
        worth = _NEIGHBOURS_OF_FEW
    else:
        worth = _NEIGHBOURS_OF_MANY
    return query.AndMaybe(tree, query.Or([Neighbours(*pair) for pair in pairs], boost=worth))


def _runs(node: Node) -> Iterator[list[Token]]:
    """The words that were typed one after the other, with no phrase or anything else between."""
    children = node.children if isinstance(node, And) else (node,)
    run: list[Token] = []
    for child in children:
        if isinstance(child, Words) and len(child.tokens) == 1:
            run += child.tokens
        elif run:
            yield run
            run = []
    if run:
        yield run


class _Builder:
    """Builds the tree of one query; ``accents_typed`` decides what a bare syllable means."""

    def __init__(self, accents_typed: bool) -> None:
        self._accents_typed = accents_typed

    def build(self, node: Node, field: str | None = None) -> query.Query:
        match node:
            case Words(tokens):
                return self._words(tokens, field)
            case Prefix(token):
                return Beginning(_fields(field), phrase_term(token))
            case Fuzzy(token):
                return OneEdit(_fields(field), phrase_term(token))
            case Dates(first, last):
                return Published(first, last)
            case Field(name, child):
                return self.build(child, name)
            case Not(child):
                return Excluding(_EVERYTHING, self.build(child, field))
            case And(children):
                return self._all(children, field)
            case Or(children):
                return query.Or([self.build(child, field) for child in children])

    def _all(self, children: tuple[Node, ...], field: str | None) -> query.Query:
        wanted = [self.build(c, field) for c in children if not isinstance(c, Not)]
        unwanted = [self.build(c.child, field) for c in children if isinstance(c, Not)]
        tree = query.And(wanted) if wanted else _EVERYTHING
        return Excluding(tree, query.Or(unwanted)) if unwanted else tree

    def _words(self, tokens: tuple[Token, ...], field: str | None) -> query.Query:
        if field is None:
            if len(tokens) > 1:
                return SideBySide(tuple(map(phrase_term, tokens)))
            return Word(variants(tokens[0], accents_typed=self._accents_typed))
        if len(tokens) > 1:
            return query.Phrase(field, [phrase_term(token) for token in tokens])
        pairs = variants(tokens[0], accents_typed=self._accents_typed)
        return query.Or([query.Term(field, term, boost=worth) for term, worth in pairs])


def _fields(field: str | None) -> tuple[str, ...]:
    """The named field, or all the text fields."""
    return (field,) if field is not None else TEXT_FIELDS
