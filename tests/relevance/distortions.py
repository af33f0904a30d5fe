"""How do people type what they look for?  Otherwise than it is printed, each way a function."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from types import MappingProxyType

from index.analysis import Token, analyse_query
from index.vietnamese import clean_text, fold
from index.vietnamese.keystrokes import is_syllable

_TELEX_MARKS = {"ă": "aw", "â": "aa", "đ": "dd", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw"}
_VNI_MARKS = {"ă": "a8", "â": "a6", "đ": "d9", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7"}
_TELEX_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_VNI_TONES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
_OTHER_PLACE = ("oa", "oe", "uy")  # only here do the two schools differ
_ONSETS = tuple(
    pair
    for a, b in (("s", "x"), ("ch", "tr"), ("l", "n"), ("d", "gi"))
    for pair in ((a, b), (b, a))
)
_CODAS = tuple(pair for a, b in (("n", "ng"), ("t", "c")) for pair in ((a, b), (b, a)))
_TONES = (("\u0309", "\u0303"), ("\u0303", "\u0309"))  # hỏi and ngã
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MIN_LETTERS = 3  # of a syllable with a typing error

Distortion = Callable[[str, random.Random], str]


def plain(text: str, _: random.Random) -> str:
    """As printed."""
    return text


def bare(text: str, _: random.Random) -> str:
    """Without any accent."""
    return fold(text)


def half(text: str, chance: random.Random) -> str:
    """A half of the accented syllables without their accents."""
    accented = [token for token in analyse_query(text) if not token.is_bare]
    chosen = chance.sample(accented, (len(accented) + 1) // 2)
    return _replaced(text, {token: fold(_surface(text, token)) for token in chosen})


def typo(text: str, chance: random.Random) -> str:
    """One letter of one syllable too many, missing, wrong, or swapped with the next."""
    long = [t for t in analyse_query(text) if len(_surface(text, t)) >= _MIN_LETTERS]
    if not long:
        return text
    token = chance.choice(long)
    return _replaced(text, {token: _with_one_edit(_surface(text, token), chance)})


def _with_one_edit(word: str, chance: random.Random) -> str:
    at, letter = chance.randrange(len(word)), chance.choice(_LETTERS)
    match chance.choice(("insert", "delete", "replace", "swap")):
        case "insert":
            return word[:at] + letter + word[at:]
        case "delete":
            return word[:at] + word[at + 1 :]
        case "replace":
            return word[:at] + letter + word[at + 1 :]
    at = min(at, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def misheard(text: str, chance: random.Random) -> str:
    """One syllable as somebody writes it who does not hear the difference: *xinh* for *sinh*."""
    found = [
        (token, other)
        for token in analyse_query(text)
        for other in _said_alike(_surface(text, token).lower())
    ]
    return _replaced(text, dict([chance.choice(found)])) if found else text


def _said_alike(word: str) -> list[str]:
    """Other Vietnamese syllables that some dialect says like ``word``."""
    apart = unicodedata.normalize("NFD", word)
    found = [b + word[len(a) :] for a, b in _ONSETS if word.startswith(a)]
    found += [word[: -len(a)] + b for a, b in _CODAS if word.endswith(a)]
    found += [unicodedata.normalize("NFC", apart.replace(a, b)) for a, b in _TONES if a in apart]
    return [other for other in found if is_syllable(other)]


def nfd(text: str, _: random.Random) -> str:
    """Every accent a character of its own, as some systems write it."""
    return unicodedata.normalize("NFD", text)


def other_tone(text: str, _: random.Random) -> str:
    """The tone marks where the other school puts them: *hoà* for *hòa*."""
    return _replaced(text, {token: _moved(_surface(text, token)) for token in analyse_query(text)})


def _moved(word: str) -> str:
    """``word`` with its tone one letter on or back, where it ends in two vowels of one sound."""
    apart = unicodedata.normalize("NFD", word)
    tones = [c for c in apart if c in _TELEX_TONES]
    plain_word = "".join(c for c in apart if c not in _TELEX_TONES)
    lowered = plain_word.lower()
    if len(tones) != 1 or not lowered.endswith(_OTHER_PLACE) or lowered.startswith("qu"):
        return word
    on_last = apart.endswith(tones[0])
    at = len(plain_word) - 1 if on_last else len(plain_word)
    return unicodedata.normalize("NFC", plain_word[:at] + tones[0] + plain_word[at:])


def capitals(text: str, _: random.Random) -> str:
    """All in capitals."""
    return text.upper()


def telex(text: str, _: random.Random) -> str:
    """The keys of Telex as they come through when the input method is off."""
    return _keys(text, _TELEX_MARKS, _TELEX_TONES)


def vni(text: str, _: random.Random) -> str:
    """The keys of VNI as they come through when the input method is off."""
    return _keys(text, _VNI_MARKS, _VNI_TONES)


def _keys(text: str, marks: dict[str, str], tones: dict[str, str]) -> str:
    typed = {}
    for token in analyse_query(text):
        if not token.is_bare:
            apart = unicodedata.normalize("NFD", _surface(text, token).lower())
            tone = "".join(tones[c] for c in apart if c in tones)
            letters = unicodedata.normalize("NFC", "".join(c for c in apart if c not in tones))
            typed[token] = "".join(marks.get(c, c) for c in letters) + tone
    return _replaced(text, typed)


def _surface(text: str, token: Token) -> str:
    return text[token.start : token.end]


def _replaced(text: str, by: dict[Token, str]) -> str:
    """Clean ``text`` with the stretches of some tokens replaced."""
    if clean_text(text) != text:
        raise ValueError("offsets count in clean text")
    for token in sorted(by, key=lambda token: -token.start):
        text = text[: token.start] + by[token] + text[token.end :]
    return text


DISTORTIONS: MappingProxyType[str, Distortion] = MappingProxyType(
    {
        f.__name__: f
        for f in (plain, bare, half, typo, misheard, nfd, other_tone, capitals, telex, vni)
    }
)
