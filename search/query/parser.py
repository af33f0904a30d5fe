"""What did somebody type?  The query language's tree, and its parser.

    query    = either
    either   = all ("OR" all)*
    all      = item+                        side by side: every item must match
    item     = ("-" | "NOT") item | "(" either ")" | field ":" atom | date | near | atom
    near     = operand ("NEAR" ["/" number] operand)+
    operand  = '"' phrase '"' | word+
    atom     = '"' phrase '"' | word | word "*" | word "~"
    date     = "date:" day | "date:" [day] ".." [day] | ("before:" | "after:") day

How many of the words behind an operator, or before NEAR, belong to it, is not told by the grammar:
here it is the next one, of NEAR all; :mod:`search.meaning.binding` knows words of the language.
NOT is a word where all of the query is in capitals: *NOT NHAC* is *nốt nhạc*.

A parser by hand, since nothing anybody types may fail: what cannot be read in this
language is read as plain words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import islice

from index.analysis import Token, analyse_query, prefix_of
from index.article import TAGS
from index.days import day_of
from index.vietnamese import clean_text
from search.query.decimals import signs_of
from search.query.foreign import without_foreign_signs
from search.query.lexemes import FIELDS, NEAR, Lexeme, has_signs, lexemes
from search.query.pieces import parted
from search.query.tree import (
    Dates,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Or,
    Prefix,
    Words,
    all_of,
    in_a_row,
)
from search.request import parse_date_span

_FIELD_NAMED = {name: TAGS if name == "tag" else name for name in FIELDS}  # as articles have them
NO_WORD = "·"
"""Stands in a text for what was taken out of it, so that all else keeps its place: cleaning leaves
but one of several spaces."""
_MAX_DEPTH = 20
_MAX_EXPANDING = 4  # of ``tr*`` and ``binh~``; the costliest leaves.  Others are plain words.
_MAX_LEAVES = 64  # words beyond it are left out: no question needs them, and each has a cost
_CACHED_PIECES, _MAX_CACHED_CHARS = 8192, 24  # pieces of queries, with their tokens
_BEFORE_HOSTS = frozenset(("http", "https", "www"))
_GAP_OF_NEAR, _MAX_GAP = 8, 1000  # syllables between, where NEAR has no number, and at most

_WORD = re.compile(r"\S+")
_CURLY_QUOTES, _QUOTES = re.compile("[“”„«»]"), str.maketrans("“”„«»", '"""""')


def parse(q: str) -> Node | None:
    """Read ``q``; ``None`` when nothing in it can be searched for.

    The offsets of its tokens count in :func:`query_text` of it.
    """
    return parse_text(query_text(q))


def parse_text(text: str) -> Node | None:
    """Read ``text``, which is a query as :func:`query_text` gives it; ``None`` when nothing in it
    can be searched for."""
    found = _Parser(text).parse() if has_signs(text) else None
    return found or _all_of(list(islice(words_of(text), _MAX_LEAVES)))


def words_of(text: str, at: int = 0) -> Iterator[Words]:
    """What stands between the spaces of ``text``, which begins ``at`` this place of the query, as
    words, whatever it is."""
    for piece in _WORD.finditer(text):
        for word, start in parted(piece.group()):
            place = at + piece.start() + start
            tokens = _tokens(word, place)[:_MAX_LEAVES]
            if tokens:
                yield Words(tokens, signs=signs_of(word, place, tokens))


def query_text(q: str) -> str:
    """``q`` as it is read."""
    return clean_text(without_foreign_signs(_straight_quotes(q)))


def _straight_quotes(q: str) -> str:
    """Phones type curly quotes.  A long dash stays: in a pasted headline it excludes nothing."""
    return q.translate(_QUOTES) if _CURLY_QUOTES.search(q) else q


class _Parser:
    """Recursive descent over the lexemes of one query."""

    def __init__(self, text: str) -> None:
        self._lexemes = list(lexemes(text))
        self._at = 0
        self._depth = 0
        self._leaves = 0
        self._expanding = 0

    def parse(self) -> Node | None:
        found: list[Node] = []
        while self._peek():
            node = self._either()
            if node is not None:
                found.append(node)
            self._take("close")  # a parenthesis that closes nothing
        return _all_of(found)

    def _peek(self) -> str:
        return self._lexemes[self._at].kind if self._at < len(self._lexemes) else ""

    def _take(self, kind: str) -> Lexeme | None:
        if self._peek() != kind:
            return None
        self._at += 1
        return self._lexemes[self._at - 1]

    def _either(self) -> Node | None:
        branches: list[Node] = []
        while True:
            node = self._all()
            if node is not None:
                branches.append(node)
            if not self._take("or"):
                break
        if len(branches) > 1:
            return Or(tuple(branches))
        return branches[0] if branches else None

    def _all(self) -> Node | None:
        found: list[Node] = []
        while self._peek() not in ("", "or", "close"):
            node = self._near(found) if self._peek() == "near" else self._item()
            if node is not None:
                found.append(node)
        return _all_of(found)

    def _near(self, before: list[Node]) -> Node | None:
        """What stands near what: the last of ``before``, which it is taken from, is the first."""
        operands = [_taken(before)]
        gaps = []
        while near := self._take("near"):
            behind = self._words_behind()
            if behind and operands[-1]:
                gaps.append(_gap(near.text))
            if behind:
                operands.append(behind)
        found = [words for words in operands if words]
        if len(found) > 1:
            return Near(tuple(map(in_a_row, found)), tuple(gaps))
        before += found[0] if found else ()
        return None

    def _words_behind(self) -> list[Words]:
        """The phrase, or the words in a row, that come next."""
        found: list[Words] = []
        while self._peek() == "word" or (self._peek() == "quote" and not found):
            node = self._item()
            if isinstance(node, Words):
                found.append(node)
            if found and found[-1].quoted:
                break
        return found

    def _item(self) -> Node | None:
        if self._depth >= _MAX_DEPTH and self._peek() in ("open", "minus", "field"):
            self._at += 1  # nested deeper than anybody means: the words count, not the nesting
            return None
        self._depth += 1
        try:
            return self._nested_item()
        finally:
            self._depth -= 1

    def _nested_item(self) -> Node | None:
        if self._take("minus"):
            child = self._item() if self._peek() not in ("", "or", "close") else None
            return Not(child) if child is not None else None
        if self._take("open"):
            inner = self._either()
            self._take("close")
            return inner
        if field := self._take("field"):
            child = self._item() if self._peek() not in ("", "or", "close") else None
            name = _FIELD_NAMED[field.text[:-1].lower()]
            if name == "source" and isinstance(child, Words):
                child = _host(child)
            return Field(name, child) if child is not None else None
        lexeme = self._lexemes[self._at]
        self._at += 1
        return self._atom(lexeme)

    def _may_expand(self) -> bool:
        self._expanding += 1
        return self._expanding <= _MAX_EXPANDING

    def _atom(self, lexeme: Lexeme) -> Node | None:
        if self._leaves >= _MAX_LEAVES:
            return None
        self._leaves += 1
        if lexeme.kind == "quote":
            return _words(lexeme, quoted=True)
        if lexeme.kind == "date":
            return _dates(lexeme.text) or _words(lexeme)
        if lexeme.kind == "word" and lexeme.text[-1] in "*~":
            tokens = _tokens(lexeme.text, lexeme.start)
            if len(tokens) == 1 and self._may_expand():
                if lexeme.text.endswith("~"):
                    return Fuzzy(tokens[0])
                return Prefix(prefix_of(tokens[0], _surface(tokens[0], lexeme)))
        return _words(lexeme)


def _host(words: Words) -> Words:
    """``words`` without what stands before the name of a host: *https*, *www*."""
    tokens = words.tokens
    while len(tokens) > 1 and tokens[0].accented in _BEFORE_HOSTS:
        tokens = tokens[1:]
    return (
        words
        if tokens == words.tokens
        else replace(words, tokens=tokens, signs=words.signs[-len(tokens) :])
    )


def _taken(before: list[Node]) -> list[Words]:
    """The phrase, or the words in a row, at the end of ``before``, which lose them."""
    found: list[Words] = []
    while before and isinstance(last := before[-1], Words) and not (found and last.quoted):
        before.pop()
        found.append(last)
        if last.quoted:
            break
    return found[::-1]


def _gap(near: str) -> int:
    match = NEAR.fullmatch(near)
    return min(int(match[1]), _MAX_GAP) if match and match[1] else _GAP_OF_NEAR


def _all_of(nodes: list[Node]) -> Node | None:
    """All of ``nodes``; parentheses around what has to match anyway say nothing."""
    return all_of(nodes) if nodes else None


def _words(lexeme: Lexeme, *, quoted: bool = False) -> Words | None:
    tokens = _tokens(lexeme.text, lexeme.start)[:_MAX_LEAVES]
    signs = signs_of(lexeme.text, lexeme.start, tokens)
    return Words(tokens, quoted, signs=signs) if tokens else None


def _tokens(text: str, at: int) -> tuple[Token, ...]:
    """The tokens of a piece that begins ``at`` this place, with their places in the whole query."""
    found = _tokens_of(text) if len(text) <= _MAX_CACHED_CHARS else tuple(analyse_query(text))
    if not at:
        return found
    return tuple([Token(accented, folded, s + at, e + at) for accented, folded, s, e in found])


@lru_cache(_CACHED_PIECES)
def _tokens_of(text: str) -> tuple[Token, ...]:
    return tuple(analyse_query(text))


def _surface(token: Token, lexeme: Lexeme) -> str:
    return lexeme.text[token.start - lexeme.start : token.end - lexeme.start]


def _dates(text: str) -> Dates | None:
    name, _, value = text.lower().partition(":")
    if name == "date" and ".." in value:
        return _date_range(value, text.lower())
    span = parse_date_span(value)
    if span is None:
        return None
    if name == "before":
        return Dates(0, day_of(span.first) - 1, text.lower())
    if name == "after":
        return Dates(day_of(span.last) + 1, day_of(date.max), text.lower())
    return Dates(day_of(span.first), day_of(span.last), text.lower())


def _date_range(value: str, text: str) -> Dates | None:
    """``A..B``, ``A..`` or ``..B``."""
    first_text, _, last_text = value.partition("..")
    first = parse_date_span(first_text or "0001")
    last = parse_date_span(last_text or "9999")
    if first is None or last is None or value == "..":
        return None
    return Dates(day_of(first.first), day_of(last.last), text)
