"""How is a word capitalised?  As one byte: a bit for each of its first syllables.

Bit n is set where syllable n begins with a capital, the highest bit where the whole word is
written in capitals: *thủ tướng* 0, *Việt Nam* 3, *UBND* 128.
"""

from __future__ import annotations

from collections.abc import Sequence

_ALL = 128
_SYLLABLES = 7


def casing_of(surface: str) -> int:
    """That of one syllable as written."""
    if not surface[:1].isupper():
        return 0
    return _ALL | 1 if len(surface) > 1 and surface.isupper() else 1


def joined_casing(first: int, second: int, syllables: int) -> int:
    """That of a word of so many ``syllables`` with one more syllable behind it."""
    bit = (second & 1) << syllables if syllables < _SYLLABLES else 0
    return (first & second & _ALL) | (first & (_ALL - 1)) | bit


def written(syllables: Sequence[str], casing: int) -> list[str]:
    """Lower-case ``syllables`` in their capitals."""
    if casing & _ALL:
        return [syllable.upper() for syllable in syllables]
    return [
        syllable[:1].upper() + syllable[1:] if casing >> n & 1 and n < _SYLLABLES else syllable
        for n, syllable in enumerate(syllables)
    ]
