"""What is a token to pyvi?  Its pattern, in time linear in the text.

pyvi takes what ``re.findall`` finds for one pattern of many alternatives: abbreviations and
arrows, then URLs, e-mail addresses, numbers, single signs and words.  Tried at every
position of a long unbroken run, the alternative for e-mail addresses reads the rest of the
run each time.  But whether an address can start at a position depends only on the next
``@``: on whether the characters up to it may stand in an address and a domain follows it.
So that is decided once per ``@``.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

# pyvi tries these before the address, so they win where both match.
_BEFORE_ADDRESS = r"[A-ZĐ]+\.|Tp\.|Mr\.|Mrs\.|Ms\.|Dr\.|ThS\.|==>|->|\.\.\.|>>|\n|\w+://[^\s]+"
_AFTER_ADDRESS = r"\d+(?:[.,_]\d+)+|[^\w\s]|\w+"

_NO_ADDRESS = re.compile(f"{_BEFORE_ADDRESS}|{_AFTER_ADDRESS}")
_RANKED = re.compile(f"({_BEFORE_ADDRESS})|{_AFTER_ADDRESS}")
_LOCAL_PART = re.compile(r"[a-zA-Z0-9_.+-]+")
_DOMAIN = re.compile(r"(?:[a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+")


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
