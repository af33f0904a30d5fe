"""Which articles are drawn for a sample?  Those whose number is the smallest, by a hash of the id.

The number of an article is a mix of a seed with 64 bits of a hash of its id (SplitMix64: Steele,
Lea and Flood 2014, *Fast splittable pseudorandom number generators*; its last step is a bijection:
no two ids share a number that do not share the hash).  It hangs on nothing else: the same articles
are drawn from the same set whatever else an index holds, however it was built, by any engine; and
of two seeds each draws as if there were not the other.
"""

from __future__ import annotations

import numpy as np

from index.arrays.types import IdHashes

_GAMMA = 0x9E3779B97F4A7C15
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_WORD = 1 << 64


def draws(hashes: IdHashes, seed: int) -> IdHashes:
    """The number of each article, from the ``hashes`` of the ids; the smallest are drawn first."""
    start = np.uint64(int(_mixed(np.array([(seed + 1) * _GAMMA % _WORD], np.uint64))[0]))
    return _mixed(hashes ^ start)


def _mixed(numbers: IdHashes) -> IdHashes:
    mixed = numbers + np.uint64(_GAMMA)  # it overflows as it should
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
    last: IdHashes = mixed ^ (mixed >> np.uint64(31))
    return last
