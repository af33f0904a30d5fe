"""What wraps a file, told by its first bytes: gzip, xz, bzip2 or zstd, and how is it undone?

All come from libraries as streams; several frames behind each other are one file, as all of these
formats have it.  Of zstd only what stops in the middle is told here, since its library is silent.
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

from index.readers.sources.budget import Budget, Given, Taken

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
_ZSTD_BYTES = 1024
_MAX_WINDOW_BYTES = 2**31  # of ``zstd --long=31``, the most that the library knows
_LARGE_WINDOW = (
    "needs more memory to be unpacked than --memory allows; give more ({} MB for any file), or "
    "unpack it by hand"
)
_ENOUGH_MB = {"xz": 4200, "zstd": 2100}


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


class LargeWindowError(OSError):
    """What was packed looks so far back that unpacking it takes more memory than there is."""

    def __init__(self, kind: str) -> None:
        super().__init__(_LARGE_WINDOW.format(_ENOUGH_MB[kind]))


def unwrapped(
    stream: io.BufferedReader, kind: str, budget: Budget, *, inner: bool = False
) -> io.RawIOBase:
    """``stream`` without the compression of this ``kind``; reading raises one of ``BROKEN``.

    ``inner`` where the stream itself has been counted as unpacked already.
    """
    packed = cast("BinaryIO", stream if inner else Taken(stream, budget))
    memory = budget.limits.memory
    if kind == "gzip":
        return Given(gzip.GzipFile(fileobj=packed), budget)
    if kind == "xz":
        return Given(_XzStream(packed, memory), budget)
    if kind == "bzip2":
        return Given(bz2.BZ2File(packed), budget)
    return Given(_ZstdStream(packed, memory), budget)


class _XzStream(io.RawIOBase):
    """The bytes of all streams of a file; a decoder is given ``memory`` bytes for its dictionary,
    which :class:`lzma.LZMAFile` cannot be told."""

    def __init__(self, stream: BinaryIO, memory: int) -> None:
        self._stream = stream
        self._memory = memory
        self._restart()

    def _restart(self) -> None:
        self._decoder: lzma.LZMADecompressor | None = None
        self._left = b""  # behind the end of a stream

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._stream.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Only the beginning can be gone back to."""
        if offset or whence != io.SEEK_SET:
            raise io.UnsupportedOperation("only the beginning can be gone back to")
        self._restart()
        return self._stream.seek(0)

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while True:
            if self._decoder is None and not self._next_stream():
                return 0
            decoder = cast("lzma.LZMADecompressor", self._decoder)
            data = self._left or (self._stream.read(_CHUNK_BYTES) if decoder.needs_input else b"")
            if not data and decoder.needs_input:
                raise EOFError("a stream is cut off")
            self._left = b""
            try:
                made = decoder.decompress(data, len(buffer))
            except lzma.LZMAError as error:
                if "limit" in str(error):
                    raise LargeWindowError("xz") from error
                raise
            if decoder.eof:
                self._left, self._decoder = decoder.unused_data, None
            if made:
                buffer[: len(made)] = made
                return len(made)

    def _next_stream(self) -> bool:
        """Begin the next stream, behind whose padding; false if there is none."""
        self._left = self._left.lstrip(b"\0")
        while not self._left:
            data = self._stream.read(_CHUNK_BYTES)
            if not data:
                return False
            self._left = data.lstrip(b"\0")
        self._decoder = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=self._memory)
        return True


class _ZstdStream(io.RawIOBase):
    """The bytes of all frames of a stream; raises ``EOFError`` where the last one is cut off."""

    def __init__(self, stream: BinaryIO, memory: int) -> None:
        self._stream = stream
        window = min(_MAX_WINDOW_BYTES, 1 << (memory.bit_length() - 1))
        self._context = zstandard.ZstdDecompressor(max_window_size=window)
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._left = memoryview(b"")  # not given to a decoder yet
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            self._left = self._left or memoryview(self._stream.read(_CHUNK_BYTES))
            if not self._left:
                if self._frame is not None:
                    raise EOFError("a frame is cut off")
                return 0
            self._ready = memoryview(self._decoded())
        count = min(len(self._ready), len(buffer))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _decoded(self) -> bytes:
        """What the next few bytes give, of which four may stand for 128 KiB."""
        self._frame = self._frame or self._context.decompressobj()
        data, self._left = self._left[:_ZSTD_BYTES], self._left[_ZSTD_BYTES:]
        try:
            made = self._frame.decompress(data)
        except zstandard.ZstdError as error:
            if "too much memory" in str(error):
                raise LargeWindowError("zstd") from error
            raise
        if self._frame.eof:
            unused = self._frame.unused_data
            self._left, self._frame = memoryview(unused + bytes(self._left)), None
        return made
