"""How does a query, with its meaning, become a plan?  All policy of matching and ranking.

*What matches* is what was typed, in every spelling of it; *what was meant* only scores, so that
a total never depends on a guess.  Words that stand side by side in the query score higher where
they do so in an article.  All words must match; where fewer than ten articles have them all,
those with more than half of them join in, all ranked together.

What was typed without accents matches any accents; the score looks at the likeliest too.  The
two are never summed in one word: bare syllables are rare among accented ones, so that their
idf would drown all others.  How much each of these is worth was measured: docs/relevance.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from index.analysis import Token
from search.meaning.words import Meaning
from search.plan import (
    EVERYTHING,
    NOTHING,
    AdjacentPairs,
    AllOf,
    AnyOf,
    AtLeast,
    Clause,
    DateClause,
    FuzzyClause,
    Plan,
    Preference,
    PrefixClause,
    Recency,
    Without,
    WordClause,
    phrase,
)
from search.query.tree import (
    And,
    Dates,
    Field,
    Fuzzy,
    Node,
    Not,
    Or,
    Prefix,
    Words,
    has_phrase,
    is_same,
    plain_words,
)
from search.query.variants import Terms, phrase_term, phrases, variants
from search.query.wording import say, say_relaxed

ENOUGH_ARTICLES = 10
MIN_WORDS_TO_RELAX = 3
RECENCY = Recency(weight=0.1, half_life=30.0)

# What neighbours are worth beside the words themselves: adjacency is the strongest signal, more
# so the fewer words there are to go by.
_MAX_SYLLABLES_OF_SHORT_QUERY = 4
_PAIR_IN_SHORT_QUERY, _PAIR_IN_LONG_QUERY, _PAIR_AS_TYPED_BARE = 3.0, 0.2, 0.5
_PAIR_WITH_ONE_BETWEEN = 0.2
# What the likeliest accents are worth beside any, in a query without and with accents.
_LIKELY_IN_BARE_QUERY = 0.5
_ANY_IN_ACCENTED_QUERY = 0.001
_PART_OF_JOINED_WORD = 0.5
_CORRECTION = 0.5
_PLACES_TO_HALF_WORTH = 10  # of the words of a similar article


def plan_nothing_typed(q: str) -> Plan:
    """The plan of a ``q`` without a word: every article; none if there is anything else in it."""
    return Plan(NOTHING if q.strip() else EVERYTHING)


def plan_query(node: Node, meaning: Meaning) -> Plan:
    """The plan of a query, its widening included.

    People who look for a phrase know what they look for: it gets no bonus for new articles.
    """
    prefer = tuple(_preferences(node, meaning))
    recency = None if has_phrase(node) else RECENCY
    words = plain_words(node)
    if words is None:
        return Plan(_clause(node, None, meaning), prefer, recency=recency, understood=say(node))
    clauses = tuple(
        _word_typed(times, word, _side_by_side(node), meaning) for word, times in words.items()
    )
    all_words = AtLeast(len(clauses), clauses)
    plan = Plan(all_words, prefer, recency=recency, understood=say(node))
    return _with_relaxing(plan, all_words, words, meaning)


def plan_similar(words: Sequence[Terms]) -> Plan:
    """The plan of articles that have any of ``words``, each a row of accented terms, the most
    telling first; each counts for less than the one before."""
    return Plan(
        AnyOf(
            tuple(
                phrase(word, boost=1 / (1 + place / _PLACES_TO_HALF_WORTH))
                for place, word in enumerate(words)
            )
        )
    )


def _with_relaxing(
    plan: Plan, all_words: AtLeast, words: Mapping[Words, int], meaning: Meaning
) -> Plan:
    """``plan``, which asks for ``all_words``, with the step behind it: more than half of them.

    Of words without accents the likeliest ones count for whether articles are enough: nearly
    every long article has every syllable in *some* accents, which says nothing.
    """
    if len(words) < MIN_WORDS_TO_RELAX:
        return plan
    minimum = len(words) // 2 + 1
    most_words = replace(
        plan,
        must=replace(all_words, minimum=minimum),
        understood=say_relaxed(tuple(words), minimum),
        relaxed=True,
    )
    is_any_bare = any(token.is_bare for word in words for token in word.tokens)
    meant = _as_meant(words, meaning) if is_any_bare else None
    return replace(plan, enough=ENOUGH_ARTICLES, meant=meant, wider=most_words)


def _as_meant(words: Mapping[Words, int], meaning: Meaning) -> Clause:
    """All of ``words``, in the accents that are most likely meant."""
    rows = (tuple(meaning.term(token) for token in word.tokens) for word in words)
    return AllOf(tuple(phrase(row) for row in rows))


def _clause(node: Node, field: str | None, meaning: Meaning) -> Clause:
    """What matches ``node``, whose words are looked for in ``field`` or in all the texts."""
    match node:
        case Words():
            return _word(node, field, meaning)
        case Prefix(token):
            return PrefixClause(phrase_term(token), field)
        case Fuzzy(token):
            return FuzzyClause(phrase_term(token), field)
        case Dates(first, last):
            return DateClause(first, last)
        case Field(name, child):
            return _clause(child, name, meaning)
        case Not(child):
            return Without(EVERYTHING, _clause(child, field, meaning))
        case And(children):
            return _all(children, field, meaning)
        case Or(children):
            return AnyOf(tuple(_clause(child, field, meaning) for child in children))


def _all(children: Sequence[Node], field: str | None, meaning: Meaning) -> Clause:
    wanted = tuple(_clause(c, field, meaning) for c in children if not isinstance(c, Not))
    unwanted = tuple(_clause(c.child, field, meaning) for c in children if isinstance(c, Not))
    clause = AllOf(wanted) if wanted else EVERYTHING
    return Without(clause, AnyOf(unwanted)) if unwanted else clause


def _word_typed(times: int, words: Words, among: Sequence[Node], meaning: Meaning) -> WordClause:
    """A word that was typed so many ``times`` among others, where it may mean different things."""
    clause = replace(_word(words, None, meaning), times=times)
    if times == 1 or not clause.likely:
        return clause
    repeated = (other for other in among if isinstance(other, Words) and is_same(other, words))
    meant = (meaning.likely(other.tokens) for other in repeated)
    return replace(clause, likely=tuple(dict.fromkeys(term for term in meant if term)))


def _word(words: Words, field: str | None, meaning: Meaning) -> WordClause:
    """One word of the query; the likeliest accents of a bare one count for its score."""
    clause = WordClause(variants(words), phrases(words), field)
    likely = meaning.likely(words.tokens)
    if likely is None:
        return clause
    if field is not None:
        return replace(clause, likely=(likely,))
    if meaning.accents_typed:
        return replace(clause, likely=(likely,), likely_boost=1.0, boost=_ANY_IN_ACCENTED_QUERY)
    return replace(clause, likely=(likely,), likely_boost=_LIKELY_IN_BARE_QUERY)


def _preferences(node: Node, meaning: Meaning) -> Iterator[Preference]:
    """What only scores: words side by side as typed, or as was most likely meant; corrections."""
    runs = list(_runs(node))
    is_short = sum(map(len, runs)) <= _MAX_SYLLABLES_OF_SHORT_QUERY
    worth = _PAIR_IN_SHORT_QUERY if is_short else _PAIR_IN_LONG_QUERY
    meant = [[meaning.term(token) for token in run] for run in runs]
    if meaning.accents_typed:
        yield from _adjacent(meant, worth)
    else:
        typed = [[phrase_term(token) for token in run] for run in runs]
        yield from _adjacent(typed, _PAIR_AS_TYPED_BARE)
        yield from _adjacent(meant, worth * _LIKELY_IN_BARE_QUERY)
    if not is_short:
        yield from _adjacent_but_one(meant)
    yield from _corrections(runs, meaning)
    yield from _parts_of_joined(node, meaning)


def _adjacent(runs: Sequence[Sequence[str]], boost: float) -> Iterator[AdjacentPairs]:
    pairs = dict.fromkeys(pair for run in runs for pair in pairwise(run))
    if pairs:
        yield AdjacentPairs(tuple(pairs), boost)


def _adjacent_but_one(runs: Sequence[Sequence[str]]) -> Iterator[AdjacentPairs]:
    """Words that were typed with one word between them, which the article may lack."""
    pairs = dict.fromkeys(pair for run in runs for pair in zip(run, run[2:], strict=False))
    if pairs:
        yield AdjacentPairs(tuple(pairs), _PAIR_WITH_ONE_BETWEEN)


def _corrections(runs: Sequence[Sequence[Token]], meaning: Meaning) -> Iterator[WordClause]:
    """What is likely meant by words that were misspelt."""
    tokens = dict.fromkeys(
        token for run in runs for token in run if meaning.interpretation.is_corrected(token)
    )
    for token in tokens:
        yield phrase((meaning.term(token),), boost=_CORRECTION)


def _parts_of_joined(node: Node, meaning: Meaning) -> Iterator[WordClause]:
    """The parts of what was typed without a space, which an article may write with one."""
    tokens = dict.fromkeys(
        token
        for child in _side_by_side(node)
        if isinstance(child, Words) and len(child.tokens) > 1 and not child.quoted
        for token in child.tokens
    )
    for token in tokens:
        yield phrase((meaning.term(token),), boost=_PART_OF_JOINED_WORD)


def _runs(node: Node) -> Iterator[list[Token]]:
    """The words that were typed one after the other, with no phrase or anything else between."""
    run: list[Token] = []
    for child in _side_by_side(node):
        if isinstance(child, Words) and len(child.tokens) == 1:
            run += child.tokens
        elif run:
            yield run
            run = []
    if run:
        yield run


def _side_by_side(node: Node) -> Sequence[Node]:
    return node.children if isinstance(node, And) else (node,)
