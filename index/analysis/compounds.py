"""Which words do articles have?  What pyvi joins, and names; and the syllables left alone.

A compound is its syllables' accented terms joined by ``_``.  pyvi cuts *Nguyễn Phú Trọng* behind
*Phú*, but names stand in capitals, and are kept whole beside what pyvi makes of them
(:mod:`index.analysis.names`).  How words are capitalised is noted too, as it is where they do not
begin a sentence: *Phạm Minh Chính*, but *thủ tướng*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.analysis.analyzer import terms_of
from index.analysis.casing import casing_of, joined_casing
from index.analysis.names import Flags, Places, each, find_names
from index.analysis.tokens import Tokens, distinct
from index.vietnamese import Segmentation, segment_batch
from index.vietnamese.keystrokes import is_syllable

_LENGTH_BITS = 20  # of a run; no text has a word of so many syllables


@dataclass(frozen=True, slots=True)
class Compounds:
    """``tokens`` hold numbers of ``terms``; ``casing[n]`` is how term n is written mostly.

    ``single_tokens`` hold numbers of ``singles``: of what stands alone the names, and what is no
    Vietnamese syllable (*iphone*); ``alone`` tells how all that has letters is written, where it
    stands alone (:mod:`index.analysis.casing`).
    """

    terms: list[str]
    tokens: Tokens
    casing: npt.NDArray[np.uint8]
    singles: list[str]
    single_tokens: Tokens
    alone: dict[str, int]


def read_compounds(texts: Sequence[str]) -> Compounds:
    """The compounds of clean ``texts``."""
    segmentation = segment_batch(texts)
    joined = np.append(segmentation.joined, False)
    singles = np.flatnonzero(~joined[:-1] & ~joined[1:])
    inside = _inside_sentences(segmentation)
    heads, tails = _runs(segmentation, inside)
    terms, numbers, casing = _number_runs(segmentation, heads, tails, inside[heads])
    alone = _casing_alone(segmentation, singles[inside[singles]])
    single_terms, single_tokens = _number_singles(segmentation, singles, alone)
    return Compounds(
        terms,
        Tokens(numbers, _bounds(segmentation, heads)),
        casing,
        single_terms,
        single_tokens,
        alone,
    )


def _runs(segmentation: Segmentation, inside: Flags) -> tuple[Places, Places]:
    """The first and the last token of each compound and each name, in order, none twice."""
    joined = np.append(segmentation.joined, False)
    names = find_names(segmentation, inside)
    heads = np.append(np.flatnonzero(~joined[:-1] & joined[1:]), names[0])
    tails = np.append(np.flatnonzero(joined[:-1] & ~joined[1:]), names[1])
    different = np.unique(heads << _LENGTH_BITS | tails - heads)
    heads = different >> _LENGTH_BITS
    return heads, heads + (different & ((1 << _LENGTH_BITS) - 1))


def _bounds(segmentation: Segmentation, places: Places) -> Places:
    """How many of ``places`` (ascending) lie before each text, and in all."""
    return np.searchsorted(places, segmentation.bounds)


def _inside_sentences(segmentation: Segmentation) -> Flags:
    """Which tokens stand right behind another word, so that a capital says something."""
    inside = np.zeros(len(segmentation.ids), bool)
    inside[1:] = each(segmentation, lambda text: text[-1].isalnum())[:-1]
    inside[segmentation.bounds[:-1][np.diff(segmentation.bounds) > 0]] = False
    return inside


def _number_singles(
    segmentation: Segmentation, places: Places, alone: Mapping[str, int]
) -> tuple[list[str], Tokens]:
    """The terms of the tokens at ``places`` that tell what a text is about by themselves; equal
    terms have one number."""
    tokens, which = distinct(segmentation.ids[places])
    number: dict[str, int] = {}
    own = np.full(len(tokens), -1, np.int32)
    for n, token in enumerate(tokens):
        surface = segmentation.table.surface(token)
        term = terms_of(surface)[0]
        if _has_letters(surface) and (alone.get(term) or not is_syllable(term)):
            own[n] = number.setdefault(term, len(number))
    numbers = own[which]
    kept = numbers >= 0
    return list(number), Tokens(numbers[kept], _bounds(segmentation, places[kept]))


def _has_letters(surface: str) -> bool:
    """Whether it is more than a letter or a number."""
    return len(surface) > 1 and any(map(str.isalpha, surface))


def _casing_alone(segmentation: Segmentation, places: Places) -> dict[str, int]:
    """Per syllable that stands alone how it is written mostly."""
    tokens, which = distinct(segmentation.ids[places])
    most: dict[str, tuple[int, int]] = {}
    for number, count in zip(tokens, np.bincount(which).tolist(), strict=True):
        surface = segmentation.table.surface(number)
        if any(map(str.isalpha, surface)):
            term = terms_of(surface)[0]
            most[term] = max(most.get(term, (0, 0)), (count, casing_of(surface)))
    return {term: casing for term, (_, casing) in most.items()}


def _number_runs(
    segmentation: Segmentation, heads: Places, tails: Places, telling: Flags
) -> tuple[list[str], npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """Number the token runs ``heads[i]..tails[i]``, equal runs alike, a syllable at a time; those
    that are ``telling`` decide how a compound is capitalised."""
    begun = np.bincount(heads, minlength=len(segmentation.ids) + 1)
    begun -= np.bincount(tails + 1, minlength=len(segmentation.ids) + 1)
    inside = np.cumsum(begun)[:-1] > 0
    tokens, parts = distinct(segmentation.ids[inside])
    part = np.zeros(len(segmentation.ids), np.int64)
    part[inside] = parts
    surfaces = list(map(segmentation.table.surface, tokens))
    terms = [terms_of(surface)[0] for surface in surfaces]
    casing = list(map(casing_of, surfaces))
    number = part[heads]
    at, growing = heads.copy(), np.arange(len(heads))
    syllables = 1
    while len(growing):
        at[growing] += 1
        prefix, last = number[growing], part[at[growing]]
        pairs, which = np.unique(prefix << 32 | last, return_inverse=True)
        number[growing] = len(terms) + which
        for pair in pairs.tolist():
            first, second = pair >> 32, pair & 0xFFFFFFFF
            terms.append(f"{terms[first]}_{terms[second]}")
            casing.append(joined_casing(casing[first], casing[second], syllables))
        syllables += 1
        growing = growing[at[growing] < tails[growing]]
    used, number = distinct(number)
    # the same word in capitals, or with its tone mark elsewhere, has other tokens
    by_text: dict[str, int] = {}
    own = [by_text.setdefault(terms[n], len(by_text)) for n in used]
    counts = np.bincount(number, weights=telling, minlength=len(used)).tolist()
    most = [(-1.0, 0)] * len(by_text)
    for n, term, count in zip(used, own, counts, strict=True):
        # a word that only begins sentences says nothing by its first capital
        most[term] = max(most[term], (count, casing[n] if count or casing[n] > 1 else 0))
    shapes = np.array([casing for _, casing in most], np.uint8)
    return list(by_text), np.array(own, np.int32)[number], shapes
