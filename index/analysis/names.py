"""Which names stand in texts?  Runs of words in capitals inside a sentence.

A capital says nothing at the beginning of a sentence, unless pyvi joins the word that has it with
the next.  What is in capitals throughout is part of no name: an abbreviation (*UBND Nha Trang*), or
all of the line is.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from index.analysis.tokens import distinct
from index.vietnamese import Segmentation

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

_SHORTEST, _LONGEST = 2, 5  # syllables; a longer run is mostly several names


def find_names(segmentation: Segmentation, inside: Flags) -> tuple[Places, Places]:
    """The first and the last token of each name, in order; ``inside`` are the tokens right behind
    another word."""
    begins_word = ~segmentation.joined
    is_head = begins_word & np.append(segmentation.joined[1:], False)
    capital = each(segmentation, _is_capitalised)
    in_name = _whole_words(capital, begins_word) & (inside | is_head)
    begins = np.flatnonzero(in_name & ~(np.append(False, in_name[:-1]) & inside))
    ends = np.flatnonzero(in_name & ~np.append(in_name[1:] & inside[1:], False))
    lengths = ends - begins + 1
    kept = (lengths >= _SHORTEST) & (lengths <= _LONGEST)
    return begins[kept], ends[kept]


def _is_capitalised(text: str) -> bool:
    """Whether a word begins with a capital, and is not in capitals throughout."""
    is_shouted = len(text) > 1 and text.isupper()
    return text[0].isupper() and text[-1].isalnum() and not is_shouted


def each(segmentation: Segmentation, test: Callable[[str], bool]) -> Flags:
    """For which tokens ``test`` holds."""
    numbers, which = distinct(segmentation.ids)
    surfaces = map(segmentation.table.surface, numbers)
    return np.fromiter(map(test, surfaces), bool, len(numbers))[which]


def _whole_words(flags: Flags, begins_word: Flags) -> Flags:
    """``flags``, set only where they are set for all tokens of the word."""
    if not len(flags):
        return flags
    words = np.logical_and.reduceat(flags, np.flatnonzero(begins_word))
    whole: Flags = words[np.cumsum(begins_word) - 1]
    return whole
