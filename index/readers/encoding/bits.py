"""Are these bytes text at all, and do their characters take two or four bytes each?"""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the other's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, and the codec that takes each off."""

# What begins files that are no text although their first bytes might pass for one.
_MAGIC = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x7fELF",
    b"Rar!",
    b"7z\xbc",
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b"))
_FEW_CONTROLS = 2  # in a text too short for a share of them to mean anything
_MIN_TEXT_BYTES = 64
_LOOKED_AT_BYTES = 4096
_MIN_WIDE_BYTES = 16
# The upper bytes of the characters of Vietnamese text: Latin, combining marks, the letters with two
# accents, punctuation.
_UPPER = b"\x00\x01\x03\x1e\x20"
_CHUNK_BYTES = 65536


def wide_encoding(head: bytes) -> str | None:
    """Return the codec of UTF-16 or UTF-32 if ``head`` is in it, with or without its byte order
    mark, else ``None``."""
    for mark, name in BOMS:
        if head.startswith(mark):
            return None if name == "utf-8-sig" else name
    return _unmarked(head[:_LOOKED_AT_BYTES])


def _unmarked(head: bytes) -> str | None:
    """UTF-16 without a mark: every second byte is one of the few that open Latin characters."""
    head = head[: len(head) // 2 * 2]
    if len(head) < _MIN_WIDE_BYTES or b"\0" not in head:
        return None
    for codec, upper, lower in (
        ("utf-16-le", head[1::2], head[::2]),
        ("utf-16-be", head[::2], head[1::2]),
    ):
        latin = len(upper) - len(upper.translate(None, _UPPER))
        if latin * 20 >= len(upper) * 19 and upper.count(0) * 3 >= len(upper):
            text = len(lower) - len(lower.translate(None, _CONTROLS))
            if text * 20 <= len(lower):
                return codec
    return None


def is_binary(head: bytes) -> bool:
    """Return whether the first bytes of a file are no text in any encoding.

    A few control characters, NUL among them, stand in real texts, and readers skip them.
    """
    if head.startswith(_MAGIC):
        return True
    if wide_encoding(head):
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    few = _FEW_CONTROLS if len(head) >= _MIN_TEXT_BYTES else 0
    return controls > max(few, len(head) // 100)


def as_utf8(stream: BinaryIO, encoding: str) -> io.BufferedReader:
    """Return a stream that hands out as UTF-8 what ``stream`` holds in ``encoding``.

    Bytes that mean nothing in ``encoding`` come out as U+FFFD.
    """
    return io.BufferedReader(_Recoder(stream, encoding), _CHUNK_BYTES)


class _Recoder(io.RawIOBase):
    """Decodes and encodes chunk by chunk, so that a file of any size needs one chunk."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            chunk = self._stream.read(_CHUNK_BYTES)
            text = self._decoder.decode(chunk, final=not chunk)
            self._ready = text.encode("utf-8", "replace")
            if not chunk:
                break
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size
