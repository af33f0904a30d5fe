"""What did somebody mean to type whose input method was off?  Raw Telex and VNI, read back.

=========  ======================================  ==========================
mark       Telex                                   VNI
=========  ======================================  ==========================
â ê ô      the vowel again: *aa ee oo*             6
ă ơ ư      *w*                                     8 for ă, 7 for ơ and ư
đ          *d* again                               9
tones      *s f r x j* for sắc huyền hỏi ngã nặng  1 2 3 4 5
=========  ======================================  ==========================

As in the usual input methods (UniKey, ibus-bamboo), a key may come anywhere behind its letter:
*tieengs*, *tieesng* and *tienges* are all *tiếng*, and *w* or *7* turns *uo* into *ươ*.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from index.vietnamese.folding import fold
from index.vietnamese.tones import TONES, unify_tone

_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_CIRCUMFLEX = {"a": "â", "e": "ê", "o": "ô"}
_HORN = {"o": "ơ", "u": "ư"}
_BREVE = {"a": "ă"}
_VOWELS = frozenset("aăâeêioôơuưy")
_CACHED_SYLLABLES = 8192
_MAX_KEYS = 12  # of one syllable; *nghieengs* has 9

_VOWEL_GROUPS = (
    "a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|ia|iê|iu|ai|ao|au|ay|âu|ây|eo|êu|oa|oă|oe|oi|ôi|ơi|ua|uâ|uê|ui|uô|uy|uơ|"
    "ưa|ươ|ưi|ưu|yê|oai|oay|oao|oeo|uây|uôi|uya|uyê|uyu|ươi|ươu|iêu|yêu|oo"
)
_ONSETS = r"(?:qu|gi|ngh?|nh|ch|gh|kh|ph|th|tr|c(?![ieêy])|[bdđghklmnpqrstvx])?"
_CODAS = "(?:ch|nh|ng|[cmnpt])?"
_SYLLABLE = re.compile(f"{_ONSETS}(?:{_VOWEL_GROUPS}){_CODAS}")
_BARE_SYLLABLE = re.compile(f"{_ONSETS}(?:{fold(_VOWEL_GROUPS)}){_CODAS}")
_ONE_HORN_MISSING = re.compile(r"(?:ưo|uơ)(?=\w)")  # one *w* too few: *dduwong*, *dduowng*
_STOP_CODA = re.compile(r"(?:ch|[cpt])$")  # such a syllable has the tone sắc or nặng
_ACUTE_OR_DOT_BELOW = frozenset("\u0301\u0323")


def decode_keystrokes(keys: str) -> str | None:
    """Return the syllable (NFC, lower case) that raw ``keys`` (lower case) make.

    ``None`` if no key among them sets a mark or a tone, or what they make is no Vietnamese
    syllable.

    >>> decode_keystrokes("tieengs"), decode_keystrokes("vie65t"), decode_keystrokes("dduwowngf")
    ('tiếng', 'việt', 'đường')
    >>> decode_keystrokes("nam") is None
    True
    """
    if not keys.isascii() or not keys.isalnum() or not 2 <= len(keys) <= _MAX_KEYS:
        return None
    typing = _Typing()
    press = typing.press_vni if any(key.isdigit() for key in keys) else typing.press_telex
    for key in keys:
        press(key)
    return typing.syllable()


class _Typing:
    """The letters of a syllable as an input method builds them up, key by key."""

    def __init__(self) -> None:
        self._letters: list[str] = []
        self._tone = ""
        self._commands = 0

    def press_telex(self, key: str) -> None:
        """Take one key (a lower-case letter) of Telex."""
        done = (
            (key in _TELEX_TONES and self._set_tone(_TELEX_TONES[key]))
            or (key in _CIRCUMFLEX and self._mark({key: _CIRCUMFLEX[key]}))
            or (key == "w" and (self._mark(_HORN | _BREVE)))
            or (key == "d" and self._stroke())
        )
        self._commands += bool(done)
        if not done:
            self._letters.append(key)

    def press_vni(self, key: str) -> None:
        """Take one key (a lower-case letter or a digit) of VNI."""
        done = (
            (key in _VNI_TONES and self._set_tone(_VNI_TONES[key]))
            or (key == "6" and self._mark(_CIRCUMFLEX))
            or (key == "7" and self._mark(_HORN))
            or (key == "8" and self._mark(_BREVE))
            or (key == "9" and self._stroke())
        )
        self._commands += bool(done)
        if not done:
            self._letters.append(key)

    def syllable(self) -> str | None:
        """Return what has been typed, if it is a syllable with a mark or a tone set by a key."""
        plain = "".join(self._letters)
        plain = _ONE_HORN_MISSING.sub("ươ", plain)
        if plain.endswith("ươ"):  # only before an ending are both marked: *thuở*, but *thương*
            plain = plain.removesuffix("ươ") + "uơ"
        if not self._commands or not _SYLLABLE.fullmatch(plain):
            return None
        if self._tone and _STOP_CODA.search(plain) and self._tone not in _ACUTE_OR_DOT_BELOW:
            return None
        if not self._tone:
            return plain
        at = max(n for n, letter in enumerate(plain) if letter in _VOWELS)
        return unify_tone(
            unicodedata.normalize("NFC", plain[: at + 1] + self._tone + plain[at + 1 :])
        )

    def _set_tone(self, tone: str) -> bool:
        if self._tone or not _VOWELS.intersection(self._letters):
            return False
        self._tone = tone
        return True

    def _mark(self, marks: dict[str, str]) -> bool:
        """Mark the last letter that can have one of ``marks``; of *uo* both letters."""
        for at in range(len(self._letters) - 1, -1, -1):
            letter = self._letters[at]
            if letter in marks:
                self._letters[at] = marks[letter]
                if marks[letter] == "ơ" and self._letters[at - 1 : at] == ["u"]:
                    self._letters[at - 1] = "ư"
                return True
        return False

    def _stroke(self) -> bool:
        if self._letters[:1] != ["d"]:
            return False
        self._letters[0] = "đ"
        return True


@lru_cache(_CACHED_SYLLABLES)
def is_syllable(text: str) -> bool:
    """Return whether ``text`` (lower case, NFC) is spelt like a Vietnamese syllable, tone aside."""
    apart = unicodedata.normalize("NFD", text)
    plain = "".join(c for c in apart if c not in TONES)
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", plain)) is not None


@lru_cache(_CACHED_SYLLABLES)
def may_be_syllable(text: str) -> bool:
    """Return whether ``text`` (lower case, NFC) is a Vietnamese syllable, or one whose marks were
    left out: *chien* is none, but *chiến* and *chiên* are.

    >>> is_syllable("chien"), may_be_syllable("chien"), may_be_syllable("vn")
    (False, True, False)
    """
    return is_syllable(text) or _BARE_SYLLABLE.fullmatch(text) is not None
