"""What did a text hold before a program wrote its line breaks and letters as escapes?

``\\n`` comes of databases and of JSON in a table, ``\\u1ebf`` of JSON that was written twice,
``b'\\xe1…'`` of Python's bytes that somebody made a text of, ``_x000D_`` of spreadsheets.  Each is
taken back only where nobody would have typed it.
"""

from __future__ import annotations

import ast
import re

_BREAK = re.compile(r"(?:\\r)?\\n(?![a-z])|(?<=[.!?;\"”)])(?:\\r)?\\n|\\r(?=\\n)")
_LETTER = re.compile(r"\\u([0-9a-fA-F]{4})")
_MIN_LETTERS = 2
_BYTES = ("b'", 'b"')
_SHEET_BREAK = re.compile(r"_x000[DdAa]_\n?")


def unescaped(text: str) -> str:
    """Return ``text`` with its escapes read, if it surely has some."""
    if "_x000" in text:
        text = _SHEET_BREAK.sub("\n", text)
    if "\\" not in text:
        return text
    if text.startswith(_BYTES) and "\\x" in text:
        text = _of_bytes(text)
    if len(_LETTER.findall(text)) >= _MIN_LETTERS:
        text = _LETTER.sub(lambda match: chr(int(match[1], 16)), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    # A text with line breaks of its own has no need of others.
    return text if "\n" in text else _BREAK.sub("\n", text)


def _of_bytes(text: str) -> str:
    """The UTF-8 in Python's notation of bytes; ``text`` if it is none."""
    try:
        data = ast.literal_eval(text.strip())
        return data.decode("utf-8") if isinstance(data, bytes) else text
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
