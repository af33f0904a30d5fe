"""Is what was typed the address of a page?  Pasted from a browser, alone or behind a headline.

An address names one article, which its words, signs and numbers do not.  Where no article has it,
the words beside it are looked for, or those at its end, which newspapers make of the headline:
*…/loi-hua-ban-pa-123.html* has *loi hua ban pa*.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from index.addresses import canonical_address

_MAX_ADDRESSES = 16
_MAY_BE = re.compile(r"https?://|www\.|\w\.\w+/", re.IGNORECASE)
_AROUND = "\"'<>()[]{}.,;!…"
_WITH_SCHEME = re.compile(
    r"(?<!\S)[\"'<(\[]*(?P<address>(?:https?://|www\.)[^\s\"<>]+)", re.IGNORECASE
)
_WITHOUT = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?/\S+")
_ENDING = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class PastedAddress:
    """The canonical ``addresses`` (:mod:`index.addresses`) among what was typed, and the ``words``
    that are looked for where no article has one; ``is_sure`` if it can be nothing else."""

    addresses: tuple[str, ...]
    words: str
    is_sure: bool


def address_in(text: str) -> PastedAddress | None:
    """The address that ``text``, a query, is or has; ``None`` if there is none.

    One that says neither ``http`` nor ``www`` counts if nothing else was typed, and may be words:
    *TP.HCM/Hà Nội*.
    """
    if not _MAY_BE.search(text):
        return None
    found: dict[str, None] = {}
    for match in _WITH_SCHEME.finditer(text):
        address = canonical_address(match["address"].strip(_AROUND))
        if address is not None and len(found) < _MAX_ADDRESSES:
            found[address] = None
    if found:
        words = " ".join(_WITH_SCHEME.sub(" ", text).split())
        if not any(map(str.isalnum, words)):
            words = _last_words(next(iter(found)))
        return PastedAddress(tuple(found), words, is_sure=True)
    bare = text.strip(_AROUND + " ")
    address = canonical_address(bare) if _WITHOUT.fullmatch(bare) else None
    return PastedAddress((address,), text, is_sure=False) if address is not None else None


def _last_words(address: str) -> str:
    """The words at the end of an address, without the numbers behind them; the host, if it has no
    others."""
    host, *path = unquote(address.partition("?")[0]).split("/")
    for segment in reversed(path):
        words = [word for word in _BETWEEN_WORDS.split(_ENDING.sub("", segment)) if word]
        while words and any(map(str.isdecimal, words[-1])):
            words.pop()
        if words:
            return " ".join(words)
    return " ".join(_BETWEEN_WORDS.split(host))
