"""How is a word capitalised?  As one byte: a bit for each of its first syllables.

Bit n is set where syllable n begins with a capital, bit 7 where all letters are capitals: *thủ
tướng* 0, *Việt Nam* 3, *UBND* 129.  Bit 6 is set where the first capital is the second letter, and
then bit 7 speaks of the letters behind it: *iPhone* 64, *iOS* 192.
"""

from __future__ import annotations

from collections.abc import Sequence

ALL_CAPITALS, _INNER = 128, 64
_SYLLABLES = 6


def casing_of(surface: str) -> int:
    """Return the casing byte of one syllable as written."""
    if len(surface) > 1 and surface.isupper():  # digits have no case: 4G
        return ALL_CAPITALS | 1
    if surface[:1].islower() and surface[1:2].isupper():
        return _INNER | (ALL_CAPITALS if surface[2:].isupper() else 0)
    return int(surface[:1].isupper())


def joined_casing(first: int, second: int, syllables: int) -> int:
    """Return the casing byte of a word with one more syllable behind it.

    ``first`` is that of the word so far, which has so many ``syllables``, ``second`` that of the
    syllable.
    """
    bit = (second & 1) << syllables if syllables < _SYLLABLES else 0
    in_capitals = first & ALL_CAPITALS if first & _INNER else first & second & ALL_CAPITALS
    return in_capitals | (first & (ALL_CAPITALS - 1)) | bit


def written(syllables: Sequence[str], casing: int) -> list[str]:
    """Return lower-case ``syllables`` with the capitals that the byte ``casing`` gives them."""
    if casing & _INNER:
        inner = syllables[0][1:]
        inner = inner.upper() if casing & ALL_CAPITALS else inner.capitalize()
        return [syllables[0][:1] + inner, *written(syllables[1:], (casing & (_INNER - 1)) >> 1)]
    if casing & ALL_CAPITALS:
        return [syllable.upper() for syllable in syllables]
    return [
        syllable[:1].upper() + syllable[1:] if casing >> n & 1 and n < _SYLLABLES else syllable
        for n, syllable in enumerate(syllables)
    ]
