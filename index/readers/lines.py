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

from index.readers.encoding import as_utf8, has_wide_bom
from index.readers.limits import MAX_RECORD_BYTES

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

    A stream that opens with the mark of UTF-16 or UTF-32 comes out as UTF-8, any other as it is.
    """
    wide = has_wide_bom(stream.peek(4)[:4])
    if wide:
        stream = as_utf8(stream, wide)
    number = 0
    while data := stream.readline(MAX_RECORD_BYTES + 1):
        number += 1
        if number == 1:
            data = data.removeprefix(codecs.BOM_UTF8)
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
