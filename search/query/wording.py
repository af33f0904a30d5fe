"""How is a query said back?  As it was understood, in the query language itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby

from index.article import TAGS
from search.query.atoms import Run, grouped, side_by_side
from search.query.numbers import DECIMAL_SIGN
from search.query.tree import And, Dates, Field, Form, Fuzzy, Node, Not, Or, Prefix, Words
from search.request import DateSpan


def say(node: Node) -> str:
    """The query as it was understood, in the query language itself."""
    match node:
        case Words():
            return say_words((node,))
        case Prefix(token):
            return token.accented + "*"
        case Fuzzy(token):
            return token.accented + "~"
        case Dates(text=text):
            return text
        case Not(child):
            return "-" + _grouped(child)
        case Field(name, child):
            return f"{'tag' if name == TAGS else name}:{_grouped(child)}"
        case And(children):
            return " ".join(_say_side_by_side(children))
        case Or(children):
            return " OR ".join(say(child) for child in children)


def say_as_read(node: Node, said: Callable[[Run], Sequence[str]]) -> str:
    """``node`` as it is read: ``said`` has for a run of words the ways in which it may be."""
    match node:
        case Words() | And():
            parts = list(grouped(side_by_side(node)))
            return " ".join(_say_part(part, said, is_alone=len(parts) == 1) for part in parts)
        case Or(children):
            return " OR ".join(say_as_read(child, said) for child in children)
        case _:
            return _say_part(node, said, is_alone=True)


def _say_part(part: Run | Node, said: Callable[[Run], Sequence[str]], *, is_alone: bool) -> str:
    match part:
        case tuple():
            ways = said(part)
            return ways[0] if len(ways) == 1 else _enclosed(" OR ".join(ways), is_alone=is_alone)
        case Or():
            return _enclosed(say_as_read(part, said), is_alone=is_alone)
        case Not(child):
            text = say_as_read(child, said)
            return "-" + _enclosed(text, is_alone=isinstance(child, Words) and " OR " not in text)
        case _:
            return say(part)


def _enclosed(text: str, *, is_alone: bool) -> str:
    return text if is_alone else f"({text})"


def say_relaxed(words: tuple[Words, ...], minimum: int) -> str:
    """The understanding of a query of which ``minimum`` words have to match."""
    return f"at least {minimum} of: {' '.join(_say_side_by_side(words))}"


def say_days(span: DateSpan) -> str:
    """The days of ``span``, which an article has to be published on."""
    first = span.first.isoformat() if span.first > date.min else ""
    last = span.last.isoformat() if span.last < date.max else ""
    return f"date:{first}" if first == last else f"date:{first}..{last}"


def _say_side_by_side(children: Sequence[Node]) -> Sequence[str]:
    """Words that make up one thing are said together."""
    said = []
    for others, run in groupby(children, key=lambda c: c.others if isinstance(c, Words) else ()):
        several = list(run)
        if others:
            said.append(say_words([one for one in several if isinstance(one, Words)]))
        else:
            said += [f"({say(one)})" if isinstance(one, Or) else say(one) for one in several]
    return said


def say_words(run: Sequence[Words]) -> str:
    """Words with the same other spellings, as alternatives to them."""
    own = " ".join(_said(words) for words in run)
    others = [_quoted(form) for form in run[0].others]
    return f"({' OR '.join([own, *others])})" if others else own


def _said(words: Words) -> str:
    form = tuple(token.accented for token in words.tokens)
    if set(words.signs[1:]) == {DECIMAL_SIGN}:
        return DECIMAL_SIGN.join(("".join(form[:-1]), form[-1]))
    return f'"{form[0]}"' if words.quoted and len(form) == 1 else _quoted(form)


def _quoted(form: Form) -> str:
    text = " ".join(form)
    return f'"{text}"' if len(form) > 1 else text


def _grouped(node: Node) -> str:
    return f"({say(node)})" if isinstance(node, And | Or) else say(node)
