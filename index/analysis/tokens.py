"""What shape do the terms of many articles have?  Term ordinals, one array per field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from index.article import Article

_Number = TypeVar("_Number", bound=np.generic)

BREAK = 0
"""Stands between two syllables that more than a space separates: punctuation, a line's end."""
VALUE_END = -1
"""Stands between two values of a label that has several: the tags."""
NUMBER_COMMA, NUMBER_POINT = -2, -3
"""Stand between two numbers that a comma or a point makes one of: *3,5*.  Whatever is no syllable
is not above 0."""


def distinct(numbers: npt.NDArray[Any]) -> tuple[list[int], npt.NDArray[np.int64]]:
    """Return the different ``numbers``, ascending, and for each number which of them it is.

    As ``np.unique(numbers, return_inverse=True)``, but without sorting, in time and memory
    linear in the highest number.  None may be negative.
    """
    rank = np.zeros(int(numbers.max()) + 1 if len(numbers) else 0, np.int64)
    rank[numbers] = 1
    different = np.flatnonzero(rank)
    rank[different] = np.arange(len(different))
    return different.tolist(), rank[numbers]


def ascending(numbers: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
    """Return the different ``numbers``, ascending.

    As ``np.unique(numbers)``, which by NumPy 2.3 hashes them first and takes twenty times as long.
    """
    ordered = np.sort(numbers)
    is_first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return ordered[is_first]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The terms of one field of many articles, in reading order.

    Article n of the batch has ``ordinals[bounds[n]:bounds[n + 1]]``.
    """

    ordinals: npt.NDArray[np.int32]
    bounds: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Batch:
    """Analysed articles, by ordinals that hold within this batch.

    ``fields`` hold ordinals of ``terms`` and what stands between these (``terms[0]`` is no term,
    and some terms may occur in no article); ``folded[n]`` is the folding of term n.  ``words``
    holds ordinals of ``compounds``, and ``singles`` ordinals of the ``terms`` of what stands
    outside of them.
    ``term_casing`` and ``compound_casing``, a byte for each, say how both are capitalised
    (:mod:`index.analysis.casing`).
    """

    articles: Sequence[Article]
    terms: Sequence[str]
    folded: Sequence[str]
    fields: dict[str, Tokens]
    compounds: Sequence[str]
    words: Tokens
    singles: Tokens
    term_casing: npt.NDArray[np.uint8]
    compound_casing: npt.NDArray[np.uint8]
