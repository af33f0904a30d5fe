"""What are the plans of a query?  What answers, what joins where too little does, and what scores.

*Near matches*, articles with most of the syllables in any accents, join where too few answer, and
are ranked together with those that do: hard tiers rank worse.  Steps and near matches are planned
when they are asked for: most queries need but the first step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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
    WordClause,
    phrase,
)
from search.planner.asking import asking_words
from search.planner.clauses import clause_of, exact_clause_of, word_typed
from search.planner.lesser import lesser_words
from search.planner.preferences import exact_preferences, preferences
from search.planner.steps import (
    ALL_STEPS,
    ANYWHERE_ALONE,
    ENOUGH_ARTICLES,
    ENOUGH_OF_UNITS,
    count_units,
    steps_of,
)
from search.query.atoms import side_by_side
from search.query.parser import parse
from search.query.tree import Node, Words, has_phrase, plain_words
from search.query.variants import Terms
from search.query.wording import say, say_relaxed

MIN_WORDS_TO_RELAX = 3
RECENCY = Recency(weight=0.1, half_life=30.0)
_PLACES_TO_HALF_WORTH = 10  # of the words of a similar article


def plan_steps(node: Node, meaning: Meaning, *, steps: slice = ALL_STEPS) -> Iterator[Plan]:
    """The plans of a query, the narrowest first; each is for where those before find too little.

    It means words where ``meaning`` has readings, of which these are the ``steps``, else syllables.
    People who look for a phrase know what they look for: it gets no bonus for new articles.
    """
    words = plain_words(node)
    if words is None:
        clause: Clause | AtLeast = clause_of(node, meaning)
    else:
        clause = AtLeast(len(words), _clauses(words, node, meaning))
    scored = clause
    if meaning.readings and isinstance(clause, AtLeast):
        scored = AtLeast(1, clause.clauses)
    plan = Plan(
        clause,
        scored if meaning.readings else None,
        tuple(preferences(node, meaning)),
        recency=None if has_phrase(node) else RECENCY,
        understood="" if meaning.readings else say(node),
        near_below=_near_below(words, meaning),
    )
    if meaning.readings:
        yield from steps_of(plan, node, meaning, steps)
    else:
        yield plan


def anywhere_step(node: Node, meaning: Meaning) -> Iterator[Plan]:
    """The one plan of a query that finds what has all of its words, wherever they stand: what no
    other way to take the query may hide."""
    return plan_steps(node, meaning, steps=ANYWHERE_ALONE)


def matching_steps(node: Node, meaning: Meaning) -> Iterator[Plan]:
    """The plans of a query like :func:`plan_steps`, for whoever only counts: what scores is left
    out."""
    if meaning.readings:
        yield from steps_of(Plan(NOTHING), node, meaning)
    else:
        yield from plan_steps(node, meaning)


def near_steps(node: Node, meaning: Meaning) -> Iterator[Plan]:
    """What comes near a query of nothing but words, step by step wider: articles that have all of
    its syllables, where it means words, and those that have more than half of them.

    Words that only ask need not be there.  Of syllables without accents the likeliest ones count
    for whether articles are enough: nearly every long article has every syllable in *some* accents,
    which says nothing.
    """
    words = plain_words(node)
    if words is None:
        return
    words = _sought(words, node, meaning)
    clauses = _clauses(words, node, meaning)
    if meaning.readings:
        yield Plan(
            AtLeast(len(clauses), clauses),
            understood=say(node),
            enough=ENOUGH_ARTICLES,
            meant=_as_meant(words, meaning),
        )
    if len(words) >= MIN_WORDS_TO_RELAX:
        minimum = len(words) // 2 + 1
        yield Plan(AtLeast(minimum, clauses), understood=say_relaxed(tuple(words), minimum))


def plan_nothing_typed(q: str) -> Plan:
    """The plan of a ``q`` without a word: every article; none if there is anything else in it."""
    return Plan(NOTHING if q.strip() else EVERYTHING)


def plan_exactly(node: Node) -> Plan:
    """The plan of a query each of whose syllables has to be there as it was typed; nothing is
    widened."""
    return Plan(
        exact_clause_of(node),
        prefer=tuple(exact_preferences(node)),
        recency=None if has_phrase(node) else RECENCY,
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


def _clauses(words: Mapping[Words, int], node: Node, meaning: Meaning) -> tuple[WordClause, ...]:
    among = side_by_side(node)
    worth = lesser_words(node, meaning)
    return tuple(
        [
            word_typed(times, word, among, meaning, worth.get(word.tokens[0], 1.0))
            for word, times in words.items()
        ]
    )


def _sought(words: Mapping[Words, int], node: Node, meaning: Meaning) -> dict[Words, int]:
    """``words`` without those that only ask."""
    asking = asking_words(node, meaning)
    return {word: times for word, times in words.items() if asking.isdisjoint(word.tokens)}


def _near_below(words: Mapping[Words, int] | None, meaning: Meaning) -> int:
    """Where fewer articles answer, others join that come near: from four units on fewer than ten,
    below that none; never where anything else than words was typed.  The last step asks for more of
    what is guessed (:mod:`search.planner.steps`)."""
    if words is None:
        return 0
    units = count_units(meaning) if meaning.readings else len(words)
    return 1 if units <= len(ENOUGH_OF_UNITS) else ENOUGH_ARTICLES


def _as_meant(words: Mapping[Words, int], meaning: Meaning) -> Clause | None:
    """All of ``words`` in the accents that are most likely meant; ``None`` where these were
    typed."""
    if not any(token.is_bare for word in words for token in word.tokens):
        return None
    rows = (tuple(meaning.term(token) for token in word.tokens) for word in words)
    return AllOf(tuple(phrase(row) for row in rows))
