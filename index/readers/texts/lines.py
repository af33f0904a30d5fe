"""What are the lines of a stream that may be larger than memory?

Lines end at ``\\n`` and nowhere else: real articles hold U+2028, at which
``str.splitlines`` and text mode would break a record.  A line beyond the limit is
skipped without being held, and reported as ``too_long``; the next one is read as usual.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass

from index.readers.encoding import as_utf8, wide_encoding
from index.readers.limits import MAX_RECORD_BYTES, PEEK_BYTES

_SKIP_BYTES = 1024 * 1024
TOO_LONG = f"a line of more than {MAX_RECORD_BYTES // 1024**2} MiB; no article is that long"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a stream: ``number`` counts from 1, ``data`` is empty if it was ``too_long``."""

    number: int
    data: bytes
    too_long: bool = False


def read_lines(stream: io.BufferedReader) -> Iterator[Line]:
    """Yield every line as bytes with its line break, without a byte order mark.

    A stream in UTF-16 or UTF-32 comes out as UTF-8, any other as it is, save that NUL is skipped.
    """
    wide = wide_encoding(stream.peek(PEEK_BYTES)[:PEEK_BYTES])
    if wide:
        stream = as_utf8(stream, wide)
    number = 0
    while data := stream.readline(MAX_RECORD_BYTES + 1):
        number += 1
        if number == 1:
            data = data.removeprefix(codecs.BOM_UTF8)
        if b"\0" in data:
            data = data.replace(b"\0", b"")
        if len(data) > MAX_RECORD_BYTES and not data.endswith(b"\n"):
            del data  # let go of it before the rest goes by
            _skip_line(stream)
            yield Line(number, b"", too_long=True)
        else:
            yield Line(number, data)


def _skip_line(stream: io.BufferedReader) -> None:
    while chunk := stream.readline(_SKIP_BYTES):
        if chunk.endswith(b"\n"):
            return
