"""What has to be done to a text before it stands in a table, in JSON, in XML, or in a message?

Spreadsheets run what looks like a formula, and XML has no room for some characters, not even
escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROLS = bytes(range(32))
_QUOTED = re.compile('[",\r\n]')
_EMPTY_CELL = '""'  # alone in its row, which would be none
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

BYTE_ORDER_MARK = "\ufeff"
"""What a table begins with, so that spreadsheets read it as UTF-8."""


def csv_row(cells: Iterable[str]) -> str:
    """Return one line; a cell that a spreadsheet would run as a formula gets an apostrophe before
    it.

    It is what :func:`csv.writer` writes, which takes six times as long for whole articles.

    >>> csv_row(["=1+1", "lũ, bão"])
    '\'=1+1,"lũ, bão"\\r\\n'
    """
    line = ",".join(map(_cell, cells))
    return f"{line or _EMPTY_CELL}\r\n"


def _cell(text: str) -> str:
    if text.startswith(_FORMULA):
        text = "'" + text
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def json_text(utf8: bytes) -> bytes:
    """Text in UTF-8 as a JSON string, without decoding it.

    >>> json_text('"lũ"\\n'.encode()).decode()
    '"\\\\"lũ\\\\"\\\\n"'
    """
    escaped = utf8.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    if len(escaped.translate(None, _CONTROLS)) != len(escaped):
        return msgspec.json.encode(utf8.decode())  # rare: few texts have any but line breaks
    return b'"%b"' % escaped


def xml_text(text: str) -> str:
    """Return ``text`` without the characters that XML may not have."""
    return _NOT_XML.sub("", text)


def excerpt(text: str, most: int) -> str:
    """``text`` in at most so many characters, the ellipsis of a cut one among them.

    >>> excerpt("dân vận khéo", 12), excerpt("dân vận khéo", 8)
    ('dân vận khéo', 'dân vận…')
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"
