"""What do articles score higher for that they need not have?  Words as they stand in the query.

Words side by side as typed, or as was most likely meant: adjacency is the strongest signal, more
so the fewer words there are to go by.  Words that only ask (:mod:`search.planner.asking`) part
others.  And what is likely meant by words that were misspelt, and the tags of an article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from itertools import chain, pairwise

from index.analysis import Token
from search.meaning.words import Meaning
from search.plan import AdjacentPairs, Preference, TagPreference, WordClause, phrase
from search.planner.asking import asking_words
from search.planner.clauses import LIKELY_IN_BARE_QUERY
from search.planner.lesser import MAX_SYLLABLES_OF_SHORT_QUERY
from search.query.atoms import side_by_side
from search.query.decimals import DECIMAL_SIGN
from search.query.tree import Node, Words
from search.query.variants import Row, phrase_term, rows_of

_PAIR_IN_SHORT_QUERY, _PAIR_IN_LONG_QUERY, _PAIR_AS_TYPED_BARE = 3.0, 0.25, 0.5
_PAIR_WITH_ONE_BETWEEN = 0.2
_PAIR_IN_WORD = 0.15  # more, in a long query
_PART_OF_JOINED_WORD = 0.5
_CORRECTION = 0.5
_IN_TAG = 0.5  # about half of what a word scores that stands once in a body


def preferences(node: Node, meaning: Meaning) -> Iterator[Preference]:
    """What only scores of ``node``."""
    runs = _runs(node, asking_words(node, meaning))
    is_short = sum(map(len, runs)) <= MAX_SYLLABLES_OF_SHORT_QUERY
    worth = _PAIR_IN_SHORT_QUERY if is_short else _PAIR_IN_LONG_QUERY
    meant = [[meaning.term(token) for token in run] for run in runs]
    share = 1.0 if meaning.accents_typed else LIKELY_IN_BARE_QUERY
    if not meaning.accents_typed:
        typed = [[phrase_term(token) for token in run] for run in runs]
        yield from _adjacent(typed, _PAIR_AS_TYPED_BARE)
    if is_short:
        yield from _adjacent(meant, worth * share)
    else:
        inside = _pairs_in_words(meaning)
        yield from _adjacent(meant, worth * share, lambda pair: pair not in inside)
        yield from _adjacent(meant, (worth + _PAIR_IN_WORD) * share, inside.__contains__)
        yield from _adjacent_but_one(meant)
    yield from _corrections(runs, meaning)
    yield from _parts_of_joined(node, meaning)
    yield from _in_tags(node, meaning)


def exact_preferences(node: Node) -> Iterator[Preference]:
    """What only scores of ``node`` where it is taken as it was typed."""
    yield from _adjacent(
        [[token.accented for token in run] for run in _runs(node, frozenset())],
        _PAIR_IN_SHORT_QUERY,
    )
    for words in _plain(node):
        row = Row(tuple([token.accented for token in words.tokens]))
        yield TagPreference((row,), _IN_TAG)


def _adjacent(
    runs: Sequence[Sequence[str]],
    boost: float,
    is_wanted: Callable[[tuple[str, str]], bool] | None = None,
) -> Iterator[AdjacentPairs]:
    pairs = dict.fromkeys(filter(is_wanted, chain.from_iterable(map(pairwise, runs))))
    if pairs:
        yield AdjacentPairs(tuple(pairs), boost)


def _adjacent_but_one(runs: Sequence[Sequence[str]]) -> Iterator[AdjacentPairs]:
    """Words that were typed with one word between them, which the article may lack."""
    pairs = dict.fromkeys([pair for run in runs for pair in zip(run, run[2:], strict=False)])
    if pairs:
        yield AdjacentPairs(tuple(pairs), _PAIR_WITH_ONE_BETWEEN)


def _pairs_in_words(meaning: Meaning) -> set[tuple[str, str]]:
    """Neighbours inside one word or name of the likeliest reading, which are one thing."""
    return {
        pair
        for readings in meaning.readings.values()
        for unit in readings[0].units
        if unit.is_word
        for pair in pairwise(unit.said.split())
    }


def _corrections(runs: Sequence[Sequence[Token]], meaning: Meaning) -> Iterator[WordClause]:
    """What is likely meant by words that were misspelt."""
    if not meaning.interpretation.meant:
        return
    tokens = dict.fromkeys(
        token for run in runs for token in run if meaning.interpretation.is_corrected(token)
    )
    for token in tokens:
        yield phrase((meaning.term(token),), boost=_CORRECTION)


def _parts_of_joined(node: Node, meaning: Meaning) -> Iterator[WordClause]:
    """The parts of what was typed without a space, which an article may write with one."""
    tokens = dict.fromkeys(
        [
            token
            for child in side_by_side(node)
            if isinstance(child, Words) and len(child.tokens) > 1
            if not child.quoted and DECIMAL_SIGN not in child.signs
            for token in child.tokens
        ]
    )
    for token in tokens:
        yield phrase((meaning.term(token),), boost=_PART_OF_JOINED_WORD)


def _in_tags(node: Node, meaning: Meaning) -> Iterator[TagPreference]:
    """The words of each likely reading in an article's tags; without readings the syllables."""
    units = [
        unit.rows
        for readings in meaning.readings.values()
        for reading in readings
        for unit in reading.units
    ]
    for rows in dict.fromkeys(units or (rows_of((words,)) for words in _plain(node))):
        yield TagPreference(rows, _IN_TAG)


def _plain(node: Node) -> Iterator[Words]:
    """What was typed outside of quotes and fields."""
    for child in side_by_side(node):
        if isinstance(child, Words) and not child.quoted:
            yield child


def _runs(node: Node, left_out: Set[Token]) -> list[list[Token]]:
    """The words that were typed one after the other, with no phrase, nothing of what is
    ``left_out`` and nothing else between."""
    runs: list[list[Token]] = []
    run: list[Token] = []
    for child in side_by_side(node):
        if isinstance(child, Words) and len(child.tokens) == 1 and child.tokens[0] not in left_out:
            run += child.tokens
        elif run:
            runs.append(run)
            run = []
    if run:
        runs.append(run)
    return runs
