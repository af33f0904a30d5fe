"""How does what was typed become a tree that Whoosh can evaluate?

The leaves are Whoosh's own, but for :class:`search.bm25f.TextTerm`: a word without a
field name is looked for in title, summary and body at once and scored by BM25F.
"""

from __future__ import annotations

from collections.abc import Callable

from whoosh import query

from index.analysis import FIELD_WEIGHTS, Token, word_terms
from index.schema import MINUTES_A_DAY
from search.bm25f import TextTerm
from search.nodes import AtLeast, Excluding, Flat, OneEdit, Published, Required
from search.syntax import And, Dates, Field, Fuzzy, Node, Not, Or, Prefix, Words, plain_words
from search.wording import has_typed_accents, phrase_term, variants

_WORD_BOOST = 0.3  # small: words gain little beside syllables; this weight itself is not measured
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


def with_words(tree: query.Query, node: Node, typed: str) -> query.Query:
    """Let articles that have the pyvi words of an accented plain query score higher."""
    if plain_words(node) is None or not has_typed_accents(node):
        return tree
    compounds = [term for term in word_terms(typed) if "_" in term]
    if not compounds:
        return tree
    return query.AndMaybe(
        tree, query.Or([query.Term("words", term, boost=_WORD_BOOST) for term in compounds])
    )


class _Builder:
    """Builds the tree of one query; ``accents_typed`` decides what a bare syllable means."""

    def __init__(self, accents_typed: bool) -> None:
        self._accents_typed = accents_typed

    def build(self, node: Node, field: str | None = None) -> query.Query:
        match node:
            case Words(tokens):
                return self._words(tokens, field)
            case Prefix(token):
                return _in_fields(field, lambda name: Flat(query.Prefix(name, phrase_term(token))))
            case Fuzzy(token):
                return _in_fields(field, lambda name: _fuzzy(name, token))
            case Dates(first, last):
                return Published(first * MINUTES_A_DAY, (last + 1) * MINUTES_A_DAY - 1)
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
            terms = [TextTerm(variants(t, accents_typed=self._accents_typed)) for t in tokens]
            if len(terms) == 1:
                return terms[0]
            return Required(query.And(terms), _in_fields(None, lambda name: _phrase(name, tokens)))
        if len(tokens) > 1:
            return _phrase(field, tokens)
        pairs = variants(tokens[0], accents_typed=self._accents_typed)
        return query.Or([query.Term(field, term, boost=worth) for term, worth in pairs])


def _in_fields(field: str | None, leaf: Callable[[str], query.Query]) -> query.Query:
    """``leaf`` in the named field, or in any of the text fields."""
    if field is not None:
        return leaf(field)
    return query.Or([leaf(name) for name in FIELD_WEIGHTS])


def _phrase(field: str, tokens: tuple[Token, ...]) -> query.Query:
    return query.Phrase(field, [phrase_term(token) for token in tokens])


def _fuzzy(field: str, token: Token) -> query.Query:
    return Flat(OneEdit(field, phrase_term(token)))
