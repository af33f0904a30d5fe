"""How are two neighbouring terms one key?

    first << 32 | second << 2 | kind

``first`` and ``second`` are term ordinals; ``kind`` says what stands between the two
(:mod:`index.codec.layout`).  Keys are in the order of their first terms, then of their second ones.
"""

from __future__ import annotations

import numpy as np

from index.arrays.types import Array, Ordinals, PairKeyArray, PairKinds
from index.codec.kernels import KIND_BITS
from index.codec.layout import ADJACENT, COMMA, POINT, SEPARATED

_FIRST_BITS = np.uint64(32)
_CODE = np.uint64(2**32 - 1)
_SECOND_BITS = np.uint64(KIND_BITS)
_KIND = np.uint32((1 << KIND_BITS) - 1)

# By what stands between: nothing but a space (1), a break (0), and from the end backwards the end
# of a value, a comma and a point.
_KINDS = np.array([SEPARATED, ADJACENT, POINT, COMMA, SEPARATED], np.uint8)


def kinds_behind(before: Array) -> PairKinds:
    """The kinds of pairs whose second terms stand behind these ordinals
    (:mod:`index.analysis.tokens`): those of terms, or what parts two of them."""
    kinds: PairKinds = _KINDS[np.minimum(before, 1)]
    return kinds


def pair_keys(first: Array, second: Array, kind: Array | int) -> PairKeyArray:
    """The keys of the pairs ``first[i]``, ``second[i]``."""
    high = first.astype(np.uint64) << _FIRST_BITS
    low = second.astype(np.uint64) << _SECOND_BITS
    return np.bitwise_or(high | low, np.asarray(kind, np.uint64), dtype=np.uint64)


def keys_of(first: Array, codes: Array) -> PairKeyArray:
    """The keys of the pairs of ``first[i]`` and what ``codes[i]`` says of the second one."""
    keys: PairKeyArray = first.astype(np.uint64, copy=False) << _FIRST_BITS | codes
    return keys


def split_keys(keys: PairKeyArray) -> tuple[Ordinals, Ordinals]:
    """The first terms of the pairs, and the codes of their second ones."""
    return (keys >> _FIRST_BITS).astype(np.uint32), (keys & _CODE).astype(np.uint32)


def split_codes(codes: Array) -> tuple[Ordinals, PairKinds]:
    """The second terms, and the kinds of the pairs."""
    return codes >> np.uint32(_SECOND_BITS), (codes & _KIND).astype(np.uint8)
