"""Of two accepted spellings, which one does the index hold?  *hòa* or *hoà*, *kỹ* or *kĩ*.

An open syllable of h, k, l, m, s, t or qu and the sound i is written with i or with y.  Behind s
both become i (*sĩ* and *sỹ*), behind the others y (*lí* and *lý*, *qui* and *quy*).  Elsewhere the
two differ or only one is in use (*thúi* and *thúy*, *vi*).

The tone mark has two places in two schools; this module picks one.

A syllable is read as onset, vowels and coda, its tone mark is lifted off and put where
the older school puts it, as nearly all newspapers do:

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

_MAX_EITHER_CHARS = 3  # of a syllable that may have i or y: *quí*
TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # grave, acute, tilde, hook, dot below
_VOWEL_MARKS = frozenset("ăâêôơư")
_SHAPE = re.compile(
    r"(?P<onset>qu(?=[aăâeêioôơuưy])|gi(?=[aăâeêoôơuư])|[bcdđghklmnpqrstvx]*)"
    r"(?P<vowels>[aăâeêioôơuưy]{1,3})"
    r"(?P<coda>ch|nh|ng|[cmnpt]?)"
)


_EITHER_I_OR_Y = re.compile("(?:([hklmt]|qu)i|(s)y)([\u0300\u0301\u0303\u0309\u0323]?)")


def unify_spelling(syllable: str) -> str:
    """Return ``syllable`` (lower case, NFC) in the one spelling: :func:`unify_tone`, i or y where
    both are in use.

    >>> unify_spelling("kĩ"), unify_spelling("qui"), unify_spelling("hoà"), unify_spelling("sỹ")
    ('kỹ', 'quy', 'hòa', 'sĩ')
    """
    syllable = unify_tone(syllable)
    if len(syllable) > _MAX_EITHER_CHARS:
        return syllable
    either = _EITHER_I_OR_Y.fullmatch(unicodedata.normalize("NFD", syllable))
    if either is None:
        return syllable
    onset, s, tone = either.groups()
    return unicodedata.normalize("NFC", f"{s}i{tone}" if s else f"{onset}y{tone}")


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
    tones = [c for c in toned if c in TONES]
    if len(tones) != 1:
        return syllable
    plain = unicodedata.normalize("NFC", "".join(c for c in toned if c not in TONES))
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
