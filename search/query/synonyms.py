"""What else may the words of a query be written as?  Abbreviations, their long forms, numbers.

Words that make up one thing get its other spellings (:class:`search.query.tree.Words`), so that
each of them is matched by those too: *ubnd* also by *ủy ban nhân dân*, each of *ủy ban nhân dân*
also by *ubnd*; and *3.500* and *3500*, *QL5* and *QL 5* by each other.  What stands in quotes is
meant as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.article import LABEL_FIELDS
from index.vietnamese.abbreviations import abbreviations
from index.vietnamese.keystrokes import decode_keystrokes
from search.query.tree import And, Dates, Field, Form, Fuzzy, Node, Not, Or, Prefix, Words

_MAX_DIGITS = 15  # of a number
# Consonants before a number, or one letter: a road, a paper, a team; not *lop 9* or *tuan 5*.
_SIGN = re.compile(r"([bcdfghjklmnpqrstvwxzđ]{2,4}|[a-z])([0-9]{1,4}[a-z]?)")
_DIGIT = re.compile(r"[0-9]")
_YEARS = range(1900, 2100)


def with_equivalents(node: Node) -> Node:
    """``node``, whose words outside of quotes know their other spellings
    (:class:`search.query.tree.Words`)."""
    match node:
        case Words():
            return _with_spellings([node])[0]
        case And(children):
            return And(tuple(_side_by_side(children)))
        case Or(children):
            return Or(tuple(map(with_equivalents, children)))
        case Not(child):
            return Not(with_equivalents(child))
        case Field(name, child):
            return node if name in LABEL_FIELDS else Field(name, with_equivalents(child))
        case Prefix() | Fuzzy() | Dates():
            return node


def _side_by_side(children: Sequence[Node]) -> Iterator[Node]:
    """The children of an And: words that were typed in a row are looked at together."""
    run: list[Words] = []
    for child in children:
        if isinstance(child, Words) and not child.quoted:
            run.append(child)
            continue
        yield from _with_spellings(run)
        run = []
        yield child if isinstance(child, Words) else with_equivalents(child)
    yield from _with_spellings(run)


def _with_spellings(run: Sequence[Words]) -> list[Words]:
    """``run`` with the other spellings that its words have, alone or together."""
    if not run or run[0].quoted:
        return list(run)
    found = list(run)
    owners = [place for place, words in enumerate(run) for _ in words.tokens]
    typed = [token.accented for words in run for token in words.tokens]
    for match in abbreviations().matches(typed):
        first, last = owners[match.start], owners[match.end - 1]
        inside = owners[match.start : match.end]
        # it has to cover whole words: no part of *3.500* is an abbreviation
        if all(owners.count(one) == inside.count(one) for one in (first, last)):
            for place in range(first, last + 1):
                found[place] = replace(run[place], others=match.others, exact=match.exact)
    if not any(map(_DIGIT.search, typed)):  # no sign, and no number
        return found
    return [words if words.others else _with_points(words) for words in _with_signs(found)]


def _with_signs(run: Sequence[Words]) -> list[Words]:
    """``run``, in which *QL5* and *QL 5* have each other for another spelling."""
    found = list(run)
    for at, words in enumerate(run):
        terms = [token.accented for token in words.tokens]
        if len(terms) == 1 and not words.others and (sign := _sign(terms[0])):
            found[at] = replace(words, others=(sign,))
    for at, (first, second) in enumerate(pairwise(run)):
        terms = [token.accented for words in (first, second) for token in words.tokens]
        joined = "".join(terms)
        if not first.others and not second.others and _sign(joined) == tuple(terms):
            found[at] = replace(first, others=((joined,),))
            found[at + 1] = replace(second, others=((joined,),))
    return found


def _sign(term: str) -> Form | None:
    """The letters and the number of a sign; ``None`` for any other word, and for what may be raw
    keys of a syllable: *a2*, and *E5*, which are lost."""
    match = _SIGN.fullmatch(term)
    return match.groups() if match and decode_keystrokes(term) is None else None


def _with_points(words: Words) -> Words:
    """``words``, of which a number has its spelling with or without points between thousands."""
    digits = [token.accented for token in words.tokens]
    if not all(text.isascii() and text.isdecimal() for text in digits):
        return words
    if len(digits) == 1 and _is_long_number(digits[0]):
        return replace(words, others=(_grouped(digits[0]),))
    if len(digits) > 1 and len(digits[0]) <= 3 and all(len(text) == 3 for text in digits[1:]):
        return replace(words, others=(("".join(digits),),))
    return words


def _is_long_number(digits: str) -> bool:
    """A number of thousands: no year, and no number of a document or a telephone."""
    if not 4 <= len(digits) <= _MAX_DIGITS or digits.startswith("0"):
        return False
    return len(digits) > 4 or int(digits) not in _YEARS


def _grouped(digits: str) -> Form:
    first = len(digits) % 3
    groups = [digits[at : at + 3] for at in range(first, len(digits), 3)]
    return (digits[:first], *groups) if first else tuple(groups)
