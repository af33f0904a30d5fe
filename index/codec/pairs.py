"""How are two neighbouring terms one key?

    first << 32 | second << 1 | separated

``first`` and ``second`` are term ordinals; ``separated`` is 1 where anything but one space stands
between the two.  Keys are in the order of their first terms, then of their second ones.
"""

from __future__ import annotations

import numpy as np

from index.arrays.types import Array, Flags, Ordinals, PairKeyArray
from index.codec.kernels import SEPARATED_BIT

_FIRST_BITS = np.uint64(32)
_CODE = np.uint64(2**32 - 1)
_SECOND_BITS = np.uint64(1)


def pair_keys(first: Array, second: Array, separated: Array | int) -> PairKeyArray:
    """The keys of the pairs ``first[i]``, ``second[i]``."""
    high = first.astype(np.uint64) << _FIRST_BITS
    low = second.astype(np.uint64) << _SECOND_BITS
    return np.bitwise_or(high | low, np.asarray(separated, np.uint64), dtype=np.uint64)


def keys_of(first: Array, codes: Array) -> PairKeyArray:
    """The keys of the pairs of ``first[i]`` and what ``codes[i]`` says of the second one."""
    keys: PairKeyArray = first.astype(np.uint64, copy=False) << _FIRST_BITS | codes
    return keys


def split_keys(keys: PairKeyArray) -> tuple[Ordinals, Ordinals]:
    """The first terms of the pairs, and the codes of their second ones."""
    return (keys >> _FIRST_BITS).astype(np.uint32), (keys & _CODE).astype(np.uint32)


def split_codes(codes: Array) -> tuple[Ordinals, Flags]:
    """The second terms, and which are separated from the first."""
    separated = (codes & np.uint32(SEPARATED_BIT)).astype(np.uint8)
    return codes >> np.uint32(_SECOND_BITS), separated
