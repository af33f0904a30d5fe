"""What did somebody type?  The query language's tree, and its parser.

    query    = either
    either   = all ("OR" all)*
    all      = item+                        side by side: every item must match
    item     = "-" item | "(" either ")" | field ":" atom | date | atom
    atom     = '"' phrase '"' | word | word "*" | word "~"
    date     = "date:" day | "date:" [day] ".." [day] | ("before:" | "after:") day

A parser by hand, since nothing anybody types may fail: what cannot be read in this
language is read as plain words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from index.analysis import Token, analyse_query, beginning_of
from index.schema import day_of
from index.vietnamese import clean_text
from search.request import parse_date_span

Form = tuple[str, ...]
"""The accented terms of words that stand side by side."""

FIELDS = ("title", "summary", "body", "category", "source", "author")
_MAX_DEPTH = 20
_MAX_EXPANDING = 4  # of ``tr*`` and ``binh~``; the costliest leaves.  Others are plain words.
_MAX_LEAVES = 64  # words beyond it are left out: no question needs them, and each has a cost


@dataclass(frozen=True, slots=True)
class Words:
    """Syllables that stand side by side: one word, or a phrase if there are more.

    ``quoted`` tells a phrase that was asked for from one that merely has no space (*3.500*).
    ``others`` are other spellings of the same thing, each a row of accented terms; where several
    words that stand side by side make up one thing, all have them (:mod:`search.equivalents`).
    """

    tokens: tuple[Token, ...]
    quoted: bool = False
    others: tuple[Form, ...] = ()

    @property
    def is_phrase(self) -> bool:
        """Whether a phrase was asked for."""
        return self.quoted and len(self.tokens) > 1


@dataclass(frozen=True, slots=True)
class Prefix:
    token: Token


@dataclass(frozen=True, slots=True)
class Fuzzy:
    token: Token


@dataclass(frozen=True, slots=True)
class Dates:
    """Published on these days, both included, counted from 0001-01-01 as day 0.

    ``text`` is how it was typed.  No article matches if ``last`` is before ``first``.
    """

    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    child: Node


@dataclass(frozen=True, slots=True)
class Not:
    child: Node


@dataclass(frozen=True, slots=True)
class And:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    children: tuple[Node, ...]


Node = Words | Prefix | Fuzzy | Dates | Field | Not | And | Or

_LEXEME = re.compile(
    r"""(?P<quote>"[^"]*")"""
    r"""|(?P<date>(?i:date|before|after):[0-9.\-]+)"""
    r"""|(?P<field>(?i:title|summary|body|category|source|author):)(?=[^\s)])"""
    r"""|(?P<open>\()|(?P<close>\))"""
    r"""|(?P<minus>-)(?=[^\s)])"""
    r"""|(?P<word>[^\s()"]+)"""
    r"""|(?P<stray>")"""
)


@dataclass(frozen=True, slots=True)
class _Lexeme:
    """A piece of the query; its text begins at ``start``."""

    kind: str
    text: str
    start: int


def parse(q: str) -> Node | None:
    """Read ``q``; ``None`` when nothing in it can be searched for.

    The offsets of its tokens count in :func:`query_text` of it.
    """
    text = query_text(q)
    pieces = (_Lexeme("word", m.group(), m.start()) for m in re.finditer(r"\S+", text))
    return _Parser(text).parse() or _all_of([w for piece in pieces if (w := _words(piece))])


def query_text(q: str) -> str:
    """``q`` as it is read."""
    return clean_text(_straight_quotes(q))


def _straight_quotes(q: str) -> str:
    """Phones type curly quotes.  A long dash stays: in a pasted headline it excludes nothing."""
    return q.translate(str.maketrans("“”„«»", '"""""'))


def plain_words(node: Node) -> dict[Words, int] | None:
    """The different items of a query that is nothing but words, and how often each was typed;
    ``None`` for any other query."""
    children = node.children if isinstance(node, And) else (node,)
    words = [child for child in children if isinstance(child, Words) and not child.is_phrase]
    if len(words) < len(children):
        return None
    first: dict[Form, Words] = {}
    counts: dict[Words, int] = {}
    for word in words:
        same = first.setdefault(tuple(token.accented for token in word.tokens), word)
        counts[same] = counts.get(same, 0) + 1
    return counts


def has_phrase(node: Node) -> bool:
    """Whether a phrase was asked for anywhere in the query."""
    match node:
        case Words():
            return node.is_phrase
        case Not(child) | Field(_, child):
            return has_phrase(child)
        case And(children) | Or(children):
            return any(map(has_phrase, children))
        case Prefix() | Fuzzy() | Dates():
            return False


class _Parser:
    """Recursive descent over the lexemes of one query."""

    def __init__(self, text: str) -> None:
        self._lexemes = list(_lexemes(text))
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

    def _take(self, kind: str) -> _Lexeme | None:
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
            node = self._item()
            if node is not None:
                found.append(node)
        return _all_of(found)

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
            return Field(field.text[:-1].lower(), child) if child is not None else None
        lexeme = self._lexemes[self._at]
        self._at += 1
        return self._atom(lexeme)

    def _may_expand(self) -> bool:
        self._expanding += 1
        return self._expanding <= _MAX_EXPANDING

    def _atom(self, lexeme: _Lexeme) -> Node | None:
        if self._leaves >= _MAX_LEAVES:
            return None
        self._leaves += 1
        if lexeme.kind == "quote":
            return _words(lexeme, quoted=True)
        if lexeme.kind == "date":
            return _dates(lexeme.text) or _words(lexeme)
        if lexeme.kind == "word" and lexeme.text[-1] in "*~":
            tokens = _tokens(lexeme)
            if len(tokens) == 1 and self._may_expand():
                if lexeme.text.endswith("~"):
                    return Fuzzy(tokens[0])
                return Prefix(beginning_of(tokens[0], _surface(tokens[0], lexeme)))
        return _words(lexeme)


def _lexemes(text: str) -> Iterator[_Lexeme]:
    for match in _LEXEME.finditer(text):
        kind = match.lastgroup or ""
        if kind == "word" and match.group() == "OR":
            kind = "or"
        # AND says what side by side says; people bring it along from other engines
        if kind != "stray" and not (kind == "word" and match.group() == "AND"):
            yield _Lexeme(kind, match.group(), match.start())


def _all_of(nodes: list[Node]) -> Node | None:
    if len(nodes) > 1:
        return And(tuple(nodes))
    return nodes[0] if nodes else None


def _words(lexeme: _Lexeme, *, quoted: bool = False) -> Words | None:
    tokens = _tokens(lexeme)[:_MAX_LEAVES]
    return Words(tokens, quoted) if tokens else None


def _tokens(lexeme: _Lexeme) -> tuple[Token, ...]:
    """The tokens of a piece, with their places in the whole query."""
    found = analyse_query(lexeme.text)
    return tuple(
        Token(t.accented, t.folded, t.start + lexeme.start, t.end + lexeme.start) for t in found
    )


def _surface(token: Token, lexeme: _Lexeme) -> str:
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
