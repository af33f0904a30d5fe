"""Which terms of the index does a typed word stand for, and how is a query said back?

=====================  ======================================================
typed                  matches
=====================  ======================================================
``dân`` (accents)      *dân*; and *dan*, for less, in an article without any accent
``dan``, no accent     every accented form of it, all alike
  anywhere in query
``dan``, accents       every accented form of it; those that are most likely
  elsewhere in query   meant are what counts for the order
``TP.HCM``             the phrase, and every other spelling of the same thing
=====================  ======================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from index.analysis import BARE_MARK, FOLDED_MARK, Token
from index.vietnamese import has_accents
from search.engines.whoosh.nodes import Variants
from search.query.tree import And, Dates, Field, Form, Fuzzy, Node, Not, Or, Prefix, Words

# Below 1, so that the spelling typed ranks first.
_UNACCENTED_TEXT = 0.2  # the worth of *dan* in an unaccented article for a typed *dân*


def variants(words: Words) -> Variants:
    """The single terms that match ``words``, each with the worth of one occurrence."""
    others = tuple((_as_typed(form)[0], 1.0) for form in words.others if len(form) == 1)
    if len(words.tokens) > 1:
        return others
    (token,) = words.tokens
    if token.is_bare:
        return ((token.folded, 1.0), *others)
    bare = BARE_MARK + token.folded.removeprefix(FOLDED_MARK)
    return ((token.accented, 1.0), (bare, _UNACCENTED_TEXT), *others)


def phrases(words: Words) -> tuple[Form, ...]:
    """The rows of terms, one right behind the other, that match ``words``."""
    others = tuple(_as_typed(form) for form in words.others if len(form) > 1)
    if len(words.tokens) == 1:
        return others
    return (tuple(phrase_term(token) for token in words.tokens), *others)


def _as_typed(form: Form) -> Form:
    """The terms of another spelling, the same as if it had been typed in quotes."""
    return tuple(syllable if has_accents(syllable) else FOLDED_MARK + syllable for syllable in form)


def phrase_term(token: Token) -> str:
    """The one term that stands for ``token`` inside a phrase."""
    return token.folded if token.is_bare else token.accented


def say(node: Node) -> str:
    """The query as it was understood, in the query language itself."""
    match node:
        case Words():
            return _say_words((node,))
        case Prefix(token):
            return token.accented + "*"
        case Fuzzy(token):
            return token.accented + "~"
        case Dates(text=text):
            return text
        case Not(child):
            return "-" + _grouped(child)
        case Field(name, child):
            return f"{name}:{_grouped(child)}"
        case And(children):
            return " ".join(_say_side_by_side(children))
        case Or(children):
            return " OR ".join(say(child) for child in children)


def say_relaxed(words: tuple[Words, ...], minimum: int) -> str:
    """The understanding of a query of which ``minimum`` words have to match."""
    return f"at least {minimum} of: {' '.join(_say_side_by_side(words))}"


def _say_side_by_side(children: Sequence[Node]) -> Sequence[str]:
    """Words that make up one thing are said together."""
    said = []
    for others, run in groupby(children, key=lambda c: c.others if isinstance(c, Words) else ()):
        several = list(run)
        if others:
            said.append(_say_words([one for one in several if isinstance(one, Words)]))
        else:
            said += [f"({say(one)})" if isinstance(one, Or) else say(one) for one in several]
    return said


def _say_words(run: Sequence[Words]) -> str:
    """Words with the same other spellings, as alternatives to them."""
    own = " ".join(_said(words) for words in run)
    others = [_quoted(form) for form in run[0].others]
    return f"({' OR '.join([own, *others])})" if others else own


def _said(words: Words) -> str:
    form = tuple(token.accented for token in words.tokens)
    return f'"{form[0]}"' if words.quoted and len(form) == 1 else _quoted(form)


def _quoted(form: Form) -> str:
    text = " ".join(form)
    return f'"{text}"' if len(form) > 1 else text


def _grouped(node: Node) -> str:
    return f"({say(node)})" if isinstance(node, And | Or) else say(node)
