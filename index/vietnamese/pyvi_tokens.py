"""What is a token to pyvi?  Its pattern, in time linear in the text.

pyvi takes what ``re.findall`` finds for one pattern of many alternatives: abbreviations and
arrows, then URLs, e-mail addresses, numbers, single signs and words.  Tried at every
position of a long unbroken run, the alternative for e-mail addresses reads the rest of the
run each time.  But whether an address can start at a position depends only on the next
``@``: on whether the characters up to it may stand in an address and a domain follows it.
So that is decided once per ``@``.

pyvi brings the text into NFC first.  Python's ``unicodedata`` sorts the combining marks on
one letter by insertion, so a text of nothing but marks would take minutes; sorted marks
take no time.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

# pyvi tries these before the address, so they win where both match.
_BEFORE_ADDRESS = r"[A-ZĐ]+\.|Tp\.|Mr\.|Mrs\.|Ms\.|Dr\.|ThS\.|==>|->|\.\.\.|>>|\n|\w+://[^\s]+"
_AFTER_ADDRESS = r"\d+(?:[.,_]\d+)+|[^\w\s]|\w+"

_NO_ADDRESS = re.compile(f"{_BEFORE_ADDRESS}|{_AFTER_ADDRESS}")
_RANKED = re.compile(f"({_BEFORE_ADDRESS})|{_AFTER_ADDRESS}")
_LOCAL_PART = re.compile(r"[a-zA-Z0-9_.+-]+")
_DOMAIN = re.compile(r"(?:[a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+")

# So few marks in a row are sorted in no time, and a longer row includes one of every so
# many characters.
_SHORT_ROW = 512
_SIGN = re.compile(r"[^\w\s\x00-\x7f]")  # a mark, or another sign, which does no harm
_SIGNS = re.compile(rf"{_SIGN.pattern}{{64,}}")


def nfc(text: str) -> str:
    """Return ``unicodedata.normalize("NFC", text)``, in time linear in the text."""
    if not text.isascii() and _SIGN.search(text[::_SHORT_ROW]):
        text = _SIGNS.sub(_sort_marks, text)
    return unicodedata.normalize("NFC", text)


def _sort_marks(row: re.Match[str]) -> str:
    decomposed = "".join(unicodedata.normalize("NFD", character) for character in row[0])
    runs = groupby(decomposed, key=lambda c: unicodedata.combining(c) > 0)
    return "".join(c for _, run in runs for c in sorted(run, key=unicodedata.combining))


class _Address(NamedTuple):
    """An address may start anywhere from ``start`` up to ``at``, the place of its ``@``."""

    start: int
    at: int
    end: int


def split_tokens(text: str) -> list[str]:
    """Return pyvi's tokens of NFC ``text``.  None spans whitespace; a line break is one itself.

    >>> split_tokens("TP.HCM: 3.500 người, xem a.b@c.vn")
    ['TP.', 'HCM', ':', '3.500', 'người', ',', 'xem', 'a.b@c.vn']
    """
    if text.isalnum():  # as most runs are; every alternative but the last needs a sign
        return [text]
    if "@" not in text:
        return _NO_ADDRESS.findall(text)
    addresses = deque(_addresses(text))
    tokens = []
    end = 0
    while match := _RANKED.search(text, end):
        start, end = match.span()
        while addresses and addresses[0].at <= start:
            addresses.popleft()
        if addresses and addresses[0].start <= start and match.lastindex is None:
            end = addresses[0].end
        tokens.append(text[start:end])
    return tokens


def _addresses(text: str) -> Iterator[_Address]:
    for local_part in _LOCAL_PART.finditer(text):
        start, at = local_part.span()
        if text.startswith("@", at) and (domain := _DOMAIN.match(text, at + 1)):
            yield _Address(start, at, domain.end())
