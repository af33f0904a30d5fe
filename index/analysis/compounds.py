"""Which words do articles have?  What pyvi joins, and names; and the syllables left alone.

A compound is its syllables' accented terms joined by ``_``.  pyvi cuts *Nguyễn Phú Trọng* behind
*Phú*, but names stand in capitals, and are kept whole beside what pyvi makes of them
(:mod:`index.analysis.names`).  How words are capitalised is noted too, as it is where they do not
begin a sentence: *Phạm Minh Chính*, but *thủ tướng*.

Words are runs of pyvi's tokens, given by the indices of their first (``heads``) and last token
(``tails``); equal runs get one ordinal, a syllable at a time, without making their texts first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.analysis.analyzer import terms_of
from index.analysis.casing import casing_of, joined_casing
from index.analysis.names import TokenIndices, TokenMask, find_names, which_tokens
from index.analysis.tokens import Tokens, ascending, distinct
from index.vietnamese import Segmentation, segment_batch
from index.vietnamese.keystrokes import is_syllable

_LENGTH_BITS = 20  # for the length of a run; no text has a word of a million syllables


@dataclass(frozen=True, slots=True)
class Compounds:
    """The words of several texts.

    ``tokens`` holds ordinals of ``terms``, and ``casing[n]`` is how term n is mostly written
    (:mod:`index.analysis.casing`).  ``single_tokens`` holds ordinals of ``singles``: of what stands
    alone the names, and what is no Vietnamese syllable (*iphone*).  ``alone`` tells how all that
    has letters is mostly written where it stands alone.
    """

    terms: list[str]
    tokens: Tokens
    casing: npt.NDArray[np.uint8]
    singles: list[str]
    single_tokens: Tokens
    alone: dict[str, int]


def read_compounds(texts: Sequence[str]) -> Compounds:
    """Return the compounds and the single syllables of clean ``texts``, one row each."""
    segmentation = segment_batch(texts)
    joined = np.append(segmentation.joined, False)
    singles = np.flatnonzero(~joined[:-1] & ~joined[1:])
    inside = _inside_sentences(segmentation)
    heads, tails = _runs(segmentation, inside)
    terms, ordinals, casing = _number_runs(segmentation, heads, tails, inside[heads])
    alone = _casing_alone(segmentation, singles[inside[singles]])
    single_terms, single_tokens = _number_singles(segmentation, singles, alone)
    return Compounds(
        terms,
        Tokens(ordinals, _bounds(segmentation, heads)),
        casing,
        single_terms,
        single_tokens,
        alone,
    )


def _runs(segmentation: Segmentation, inside: TokenMask) -> tuple[TokenIndices, TokenIndices]:
    """The first and the last token of each compound and each name, in order, no run twice."""
    joined = np.append(segmentation.joined, False)
    names = find_names(segmentation, inside)
    heads = np.append(np.flatnonzero(~joined[:-1] & joined[1:]), names[0])
    tails = np.append(np.flatnonzero(joined[:-1] & ~joined[1:]), names[1])
    different = ascending(heads << _LENGTH_BITS | tails - heads)
    heads = different >> _LENGTH_BITS
    return heads, heads + (different & ((1 << _LENGTH_BITS) - 1))


def _bounds(segmentation: Segmentation, places: TokenIndices) -> TokenIndices:
    """How many of ``places`` (ascending) lie before each text, and in all."""
    return np.searchsorted(places, segmentation.bounds)


def _inside_sentences(segmentation: Segmentation) -> TokenMask:
    """Which tokens stand right behind another word, so that a capital says something."""
    inside = np.zeros(len(segmentation.ids), bool)
    inside[1:] = which_tokens(segmentation, lambda text: text[-1].isalnum())[:-1]
    inside[segmentation.bounds[:-1][np.diff(segmentation.bounds) > 0]] = False
    return inside


def _number_singles(
    segmentation: Segmentation, places: TokenIndices, alone: Mapping[str, int]
) -> tuple[list[str], Tokens]:
    """The terms of the tokens at ``places`` that tell what a text is about by themselves; equal
    terms have one ordinal."""
    tokens, which = distinct(segmentation.ids[places])
    ordinal: dict[str, int] = {}
    own = np.full(len(tokens), -1, np.int32)
    for n, token in enumerate(tokens):
        surface = segmentation.table.surface(token)
        term = terms_of(surface)[0]
        if _has_letters(surface) and (alone.get(term) or not is_syllable(term)):
            own[n] = ordinal.setdefault(term, len(ordinal))
    ordinals = own[which]
    kept = ordinals >= 0
    return list(ordinal), Tokens(ordinals[kept], _bounds(segmentation, places[kept]))


def _has_letters(surface: str) -> bool:
    """Whether it is more than a letter or a number."""
    return len(surface) > 1 and any(map(str.isalpha, surface))


def _casing_alone(segmentation: Segmentation, places: TokenIndices) -> dict[str, int]:
    """Accented term of a syllable that stands alone → how it is mostly written."""
    tokens, which = distinct(segmentation.ids[places])
    most: dict[str, tuple[int, int]] = {}
    for token, count in zip(tokens, np.bincount(which).tolist(), strict=True):
        surface = segmentation.table.surface(token)
        if any(map(str.isalpha, surface)):
            term = terms_of(surface)[0]
            most[term] = max(most.get(term, (0, 0)), (count, casing_of(surface)))
    return {term: casing for term, (_, casing) in most.items()}


def _number_runs(
    segmentation: Segmentation, heads: TokenIndices, tails: TokenIndices, telling: TokenMask
) -> tuple[list[str], npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """Return the terms of the token runs ``heads[i]..tails[i]``, the ordinal of each run, and the
    casing of each term, which the runs that are ``telling`` decide."""
    tokens, part = _distinct_in_runs(segmentation, heads, tails)
    surfaces = list(map(segmentation.table.surface, tokens))
    shapes = _Shapes([terms_of(surface)[0] for surface in surfaces], list(map(casing_of, surfaces)))
    shape, of_run = distinct(_join_runs(shapes, part, heads, tails))
    # the same word in capitals, or with its tone mark elsewhere, has other tokens
    by_text: dict[str, int] = {}
    own = [by_text.setdefault(shapes.terms[n], len(by_text)) for n in shape]
    counts = np.bincount(of_run, weights=telling, minlength=len(shape)).tolist()
    most = [(-1.0, 0)] * len(by_text)
    for n, term, count in zip(shape, own, counts, strict=True):
        casing = shapes.casing[n]
        # a word that only begins sentences says nothing by its first capital
        most[term] = max(most[term], (count, casing if count or casing > 1 else 0))
    mostly = np.array([casing for _, casing in most], np.uint8)
    return list(by_text), np.array(own, np.int32)[of_run], mostly


@dataclass(frozen=True, slots=True)
class _Shapes:
    """Distinct runs of tokens: the n-th has the text ``terms[n]`` and the byte ``casing[n]``."""

    terms: list[str]
    casing: list[int]


def _distinct_in_runs(
    segmentation: Segmentation, heads: TokenIndices, tails: TokenIndices
) -> tuple[list[int], TokenIndices]:
    """The distinct tokens that are in a run, and for each token of all which of them it is."""
    begun = np.bincount(heads, minlength=len(segmentation.ids) + 1)
    begun -= np.bincount(tails + 1, minlength=len(segmentation.ids) + 1)
    inside = np.cumsum(begun)[:-1] > 0
    tokens, parts = distinct(segmentation.ids[inside])
    part = np.zeros(len(segmentation.ids), np.int64)
    part[inside] = parts
    return tokens, part


def _join_runs(
    shapes: _Shapes, part: TokenIndices, heads: TokenIndices, tails: TokenIndices
) -> TokenIndices:
    """Add to ``shapes``, which has single tokens, what runs of them join to; say which each is.

    ``part`` tells for each token of the texts which of ``shapes`` it is.  All runs grow by one
    syllable at a time, and those that are equal so far get one shape.
    """
    shape = part[heads]
    at, growing = heads.copy(), np.arange(len(heads))
    syllables = 1
    while len(growing):
        at[growing] += 1
        prefix, last = shape[growing], part[at[growing]]
        pairs, which = np.unique(prefix << 32 | last, return_inverse=True)
        shape[growing] = len(shapes.terms) + which
        for pair in pairs.tolist():
            first, second = pair >> 32, pair & 0xFFFFFFFF
            shapes.terms.append(f"{shapes.terms[first]}_{shapes.terms[second]}")
            shapes.casing.append(
                joined_casing(shapes.casing[first], shapes.casing[second], syllables)
            )
        syllables += 1
        growing = growing[at[growing] < tails[growing]]
    return shape
