"""Which signs part words that were typed without a space?  Some do, some are part of one thing.

A slash, a comma, a semicolon, a bar, a colon or an ellipsis between two letters parts words (*ô
tô/xe máy*, *Hà Nội,Đà Nẵng*).  What has a number in it is often one thing: a date, a decimal, the
number of a decree (*10/2023/NĐ-CP*); and so is a unit of measure (*km/h*).  Hyphens, apostrophes
and points are part of names (*VN-Index*, *H'Mông*, *TP.HCM*).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Units of measure that another may stand behind, after a slash.
_PER = frozenset(("km", "m", "cm", "kg", "g", "mg", "ml", "l", "kwh", "đ", "đồng", "tấn", "tạ"))

_PARTING = re.compile(r"(?<=[^\W\d_])(?:[/,;|:]|…|\.{2,})(?=[^\W\d_])")
_BEFORE_LETTERS = re.compile(r"(?<=\w)[,;|](?=[^\W\d_])|(?<=[^\W\d_])[,;|](?=\d)")
_BEHIND_SIGNS = re.compile(r"(?<=\w)[/,;|](?=[^\W\d_])")  # where no number comes first: *U23/U19*
_DIGIT = re.compile(r"\d")


def parted(piece: str) -> Iterator[tuple[str, int]]:
    """The words of ``piece``, which stands between spaces, and where in it each begins."""
    start = 0
    for match in _signs(piece):
        yield piece[start : match.start()], start
        start = match.end()
    yield piece[start:], start


def _signs(piece: str) -> Iterator[re.Match[str]]:
    if piece.isalnum():
        return iter(())
    if _DIGIT.search(piece) is None:
        return (m for m in _PARTING.finditer(piece) if not _is_per(piece, m))
    return (_BEFORE_LETTERS if piece[0].isdecimal() else _BEHIND_SIGNS).finditer(piece)


def _is_per(piece: str, sign: re.Match[str]) -> bool:
    """Whether ``sign`` stands in a unit of measure: *km/h*, *đồng/lít*."""
    return sign.group() == "/" and piece[: sign.start()].lower() in _PER
