"""Which signs of the query language are in a text?  Its lexemes, before anything is made of them.

``AND`` says what side by side says, so that it is none; people bring it along from other engines.
``NOT`` and ``NEAR`` are words where all of the query is in capitals: *NOT NHAC* is *nốt nhạc*.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from search.query.pieces import parted

FIELDS = ("title", "summary", "body", "category", "source", "author", "tag")
CONJUNCTION = "AND"
"""Says what side by side says, so that it is no word; people bring it along from other engines."""
# Without any of these, all that was typed are plain words.
_LANGUAGE = re.compile(r"""["():*~-]|\b(?:AND|OR|NOT|NEAR)\b""")
NEAR = re.compile(r"NEAR(?:/([0-9]{1,4}))?")
"""The operator, with the number of syllables between."""
OPERATOR = re.compile(r"\b(?:AND|OR|NOT|NEAR(?:/[0-9]{1,4})?)\b")

_LEXEME = re.compile(
    r"""(?P<quote>"[^"]*")"""
    r"""|(?P<date>(?i:date|before|after):[0-9.\-/]+)"""
    r"""|(?P<field>(?i:title|summary|body|category|source|author|tag):)(?=[^\s)])"""
    r"""|(?P<open>\()|(?P<close>\))"""
    r"""|(?P<minus>-)(?=[^\s)])"""
    r"""|(?P<word>[^\s()"]+)"""
    r"""|(?P<stray>")"""
)


class Lexeme(NamedTuple):
    """A piece of the query; its text begins at ``start``."""

    kind: str
    text: str
    start: int


def has_signs(text: str) -> bool:
    """Whether ``text`` has anything of the query language in it."""
    return _LANGUAGE.search(text) is not None


def lexemes(text: str) -> Iterator[Lexeme]:
    """The lexemes of ``text``, in order; their kinds are the groups of the pattern, ``or`` and
    ``near``."""
    shouted = ("NOT" in text or "NEAR" in text) and _is_shouted(text)
    for match in _LEXEME.finditer(text):
        kind = match.lastgroup or ""
        if kind == "word":
            yield from _words_of(match, is_shouted=shouted)
        elif kind != "stray":
            yield Lexeme(kind, match.group(), match.start())


def _words_of(match: re.Match[str], *, is_shouted: bool) -> Iterator[Lexeme]:
    """An operator, or the words of a piece."""
    text, start = match.group(), match.start()
    if text == "OR":
        yield Lexeme("or", text, start)
    elif text == "NOT" and not is_shouted:  # NỐT NHẠC typed in capitals
        yield Lexeme("minus", text, start)
    elif not is_shouted and NEAR.fullmatch(text):
        yield Lexeme("near", text, start)
    elif text != CONJUNCTION:
        yield from (Lexeme("word", word, start + at) for word, at in parted(text) if word)


def _is_shouted(text: str) -> bool:
    """Whether all words are in capitals, whatever stands in quotes and fields; operators alone are
    none: ``"thủ tướng" NOT "bóng đá"``."""
    pieces = [m.group() for m in _LEXEME.finditer(text) if m.lastgroup == "word"]
    words = "".join(piece for piece in pieces if not OPERATOR.fullmatch(piece))
    return any(map(str.isupper, words)) and not any(map(str.islower, words))
