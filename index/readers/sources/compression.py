"""What wraps a file, told by its first bytes: gzip, xz, bzip2 or zstd, and how is it undone?

All come from libraries as streams; several frames behind each other are one file, as all of these
formats have it.  xz and zstd are undone frame by frame: of xz the memory is bounded, of zstd what stops
in the middle is told and little is unpacked at once, none of which their streams do.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO, cast

import zstandard

from index.readers.limits import MAX_DICTIONARY_BYTES

BROKEN = (
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zstandard.ZstdError,
    zipfile.BadZipFile,
    tarfile.TarError,
)
"""What reading a damaged file raises."""

_CHUNK_BYTES = 64 * 1024
# Of zstd at once: zeros unpack to thirty thousand times as much, all of it in memory.
_ZSTD_CHUNK_BYTES = 1024
# Of ``zstd --long=31``: the most that the format allows, 2 GiB, is held only if a file asks for it.
_MAX_WINDOW_BYTES = 2**31


@dataclass(frozen=True, slots=True)
class Wrapper:
    """A compression: the first bytes, how names end, what it is called; ``tar_suffixes`` are the
    short forms of such a suffix behind ``.tar``."""

    magic: bytes
    suffix: str
    kind: str
    tar_suffixes: tuple[str, ...]

    def bare(self, name: str) -> str | None:
        """``name`` without its suffix; ``None`` if it does not end so."""
        lower = name.lower()
        if lower.endswith(self.suffix):
            return name[: -len(self.suffix)]
        short = next((one for one in self.tar_suffixes if lower.endswith(one)), None)
        return name[: -len(short)] + ".tar" if short else None


WRAPPERS = (
    Wrapper(b"\x1f\x8b", ".gz", "gzip", (".tgz",)),
    Wrapper(b"\xfd7zXZ\x00", ".xz", "xz", (".txz",)),
    Wrapper(b"BZh", ".bz2", "bzip2", (".tbz2", ".tbz")),
    Wrapper(b"(\xb5/\xfd", ".zst", "zstd", (".tzst",)),
)


def unwrapped(stream: io.BufferedReader, kind: str) -> BinaryIO | io.RawIOBase:
    """``stream`` without the compression of this ``kind``; reading raises one of ``BROKEN``."""
    if kind == "gzip":
        return cast("BinaryIO", gzip.GzipFile(fileobj=stream))
    if kind == "xz":
        return _XzStream(stream)
    if kind == "bzip2":
        return cast("BinaryIO", bz2.BZ2File(stream))
    return _ZstdStream(stream)


class _XzStream(io.RawIOBase):
    """The bytes of all frames of an xz stream; raises ``EOFError`` where the last one is cut off,
    ``lzma.LZMAError`` where one asks for too much memory."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._frame: lzma.LZMADecompressor | None = None
        self._left = b""  # behind the end of a frame

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while True:
            data = b""
            if self._frame is None or self._frame.needs_input:
                data = self._left or self._stream.read(_CHUNK_BYTES)
                self._left = b""
                if self._frame is None:
                    data = data.lstrip(b"\0")  # frames may be padded
                if not data:
                    if self._stream.peek(1):
                        continue
                    if self._frame is not None:
                        raise EOFError("a frame is cut off")
                    return 0
            self._frame = self._frame or lzma.LZMADecompressor(memlimit=MAX_DICTIONARY_BYTES)
            ready = self._frame.decompress(data, len(buffer))
            if self._frame.eof:
                self._left, self._frame = self._frame.unused_data, None
            if ready:
                buffer[: len(ready)] = ready
                return len(ready)


class _ZstdStream(io.RawIOBase):
    """The bytes of all frames of a stream; raises ``EOFError`` where the last one is cut off."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._context = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW_BYTES)
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._left = b""  # behind the end of a frame
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            data = self._left or self._stream.read(_ZSTD_CHUNK_BYTES)
            self._left = b""
            if not data:
                if self._frame is not None:
                    raise EOFError("a frame is cut off")
                return 0
            self._frame = self._frame or self._context.decompressobj()
            self._ready = memoryview(self._frame.decompress(data))
            if self._frame.eof:
                self._left, self._frame = self._frame.unused_data, None
        count = min(len(self._ready), len(buffer))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count
