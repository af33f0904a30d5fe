"""Which syllables may somebody have meant by what was typed, and how likely is each slip?

A candidate has a *cost*: minus the natural logarithm of how likely it comes out as it was
typed.  A syllable without accents may be any of its accented forms, for nothing.  Where what
was typed is rare in the index, others are looked for: raw keystrokes of Telex or VNI, other
accents, and one edit of the letters (insert, delete, replace, swap), cheaper where Vietnamese
ears and schools confuse them.  Where it is common but hardly ever stands beside its neighbour
(*xinh viên*), only what is said alike is looked for, and marks that were forgotten (*thòi tiet*).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from unicodedata import normalize

from rapidfuzz.distance import OSA

from index.analysis import FOLDED_MARK, Token, terms_of
from index.lexicon import Lexicon
from index.vietnamese import fold
from index.vietnamese.keystrokes import decode_keystrokes
from index.vietnamese.tones import TONES

_RARE = 200_000  # once in so many syllables: what is commoner is what it seems
_MOST = 48  # candidates of a syllable
_LONGEST = 24  # letters; no syllable has as many

# Found by trying (tests/relevance): only their order of size matters.
_OTHER_ACCENTS_AMONG_ACCENTED = 1.5
_KEYSTROKES = 1.0
_TONE_OF_THE_OTHER_SCHOOL = 3.0  # hỏi and ngã, which half of the country says alike
_FORGOTTEN_MARKS = 2.5  # the tone, or some of â ă ê ô ơ ư đ, but not all of them
_OTHER_ACCENTS = 4.5
_LOST_ACCENTS = 1.0
_HABIT = 4.0
_DOUBTED_MARKS = 4.0  # forgotten in a syllable that is common without them
_EDIT = 6.0

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Letters that are said alike somewhere in the country; either may be written for the other.
_ALIKE = (("s", "x"), ("d", "gi"), ("d", "r"), ("gi", "r"), ("ch", "tr"), ("l", "n"), ("i", "y"))
_CODAS_ALIKE = (("n", "ng"), ("t", "c"), ("n", "nh"))
_ASK, _TUMBLE = "\u0309", "\u0303"  # hỏi and ngã


@dataclass(frozen=True, slots=True)
class Candidate:
    """Syllable ``number`` of the lexicon, -1 for one that it does not have."""

    number: int
    cost: float


class ErrorModel(Enum):
    """Which slips are looked for in a token; each of them includes those before it."""

    NONE = auto()
    LEFT_OUT = auto()
    """All of the accents are."""
    OF_RARE = auto()
    """Any, if the token is rare."""
    HEARD = auto()
    """If it is not, for what stands beside it: what is said alike, and marks forgotten."""


def candidates(
    token: Token, lexicon: Lexicon, slips: ErrorModel, *, accents_typed: bool
) -> list[Candidate]:
    """What ``token`` may stand for, itself always among it; ``accents_typed`` anywhere in the
    query."""
    found: dict[int, float] = {}
    for number, cost in _found(token, lexicon, slips, accents_typed=accents_typed):
        found[number] = min(cost, found.get(number, cost))
    best = sorted(found.items(), key=lambda item: item[1] - _log_count(lexicon, item[0]))[:_MOST]
    return [Candidate(number, cost) for number, cost in best]


def _found(
    token: Token, lexicon: Lexicon, slips: ErrorModel, *, accents_typed: bool
) -> Iterator[tuple[int, float]]:
    own = lexicon.find(token.accented)
    folded = token.folded.removeprefix(FOLDED_MARK)
    variants = lexicon.variants(folded)
    yield own, 0.0
    if slips is ErrorModel.NONE:
        return
    count = int(lexicon.counts[own]) if own >= 0 else 0
    if token.is_bare:
        other = _OTHER_ACCENTS_AMONG_ACCENTED if accents_typed else 0.0
        yield from ((number, other) for number in variants if number != own)
        count = sum(int(lexicon.counts[number]) for number in variants)
    if slips is ErrorModel.LEFT_OUT or not _may_be_syllable(folded):
        return
    if count * _RARE < lexicon.total and not _is_abbreviation(token.accented, lexicon):
        yield from _mistyped(token, folded, variants, lexicon)
    elif slips is ErrorModel.HEARD:
        yield from _misheard(token, folded, variants, lexicon)


def _is_abbreviation(term: str, lexicon: Lexicon) -> bool:
    """Whether articles write it in capitals: *LG*, *VAR*, *4K*."""
    written = lexicon.written(term)
    return written is not None and len(written) > 1 and written.isupper()


def _may_be_syllable(folded: str) -> bool:
    return folded.isascii() and not folded.isdecimal() and len(folded) <= _LONGEST


def _mistyped(
    token: Token, folded: str, variants: Sequence[int], lexicon: Lexicon
) -> Iterator[tuple[int, float]]:
    """Syllables that come out as ``token`` by a slip of the fingers or of the ear."""
    if not token.is_bare:
        yield from ((number, _accent_cost(token, lexicon.term(number))) for number in variants)
    decoded = decode_keystrokes(token.accented)
    if decoded is not None:
        meant = lexicon.find(terms_of(decoded)[0])
        if meant >= 0:
            yield meant, _KEYSTROKES
    edits = dict.fromkeys(_one_edit(folded), _EDIT) | dict.fromkeys(_habits(folded), _HABIT)
    yield from _spelt(edits, token, folded, lexicon)


def _misheard(
    token: Token, folded: str, variants: Sequence[int], lexicon: Lexicon
) -> Iterator[tuple[int, float]]:
    """Syllables that are said like ``token`` somewhere in the country, or have marks besides."""
    if not token.is_bare:
        for number in variants:
            term = lexicon.term(number)
            if _lacks_marks(token.accented, term):
                yield number, _DOUBTED_MARKS
            elif _is_of_other_school(token.accented, term):
                yield number, _TONE_OF_THE_OTHER_SCHOOL
    yield from _spelt(dict.fromkeys(_habits(folded), _HABIT), token, folded, lexicon)


def _spelt(
    foldings: Mapping[str, float], token: Token, folded: str, lexicon: Lexicon
) -> Iterator[tuple[int, float]]:
    """Syllables with these ``foldings``, which cost so much beside what the accents do."""
    for other, cost in foldings.items():
        if other == folded:
            continue
        for number in lexicon.variants(other):
            yield number, cost + _accent_cost_of_edit(token, lexicon.term(number))


def _accent_cost(token: Token, term: str) -> float:
    """What it costs that ``term``, the same letters, was typed with the accents of ``token``."""
    if term == token.accented:
        return 0.0
    if _lacks_marks(token.accented, term):
        return _FORGOTTEN_MARKS
    is_other = _is_of_other_school(token.accented, term)
    return _TONE_OF_THE_OTHER_SCHOOL if is_other else _OTHER_ACCENTS


def _is_of_other_school(typed: str, term: str) -> bool:
    """Whether ``typed`` has hỏi for the ngã of ``term``, or ngã for its hỏi."""
    return typed in (_swap_tones(term, _ASK, _TUMBLE), _swap_tones(term, _TUMBLE, _ASK))


def _lacks_marks(typed: str, term: str) -> bool:
    """Whether ``typed`` has the letters of ``term`` but for some of their marks, and its tone or
    none."""
    (letters, tone), (meant, meant_tone) = _apart(typed), _apart(term)
    return (
        tone in ("", meant_tone)
        and len(letters) == len(meant)
        and all(a in (b, fold(b)) for a, b in zip(letters, meant, strict=True))
    )


def _apart(syllable: str) -> tuple[str, str]:
    """Its letters, and its tone."""
    marks = normalize("NFD", syllable)
    tone = "".join(c for c in marks if c in TONES)
    return normalize("NFC", "".join(c for c in marks if c not in TONES)), tone


def _swap_tones(term: str, old: str, new: str) -> str:
    return normalize("NFC", normalize("NFD", term).replace(old, new))


def _accent_cost_of_edit(token: Token, term: str) -> float:
    """Beside the edit of a letter or a habit, the accents may have got lost or changed as well."""
    if OSA.distance(token.accented, term, score_cutoff=1) <= 1 or term in _habits(token.accented):
        return 0.0
    return _LOST_ACCENTS if token.is_bare else _OTHER_ACCENTS


def _one_edit(text: str) -> Iterator[str]:
    """Every text of small letters one edit away."""
    for at in range(len(text) + 1):
        head, tail = text[:at], text[at:]
        yield from (head + letter + tail for letter in _LETTERS)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in _LETTERS)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


def _habits(text: str) -> Iterator[str]:
    """The same syllable as somebody writes it who does not hear the difference."""
    for one, other in _ALIKE:
        for written, meant in ((one, other), (other, one)):
            if text.startswith(written) and len(text) > len(written):
                yield meant + text.removeprefix(written)
    for one, other in _CODAS_ALIKE:
        for written, meant in ((one, other), (other, one)):
            if text.endswith(written) and len(text) > len(written):
                yield text.removesuffix(written) + meant


def _log_count(lexicon: Lexicon, number: int) -> float:
    return math.log1p(float(lexicon.counts[number])) if number >= 0 else 0.0
