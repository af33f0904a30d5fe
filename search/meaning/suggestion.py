"""Which query says better what was probably meant?  "Có phải bạn muốn tìm: …"

The interpretation of a query (:mod:`search.meaning.interpreter`) put into what was typed:
everything else of it, capitals too, stays as it was.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from index.analysis import Token
from index.lexicon import Lexicon
from index.vietnamese import fold
from index.vietnamese.keystrokes import decode_keystrokes
from search.meaning.doubts import Typed, is_name, without_doubtful
from search.meaning.interpreter import Interpretation, Interpreter
from search.meaning.slips import mended
from search.meaning.words import Meaning, likeliest_of, typed_words
from search.query.parser import query_text
from search.query.tree import Node
from search.request import may_be_asked
from search.results import Suggestion

_NOTHING: Mapping[Token, str] = MappingProxyType({})
_WAYS_COMPARED, _MIN_SHARE_SURE = 8, 0.9
_BESIDE = 1  # character between two tokens that were typed as one word
_MIN_JOINED = 3  # occurrences of a word from which a mark was left out


def offered(q: str, node: Node, meaning: Meaning, interpreter: Interpreter) -> Meaning:
    """``meaning``, of ``node``, with what is worth being offered to whoever typed ``q``."""
    if not meaning.interpretation.meant:
        return meaning
    tokens = [token for words in typed_words(node) for token in words.tokens]
    sure = without_doubtful(meaning.interpretation, Typed(query_text(q), tokens), interpreter)
    return meaning if sure is meaning.interpretation else replace(meaning, interpretation=sure)


def suggest(
    q: str, meaning: Meaning, of_dates: Mapping[Token, str] = _NOTHING
) -> Suggestion | None:
    """``q`` as it was probably meant, if that is not how it was typed; with that, the words of its
    dates get what they mean, too."""
    if not meaning.interpretation.meant:
        return None
    meant = Interpretation({**meaning.interpretation.meant, **of_dates})
    text = as_meant(query_text(q), meant)
    if not may_be_asked(text):
        return None
    return Suggestion(text, "spelling" if meaning.is_corrected else "accents")


def mend_slip(q: str, meaning: Meaning, lexicon: Lexicon) -> Suggestion | None:
    """``q`` without a slip that made another real word, if it is but one short run of words."""
    if len(meaning.readings) != 1:
        return None
    changed = mended(next(iter(meaning.readings)), lexicon)
    text = query_text(q)
    if not changed or any(
        is_name(text[token.start : token.end], is_shouted=text.isupper(), lexicon=lexicon)
        for token in changed
    ):
        return None
    meant = as_meant(text, Interpretation(changed))
    return Suggestion(meant, "spelling") if may_be_asked(meant) else None


def is_raw_keys(meaning: Meaning) -> bool:
    """Whether all errors of a query are raw keys of an input method."""
    changed = meaning.interpretation.meant
    wrong = [token for token in changed if meaning.interpretation.is_corrected(token)]
    return bool(wrong) and all(
        decode_keystrokes(token.accented) == changed[token] for token in wrong
    )


def is_certain(node: Node, meaning: Meaning, interpreter: Interpreter) -> bool:
    """Whether one way to correct ``node``, to which nothing answers, is far likelier than all
    others."""
    changed = meaning.interpretation.meant
    wrong = [token for token in changed if meaning.interpretation.is_corrected(token)]
    ways = [  # what was typed is none: nothing answers that
        way
        for way in likeliest_of(node, interpreter, _WAYS_COMPARED)
        if any(way.term(token) != token.accented for token in wrong)
    ]
    best = max((way.log_likelihood for way in ways), default=0.0)
    agreeing = everything = 0.0
    for way in ways:
        likelihood = math.exp(way.log_likelihood - best)
        everything += likelihood
        if all(way.term(token) == changed[token] for token in wrong):
            agreeing += likelihood
    return agreeing > 0 and agreeing >= _MIN_SHARE_SURE * everything


def has_forgotten_marks(node: Node, meaning: Meaning, lexicon: Lexicon) -> bool:
    """Whether every error of ``node`` is a mark that was left out of a word: what was typed never
    stands beside its neighbour, and with the mark both are one word (*Đa Nẵng*)."""
    row = [token for words in typed_words(node) for token in words.tokens]
    wrong = [at for at, token in enumerate(row) if meaning.interpretation.is_corrected(token)]
    return bool(wrong) and all(_lacks_mark(at, row, meaning, lexicon) for at in wrong)


def _lacks_mark(at: int, row: Sequence[Token], meaning: Meaning, lexicon: Lexicon) -> bool:
    if fold(meaning.term(row[at])) != fold(row[at].accented):
        return False
    neighbours = [
        (a, b)
        for a, b in ((at - 1, at), (at, at + 1))
        if 0 <= a < len(row) - 1 and row[b].start - row[a].end <= _BESIDE
    ]
    typed = [[lexicon.ordinal_of(row[n].accented) for n in pair] for pair in neighbours]
    meant = [[lexicon.ordinal_of(meaning.term(row[n])) for n in pair] for pair in neighbours]
    return not any(lexicon.pair_count(*pair) for pair in typed) and any(
        lexicon.joined_count(*pair) >= _MIN_JOINED for pair in meant
    )


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
