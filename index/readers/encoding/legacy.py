"""In which of the Vietnamese encodings before Unicode is a text, if in any?

TCVN3 (the ``.Vn`` fonts), VNI, VISCII, VPS and windows-1258 give the same bytes other letters, so
each is tried, and the one whose outcome is spelt like Vietnamese wins: nearly every word with an
accent has to be a possible syllable.  No other language passes, nor does Vietnamese in the wrong
encoding.  The tables are viparse's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module

from index.readers.encoding.surface import (
    Spelling,
    as_windows_1252,
    as_windows_1258,
    spelling_of,
)

Decode = Callable[[str], str]

_SAMPLE_CHARS = 20_000
_MIN_WORDS = 4  # different ones with accents; fewer may be spelt right by chance
_MIN_SHARE = 0.85  # of them, spelt right
_MAX_FORMER_SHARE = 0.6  # before the repair
_CONTROL = re.compile("[\x80-\x9f]")
# VNI's letters that viparse's table lacks, since no document that it was made from has them.
_VNI_MORE = (("aú", "ẳ"), ("AÚ", "Ẳ"))


def told_encoding(surface: str, *, min_words: int = _MIN_WORDS) -> str:
    """Return the encoding that ``surface`` surely is in, ``""`` if none or if it may be right as it
    is.

    ``min_words`` is how many words it takes; a text that cannot be right as it is takes fewer.
    """
    sample = surface[:_SAMPLE_CHARS]
    former = spelling_of(as_windows_1252(sample))
    if former.share > _MAX_FORMER_SHARE and not _CONTROL.search(as_windows_1252(sample)):
        return ""
    found: list[tuple[float, int, str]] = []
    for rank, name in enumerate(("windows-1258", "tcvn3", "vni", "viscii", "vps")):
        text = decode_legacy(sample, name)
        # The capitals of TCVN3 with accents are small letters in a font of capitals.
        spelling = spelling_of(text, any_case=name == "tcvn3")
        if _is_sure(spelling, min_words) and not _CONTROL.search(text):
            found.append((_likeness(spelling, text), -rank, name))
    return max(found)[2] if found else ""


def decode_legacy(surface: str, encoding: str) -> str:
    """Return the text (NFC) that ``surface`` holds in ``encoding``, a name that
    :func:`told_encoding` gave."""
    if encoding == "windows-1258":
        return as_windows_1258(surface)
    if encoding == "vni":
        for vni, letter in _VNI_MORE:
            surface = surface.replace(vni, letter)
    text = _converter(encoding)(surface)
    return text if encoding in ("viscii", "vps") else as_windows_1252(text)


@lru_cache(8)
def _converter(encoding: str) -> Decode:
    # Imported here: it takes a quarter of a second, and few runs need it.
    encodings = import_module("viparse.normalize.encodings")
    tables = import_module("viparse.normalize.tables")
    charmap = encodings.CHARMAPS[encoding]
    return lambda surface: str(tables.convert(surface, charmap))


def _is_sure(spelling: Spelling, min_words: int) -> bool:
    return spelling.right >= min_words and spelling.share >= _MIN_SHARE and spelling.plain


def _likeness(spelling: Spelling, text: str) -> float:
    """How much like Vietnamese the outcome is: by spelling first, then by how frequent its letters
    are."""
    frequency = import_module("viparse.normalize.frequency")
    return spelling.share * 4 + float(frequency.vietnamese_score(text))
