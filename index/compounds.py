"""Which words of more than one syllable do articles have?  Those that pyvi joins, as terms.

A compound is its syllables' accented terms joined by ``_``.  Syllables that stand alone are
not repeated here: the fields of syllables have them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.analysis import terms_of
from index.tokens import Tokens
from index.vietnamese import Segmentation, segment_batch


def read_compounds(texts: Sequence[str]) -> tuple[list[str], Tokens]:
    """The compounds of clean ``texts``: their terms, and per text the numbers of its own."""
    segmentation = segment_batch(texts)
    joined = np.append(segmentation.joined, False)
    heads = np.flatnonzero(~joined[:-1] & joined[1:])
    tails = np.flatnonzero(joined[:-1] & ~joined[1:])
    terms, numbers = _number_compounds(segmentation, heads, tails)
    texts_of_heads = np.searchsorted(segmentation.bounds, heads, side="right") - 1
    bounds = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.bincount(texts_of_heads, minlength=len(texts)), out=bounds[1:])
    return terms, Tokens(numbers, bounds)


def _number_compounds(
    segmentation: Segmentation, heads: np.ndarray, tails: np.ndarray
) -> tuple[list[str], np.ndarray]:
    """Number the token runs ``heads[i]..tails[i]``, equal runs alike, a syllable at a time."""
    inside = segmentation.joined.copy()
    inside[heads] = True
    distinct, parts = np.unique(segmentation.ids[inside], return_inverse=True)
    part = np.zeros(len(segmentation.ids), np.int64)
    part[inside] = parts
    terms = [terms_of(segmentation.table.surface(n))[0] for n in distinct.tolist()]
    number = part[heads]
    at, growing = heads.copy(), np.arange(len(heads))
    while len(growing):
        at[growing] += 1
        prefix, last = number[growing], part[at[growing]]
        pairs, which = np.unique(prefix << 32 | last, return_inverse=True)
        number[growing] = len(terms) + which
        terms += [f"{terms[pair >> 32]}_{terms[pair & 0xFFFFFFFF]}" for pair in pairs.tolist()]
        growing = growing[at[growing] < tails[growing]]
    used, number = np.unique(number, return_inverse=True)
    # the same word in capitals, or with its tone mark elsewhere, has other tokens
    by_text: dict[str, int] = {}
    own = [by_text.setdefault(terms[n], len(by_text)) for n in used.tolist()]
    return list(by_text), np.array(own, np.int32)[number]
