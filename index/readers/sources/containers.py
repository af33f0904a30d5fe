"""What is inside a compressed file or an archive?

``unpack`` turns one opened file into the parts that hold records: itself, what its compression
wraps (:mod:`index.readers.sources.compression`, told by the first bytes, not by the name), or the
members of a zip or tar (:mod:`index.readers.sources.archives`).  ``guarded`` turns what breaks
while reading into a reject, after everything that could still be read.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, TypeVar, cast

from index.article import Reject, Skipped
from index.readers.limits import PEEK_BYTES
from index.readers.sources.archives import CrowdedError, Member, is_tar, tar_members, zip_members
from index.readers.sources.budget import Budget, UnpacksTooFarError
from index.readers.sources.compression import BROKEN, WRAPPERS, LargeWindowError, unwrapped
from index.readers.sources.pipes import NobodyWritesError

_LOOK_BYTES = 512  # the first block of a tar
_ZIP, _TAR = ".zip", ".tar"
WRAPPED_SUFFIXES = tuple(one.suffix for one in WRAPPERS)
"""What a file of any format may end in besides."""
ARCHIVE_SUFFIXES = (_ZIP, _TAR, *(suffix for one in WRAPPERS for suffix in one.tar_suffixes))
"""Inside of what files of any format may stand."""

_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (EOFError, "truncated: the compressed data ends too early; get the file again"),
    (zipfile.BadZipFile, "truncated or damaged zip archive; get the file again"),
    (tarfile.TarError, "truncated or damaged tar archive; get the file again"),
    (PermissionError, "no permission to read it; change its mode or owner"),
    (FileNotFoundError, "no such file"),
    (IsADirectoryError, "a folder that cannot be listed; change its mode or owner"),
)

_SAID = (UnpacksTooFarError, LargeWindowError, CrowdedError, NobodyWritesError)

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
    stream: io.BufferedReader,
    name: str,
    where: str,
    budget: Budget,
    *,
    wrapped: bool = False,
    packed: bool = False,
) -> Iterator[Part | Reject | Skipped]:
    """Yield the parts of ``stream``, and a reject for each that cannot be opened.

    ``name`` is its base name, ``where`` its place, and ``budget`` says how far it may unpack.  A
    part may have one wrapper, inside of one archive: ``wrapped`` and ``packed`` say that ``stream``
    has come out of one already.  What breaks while reading raises (``OSError``, ``EOFError``, an
    error of the decompressor); see ``guarded``.
    """
    head = stream.peek(_LOOK_BYTES)[:_LOOK_BYTES]
    for one in WRAPPERS:
        if head.startswith(one.magic):
            if wrapped:
                yield Reject(where, "compressed twice; unpack it once before indexing")
                return
            with buffered(unwrapped(stream, one.kind, budget, inner=packed)) as inner:
                bare = one.bare(name)
                inside = name if bare is None else bare
                yield from unpack(inner, inside, where, budget, wrapped=True, packed=packed)
            return
        if head and not wrapped and one.bare(name) is not None:
            yield Reject(where, f"its name ends in {one.suffix}, but it holds no {one.kind} data")
            return
    yield from _opened(stream, name, where, budget, wrapped=wrapped, packed=packed)


def _opened(
    stream: io.BufferedReader,
    name: str,
    where: str,
    budget: Budget,
    *,
    wrapped: bool,
    packed: bool,
) -> Iterator[Part | Reject | Skipped]:
    """The stream itself if it is no archive, else what that holds."""
    in_tar = is_tar(stream.peek(_LOOK_BYTES), name)
    in_zip = name.lower().endswith(_ZIP)
    if not in_tar and not in_zip:
        yield Part(stream, name, where, named=not packed)
    elif packed or (wrapped and in_zip):
        yield Reject(where, "an archive inside an archive; unpack it before indexing")
    elif in_tar:
        yield from _parts(tar_members(stream, where), budget)
    elif stream.seekable():
        yield from _parts(zip_members(stream, where, budget), budget)
    else:
        yield Reject(where, "a zip archive cannot be read from a pipe; save it as a file first")


def _parts(
    members: Iterator[Member | Reject | Skipped], budget: Budget
) -> Iterator[Part | Reject | Skipped]:
    """The parts of members, until the archive has unpacked too far."""
    for one in members:
        if isinstance(one, Member):
            yield from guarded(one.where, _member(one, budget))
        else:
            yield one
        if budget.is_spent:
            return


def _member(member: Member, budget: Budget) -> Iterator[Part | Reject | Skipped]:
    with buffered(cast("BinaryIO", member.stream)) as stream:
        yield from unpack(stream, member.name, member.where, budget, packed=True)


def guarded(where: str, items: Iterable[T]) -> Iterator[T | Reject]:
    """Yield ``items``; if reading breaks off, yield one reject at ``where`` that says why, and end.

    Only errors of the operating system and of decompressors are caught.
    """
    try:
        yield from items
    except BROKEN as error:
        yield Reject(where, _explain(error))


def buffered(stream: BinaryIO | io.RawIOBase) -> io.BufferedReader:
    """Return ``stream`` with a buffer of ``PEEK_BYTES`` that can be peeked into; closing it closes
    ``stream``."""
    return io.BufferedReader(cast("io.RawIOBase", stream), PEEK_BYTES)


def _explain(error: Exception) -> str:
    """Say in a sentence what broke off the reading."""
    if isinstance(error, _SAID):
        return str(error)
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            return sentence
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read: {error.strerror}"
    return f"damaged compressed data ({error}); get the file again"
