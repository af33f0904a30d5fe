"""Which query says better what was probably meant?  "Có phải bạn tìm: …"

The interpretation of a query (:mod:`search.meaning.interpreter`) put into what was typed:
everything else of it, capitals too, stays as it was.
"""

from __future__ import annotations

import math

from index.vietnamese.keystrokes import decode_keystrokes
from search.meaning.interpreter import Interpretation, Interpreter
from search.meaning.words import Meaning, likeliest_of
from search.query.parser import query_text
from search.query.tree import Node
from search.results import Suggestion

_WAYS_COMPARED, _MIN_SHARE_SURE = 8, 0.9


def suggest(q: str, meaning: Meaning) -> Suggestion | None:
    """``q`` as it was probably meant, if that is not how it was typed."""
    changed = meaning.interpretation.meant
    if not changed:
        return None
    corrected = any(meaning.interpretation.is_corrected(token) for token in changed)
    text = as_meant(query_text(q), meaning.interpretation)
    return Suggestion(text, "spelling" if corrected else "accents")


def is_certain(node: Node, meaning: Meaning, interpreter: Interpreter) -> bool:
    """Whether ``node``, to which nothing answers, surely means something else.

    All that is changed are raw keys of an input method, or one way to read what was typed is far
    likelier than all others.
    """
    changed = meaning.interpretation.meant
    wrong = [token for token in changed if meaning.interpretation.is_corrected(token)]
    if wrong and all(decode_keystrokes(token.accented) == changed[token] for token in wrong):
        return True
    ways = likeliest_of(node, interpreter, _WAYS_COMPARED)
    likelihoods = [math.exp(way.log_likelihood - ways[0].log_likelihood) for way in ways]
    agreeing = sum(
        likelihood
        for way, likelihood in zip(ways, likelihoods, strict=True)
        if all(way.term(token) == changed[token] for token in wrong)
    )
    return agreeing >= _MIN_SHARE_SURE * sum(likelihoods)


def as_meant(text: str, interpretation: Interpretation) -> str:
    """``text`` with its tokens as they were meant, in the capitals that they were typed in."""
    changed = interpretation.meant
    pieces, end = [], 0
    for token in sorted(changed, key=lambda token: token.start):
        typed = text[token.start : token.end]
        pieces += [text[end : token.start], _in_the_case_of(typed, changed[token])]
        end = token.end
    return "".join([*pieces, text[end:]])


def _in_the_case_of(typed: str, term: str) -> str:
    """``term`` in capitals, or with one, as was typed."""
    if typed.isupper() and len(typed) > 1:
        return term.upper()
    return term[:1].upper() + term[1:] if typed[:1].isupper() else term
