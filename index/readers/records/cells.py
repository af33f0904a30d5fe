"""What does a cell of a typed table say, as JSON would say it?

Databases, workbooks and Parquet keep moments, decimals and bytes; records are read from texts,
numbers, lists and objects.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal

from index.readers.encoding import UndecodableError, decode_text

Note = Callable[[str], None]
"""Is told the encoding that a text had to be put right from; ``""`` if it was right."""


def plain(value: object, note: Note) -> object:
    """``value`` as JSON would have it; bytes that are no text are nothing.

    A moment at midnight without a zone is a day: that is how Excel and databases keep days.
    """
    if isinstance(value, datetime):
        is_day = value.tzinfo is None and value.time() == time()
        return (value.date() if is_day else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return _text_of(bytes(value), note)
    if isinstance(value, dict):
        return {str(key): plain(one, note) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one, note) for one in value]
    return value


def _text_of(data: bytes, note: Note) -> str | None:
    try:
        decoded = decode_text(data)
    except UndecodableError:
        return None
    note(decoded.repaired)
    return decoded.text
