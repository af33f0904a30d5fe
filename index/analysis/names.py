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

TokenMask = npt.NDArray[np.bool_]
"""Per token of a segmentation, or per distinct one: whether something is true of it."""
TokenIndices = npt.NDArray[np.int64]
"""Places of tokens in a segmentation."""

_MIN_SYLLABLES, _MAX_SYLLABLES = 2, 5  # of a name; a longer run is mostly several names


def find_names(segmentation: Segmentation, inside: TokenMask) -> tuple[TokenIndices, TokenIndices]:
    """Return the first and the last token of each name, in order, as indices into ``segmentation``.

    ``inside`` flags the tokens that stand right behind another word of the sentence.
    """
    begins_word = ~segmentation.joined
    is_head = begins_word & np.append(segmentation.joined[1:], False)
    capital = which_tokens(segmentation, _is_capitalised)
    in_name = _whole_words(capital, begins_word) & (inside | is_head)
    begins = np.flatnonzero(in_name & ~(np.append(False, in_name[:-1]) & inside))
    ends = np.flatnonzero(in_name & ~np.append(in_name[1:] & inside[1:], False))
    lengths = ends - begins + 1
    kept = (lengths >= _MIN_SYLLABLES) & (lengths <= _MAX_SYLLABLES)
    return begins[kept], ends[kept]


def _is_capitalised(text: str) -> bool:
    """Whether a word begins with a capital, and is not in capitals throughout."""
    is_shouted = len(text) > 1 and text.isupper()
    return text[0].isupper() and text[-1].isalnum() and not is_shouted


def which_tokens(segmentation: Segmentation, test: Callable[[str], bool]) -> TokenMask:
    """Flag the tokens for whose surface ``test`` is true; it is asked once per distinct token."""
    ids, which = distinct(segmentation.ids)
    surfaces = map(segmentation.table.surface, ids)
    return np.fromiter(map(test, surfaces), bool, len(ids))[which]


def _whole_words(flags: TokenMask, begins_word: TokenMask) -> TokenMask:
    """``flags``, set only where they are set for all tokens of the word."""
    if not len(flags):
        return flags
    words = np.logical_and.reduceat(flags, np.flatnonzero(begins_word))
    whole: TokenMask = words[np.cumsum(begins_word) - 1]
    return whole
