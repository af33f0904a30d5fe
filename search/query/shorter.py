"""What is left of a query if one of its restrictions goes?  Other queries, each a little wider.

A phrase without its quotes; what stood in one field, anywhere; without one of its exclusions or one
of its days; without one of its words.  The places of operators are those of the lexemes, and how
much an operator binds is read off the tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.analysis import Token
from index.article import LABEL_FIELDS, TAGS
from search.query.lexemes import Lexeme, lexemes
from search.query.tree import And, Dates, Field, Fuzzy, Near, Node, Not, Or, Prefix, Words

Loosened = Literal["phrase", "field", "without", "dates", "word"]
Span = tuple[int, int]
"""``start`` and ``end`` of a stretch of a query's text."""

_LABELS = frozenset(f"{'tag' if name == TAGS else name}:" for name in LABEL_FIELDS)


@dataclass(frozen=True, slots=True)
class Shorter:
    """``q`` has one restriction less than a query: the one that ``said`` is, as it was typed."""

    kind: Loosened
    said: str
    q: str


def shorter(text: str, node: Node, words: Sequence[Span] = ()) -> Iterator[Shorter]:
    """``text``, a query as :func:`search.query.parser.query_text` gives it, which was read as
    ``node``, without each of its signs; and without each of ``words``, where these stand in it.

    >>> from search.query.parser import parse
    >>> [one.q for one in shorter('"a b" -c title:d', parse('"a b" -c title:d'))]
    ['a b -c title:d', '"a b" title:d', '"a b" -c d']
    """
    for kind, said, (start, end), instead in _signs(text, tuple(_bound(node))):
        if q := _joined(text[:start], instead, text[end:]):
            yield Shorter(kind, said, q)
    for start, end in words:
        if q := _joined(text[:start], text[end:]):
            yield Shorter("word", text[start:end], q)


def stripped(text: str, node: Node) -> str:
    """``text``, which was read as ``node``, without any of its signs: the words that are wanted.

    >>> from search.query.parser import parse
    >>> stripped('"a b" -c title:d', parse('"a b" -c title:d'))
    'a b d'
    """
    parts, at = [], 0
    for kind, said, (start, end), _ in _signs(text, tuple(_bound(node))):
        parts += [text[at : max(at, start)], said[1:-1] if kind == "phrase" else ""]
        at = end
    return _joined(*parts, text[at:])


def _joined(*parts: str) -> str:
    return " ".join(" ".join(parts).split())


def _signs(text: str, bound: Sequence[Span]) -> Iterator[tuple[Loosened, str, Span, str]]:
    """What restricts the query, as it was typed, which stretch of the text goes, and what may stand
    there instead."""
    found = list(lexemes(text))
    behind = begin = 0  # what the last operator binds goes with it
    for n, (kind, said, start) in enumerate(found):
        end = start + len(said)
        if start < behind:
            continue
        if kind == "minus":
            begin = begin if n and found[n - 1].kind == "field" else start
            behind = _extent(found, n, bound)
            yield "without", text[start:behind], (begin, behind), ""
        elif kind == "field" and said.lower() in _LABELS:
            behind = _extent(found, n, bound)
            yield "field", text[start:behind], (start, behind), ""
        elif kind == "field":
            begin = start
            yield "field", text[start : _extent(found, n, bound)], (start, end), ""
        elif kind == "quote" and " " in said.strip('" '):
            is_of_field = n > 0 and found[n - 1].kind == "field"
            first = begin if is_of_field else start
            instead = f"{text[first:start]}({said[1:-1]})" if is_of_field else said[1:-1]
            yield "phrase", said, (first, end), instead
        elif kind == "date":
            yield "dates", said, (start, end), ""


def _extent(found: Sequence[Lexeme], n: int, bound: Sequence[Span]) -> int:
    """Where that ends which the operator ``found[n]`` binds."""
    n += 1
    while n < len(found) - 1 and found[n].kind in ("minus", "field"):
        n += 1
    if n >= len(found):
        return found[-1].start + len(found[-1].text)
    depth = 0
    for one in found[n:]:
        depth += (one.kind == "open") - (one.kind == "close")
        if depth <= 0:
            begin, end = one.start, one.start + len(one.text)
            return max([end, *(last for first, last in bound if begin <= first < end)])
    return found[-1].start + len(found[-1].text)


def _bound(node: Node) -> Iterator[Span]:
    """The stretches of the words that operators of ``node`` bind."""
    match node:
        case Not(child) | Field(_, child):
            tokens = list(_tokens(child))
            if tokens:
                yield tokens[0].start, max(token.end for token in tokens)
            yield from _bound(child)
        case And(children) | Or(children):
            for child in children:
                yield from _bound(child)
        case Words() | Near() | Prefix() | Fuzzy() | Dates():
            return


def _tokens(node: Node) -> Iterator[Token]:
    match node:
        case Words(tokens):
            yield from tokens
        case Prefix(token) | Fuzzy(token):
            yield token
        case Not(child) | Field(_, child):
            yield from _tokens(child)
        case And(children) | Or(children) | Near(children):
            for child in children:
                yield from _tokens(child)
        case Dates():
            return
