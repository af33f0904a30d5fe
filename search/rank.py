"""In which order do the matches stand?  By score or by date, the same way every time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.schema import UNDATED
from search.columns import Columns
from search.evaluate import Matches
from search.request import Sort

_LAST = np.iinfo(np.int64).max


def order(matches: Matches, columns: Columns, sort: Sort) -> npt.NDArray[np.int64]:
    """Positions in ``matches``, best first.

    Equal scores: the newer first.  Equal dates: the better first.  Then by document number.
    Undated articles come last, whichever way dates are sorted.
    """
    published = columns.published[matches.ids]
    newest = -published  # UNDATED is 0, the largest of these
    if sort == "newest":
        return np.lexsort((matches.ids, -matches.scores, newest))
    if sort == "oldest":
        oldest = np.where(published == UNDATED, _LAST, published)
        return np.lexsort((matches.ids, -matches.scores, oldest))
    return np.lexsort((matches.ids, newest, -matches.scores))
