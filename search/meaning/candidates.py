"""Which syllables may somebody have meant by what was typed, and how likely is each error?

This is the error model of a noisy channel (Shannon's, as spelling correction has it: Kernighan,
Church and Gale, 1990): a candidate has a *cost*, minus the natural logarithm of how likely
it comes out as it was typed.  A syllable without accents may be any of its accented forms, for
nothing.  Where what was typed is rare in the index, it may be an error that makes no word: raw
keystrokes of Telex or VNI, other accents, and one edit of the letters (insert, delete,
replace, swap), cheaper where Vietnamese ears and schools confuse them.  Where it is common but
hardly ever stands beside its neighbour (*xinh viên*), it may be a word in place of another: only
what is said alike is looked for, and marks that were forgotten (*thòi tiet*).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from unicodedata import normalize

from rapidfuzz.distance import OSA

from index.analysis import FOLDED_MARK, Token, terms_of
from index.lexicon import Lexicon
from index.vietnamese import fold
from index.vietnamese.keystrokes import decode_keystrokes
from index.vietnamese.tones import TONES

_RARE_IN_SYLLABLES = 200_000  # at most once in so many: what is commoner is what it seems
_MAX_CANDIDATES = 48  # of a syllable
_MAX_LETTERS = 24  # no syllable has as many

# Costs, found by trying (tests/relevance): only their order of size matters.
_COST_OF_OTHER_ACCENTS_THAN_NONE = 1.5  # where other words of the query have theirs
COST_OF_KEYSTROKES = 1.0
_COST_OF_HOOK_FOR_TILDE = 3.0  # or the reverse: half of the country says them alike
_COST_OF_FORGOTTEN_MARKS = 2.5  # the tone, or some of â ă ê ô ơ ư đ, but not all of them
_COST_OF_OTHER_ACCENTS = 4.5
_COST_OF_LOST_ACCENTS = 1.0
_COST_OF_SOUND_ALIKE = 4.0
_COST_OF_MARKS_FORGOTTEN_IN_A_WORD = 4.0  # in a syllable that is common without them
_COST_OF_EDIT = 6.0
COST_OF_ALIKE = 4.0  # at most, of sounds that are alike and of marks that were forgotten

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Letters that are said alike somewhere in the country; either may be written for the other.
_ALIKE = (("s", "x"), ("d", "gi"), ("d", "r"), ("gi", "r"), ("ch", "tr"), ("l", "n"), ("i", "y"))
_CODAS_ALIKE = (("n", "ng"), ("t", "c"), ("n", "nh"))
_HOOK_ABOVE, _TILDE = "\u0309", "\u0303"  # the tones hỏi and ngã, as combining marks


@dataclass(frozen=True, slots=True)
class Candidate:
    """The syllable with this ``ordinal`` in the lexicon, -1 for one that it does not have; ``cost``
    is in nats, 0 for what stands as it was typed."""

    ordinal: int
    cost: float


class ErrorModel(IntEnum):
    """Which errors are looked for in a token; each includes those before it."""

    NONE = auto()
    """The token is what it seems."""
    DIACRITICS = auto()
    """All of its accents may have been left out."""
    NON_WORD = auto()
    """If it is rare, it may be an error that makes no word."""
    REAL_WORD = auto()
    """If it is not, it may be an error that makes another word: what is said alike, and marks
    forgotten."""


def candidates(
    token: Token, lexicon: Lexicon, errors: ErrorModel, *, accents_typed: bool
) -> list[Candidate]:
    """What ``token`` may stand for, the most probable first by cost and frequency alone; the token
    itself is always among it.

    At most 48, each syllable once.  ``accents_typed`` tells whether any word of the query has an
    accent.
    """
    costs: dict[int, float] = {}
    for ordinal, cost in _costs(token, lexicon, errors, accents_typed=accents_typed):
        costs[ordinal] = min(cost, costs.get(ordinal, cost))
    best = sorted(costs.items(), key=lambda item: item[1] - _log_count(lexicon, item[0]))
    return [Candidate(ordinal, cost) for ordinal, cost in best[:_MAX_CANDIDATES]]


def _costs(
    token: Token, lexicon: Lexicon, errors: ErrorModel, *, accents_typed: bool
) -> Iterator[tuple[int, float]]:
    """Ordinals of syllables and their costs; some may come twice."""
    own = lexicon.ordinal_of(token.accented)
    folded = token.folded.removeprefix(FOLDED_MARK)
    variants = lexicon.variants(folded)
    yield own, 0.0
    if errors is ErrorModel.NONE:
        return
    count = int(lexicon.counts[own]) if own >= 0 else 0
    if token.is_bare:
        other = _COST_OF_OTHER_ACCENTS_THAN_NONE if accents_typed else 0.0
        yield from ((ordinal, other) for ordinal in variants if ordinal != own)
        count = sum(int(lexicon.counts[ordinal]) for ordinal in variants)
    if errors is ErrorModel.DIACRITICS or not _may_be_syllable(folded):
        return
    is_rare = count * _RARE_IN_SYLLABLES < lexicon.total
    if is_rare and not _is_abbreviation(token.accented, lexicon):
        yield from _non_word_errors(token, folded, variants, lexicon)
    elif errors is ErrorModel.REAL_WORD:
        yield from _real_word_errors(token, folded, variants, lexicon)


def _is_abbreviation(term: str, lexicon: Lexicon) -> bool:
    """Whether articles write it in capitals: *LG*, *VAR*, *4K*."""
    written = lexicon.written(term)
    return written is not None and len(written) > 1 and written.isupper()


def _may_be_syllable(folded: str) -> bool:
    return folded.isascii() and not folded.isdecimal() and len(folded) <= _MAX_LETTERS


def _non_word_errors(
    token: Token, folded: str, variants: Sequence[int], lexicon: Lexicon
) -> Iterator[tuple[int, float]]:
    """Syllables that come out as ``token`` by an error of the fingers or of the ear."""
    if not token.is_bare:
        yield from ((ordinal, _accent_cost(token, lexicon.term(ordinal))) for ordinal in variants)
    decoded = decode_keystrokes(token.accented)
    if decoded is not None:
        meant = lexicon.ordinal_of(terms_of(decoded)[0])
        if meant >= 0:
            yield meant, COST_OF_KEYSTROKES
    costs = dict.fromkeys(_one_edit(folded), _COST_OF_EDIT)
    costs |= dict.fromkeys(_sound_alikes(folded), _COST_OF_SOUND_ALIKE)
    yield from _with_other_letters(costs, token, folded, lexicon)


def _real_word_errors(
    token: Token, folded: str, variants: Sequence[int], lexicon: Lexicon
) -> Iterator[tuple[int, float]]:
    """Syllables that are said like ``token`` somewhere in the country, or have marks besides."""
    if not token.is_bare:
        for ordinal in variants:
            term = lexicon.term(ordinal)
            if _lacks_marks(token.accented, term):
                yield ordinal, _COST_OF_MARKS_FORGOTTEN_IN_A_WORD
            elif _swaps_hook_and_tilde(token.accented, term):
                yield ordinal, _COST_OF_HOOK_FOR_TILDE
    costs = dict.fromkeys(_sound_alikes(folded), _COST_OF_SOUND_ALIKE)
    yield from _with_other_letters(costs, token, folded, lexicon)


def _with_other_letters(
    costs: Mapping[str, float], token: Token, folded: str, lexicon: Lexicon
) -> Iterator[tuple[int, float]]:
    """The syllables with the foldings in ``costs``, which cost so much beside what the accents
    do."""
    for other, cost in costs.items():
        if other == folded:
            continue
        for ordinal in lexicon.variants(other):
            yield ordinal, cost + _accent_cost_of_edit(token, lexicon.term(ordinal))


def _accent_cost(token: Token, term: str) -> float:
    """What it costs that ``term``, the same letters, was typed with the accents of ``token``."""
    if term == token.accented:
        return 0.0
    if _lacks_marks(token.accented, term):
        return _COST_OF_FORGOTTEN_MARKS
    is_swapped = _swaps_hook_and_tilde(token.accented, term)
    return _COST_OF_HOOK_FOR_TILDE if is_swapped else _COST_OF_OTHER_ACCENTS


def _swaps_hook_and_tilde(typed: str, term: str) -> bool:
    """Whether ``typed`` has hỏi for the ngã of ``term``, or ngã for its hỏi."""
    swapped = ((_HOOK_ABOVE, _TILDE), (_TILDE, _HOOK_ABOVE))
    return any(typed == _with_tone(term, old, new) for old, new in swapped)


def _lacks_marks(typed: str, term: str) -> bool:
    """Whether ``typed`` has the letters of ``term`` but for some of their marks, and its tone or
    none."""
    (letters, tone), (meant, meant_tone) = _letters_and_tone(typed), _letters_and_tone(term)
    return (
        tone in ("", meant_tone)
        and len(letters) == len(meant)
        and all(a in (b, fold(b)) for a, b in zip(letters, meant, strict=True))
    )


def _letters_and_tone(syllable: str) -> tuple[str, str]:
    """The letters with all marks but the tone, and the tone as a combining mark, "" for none."""
    marks = normalize("NFD", syllable)
    tone = "".join(c for c in marks if c in TONES)
    return normalize("NFC", "".join(c for c in marks if c not in TONES)), tone


def _with_tone(term: str, old: str, new: str) -> str:
    """``term`` with the tone ``new`` in place of ``old``."""
    return normalize("NFC", normalize("NFD", term).replace(old, new))


def _accent_cost_of_edit(token: Token, term: str) -> float:
    """What it costs beside an edit of the letters that accents got lost or changed as well."""
    typed = token.accented
    if OSA.distance(typed, term, score_cutoff=1) <= 1 or term in _sound_alikes(typed):
        return 0.0
    return _COST_OF_LOST_ACCENTS if token.is_bare else _COST_OF_OTHER_ACCENTS


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


def _sound_alikes(text: str) -> Iterator[str]:
    """The syllables that somebody may write ``text`` for who does not hear the difference."""
    for one, other in _ALIKE:
        for written, meant in ((one, other), (other, one)):
            if text.startswith(written) and len(text) > len(written):
                yield meant + text.removeprefix(written)
    for one, other in _CODAS_ALIKE:
        for written, meant in ((one, other), (other, one)):
            if text.endswith(written) and len(text) > len(written):
                yield text.removesuffix(written) + meant


def _log_count(lexicon: Lexicon, ordinal: int) -> float:
    return math.log1p(float(lexicon.counts[ordinal])) if ordinal >= 0 else 0.0
