"""How is a file read that is one article as a whole?  A text, a page."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.article import Article, Outcome, Reject
from index.readers.encoding import Decoded, UndecodableError, is_binary
from index.readers.format import Origin
from index.readers.limits import MAX_RECORD_BYTES, PEEK_BYTES

_TOO_LARGE = f"larger than {MAX_RECORD_BYTES // 1024**2} MiB, which no single article is"
EMPTY = "empty file"
"""What is said of a file with nothing in it, or blanks."""

_BINARY = "a binary file, not the text that its name or --format promises"

Parse = Callable[[bytes, Origin], Article | str]
"""Takes the bytes and where they come from; returns the article or the reason for the reject."""


def read_whole(stream: io.BufferedReader, origin: Origin, parse: Parse) -> Iterator[Outcome]:
    """Yield the one article or the one reject that ``parse`` makes of all bytes of ``stream``."""
    made = _read(stream, origin, parse)
    yield Reject(origin.where, made) if isinstance(made, str) else made


def _read(stream: io.BufferedReader, origin: Origin, parse: Parse) -> Article | str:
    data = _bytes_of(stream)
    if isinstance(data, str):
        return data
    try:
        return parse(data, origin)
    except UndecodableError as error:
        return str(error)


@dataclass(frozen=True, slots=True)
class WholeText:
    """The text of a file and what it was ``repaired`` from, or the ``reason`` why it has none."""

    text: str = ""
    repaired: str = ""
    reason: str = ""


def read_text(stream: io.BufferedReader, decode: Callable[[bytes], Decoded]) -> WholeText:
    """The text of all bytes of ``stream``, as ``decode`` reads them."""
    data = _bytes_of(stream)
    if isinstance(data, str):
        return WholeText(reason=data)
    try:
        decoded = decode(data)
    except UndecodableError as error:
        return WholeText(reason=str(error))
    return WholeText(decoded.text, decoded.repaired)


def _bytes_of(stream: io.BufferedReader) -> bytes | str:
    """All bytes of a file, or why they are no text."""
    data = stream.read(MAX_RECORD_BYTES + 1)
    if len(data) > MAX_RECORD_BYTES:
        return _TOO_LARGE
    if not data.strip():
        return EMPTY
    if is_binary(data[:PEEK_BYTES]):
        return _BINARY
    return data
