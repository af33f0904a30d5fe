"""Do two titles tell of different things?  Of another number, date, team or place.

Pages made from one template (*Thời tiết Hà Nội 12/5*) and reports of one affair as it goes on
(*5 người chết*, *13 người chết*) have much text in common, and are not one story.  What differs
is seen in their titles: each has a number that the other lacks; or they are one sentence in
which a name, a number's word or a weekday was replaced.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,/:–-]\d+)*")
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_SIGN = re.compile(r"\D+")
_ALIKE = 0.55  # of two titles' words, for one to be the other with something replaced
_SHOUTED = 0.7  # of the words in capitals: then capitals tell no names
_MAX_CHARACTERS = 400  # of a title that are read
_MAX_TITLES = 4096  # that are remembered

# What is not written with a capital and yet tells two pages of one template apart.
_TELLING = frozenset(
    (
        "không", "một", "hai", "ba", "bốn", "tư", "năm", "sáu", "bảy", "bẩy", "tám", "chín", "mười",
        "mươi", "chục", "trăm", "nghìn", "ngàn", "nhất", "nhì", "nhật", "sáng", "trưa", "chiều",
        "tối", "đêm", "tăng", "giảm", "thắng", "thua", "hòa", "hoà", "bắc", "trung", "nam", "nữ",
        "đông", "tây", "đầu", "cuối", "lên", "xuống",
    )
)  # fmt: skip


@lru_cache(_MAX_TITLES)
def numbers_in(title: str) -> frozenset[str]:
    """The numbers of a title, however they are written; of ``12/5/2016`` the day ``12/5``, too."""
    found: set[str] = set()
    for match in _NUMBER.finditer(title[:_MAX_CHARACTERS]):
        parts = _SIGN.split(_THOUSANDS.sub("", match.group()))
        plain = [part.lstrip("0") or "0" for part in parts if part]
        found.update(list(accumulate(plain, lambda a, b: f"{a}/{b}"))[min(1, len(plain) - 1) :])
    return frozenset(found)


@lru_cache(_MAX_TITLES)
def words_in(title: str) -> tuple[str, ...]:
    """The words of a title as they stand, thousands without the points between."""
    return tuple(_WORD.findall(_THOUSANDS.sub("", title[:_MAX_CHARACTERS])))


def names_in(title: str) -> frozenset[str]:
    """The syllables of the names in a title, in small letters; none where all is in capitals."""
    words = words_in(title)
    return frozenset(words[n].lower() for n in _names(words))


@lru_cache(_MAX_TITLES)
def _names(words: tuple[str, ...]) -> frozenset[int]:
    """Which of the words of a title are names or parts of them."""
    capital = [word[0].isupper() for word in words]
    if sum(map(str.isupper, words)) > _SHOUTED * len(words):
        return frozenset()
    named = [n for n, is_capital in enumerate(capital) if is_capital and n > 0]
    if capital[:1] == [True] and (capital[1:2] == [True] or words[0].isupper()):
        named.append(0)
    return frozenset(named)


@lru_cache(_MAX_TITLES)
def differ(first: str, second: str) -> bool:
    """Whether two titles tell of different things; the same whichever comes first."""
    if first == second:
        return False
    first, second = sorted((first, second))
    a, b = numbers_in(first), numbers_in(second)
    if a - b and b - a:
        return True
    return _is_replaced(words_in(first), words_in(second))


@lru_cache(_MAX_TITLES)
def alike(first: str, second: str) -> bool:
    """Whether most words of two titles are the same, in the same order; as ``differ``, the same
    whichever comes first."""
    return _compared(*(words_in(title) for title in sorted((first, second)))).ratio() >= _ALIKE


def _compared(first: tuple[str, ...], second: tuple[str, ...]) -> SequenceMatcher[str]:
    a, b = ([word.lower() for word in words] for words in (first, second))
    return SequenceMatcher(None, a, b, autojunk=False)


def _is_replaced(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether one title is the other with something in it replaced that tells, or a number."""
    matcher = _compared(first, second)
    if matcher.ratio() < _ALIKE:
        return False
    return any(
        (_tells(first, start, end) and _tells(second, other, other_end))
        or _differ_in_numbers(first[start:end], second[other:other_end])
        for kind, start, end, other, other_end in matcher.get_opcodes()
        if kind == "replace"
    )


def _differ_in_numbers(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether two stretches both have numbers, and not the same."""
    a, b = ([word.lstrip("0") for word in words if word.isdecimal()] for words in (first, second))
    return bool(a) and bool(b) and a != b


def _tells(words: tuple[str, ...], start: int, end: int) -> bool:
    """Whether any of the words from ``start`` to ``end`` is a name, or tells as a name does."""
    names = _names(words)
    is_shouted = not names and _is_shouted(words)
    return any(
        n in names or is_shouted or words[n].lower() in _TELLING
        for n in range(start, end)
        if not words[n].isdecimal()  # numbers are compared as such
    )


def _is_shouted(words: Sequence[str]) -> bool:
    return sum(map(str.isupper, words)) > _SHOUTED * len(words)
