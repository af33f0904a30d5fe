"""What is left of a syllable when its accents are taken away?

Readers type ``cong tac dan van`` for *công tác dân vận*.  Folding maps both to the
same letters: lower case, no tone, no vowel mark, ``đ`` as ``d``.
"""

from __future__ import annotations

import unicodedata

# đ has no Unicode decomposition, so NFD alone would leave it (as SQLite and ICU do).
_STROKED_D = str.maketrans("đĐ", "dd")


def fold(text: str) -> str:
    """Return ``text`` in lower case without any accent; NFC or NFD make no difference.

    >>> fold("Đường Hoà Bình")
    'duong hoa binh'
    """
    decomposed = unicodedata.normalize("NFD", text.lower().translate(_STROKED_D))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare)


def has_accents(text: str) -> bool:
    """Return whether ``text`` has any letter that folding would change, case aside."""
    return fold(text) != unicodedata.normalize("NFC", text.lower())
