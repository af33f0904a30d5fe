"""What has to be done to a text before it stands in a table, in XML, or in a message?

Spreadsheets run what looks like a formula, and XML has no room for some characters, not even
escaped.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

BYTE_ORDER_MARK = "\ufeff"
"""What a table begins with, so that spreadsheets read it as UTF-8."""


def csv_row(cells: Iterable[str]) -> str:
    """Return one line; a cell that a spreadsheet would run as a formula gets an apostrophe before
    it.

    >>> csv_row(["=1+1", "lũ, bão"])
    '\'=1+1,"lũ, bão"\\r\\n'
    """
    line = io.StringIO()
    csv.writer(line).writerow("'" + cell if cell.startswith(_FORMULA) else cell for cell in cells)
    return line.getvalue()


def xml_text(text: str) -> str:
    """Return ``text`` without the characters that XML may not have."""
    return _NOT_XML.sub("", text)


def excerpt(text: str, most: int) -> str:
    """``text`` in at most so many characters, the ellipsis of a cut one among them.

    >>> excerpt("dân vận khéo", 12), excerpt("dân vận khéo", 8)
    ('dân vận khéo', 'dân vận…')
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"
