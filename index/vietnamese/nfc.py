"""How is text brought into NFC in time linear in its length?

Python's ``unicodedata`` sorts the combining marks on one letter by insertion, so a text of
nothing but marks would take minutes; marks that are sorted already take no time.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

# A shorter row of marks is sorted in no time, and a longer one holds one of every so many
# characters.
_STRIDE_CHARS = 512
_SIGN = re.compile(r"[^\w\s\x00-\x7f]")  # a mark, or another sign, which does no harm
_SIGNS = re.compile(rf"{_SIGN.pattern}{{64,}}")


def nfc(text: str) -> str:
    """Return ``unicodedata.normalize("NFC", text)``, in time linear in the text."""
    if not text.isascii() and _SIGN.search(text[::_STRIDE_CHARS]):
        text = _SIGNS.sub(_sort_marks, text)
    return unicodedata.normalize("NFC", text)


def _sort_marks(row: re.Match[str]) -> str:
    decomposed = "".join(unicodedata.normalize("NFD", character) for character in row[0])
    runs = groupby(decomposed, key=lambda c: unicodedata.combining(c) > 0)
    return "".join(c for _, run in runs for c in sorted(run, key=unicodedata.combining))
