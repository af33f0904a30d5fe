"""Where are the syllables of a text?  Runs of letters and digits, with exact offsets.

Written Vietnamese puts a space between syllables, so a syllable is the smallest unit
that people type and the unit that all highlighting counts in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# A letter or digit (no underscore), with combining marks that NFC could not compose.
_SYLLABLE = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")


class Syllable(NamedTuple):
    """``text[start:end]`` as written.  A tuple, since an article has hundreds of them."""

    surface: str
    start: int
    end: int


def syllables(text: str) -> Iterator[Syllable]:
    """Yield the syllables of clean ``text`` in order.

    >>> [s.surface for s in syllables("TP.HCM: 3.500 người")]
    ['TP', 'HCM', '3', '500', 'người']
    """
    for match in _SYLLABLE.finditer(text):
        yield Syllable(match.group(), match.start(), match.end())
