"""Which terms of the index does a typed syllable stand for, and how is a query said back?

=====================  ======================================================
typed                  matches
=====================  ======================================================
``dân`` (accents)      *dân*; and *dan*, for less, in an article without any accent
``dan``, no accent     every accented form of it, all alike
  anywhere in query
``dan``, accents       *dan* as written first; every accented form for less
  elsewhere in query
=====================  ======================================================
"""

from __future__ import annotations

from index.analysis import BARE_MARK, FOLDED_MARK, Token
from search.nodes import Variants
from search.syntax import And, Dates, Field, Fuzzy, Node, Not, Or, Prefix, Words

# Below 1, so that the spelling typed ranks first; how far below has not been measured yet.
_UNACCENTED_TEXT = 0.2  # the worth of *dan* in an unaccented article for a typed *dân*
_OTHER_ACCENTS = 0.5  # the worth of *dẫn* in a text for a typed *dan* among accented words


def variants(token: Token, *, accents_typed: bool) -> Variants:
    """The terms that match ``token``; ``accents_typed`` says whether the query has any accent."""
    if not token.is_bare:
        bare = BARE_MARK + token.folded.removeprefix(FOLDED_MARK)
        return ((token.accented, 1.0), (bare, _UNACCENTED_TEXT))
    if accents_typed:
        return ((token.accented, 1.0), (token.folded, _OTHER_ACCENTS))
    return ((token.folded, 1.0),)


def phrase_term(token: Token) -> str:
    """The one term that stands for ``token`` inside a phrase."""
    return token.folded if token.is_bare else token.accented


def has_typed_accents(node: Node) -> bool:
    """Whether any word of the query has an accent."""
    match node:
        case Words(tokens):
            return any(not token.is_bare for token in tokens)
        case Prefix(token) | Fuzzy(token):
            return not token.is_bare
        case Not(child) | Field(_, child):
            return has_typed_accents(child)
        case And(children) | Or(children):
            return any(has_typed_accents(child) for child in children)
        case Dates():
            return False


def say(node: Node) -> str:
    """The query as it was understood, in the query language itself."""
    match node:
        case Words(tokens):
            text = " ".join(token.accented for token in tokens)
            return f'"{text}"' if len(tokens) > 1 else text
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
            return " ".join(
                _grouped(child) if isinstance(child, Or) else say(child) for child in children
            )
        case Or(children):
            return " OR ".join(say(child) for child in children)


def say_relaxed(words: tuple[Words, ...], minimum: int) -> str:
    """The understanding of a query of which ``minimum`` words have to match."""
    return f"at least {minimum} of: {' '.join(say(word) for word in words)}"


def _grouped(node: Node) -> str:
    return f"({say(node)})" if isinstance(node, And | Or) else say(node)
