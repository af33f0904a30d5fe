"""How is a query said back?  As it was understood, in the query language itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby

from index.article import TAGS
from search.query.atoms import Run, grouped, side_by_side
from search.query.decimals import DECIMAL_SIGN
from search.query.tree import And, Dates, Field, Form, Fuzzy, Near, Node, Not, Or, Prefix, Words
from search.request import DateSpan

# before the terms of a number (:mod:`search.query.decimals`)
_SIGNED = re.compile(r" ([,/])(?=\d)")


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
        case Near():
            return _say_near(node)
        case Field(name, child):
            return f"{'tag' if name == TAGS else name}:{_grouped(child)}"
        case And(children):
            return " ".join(_say_side_by_side(children))
        case Or(children):
            return " OR ".join(say(child) for child in children)


def _say_near(node: Near) -> str:
    first, *others = map(say, node.operands)
    behind = (f"NEAR/{gap} {said}" for gap, said in zip(node.gaps, others, strict=True))
    return " ".join([first, *behind])


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
            text = as_one(say_as_read(child, said))
            return "-" + _enclosed(text, is_alone=isinstance(child, Words) or _is_enclosed(text))
        case _:
            return say(part)


def _enclosed(text: str, *, is_alone: bool) -> str:
    return text if is_alone else f"({text})"


def as_one(said: str) -> str:
    """What is ``said`` of several alternatives in parentheses, so that more may stand beside it."""
    return said if _is_enclosed(said) or " OR " not in said else f"({said})"


def _is_enclosed(text: str) -> bool:
    """Whether one pair of parentheses holds all of ``text``."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if not depth:
            return text[0] == "(" and place == len(text) - 1
    return False


def say_relaxed(words: tuple[Words, ...], minimum: int) -> str:
    """The understanding of a query of which ``minimum`` words have to match."""
    return f"at least {minimum} of: {' '.join(_say_side_by_side(words))}"


def say_dates(spans: Sequence[DateSpan], named: str = "") -> str:
    """The days of any of ``spans``, on which an article has to be published, or else to have the
    words ``named``."""
    ways = [*map(_say_days, spans), *filter(None, [named])]
    return ways[0] if len(ways) == 1 else f"({' OR '.join(ways)})"


def _say_days(span: DateSpan) -> str:
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
    return _say_alternatives(own, run[0].others)


def say_spellings(form: Form, others: Sequence[Form]) -> str:
    """One thing that was meant by ``form``, with its other spellings as alternatives."""
    return _say_alternatives(_quoted(form), others)


def _say_alternatives(own: str, others: Sequence[Form]) -> str:
    ways = dict.fromkeys([own, *map(_quoted, others)])
    return f"({' OR '.join(ways)})" if len(ways) > 1 else own


def _said(words: Words) -> str:
    form = tuple(token.accented for token in words.tokens)
    if set(words.signs[1:]) == {DECIMAL_SIGN}:
        return DECIMAL_SIGN.join(("".join(form[:-1]), form[-1]))
    return f'"{form[0]}"' if words.quoted and len(form) == 1 else _quoted(form)


def _quoted(form: Form) -> str:
    text = _SIGNED.sub(r"\1", " ".join(form))
    return f'"{text}"' if " " in text else text


def _grouped(node: Node) -> str:
    return f"({say(node)})" if isinstance(node, And | Or) else say(node)
