"""In which order do Vietnamese words stand in a list?

By letters first (a ă â b c d đ e ê … o ô ơ … u ư), then by tones as dictionaries do (none,
huyền, hỏi, ngã, sắc, nặng), then small letters before capitals: Từ điển tiếng Việt (Hoàng Phê).
"""

from __future__ import annotations

import unicodedata

_LETTERS = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {tone: place for place, tone in enumerate("\u0300\u0309\u0303\u0301\u0323", 1)}
_FIRST_LETTER = 0x100  # signs and digits, which are below, come before letters
_BEYOND = 0x200  # letters of other languages come behind

CollationKey = tuple[tuple[int, ...], tuple[int, ...], str]
"""What two texts are compared by: their letters, their tones, how they are written."""


def collation_key(text: str) -> CollationKey:
    """Return a key by which ``sorted`` puts texts in the order of Vietnamese dictionaries.

    >>> sorted(["ăn", "ạ", "ấm", "á", "à", "a", "đa", "da"], key=collation_key)
    ['a', 'à', 'á', 'ạ', 'ăn', 'ấm', 'da', 'đa']
    """
    letters: list[int] = []
    tones: list[int] = []
    for char in unicodedata.normalize("NFC", text.lower()):
        parts = unicodedata.normalize("NFD", char)
        tone = next((_TONES[part] for part in parts if part in _TONES), 0)
        bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
        letters.append(_place_of(bare or char))
        tones.append(tone)
    return tuple(letters), tuple(tones), text.swapcase()


def _place_of(letter: str) -> int:
    if letter in _LETTERS:
        return _FIRST_LETTER + _LETTERS[letter]
    code = ord(letter[0])
    if code >= _FIRST_LETTER or letter.isalpha():
        return _BEYOND + code
    return code
