"""What is inside a compressed file or an archive?

``unpack`` turns one opened file into the parts that hold records: itself, what a
``.gz``, ``.xz`` or ``.bz2`` wraps (told by the first bytes, not by the name), or the
members of a ``.zip``.  ``guarded`` turns what breaks while reading into a reject, after
everything that could still be read.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, TypeVar, cast

from index.article import Reject, Skipped
from index.readers.leftovers import leftover

PEEK_BYTES = 65536
"""How many first bytes of a part can be looked at before it is read."""

# A zip can promise anything: nothing in a news corpus is larger, or shrinks further, than this.
MAX_MEMBER_BYTES = 2 * 1024**3
_MAX_RATIO = 200
_MIN_RATIO_BYTES = 64 * 1024**2

_WRAPPERS = (
    (b"\x1f\x8b", ".gz", "gzip"),
    (b"\xfd7zXZ\x00", ".xz", "xz"),
    (b"BZh", ".bz2", "bzip2"),
)
_ARCHIVE = ".zip"
PACKED_SUFFIXES = (*(suffix for _, suffix, _ in _WRAPPERS), _ARCHIVE)
"""What a file of any format may end in besides: the wrappers, and the archive."""
_BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile)

_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (EOFError, "truncated: the compressed data ends too early; get the file again"),
    (zipfile.BadZipFile, "truncated or damaged zip archive; get the file again"),
    (PermissionError, "no permission to read it; change its mode or owner"),
    (FileNotFoundError, "no such file"),
    (IsADirectoryError, "a folder that cannot be listed; change its mode or owner"),
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes that hold records, in one format.

    ``name`` is the base name without ``.gz`` and the like and tells the format; ``where`` is the
    place that goes into rejects: ``file`` or ``archive!member``.  ``stream`` is open until the next
    part is asked for.  ``named`` is false of an archive's member.
    """

    stream: io.BufferedReader
    name: str
    where: str
    named: bool = True


def unpack(
    stream: io.BufferedReader, name: str, where: str, *, wrapped: bool = False, zipped: bool = False
) -> Iterator[Part | Reject | Skipped]:
    """Yield the parts of ``stream``, and a reject for each that cannot be opened.

    ``name`` is its base name and ``where`` its place.  A part may have one wrapper, inside of one
    zip: ``wrapped`` and ``zipped`` say that ``stream`` has come out of one already.  What breaks
    while reading raises (``OSError``, ``EOFError``, an error of the decompressor); see ``guarded``.
    """
    head = stream.peek(8)[:8]
    for magic, suffix, kind in _WRAPPERS:
        if head.startswith(magic):
            if wrapped:
                yield Reject(where, "compressed twice; unpack it once before indexing")
                return
            with _open_wrapper(stream, kind) as inner:
                bare = name[: -len(suffix)] if name.lower().endswith(suffix) else name
                yield from unpack(inner, bare, where, wrapped=True, zipped=zipped)
            return
        if head and not wrapped and name.lower().endswith(suffix):
            yield Reject(where, f"its name ends in {suffix}, but it holds no {kind} data")
            return
    if not name.lower().endswith(_ARCHIVE):
        yield Part(stream, name, where, named=not zipped)
    elif zipped or wrapped:
        yield Reject(where, "an archive inside an archive; unpack it before indexing")
    elif not stream.seekable():
        yield Reject(where, "a zip archive cannot be read from a pipe; save it as a file first")
    else:
        yield from _members(stream, where)


def guarded(where: str, items: Iterable[T]) -> Iterator[T | Reject]:
    """Yield ``items``; if reading breaks off, yield one reject at ``where`` that says why, and end.

    Only errors of the operating system and of decompressors are caught.
    """
    try:
        yield from items
    except _BROKEN as error:
        yield Reject(where, _explain(error))


def buffered(stream: BinaryIO | io.RawIOBase) -> io.BufferedReader:
    """Return ``stream`` with a buffer of ``PEEK_BYTES`` that can be peeked into; closing it closes
    ``stream``."""
    return io.BufferedReader(cast("io.RawIOBase", stream), PEEK_BYTES)


def _open_wrapper(stream: io.BufferedReader, kind: str) -> io.BufferedReader:
    if kind == "gzip":
        return buffered(cast("BinaryIO", gzip.GzipFile(fileobj=stream)))
    if kind == "xz":
        return buffered(cast("BinaryIO", lzma.LZMAFile(stream)))
    return buffered(cast("BinaryIO", bz2.BZ2File(stream)))


def _members(stream: io.BufferedReader, where: str) -> Iterator[Part | Reject | Skipped]:
    with zipfile.ZipFile(stream) as archive:
        names = set(archive.namelist())
        for info in archive.infolist():
            path = PurePosixPath(info.filename)
            if info.is_dir() or any(part.startswith((".", "__MACOSX")) for part in path.parts):
                continue
            place = f"{where}!{info.filename}"
            if what := leftover(path, lambda other: str(other) in names):
                yield Skipped(place, what)
                continue
            reason = _refusal(info)
            if reason:
                yield Reject(place, reason)
            else:
                yield from guarded(place, _member(archive, info, path.name, place))


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, place: str
) -> Iterator[Part | Reject | Skipped]:
    try:
        opened = archive.open(info)
    except NotImplementedError:
        # zipfile says so, and only so, of what it cannot undo: an unknown method of compression,
        # patched data, strong encryption.  The other members are read all the same.
        yield Reject(place, "compressed in a way that cannot be read; pack it again with deflate")
        return
    with buffered(cast("BinaryIO", opened)) as member:
        yield from unpack(member, name, place, zipped=True)


def _refusal(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & 0x1:
        return "encrypted; unpack it with its password before indexing"
    if info.file_size > MAX_MEMBER_BYTES:
        return f"{info.file_size} bytes unpacked, more than {MAX_MEMBER_BYTES}; unpack and split it"
    if info.file_size > _MIN_RATIO_BYTES and info.file_size > _MAX_RATIO * info.compress_size:
        return "shrunk so far that it looks like a zip bomb; unpack it by hand if it is not"
    return ""


def _explain(error: Exception) -> str:
    """Say in a sentence what broke off the reading."""
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            return sentence
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read: {error.strerror}"
    return f"damaged compressed data ({error}); get the file again"
