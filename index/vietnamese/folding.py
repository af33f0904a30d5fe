"""What is left of a syllable when its accents are taken away?

Readers type ``cong tac dan van`` for *công tác dân vận*.  Folding maps both to the
same letters: lower case, no tone, no vowel mark, ``đ`` as ``d``.  Names of other languages lose
theirs too, and letters with a stroke or of two letters are written as those who lack them do:
*Wałęsa* is *walesa*, *Straße* is *strasse*.  So a folded text may be longer than the text.
"""

from __future__ import annotations

import re
import unicodedata

# Marks that are letters of no language by themselves; all those of Vietnamese are among them.
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
# What Unicode does not take apart, in plain letters: the small Latin letters of CLDR's transform
# Latin-ASCII (https://cldr.unicode.org) that people have in their names.
_PLAIN_LETTERS = str.maketrans(
    {
        "æ": "ae", "ð": "d", "ø": "o", "þ": "th", "ß": "ss", "œ": "oe", "ł": "l", "ı": "i",
        "ħ": "h", "ŧ": "t", "ŋ": "ng", "ĸ": "q", "ĳ": "ij", "ŀ": "l", "ŉ": "n", "ſ": "s",
        "ƀ": "b", "ɓ": "b", "ƈ": "c", "ƌ": "d", "ɖ": "d", "ɗ": "d", "ə": "e", "ɛ": "e",
        "ƒ": "f", "ɠ": "g", "ǥ": "g", "ƙ": "k", "ƚ": "l", "ɲ": "n", "ƞ": "n", "ɔ": "o",
        "ƥ": "p", "ƭ": "t", "ʋ": "v", "ƴ": "y", "ƶ": "z", "ȥ": "z", "ɨ": "i", "ɉ": "j",
        "ɍ": "r", "ʉ": "u", "ɏ": "y", "ɇ": "e", "ȼ": "c", "ⱥ": "a", "ⱦ": "t", "ɫ": "l",
    }
)  # fmt: skip
# Signs and letters that folding surely turns into one each: neither marks nor letters like these.
_ONE_EACH = re.compile(
    "[\x00-\xc5\xc7-\xdd\xe0-\xe5\xe7-\xfd\u0100-\u0131\u0134-\u0148\u014c-\u0151\u0154-\u017f"
    "\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u2010-\u2026]*"
)
# Latin letters, with marks or a stroke, that no Vietnamese syllable has (lower case).
_OF_OTHERS = re.compile(
    "(?![àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ])"
    "[ß-öø-\u024f\u0250-\u02af\u1e00-\u1eff\u2c65\u2c66]"
)


def fold(text: str) -> str:
    """Return ``text`` in lower case without any accent; NFC or NFD make no difference.

    >>> fold("Đường Hoà Bình"), fold("Søren Wałęsa, Straße")
    ('duong hoa binh', 'soren walesa, strasse')
    """
    if text.isascii():
        return text.lower()
    # đ has no Unicode decomposition, so NFD alone would leave it (as SQLite and ICU do)
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = _MARKS.sub("", decomposed)
    if bare.isascii():
        return bare
    bare = bare.translate(_PLAIN_LETTERS)
    if bare.isascii():
        return bare
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare)


def has_accents(text: str) -> bool:
    """Return whether ``text`` has any letter that folding would change, case aside."""
    return not text.isascii() and fold(text) != unicodedata.normalize("NFC", text.lower())


def keeps_offsets(text: str) -> bool:
    """Return whether folding ``text`` surely turns each character into one."""
    return text.isascii() or _ONE_EACH.fullmatch(text) is not None


def plain_spelling(term: str) -> str:
    """Return ``term`` (lower case, NFC) as Vietnamese newspapers mostly write it: folded, if it has
    letters of other languages.

    >>> plain_spelling("wałęsa"), plain_spelling("sớm")
    ('walesa', 'sớm')
    """
    return fold(term) if not term.isascii() and _OF_OTHERS.search(term) else term
