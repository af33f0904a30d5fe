"""Is a number one with a decimal sign?  *3,5* and *3.5* are, *3-5* is a score and *3/5* a day.

The index holds the parts of a number as syllables, and knows which of them a comma or a point
joins.  A row of terms says what it asks for by a *sign* before a term: with ``,`` the number goes
on behind a comma or a point, with ``/`` anything but a comma parts both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.analysis import Token

DECIMAL_SIGN, OTHER_SIGN = ",", "/"
EITHER_SIGN = "."
"""Of what was typed with a point, as days are too: *30.4*."""
_SIGNS = DECIMAL_SIGN + OTHER_SIGN
_PARTED = re.compile(r"\d[.,/:–-]\d")
_NUMBER = re.compile(r"\d+")
_OTHERS = frozenset("/-–:")
_GROUP_DIGITS, MAX_DIGITS = 3, 15
_MAX_DAY, _MAX_MONTH = 31, 12


def without_sign(term: str) -> str:
    """``term`` without the sign before it, if it has one."""
    return term[1:] if len(term) > 1 and term[0] in _SIGNS else term


def signs_of(text: str, start: int, tokens: Sequence[Token]) -> tuple[str, ...]:
    """For each of ``tokens`` of ``text``, which begins at ``start`` of the query, the sign of what
    parts it from the one before, "" for any; ``()`` if none of them has one."""
    if len(tokens) < 2 or not _PARTED.search(text):
        return ()
    surfaces = [text[token.start - start : token.end - start] for token in tokens]
    behind = [text[token.end - start : token.end - start + 1] for token in tokens]
    gaps = [b.start - a.end for a, b in pairwise(tokens)]
    signs = [""] * len(tokens)
    for first, last in _numbers(surfaces, behind, gaps):
        parts, between = surfaces[first : last + 1], behind[first:last]
        is_measured = behind[last] in ("%", "‰") or not surfaces[last].isdecimal()
        sign = _sign(parts, between, is_measured=is_measured)
        signs[first + 1 : last + 1] = [sign] * (last - first)
    return tuple(signs) if any(signs) else ()


def _numbers(
    surfaces: Sequence[str], behind: Sequence[str], gaps: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """The first and the last of tokens each of which goes on with digits behind one sign."""
    first = 0
    for at in range(1, len(surfaces) + 1):
        goes_on = (
            at < len(surfaces)
            and gaps[at - 1] == 1
            and surfaces[at - 1].isdecimal()
            and surfaces[at][0].isdecimal()
        )
        if not goes_on:
            if at - 1 > first:
                yield first, at - 1
            first = at


def _sign(parts: Sequence[str], between: Sequence[str], *, is_measured: bool) -> str:
    if _OTHERS.issuperset(between):
        return OTHER_SIGN
    if not {",", "."}.issuperset(between) or sum(map(len, parts)) > MAX_DIGITS:
        return ""
    whole, *more = parts
    number = _NUMBER.match(more[-1])
    fraction = number.group() if number else ""
    if len(parts) > 2:
        is_grouped = all(len(part) == _GROUP_DIGITS for part in more[:-1])
        signs = set(between[:-1])
        return DECIMAL_SIGN if is_grouped and len(signs) == 1 and between[-1] not in signs else ""
    if len(fraction) == _GROUP_DIGITS and len(whole) <= _GROUP_DIGITS and whole != "0":
        return ""  # 3.500 is three thousand and five hundred
    may_be_day = 0 < int(whole) <= _MAX_DAY and 0 < int(fraction) <= _MAX_MONTH
    return EITHER_SIGN if between[0] == "." and may_be_day and not is_measured else DECIMAL_SIGN


def rows_of_number(terms: Sequence[str], signs: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The rows that ``terms``, whose ``signs`` :func:`signs_of` tells, stand for, a number also
    with the points between its thousands and without."""
    if EITHER_SIGN in signs:
        yield tuple(terms)
    marks = [DECIMAL_SIGN if sign == EITHER_SIGN else sign for sign in signs]
    yield tuple(map(str.__add__, marks, terms))
    if set(marks[1:]) != {DECIMAL_SIGN}:
        return
    *whole, fraction = terms
    joined = "".join(whole)
    if len(whole) > 1:
        yield joined, DECIMAL_SIGN + fraction
    elif len(joined) > _GROUP_DIGITS:
        first, *groups = grouped(joined)
        yield (first, *(DECIMAL_SIGN + group for group in groups), DECIMAL_SIGN + fraction)


def grouped(digits: str) -> list[str]:
    """``digits`` in groups of three from the end, as points part the thousands of a number."""
    first = len(digits) % _GROUP_DIGITS or _GROUP_DIGITS
    starts = range(first, len(digits), _GROUP_DIGITS)
    return [digits[:first], *(digits[at : at + _GROUP_DIGITS] for at in starts)]
