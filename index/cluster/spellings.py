"""How are the terms of a batch of articles written down for the cluster, alone and in pairs?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.analysis import FOLDED_MARK
from index.analysis.tokens import Batch
from index.arrays.types import Int64s, Mask
from index.cluster.mapping import SINGLE_MARK, term_of
from index.cluster.neighbours import terms_of_keys

Written = Sequence[str]
"""How each term of a batch is written down, by its ordinal."""


@dataclass(frozen=True, slots=True)
class Spellings:
    """The terms of a batch by ordinal as they are written: accented, folded, and folded with the
    mark that tells these from accented ones, or with that of folded ones that stand for their only
    accented form (:data:`index.cluster.mapping.SINGLE_MARK`); and for each term the first one with
    its folding."""

    accented: Written
    folded: Written
    marked: Written
    single: Written
    of_folding: Int64s
    has_accents: Mask

    @classmethod
    def of(cls, batch: Batch) -> Spellings:
        """All that ``batch`` has."""
        first: dict[str, int] = {}
        of_folding = [first.setdefault(folded, n) for n, folded in enumerate(batch.folded)]
        return cls(
            [term_of(term) for term in batch.terms],
            [term_of(term) for term in batch.folded],
            [term_of(FOLDED_MARK + term) for term in batch.folded],
            [term_of(SINGLE_MARK + term) for term in batch.folded],
            np.array(of_folding, np.int64),
            np.fromiter(map(str.__ne__, batch.terms, batch.folded), bool, len(batch.terms)),
        )


def texts_of_terms(written: Written, things: Int64s) -> list[str]:
    """How the terms ``things`` are written."""
    return list(map(written.__getitem__, things.tolist()))


def texts_of_pairs(written: Written, keys: Int64s, sign: str) -> list[str]:
    """How the pairs that ``keys`` stand for are written, with ``sign`` between their terms."""
    firsts, seconds = terms_of_keys(keys)
    return [
        f"{written[first]}{sign}{written[second]}"
        for first, second in zip(firsts.tolist(), seconds.tolist(), strict=True)
    ]
