"""What is left of a syllable when its accents are taken away?

Readers type ``cong tac dan van`` for *công tác dân vận*.  Folding maps both to the
same letters: lower case, no tone, no vowel mark, ``đ`` as ``d``.
"""

from __future__ import annotations

import re
import unicodedata

# Marks that are letters of no language by themselves; all those of Vietnamese are among them.
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")


def fold(text: str) -> str:
    """Return ``text`` in lower case without any accent; NFC or NFD make no difference.

    >>> fold("Đường Hoà Bình")
    'duong hoa binh'
    """
    if text.isascii():
        return text.lower()
    # đ has no Unicode decomposition, so NFD alone would leave it (as SQLite and ICU do)
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = _MARKS.sub("", decomposed)
    if bare.isascii():
        return bare
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare)


def has_accents(text: str) -> bool:
    """Return whether ``text`` has any letter that folding would change, case aside."""
    return not text.isascii() and fold(text) != unicodedata.normalize("NFC", text.lower())
