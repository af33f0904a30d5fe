"""What is the plan of a query?  What answers, what joins where too little does, and what scores.

*Near matches*, articles with most of the syllables in any accents, join where too few answer, and
are ranked together with those that do: hard tiers rank worse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from search.meaning.words import Meaning
from search.plan import (
    EVERYTHING,
    NOTHING,
    AllOf,
    AnyOf,
    AtLeast,
    Clause,
    Plan,
    Recency,
    phrase,
)
from search.planner.clauses import clause_of, exact_clause_of, word_typed
from search.planner.preferences import exact_preferences, preferences
from search.planner.steps import ENOUGH_ARTICLES, ENOUGH_OF_UNITS, count_units, widened_by_steps
from search.query.atoms import side_by_side
from search.query.parser import parse
from search.query.tree import Node, Words, has_phrase, plain_words
from search.query.variants import Terms
from search.query.wording import say, say_relaxed

MIN_WORDS_TO_RELAX = 3
RECENCY = Recency(weight=0.1, half_life=30.0)
_PLACES_TO_HALF_WORTH = 10  # of the words of a similar article


def plan_nothing_typed(q: str) -> Plan:
    """The plan of a ``q`` without a word: every article; none if there is anything else in it."""
    return Plan(NOTHING if q.strip() else EVERYTHING)


def plan_query(node: Node, meaning: Meaning) -> Plan:
    """The plan of a query, its widening and near matches included.

    It means words where ``meaning`` has readings, else syllables.  People who look for a phrase
    know what they look for: it gets no bonus for new articles.
    """
    plan = Plan(
        clause_of(node, meaning),
        prefer=tuple(preferences(node, meaning)),
        recency=_recency(node),
        understood=say(node),
    )
    words = plain_words(node)
    if words is not None:
        return _plan_plain(plan, node, words, meaning)
    if not meaning.readings:
        return plan
    return widened_by_steps(replace(plan, scored=plan.must), node, meaning)


def _plan_plain(plan: Plan, node: Node, words: Mapping[Words, int], meaning: Meaning) -> Plan:
    """``plan`` for a query that is nothing but ``words``, which others may come near to."""
    among = side_by_side(node)
    clauses = tuple(word_typed(times, word, among, meaning) for word, times in words.items())
    all_words = replace(plan, must=AtLeast(len(clauses), clauses))
    most_words = _most_of(plan, clauses, tuple(words))
    if not meaning.readings:
        return _with_near(all_words, most_words, len(words))
    near = replace(
        all_words, enough=ENOUGH_ARTICLES, meant=_as_meant(words, meaning), wider=most_words
    )
    by_words = replace(plan, scored=AtLeast(1, clauses))
    return widened_by_steps(_with_near(by_words, near, count_units(meaning)), node, meaning)


def plan_exactly(node: Node) -> Plan:
    """The plan of a query each of whose syllables has to be there as it was typed; nothing is
    widened."""
    return Plan(
        exact_clause_of(node),
        prefer=tuple(exact_preferences(node)),
        recency=_recency(node),
        understood=say(node),
    )


def plan_phrase(text: str) -> Plan:
    """The plan of ``text`` as if it stood in quotes; of none if it has no word."""
    node = parse(f'"{text}"')
    return Plan(NOTHING if node is None else clause_of(node, Meaning.literal(node)))


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


def _recency(node: Node) -> Recency | None:
    return None if has_phrase(node) else RECENCY


def _with_near(plan: Plan, near: Plan | None, units: int) -> Plan:
    """``plan`` with the matches that join where too few answer: from four units on fewer than ten,
    below that none."""
    few = units <= len(ENOUGH_OF_UNITS)
    return replace(plan, near=near, near_below=1 if few else ENOUGH_ARTICLES)


def _most_of(plan: Plan, clauses: tuple[Clause, ...], words: tuple[Words, ...]) -> Plan | None:
    """``plan`` of articles that match more than half of ``clauses``, one for each of ``words``;
    ``None`` where these are so few that it would say nothing."""
    if len(words) < MIN_WORDS_TO_RELAX:
        return None
    minimum = len(words) // 2 + 1
    return replace(plan, must=AtLeast(minimum, clauses), understood=say_relaxed(words, minimum))


def _as_meant(words: Mapping[Words, int], meaning: Meaning) -> Clause | None:
    """All of ``words`` in the accents that are most likely meant; ``None`` where these were typed.

    Nearly every long article has every syllable in *some* accents, which says nothing.
    """
    if not any(token.is_bare for word in words for token in word.tokens):
        return None
    rows = (tuple(meaning.term(token) for token in word.tokens) for word in words)
    return AllOf(tuple(phrase(row) for row in rows))
