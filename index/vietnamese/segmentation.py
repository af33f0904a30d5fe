"""Which syllables make one word?  The answer of pyvi, the segmenter this project is built on.

pyvi loads its model while it is imported (about two seconds), so the import waits
until the first text comes.
"""

from __future__ import annotations

import re
import warnings
from functools import cache
from typing import Protocol, cast

# pyvi's patterns for e-mail addresses are quadratic in the length of an unbroken run
# ('a.' * 20000 takes seconds).  No Vietnamese word is this long.
_UNBROKEN_RUN = re.compile(r"\S{120,}")


class _Tokenizer(Protocol):
    def __call__(self, text: str) -> str: ...


@cache
def _pyvi() -> _Tokenizer:
    with warnings.catch_warnings():
        # The model was pickled by an older scikit-learn; its CRF does not depend on that.
        warnings.simplefilter("ignore")
        from pyvi import ViTokenizer  # noqa: PLC0415 - see the module docstring
    return cast("_Tokenizer", ViTokenizer.tokenize)


def segment(text: str) -> str:
    """Return exactly what ``pyvi.ViTokenizer.tokenize(text)`` returns."""
    return _pyvi()(text)


def words(text: str) -> list[str]:
    """Return the words of clean ``text`` in order, syllables joined by ``_``, punctuation left out.

    Each line is segmented as written, since capitals are a feature of pyvi's model.
    """
    found: list[str] = []
    for line in text.split("\n"):
        # An underscore in the text would look like a join.
        tame = _UNBROKEN_RUN.sub(" ", line).replace("_", " ")
        if tame.strip():
            found.extend(w for w in segment(tame).split() if any(c.isalnum() for c in w))
    return found
