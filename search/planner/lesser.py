"""Which words of a longer query count for less?  Those that ask, and those that only hold others
together.

What a question is about tells articles apart; *vì sao* is in every tenth.  Grammar (*của*, *đã*)
is taken where it stands alone in the likeliest reading: as part of a word it counts in full.
"""

from __future__ import annotations

from collections.abc import Mapping

from index.analysis import Token
from search.meaning.words import Meaning
from search.planner.asking import asking_words
from search.query.atoms import runs_of
from search.query.tree import Node

MAX_SYLLABLES_OF_SHORT_QUERY = 4
# What such a word is worth beside others (measured: docs/relevance.md).
_ASKING, _GRAMMAR = 0.1, 0.4


def lesser_words(node: Node, meaning: Meaning) -> Mapping[Token, float]:
    """What those syllables of ``node`` are worth that count for less than others."""
    worth: dict[Token, float] = {}
    tokens = [token for run in runs_of(node) for words in run for token in words.tokens]
    if len(tokens) <= MAX_SYLLABLES_OF_SHORT_QUERY:
        return worth
    grammar = _grammar(meaning)
    if grammar:
        worth |= {token: _GRAMMAR for token in tokens if meaning.term(token) in grammar}
    return worth | dict.fromkeys(asking_words(node, meaning), _ASKING)


def _grammar(meaning: Meaning) -> set[str]:
    """The terms that only hold others together, and are no part of a word besides."""
    units = [unit for readings in meaning.readings.values() for unit in readings[0].units]
    alone = {unit.said for unit in units if unit.is_grammar and not unit.is_word}
    if alone:
        for unit in units:
            if unit.is_word:
                alone.difference_update(unit.said.split())
    return alone
