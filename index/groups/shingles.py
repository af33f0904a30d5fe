"""What is compared of two texts?  Their shingles: every five syllables in a row, as one number.

A shingle's number is made of its terms' own, and so is the same in every batch and segment.
The summary and the body have shingles of their own, none reaches from one into the other.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

SHINGLE = 5
"""Syllables in a row."""

ShingleNumbers = npt.NDArray[np.uint64]
TermNumbers = npt.NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)  # of splitmix64, whose mixing this is
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def term_numbers(checksums: Iterable[int]) -> TermNumbers:
    """A number for each term of which this is :func:`checksum`."""
    return mixed(np.fromiter(checksums, np.uint64) + _STEP)


def checksum(term: bytes) -> int:
    """A number that depends on nothing but the bytes of ``term``."""
    return zlib.crc32(term)


def mixed(numbers: ShingleNumbers) -> ShingleNumbers:
    """``numbers`` with their bits well mixed (splitmix64)."""
    made = numbers >> np.uint64(30)
    made ^= numbers
    made *= _MIX_1
    made ^= made >> np.uint64(27)
    made *= _MIX_2
    made ^= made >> np.uint64(31)
    return made


def shingles(numbers: TermNumbers) -> ShingleNumbers:
    """The shingles of terms with these ``numbers``, in reading order: ``SHINGLE - 1`` fewer."""
    count = len(numbers) - SHINGLE + 1
    if count <= 0:
        return np.zeros(0, np.uint64)
    joined = numbers[:count].copy()
    for n in range(1, SHINGLE):
        joined *= _STEP
        joined += numbers[n : n + count]
    return mixed(joined)
