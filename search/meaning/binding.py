"""How many of the words behind an operator belong to it?  One word of the language, or one value.

``-bóng đá``, ``NOT bóng đá`` and ``title:thủ tướng`` take the first *unit* of the words that follow
with nothing but spaces between (:mod:`search.meaning.units`), ``NEAR`` the unit on either side.
``category:``, ``source:``, ``author:`` and ``tag:`` take as many words as make up a value of some
article.  What is quoted or in parentheses is bound already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from index.article import LABEL_FIELDS
from search.query.atoms import Run
from search.query.lexemes import CONJUNCTION
from search.query.parser import words_of
from search.query.tree import (
    And,
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
from search.query.variants import Terms, phrase_term

_MAX_WORDS_OF_VALUE = 12
_IN_LABELS = re.compile(r"[\s&,.;/|:+–—-]{1,8}")  # between words of one value

UnitsOf = Callable[[Run], Sequence[int]]
"""Of how many words each unit of a run consists."""
HasValue = Callable[[str, Terms], bool]
"""Whether some article has terms in a row in a field."""
HasRow = Callable[[Terms], bool]
"""Whether some article has terms in a row in its texts."""


class Binder:
    """Binds the operators of one query, which was read from ``text``."""

    def __init__(self, text: str, units_of: UnitsOf, has_value: HasValue, has_row: HasRow) -> None:
        self._text, self._units_of = text, units_of
        self._has_value, self._has_row = has_value, has_row

    def bind(self, node: Node) -> Node:
        """``node`` with its operators bound to words."""
        match node:
            case And(children) if all(isinstance(child, Words) for child in children):
                return node
            case And(children):
                return all_of(list(self._side_by_side(children)))
            case Or(children):
                return Or(tuple(map(self.bind, children)))
            case Not() | Field() | Near():
                return all_of(list(self._side_by_side((node,))))
            case Words() | Prefix() | Fuzzy() | Dates():
                return node

    def _side_by_side(self, children: Sequence[Node]) -> Iterator[Node]:
        at = 0
        while at < len(children):
            child = children[at]
            at += 1
            if isinstance(child, Near):
                yield from self._near(child)
                continue
            inner = _innermost(child)
            if inner is None:
                yield self._inside(child)
                continue
            is_label = _field_of(child) in LABEL_FIELDS
            run = (inner, *self._following(inner, children[at:], has_signs=is_label))
            bound = self._bound(child, run)
            yield _with_words(child, run[:bound])
            at += bound - 1

    def _inside(self, node: Node) -> Node:
        """``node``, in which what stands in parentheses is bound."""
        match node:
            case Not(child):
                return Not(self.bind(child))
            case Field(name, child):
                return Field(name, self.bind(child))
            case And() | Or():
                return self.bind(node)
            case _:
                return node

    def _following(
        self, first: Words, siblings: Sequence[Node], *, has_signs: bool
    ) -> Iterator[Words]:
        """The plain words behind ``first``, as far as nothing but spaces parts them; or, in what
        ``has_signs``, the signs of labels too: *Giáo dục - Đào tạo*."""
        end = first.tokens[-1].end
        for one in siblings:
            if not isinstance(one, Words) or one.quoted:
                return
            between = self._text[end : one.tokens[0].start]
            if not (between.isspace() or (has_signs and _IN_LABELS.fullmatch(between))):
                return
            yield one
            end = one.tokens[-1].end

    def _bound(self, operator: Node, run: Run) -> int:
        """How many words of ``run`` belong to ``operator``, which stands before them."""
        if len(run) == 1:
            return 1
        name = _field_of(operator)
        if name in LABEL_FIELDS:
            return self._words_of_value(name, run)
        bound = self._units_of(run)[0]
        if bound == 1 and isinstance(operator, Not) and not self._is_known(run[1]):
            return 2  # *-quần vợt*, where no article has that: nothing could be found with *vợt*
        return bound

    def _is_known(self, words: Words) -> bool:
        """Whether some article has ``words`` in its texts."""
        return self._has_row(tuple(phrase_term(token) for token in words.tokens))

    def _words_of_value(self, field: str, run: Run) -> int:
        """How many words of ``run`` make up the longest value that begins with them."""
        for count in range(min(len(run), _MAX_WORDS_OF_VALUE), 1, -1):
            terms = tuple(phrase_term(token) for one in run[:count] for token in one.tokens)
            if self._has_value(field, terms):
                return count
        return 1

    def _near(self, node: Near) -> Iterator[Node]:
        """What ``node`` binds of its operands, and between them what it leaves."""
        before: list[Words] = []
        behind: list[Words] = []
        operands: list[Words] = []
        last = len(node.operands) - 1
        for place, operand in enumerate(node.operands):
            run = self._as_typed(operand)
            units = self._units_of(run) if len(run) > 1 else [1]
            at = len(run) - units[-1] if place == 0 else 0
            end = len(run) if place == 0 else units[0]
            before += run[:at]
            behind += run[end:]
            operands.append(in_a_row(run[at:end]))
            if 0 < place < last and end < len(run):  # the next one is near the end of this
                operands[-1] = in_a_row(run)
                del behind[len(behind) - (len(run) - end) :]
        yield from before
        yield replace(node, operands=tuple(operands))
        yield from behind

    def _as_typed(self, operand: Words) -> Run:
        """The words that the ``operand`` of NEAR was read from."""
        if operand.quoted:
            return (operand,)
        start, end = operand.tokens[0].start, operand.tokens[-1].end
        read = tuple(words_of(self._text[start:end], start))
        # a sign beside it makes a word of AND, and it may be all there is: *ba NEAR *AND*
        return tuple(one for one in read if self._surface(one) != CONJUNCTION) or read

    def _surface(self, words: Words) -> str:
        return self._text[words.tokens[0].start : words.tokens[-1].end]


def _innermost(node: Node) -> Words | None:
    """The plain word that ``node``, one operator or several, was read to bind."""
    if not isinstance(node, Not | Field):
        return None
    child = node.child
    if isinstance(child, Words):
        return None if child.quoted else child
    return _innermost(child)


def _field_of(node: Node) -> str:
    """The field that the word inside of ``node`` is looked for in; "" if it is in any."""
    match node:
        case Field(name, child):
            return _field_of(child) or name
        case Not(child):
            return _field_of(child)
        case _:
            return ""


def _with_words(node: Node, run: Run) -> Node:
    """``node`` with ``run`` for its innermost word: in a field it is a row, else words as ever."""
    match node:
        case Field(name, Words()):
            return Field(name, in_a_row(run))
        case Field(name, child):
            return Field(name, _with_words(child, run))
        case Not(Words()):
            return Not(all_of(list(run)))
        case Not(child):
            return Not(_with_words(child, run))
        case _:
            return node
