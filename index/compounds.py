"""Which words of more than one syllable do articles have?  Those that pyvi joins, as terms.

A compound is its syllables' accented terms joined by ``_``.  Syllables that stand alone are
not repeated here: the fields of syllables have them.  How words are capitalised is noted
too, as it is where they do not begin a sentence: *Phạm Minh Chính*, but *thủ tướng*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.analysis import terms_of
from index.casing import casing_of, joined_casing
from index.tokens import Tokens
from index.vietnamese import Segmentation, segment_batch


@dataclass(frozen=True, slots=True)
class Compounds:
    """``tokens`` hold numbers of ``terms``; ``casing[n]`` is how term n is written mostly, and
    ``alone`` how syllables that stand alone are (:mod:`index.casing`)."""

    terms: list[str]
    tokens: Tokens
    casing: npt.NDArray[np.uint8]
    alone: dict[str, int]


def read_compounds(texts: Sequence[str]) -> Compounds:
    """The compounds of clean ``texts``."""
    segmentation = segment_batch(texts)
    joined = np.append(segmentation.joined, False)
    heads = np.flatnonzero(~joined[:-1] & joined[1:])
    tails = np.flatnonzero(joined[:-1] & ~joined[1:])
    singles = np.flatnonzero(~joined[:-1] & ~joined[1:])
    inside = _inside_sentences(segmentation)
    terms, numbers, casing = _number_compounds(segmentation, heads, tails, inside[heads])
    texts_of_heads = np.searchsorted(segmentation.bounds, heads, side="right") - 1
    bounds = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.bincount(texts_of_heads, minlength=len(texts)), out=bounds[1:])
    alone = _casing_alone(segmentation, singles[inside[singles]])
    return Compounds(terms, Tokens(numbers, bounds), casing, alone)


def _inside_sentences(segmentation: Segmentation) -> npt.NDArray[np.bool_]:
    """Which tokens stand right behind another word, so that a capital says something."""
    distinct, which = np.unique(segmentation.ids, return_inverse=True)
    surfaces = map(segmentation.table.surface, distinct.tolist())
    is_word = np.fromiter((text[-1].isalnum() for text in surfaces), bool, len(distinct))
    inside = np.zeros(len(which), bool)
    inside[1:] = is_word[which[:-1]]
    inside[segmentation.bounds[:-1][np.diff(segmentation.bounds) > 0]] = False
    return inside


def _casing_alone(segmentation: Segmentation, places: npt.NDArray[np.int64]) -> dict[str, int]:
    """Per syllable that stands alone how it is written mostly."""
    distinct, counts = np.unique(segmentation.ids[places], return_counts=True)
    most: dict[str, tuple[int, int]] = {}
    for number, count in zip(distinct.tolist(), counts.tolist(), strict=True):
        surface = segmentation.table.surface(number)
        if surface[0].isalpha():
            term = terms_of(surface)[0]
            most[term] = max(most.get(term, (0, 0)), (count, casing_of(surface)))
    return {term: casing for term, (_, casing) in most.items()}


def _number_compounds(
    segmentation: Segmentation,
    heads: npt.NDArray[np.int64],
    tails: npt.NDArray[np.int64],
    telling: npt.NDArray[np.bool_],
) -> tuple[list[str], npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """Number the token runs ``heads[i]..tails[i]``, equal runs alike, a syllable at a time; those
    that are ``telling`` decide how a compound is capitalised."""
    inside = segmentation.joined.copy()
    inside[heads] = True
    distinct, parts = np.unique(segmentation.ids[inside], return_inverse=True)
    part = np.zeros(len(segmentation.ids), np.int64)
    part[inside] = parts
    surfaces = [segmentation.table.surface(n) for n in distinct.tolist()]
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
    used, number = np.unique(number, return_inverse=True)
    # the same word in capitals, or with its tone mark elsewhere, has other tokens
    by_text: dict[str, int] = {}
    own = [by_text.setdefault(terms[n], len(by_text)) for n in used.tolist()]
    counts = np.bincount(number, weights=telling, minlength=len(used)).tolist()
    most = [(-1.0, 0)] * len(by_text)
    for n, term, count in zip(used.tolist(), own, counts, strict=True):
        # a word that only begins sentences says nothing by its first capital
        most[term] = max(most[term], (count, casing[n] if count or casing[n] > 1 else 0))
    shapes = np.array([casing for _, casing in most], np.uint8)
    return list(by_text), np.array(own, np.int32)[number], shapes
