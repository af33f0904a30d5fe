"""How does what was typed become a tree that Whoosh can evaluate?

What has a field name becomes Whoosh's own leaves; what has none is looked for in title, summary
and body at once (:mod:`search.engines.whoosh.nodes`) and scored by BM25F.  Words that stand side
by side in the query score higher where they do so in the article.

What was typed without accents matches any accents; the score looks at the likeliest too.  The
two are never mixed in one word: bare syllables are rare among accented ones, so that their
idf would drown all others (measured on 150,704 articles: MRR .592 falls to .358).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise

from whoosh import query

from index.analysis import Token
from index.article import TEXT_FIELDS
from search.engines.whoosh.nodes import (
    Beginning,
    Excluding,
    Flat,
    Neighbours,
    OneEdit,
    Published,
    Word,
)
from search.meaning.words import Meaning
from search.query.tree import And, Dates, Field, Fuzzy, Node, Not, Or, Prefix, Words
from search.query.variants import phrase_term, phrases, variants

# What neighbours are worth beside the words themselves: adjacency is the strongest signal, more
# so the fewer words there are to go by.
_FEW_SYLLABLES = 4
_NEIGHBOURS_OF_FEW, _NEIGHBOURS_OF_MANY, _NEIGHBOURS_WITHOUT_ACCENTS = 3.0, 0.2, 0.5
# What the likeliest accents are worth beside any, in a query without and with accents.
_MEANT_OF_BARE = 0.5
_ANY_AMONG_ACCENTED = 0.001
_NEAR_NEIGHBOURS = 0.2
_PART_OF_JOINED = 0.5
_MENDED = 0.5  # the likely correction of a misspelt word

_EVERYTHING = Flat(query.Every(), 0.0)


def neighbours(node: Node, meaning: Meaning) -> query.Query | None:
    """What articles score higher for: words of ``node`` side by side as typed, or as was most
    likely meant."""
    runs = list(_runs(node))
    worth = _NEIGHBOURS_OF_FEW if sum(map(len, runs)) <= _FEW_SYLLABLES else _NEIGHBOURS_OF_MANY
    meant = [[meaning.term(token) for token in run] for run in runs]
    if meaning.accents_typed:
        more = _neighbours(meant, worth)
    else:
        typed = [[phrase_term(token) for token in run] for run in runs]
        more = _neighbours(typed, _NEIGHBOURS_WITHOUT_ACCENTS)
        more += _neighbours(meant, worth * _MEANT_OF_BARE)
    more += _near_neighbours(meant) if worth == _NEIGHBOURS_OF_MANY else []
    more += _mended(runs, meaning) + _joined(node, meaning)
    return query.Or(more) if more else None


def _near_neighbours(runs: list[list[str]]) -> list[query.Query]:
    """Words that were typed with one word between them, which the article may lack."""
    pairs = dict.fromkeys(pair for run in runs for pair in zip(run, run[2:], strict=False))
    if not pairs:
        return []
    return [query.Or([Neighbours(*pair) for pair in pairs], boost=_NEAR_NEIGHBOURS)]


def _joined(node: Node, meaning: Meaning) -> list[query.Query]:
    """The parts of what was typed without a space, which an article may write with one."""
    children = node.children if isinstance(node, And) else (node,)
    tokens = dict.fromkeys(
        token
        for child in children
        if isinstance(child, Words) and len(child.tokens) > 1 and not child.quoted
        for token in child.tokens
    )
    return [Word(((meaning.term(token), 1.0),), boost=_PART_OF_JOINED) for token in tokens]


def _neighbours(runs: list[list[str]], worth: float) -> list[query.Query]:
    pairs = dict.fromkeys(pair for run in runs for pair in pairwise(run))
    return [query.Or([Neighbours(*pair) for pair in pairs], boost=worth)] if pairs else []


def _mended(runs: list[list[Token]], meaning: Meaning) -> list[query.Query]:
    """What is likely meant by words that were misspelt."""
    tokens = dict.fromkeys(
        token for run in runs for token in run if meaning.interpretation.is_corrected(token)
    )
    return [Word(((meaning.term(token), 1.0),), boost=_MENDED) for token in tokens]


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


class Builder:
    """Builds the tree of one query."""

    def __init__(self, meaning: Meaning) -> None:
        self._meaning = meaning

    def as_meant(self, words: Collection[Words]) -> query.Query:
        """All of ``words``, in the accents that are most likely meant."""
        rows = (tuple(self._meaning.term(token) for token in word.tokens) for word in words)
        return query.And(
            [Word(((row[0], 1.0),)) if len(row) == 1 else Word((), (row,)) for row in rows]
        )

    def build_all(self, words: Mapping[Words, int]) -> query.Query:
        """All of ``words``, each as often as it was typed."""
        return query.And([self.build(word, times=times) for word, times in words.items()])

    def build(self, node: Node, field: str | None = None, *, times: int = 1) -> query.Query:
        """The tree of ``node``, whose words are looked for in ``field`` or in all the texts.

        It counts for as much as if it had been typed so many ``times``.
        """
        tree = self._tree(node, field)
        if times > 1:
            tree.boost *= times
        return tree

    def _tree(self, node: Node, field: str | None) -> query.Query:
        match node:
            case Words():
                return self._words(node, field)
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

    def _words(self, words: Words, field: str | None) -> query.Query:
        singles, rows = variants(words), phrases(words)
        if field is None:
            return self._scored(words, Word(singles, rows))
        leaves = [query.Term(field, term, boost=worth) for term, worth in singles]
        leaves += [query.Phrase(field, list(row)) for row in rows]
        return query.Or(leaves) if len(leaves) > 1 else leaves[0]

    def _scored(self, words: Words, word: Word) -> query.Query:
        """``word`` so that the likeliest accents of a bare one count for its score."""
        token = words.tokens[0]
        if (
            len(words.tokens) > 1
            or not token.is_bare
            or self._meaning.interpretation.is_corrected(token)
        ):
            return word
        meant = Word(((self._meaning.term(token), 1.0),))
        if self._meaning.accents_typed:
            word.boost = _ANY_AMONG_ACCENTED
        else:
            meant.boost = _MEANT_OF_BARE
        return query.Or([word, meant])


def _fields(field: str | None) -> tuple[str, ...]:
    """The named field, or all the text fields."""
    return (field,) if field is not None else TEXT_FIELDS
