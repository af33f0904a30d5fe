"""Which files does an archive hold, and which of them can be read?

``zip_members`` and ``tar_members`` go over the members in their order.  A folder, a link, and what
systems hide is no member; a leftover (:mod:`index.readers.sources.leftovers`) is skipped.  A zip
has a list of its members and is read from a file that can be sought in; a tar is read as it comes,
so it may be compressed or stand in a pipe.  What a header says of sizes is only a claim.
"""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath
from typing import IO, BinaryIO, Self, cast

from index.article import Reject, Skipped
from index.readers.limits import Limits
from index.readers.sources.budget import Budget, Given
from index.readers.sources.compression import BROKEN
from index.readers.sources.leftovers import leftover

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_NOT_UNDONE = 0x20 | 0x40  # patched data, strong encryption (PKWARE's APPNOTE, 4.4.4)
_MAX_HEADER_BYTES = 1024**2  # of a long name, or of what pax says of a member; held in memory
_HEADERS = (
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
)
# What zipfile and tarfile raise of headers that were made up, besides their own errors.
_LIES = (RuntimeError, ValueError, OverflowError, LookupError, EOFError, struct.error)
_DAMAGED_MEMBER = "damaged: the archive has it otherwise than its list says; get it again"


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its base ``name``, its place for rejects (``archive!path``), and its
    bytes, until the next member is asked for."""

    stream: IO[bytes]
    name: str
    where: str


def zip_members(
    stream: io.BufferedReader, where: str, budget: Budget
) -> Iterator[Member | Reject | Skipped]:
    """Yield what the zip archive in ``stream`` holds; raises ``zipfile.BadZipFile``."""
    with open_zip(stream, budget.limits) as archive:
        paths = {PurePosixPath(name) for name in archive.namelist()}
        for info in archive.infolist():
            path = PurePosixPath(info.filename)
            if not info.filename:  # zipfile asks for its last letter
                yield Reject(where, "a member without a name; pack the archive again")
                continue
            if info.is_dir() or _is_hidden(path):
                continue
            place = f"{where}!{info.filename}"
            if what := leftover(path, paths.__contains__):
                yield Skipped(place, what)
            elif reason := refusal(info):
                yield Reject(place, reason)
            elif (opened := _opened(archive, info)) is None:
                yield Reject(place, _DAMAGED_MEMBER)
            else:
                budget.take(info.compress_size)
                with Given(cast("BinaryIO", opened), budget) as given:
                    yield Member(cast("IO[bytes]", given), path.name, place)


def _opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes] | None:
    """A member's bytes; ``None`` where they are not what the archive's list says of them."""
    try:
        return archive.open(info)
    except (*_LIES, zipfile.BadZipFile):
        return None


def open_zip(stream: IO[bytes], limits: Limits) -> zipfile.ZipFile:
    """The zip archive in ``stream``.

    Raises ``zipfile.BadZipFile``, also of one that a later version of the format is needed for or
    whose list makes no sense, where :mod:`zipfile` raises all kinds of errors, and
    :class:`CrowdedError` where that list is too long to be held.
    """
    try:
        return zipfile.ZipFile(cast("IO[bytes]", _Listing(stream, limits.listing)))
    except _LIES as error:
        raise zipfile.BadZipFile(str(error)) from error


class CrowdedError(OSError):
    """An archive lists more members than there is memory for."""


class _Listing:
    """A stream of which at most ``most`` bytes are read at once, as a zip's list of members is."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream = stream
        self._most = most
        self.seek = stream.seek
        self.tell = stream.tell
        self.seekable = stream.seekable

    def read(self, count: int = -1) -> bytes:
        if count > self._most:
            raise CrowdedError(
                "lists more members than there is memory for; unpack it, or give more --memory"
            )
        return self._stream.read(count)


def refusal(info: zipfile.ZipInfo) -> str:
    """Why a member of a zip is not read, ``""`` if it is."""
    if info.flag_bits & 0x1:
        return "encrypted; unpack it with its password before indexing"
    if info.compress_type not in _METHODS or info.flag_bits & _NOT_UNDONE:
        return "compressed in a way that cannot be read; pack it again with deflate"
    return ""


def is_tar(head: bytes, name: str) -> bool:
    """Whether a stream with these first bytes and this name is a tar archive."""
    return head[257:262] == b"ustar" or name.lower().endswith(".tar")


def tar_members(stream: io.BufferedReader, where: str) -> Iterator[Member | Reject | Skipped]:
    """Yield what the tar archive in ``stream`` holds; raises ``tarfile.TarError``."""
    exists, remember = _tar_names(stream)
    with _open_tar(stream) as archive:
        for info in _headers(archive):
            path = PurePosixPath(info.name)
            remember(path)
            if not info.isfile() or _is_hidden(path):
                continue
            place = f"{where}!{info.name}"
            if info.issparse():
                yield Reject(place, "a file with holes, which is not read; unpack the archive")
                continue
            opened = archive.extractfile(info)
            if what := leftover(path, exists):
                yield Skipped(place, what)
            elif opened is not None:
                with closing(opened):
                    yield Member(opened, path.name, place)


def _tar_names(
    stream: io.BufferedReader,
) -> tuple[Callable[[PurePath], bool], Callable[[PurePath], None]]:
    """Which paths there are, and what to tell each member's path: of a stream that cannot be
    sought in, only those that came before are known."""
    paths: set[PurePath] = set()
    if stream.seekable():
        with suppress(*BROKEN), _open_tar(stream) as archive:
            # What is damaged is said where the members are read.
            paths.update(PurePosixPath(info.name) for info in _headers(archive))
        stream.seek(0)
    return paths.__contains__, paths.add


class _BoundedInfo(tarfile.TarInfo):
    """A header that is refused where it says that another one of any length follows it."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str | None, errors: str) -> Self:
        info = super().frombuf(buf, encoding, errors)  # type: ignore[arg-type]
        if info.size < 0 or (info.type in _HEADERS and info.size > _MAX_HEADER_BYTES):
            raise tarfile.ReadError("a header of any length")
        return info


def _open_tar(stream: io.BufferedReader) -> tarfile.TarFile:
    """The archive in ``stream``, whose first header is read; raises ``tarfile.TarError``."""
    try:
        return tarfile.open(fileobj=stream, mode="r|", tarinfo=_BoundedInfo)
    except _LIES as error:  # a RecursionError is a RuntimeError
        raise tarfile.ReadError(f"a header that makes no sense: {error}") from error


def _headers(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """Each member's header; raises ``tarfile.TarError`` also where :mod:`tarfile` trips over one.

    A ``TarFile`` keeps all members; those gone by are let go.
    """
    while True:
        try:
            info = archive.next()
        except _LIES as error:
            raise tarfile.ReadError(f"a header that makes no sense: {error}") from error
        if info is None:
            return
        archive.members.clear()  # type: ignore[attr-defined]
        yield info


def _is_hidden(path: PurePath) -> bool:
    return any(part.startswith((".", "__MACOSX")) and part != "." for part in path.parts)
