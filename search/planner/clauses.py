"""What matches a query syllable by syllable, and how does it score?  Node by node.

What was typed without accents matches any accents; the score looks at the likeliest too.  The
two are never summed in one word: bare syllables are rare among accented ones, so that their
idf would drown all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.article import LABEL_FIELDS
from search.meaning.words import Meaning
from search.plan import (
    EVERYTHING,
    AllOf,
    AnyOf,
    Clause,
    DateClause,
    FuzzyClause,
    NearClause,
    PrefixClause,
    Without,
    WordClause,
    phrase,
)
from search.query.tree import And, Dates, Field, Fuzzy, Near, Node, Not, Or, Prefix, Words, is_same
from search.query.variants import Row, phrase_term, phrases, rows_of, variants

# What the likeliest accents are worth beside any, in a query without and with accents.
LIKELY_IN_BARE_QUERY = 0.5
_ANY_IN_ACCENTED_QUERY = 0.001


def clause_of(node: Node, meaning: Meaning, field: str | None = None) -> Clause:
    """What matches ``node``, whose words are looked for in ``field`` or in all the texts."""
    match node:
        case Words():
            return _word(node, field, meaning, _likely(node, meaning))
        case Field(name, child):
            return clause_of(child, meaning, name)
        case Not(child):
            return Without(EVERYTHING, clause_of(child, meaning, field))
        case And(children):
            return all_of(children, lambda child: clause_of(child, meaning, field))
        case Or(children):
            return AnyOf(tuple(clause_of(child, meaning, field) for child in children))
        case Near(operands):
            words = (clause_of(one, meaning, field) for one in operands)
            return AllOf((*_near(node, field, [rows_of((one,)) for one in operands]), *words))
        case Prefix() | Fuzzy() | Dates():
            return _leaf(node, field)


def exact_clause_of(node: Node, field: str | None = None) -> Clause:
    """What matches ``node`` as it was typed: in these accents and in no other spelling."""
    match node:
        case Words(tokens):
            clause = phrase(tuple(token.accented for token in tokens), field)
            return replace(clause, tags=field is None and not node.quoted)
        case Field(name, child):
            return exact_clause_of(child, name)
        case Not(child):
            return Without(EVERYTHING, exact_clause_of(child, field))
        case And(children):
            return all_of(children, lambda child: exact_clause_of(child, field))
        case Or(children):
            return AnyOf(tuple(exact_clause_of(child, field) for child in children))
        case Near(operands):
            rows = [(Row(tuple(token.accented for token in one.tokens)),) for one in operands]
            words = (exact_clause_of(one, field) for one in operands)
            return AllOf((*_near(node, field, rows), *words))
        case Prefix() | Fuzzy() | Dates():
            return _leaf(node, field)


def word_typed(
    times: int, words: Words, among: Sequence[Node], meaning: Meaning, worth: float = 1.0
) -> WordClause:
    """A word that was typed so many ``times`` among others, where it may mean different things; it
    scores ``worth`` times what it would."""
    likely = _likely(words, meaning)
    if times > 1 and likely:
        repeated = (other for other in among if isinstance(other, Words) and is_same(other, words))
        meant = (meaning.likely(other.tokens) for other in repeated)
        likely = tuple(dict.fromkeys(term for term in meant if term))
    word = _word(words, None, meaning, likely, times)
    if worth == 1.0:
        return word
    return replace(word, boost=word.boost * worth, likely_boost=word.likely_boost * worth)


def all_of(children: Sequence[Node], clause_of_child: Callable[[Node], Clause]) -> Clause:
    """What matches all of ``children``, and none of those that must not be."""
    return both(
        [clause_of_child(child) for child in children if not isinstance(child, Not)],
        [clause_of_child(child.child) for child in children if isinstance(child, Not)],
    )


def both(wanted: Sequence[Clause], unwanted: Sequence[Clause]) -> Clause:
    """What matches all of ``wanted`` and none of ``unwanted``."""
    clause: Clause = EVERYTHING
    if wanted:
        clause = wanted[0] if len(wanted) == 1 else AllOf(tuple(wanted))
    return Without(clause, AnyOf(tuple(unwanted))) if unwanted else clause


def _near(node: Near, field: str | None, rows: Sequence[tuple[Row, ...]]) -> Iterator[NearClause]:
    """That each of the ``rows`` of operands stands near the next one; labels are too short for
    that to say anything."""
    if field in LABEL_FIELDS:
        return
    for (first, second), gap in zip(pairwise(rows), node.gaps, strict=True):
        yield NearClause(first, second, gap, field)


def _leaf(node: Prefix | Fuzzy | Dates, field: str | None) -> Clause:
    match node:
        case Prefix(token):
            return PrefixClause(phrase_term(token), field)
        case Fuzzy(token):
            return FuzzyClause(phrase_term(token), field)
        case Dates(first, last):
            return DateClause(first, last)


def _likely(words: Words, meaning: Meaning) -> tuple[str, ...]:
    likely = meaning.likely(words.tokens)
    return () if likely is None else (likely,)


def _word(
    words: Words, field: str | None, meaning: Meaning, likely: tuple[str, ...], times: int = 1
) -> WordClause:
    """One word of the query; the ``likely`` accents of a bare one count for its score."""
    boost, likely_boost = 1.0, 0.0
    if likely and field is None:
        if meaning.accents_typed:
            boost, likely_boost = _ANY_IN_ACCENTED_QUERY, 1.0
        else:
            likely_boost = LIKELY_IN_BARE_QUERY
    tags = field is None and not words.quoted
    rows = variants(words), phrases(words)
    return WordClause(*rows, field, boost, likely, likely_boost, times, tags)
