"""What shape do the terms of many articles have?  Numbers, one array per field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.article import Article

BREAK = 0
"""Stands between two syllables that more than a space parts: punctuation, a line's end."""


def distinct(numbers: npt.NDArray[Any]) -> tuple[list[int], npt.NDArray[np.int64]]:
    """The different ``numbers`` (none negative), ascending, and which of them each is: as
    ``np.unique`` would say it, without sorting, in room for as many as the highest."""
    rank = np.zeros(int(numbers.max()) + 1 if len(numbers) else 0, np.int64)
    rank[numbers] = 1
    different = np.flatnonzero(rank)
    rank[different] = np.arange(len(different))
    return different.tolist(), rank[numbers]


@dataclass(frozen=True, slots=True)
class Tokens:
    """A field of many articles: article n has ``numbers[bounds[n]:bounds[n + 1]]``."""

    numbers: npt.NDArray[np.int32]
    bounds: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Batch:
    """Analysed articles.

    ``fields`` hold numbers of ``terms`` and :data:`BREAK` (``terms[0]`` is no term); ``folded[n]``
    is the folding of term n.  ``words`` holds numbers of ``compounds``, and ``singles`` numbers of
    the ``terms`` of what stands outside of them.  ``term_casing`` and ``compound_casing`` say how
    both are capitalised (:mod:`index.analysis.casing`).
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
