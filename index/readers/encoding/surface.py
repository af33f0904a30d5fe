"""Which byte does a character stand for where bytes were read as Latin-1; is a text Vietnamese?

A text in a legacy encoding reaches us as bytes, or as the letters that Latin-1 or windows-1252
makes of them.  Both become one *surface*, a text with a character of U+0000 to U+00FF for each byte
(what is beyond stays as it is), from which :mod:`index.readers.encoding.legacy` reads on.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from index.vietnamese.keystrokes import is_syllable, may_be_syllable

_PUNCTUATION = {
    code: char for code in range(0x80, 0xA0) if (char := bytes([code]).decode("cp1252", "ignore"))
}
_BYTE_OF = {ord(char): chr(code) for code, char in _PUNCTUATION.items()}
_CP1258 = {code: bytes([code]).decode("cp1258", "ignore") or chr(code) for code in range(0x80, 256)}

OWN = re.compile("[ạ-ỹẠ-ỸđĐăĂơƠưƯ]")
"""A letter that Vietnamese has and no other language that Latin-1 was made for."""

ODD = re.compile("[^\x00-\x7fà-ãèéêìíò-õùúýÀ-ÃÈÉÊÌÍÒ-ÕÙÚÝ\u0300-\u036f\u2010-\u2044\u20ac]")
"""A character that Vietnamese rarely has.  A text of some length in a legacy encoding has one; many
a short text without a letter of its own (*Xe máy*) has none."""

_WORD = re.compile(r"[^\x00-\x40\x5b-\x60\x7b-\x7f\u2010-\u2044\u20ac\u2122]+")
_QUOTES = "«»°·©®™§¿¡€£¥"
_STOPPED = re.compile(r"(?:ch|[cpt])$")
_RISING = frozenset("\u0301\u0323")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_LONGEST_WORD = 12


def surface_of(text: str) -> str:
    """``text`` with the punctuation of windows-1252 as the bytes that it was made from."""
    return text.translate(_BYTE_OF)


def as_windows_1252(surface: str) -> str:
    """``surface`` with bytes 80 to 9F as the punctuation of windows-1252."""
    return surface.translate(_PUNCTUATION)


def as_windows_1258(surface: str) -> str:
    """``surface`` with its bytes read as windows-1258, in NFC."""
    return unicodedata.normalize("NFC", surface.translate(_CP1258))


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a text is spelt: ``words`` with a letter beyond ASCII, how many of these are ``right``
    (spelt like Vietnamese syllables), and whether what is ``plain`` ASCII may be Vietnamese too."""

    words: int
    right: int
    plain: bool

    @property
    def share(self) -> float:
        """The right words' share of all, 1 if there are none."""
        return self.right / self.words if self.words else 1.0


def spelling_of(text: str, *, any_case: bool = True) -> Spelling:
    """Look at each word of ``text`` once, however often it occurs.

    Without ``any_case`` a word with a capital behind a small letter is not right.
    """
    words = right = plain = plain_right = 0
    for found in set(_WORD.findall(unicodedata.normalize("NFC", text))):
        word = found.strip(_QUOTES)
        if not word:
            continue
        if word.isascii():
            if word.isupper():
                continue  # an abbreviation, of whatever language
            plain += 1
            plain_right += may_be_syllable(word.lower())
        else:
            words += 1
            fits = any_case or word[1:].islower() or word.isupper() or len(word) == 1
            right += fits and len(word) <= _LONGEST_WORD and _is_right(word.lower())
    return Spelling(words, right, plain_right * 2 >= plain)


def _is_right(word: str) -> bool:
    if not is_syllable(word):
        return False
    tones = [c for c in unicodedata.normalize("NFD", word) if c in _TONES]
    if len(tones) > 1:
        return False
    # Syllables that end in a stop have one of two tones: *các*, *cạc*, never *càc*.
    return bool(tones) and tones[0] in _RISING if _STOPPED.search(word) else True
