"""Which files does an archive hold, and which of them can be read?

``zip_members`` and ``tar_members`` go over the members in their order.  A folder, a link, and what
systems hide is no member; a leftover (:mod:`index.readers.sources.leftovers`) is skipped.  A zip
has a list of its members and is read from a file that can be sought in; a tar is read as it comes,
so it may be compressed or stand in a pipe.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath
from typing import IO

from index.article import Reject, Skipped
from index.readers.limits import MAX_DIRECTORY_BYTES, MAX_MEMBER_NAME_BYTES
from index.readers.sources.compression import BROKEN
from index.readers.sources.leftovers import leftover

# A zip can promise anything: nothing in a news corpus is larger, or shrinks further, than this.
MAX_MEMBER_BYTES = 2 * 1024**3
_MAX_RATIO = 200
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_NOT_UNDONE = 0x20 | 0x40  # patched data, strong encryption (PKWARE's APPNOTE, 4.4.4)
_MIN_RATIO_BYTES = 64 * 1024**2


_END_OF_ZIP, _END_BYTES = b"PK\5\6", 22  # and behind it a comment of up to 64 KiB


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its base ``name``, its place for rejects (``archive!path``), and its
    bytes, until the next member is asked for."""

    stream: IO[bytes]
    name: str
    where: str


def zip_members(stream: io.BufferedReader, where: str) -> Iterator[Member | Reject | Skipped]:
    """Yield what the zip archive in ``stream`` holds; raises ``zipfile.BadZipFile``."""
    if _directory_bytes(stream) > MAX_DIRECTORY_BYTES:
        yield Reject(where, "a zip of more members than its list can be held; unpack it by hand")
        return
    with open_zip(stream) as archive:
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
            else:
                with archive.open(info) as opened:
                    yield Member(opened, path.name, place)


def open_zip(stream: IO[bytes]) -> zipfile.ZipFile:
    """The zip archive in ``stream``; raises ``zipfile.BadZipFile`` also of one that a later version
    of the format is needed for, where :mod:`zipfile` raises a ``RuntimeError``."""
    try:
        return zipfile.ZipFile(stream)
    except RuntimeError as error:
        raise zipfile.BadZipFile(str(error)) from error


def _directory_bytes(stream: io.BufferedReader) -> int:
    """How long the list of members says it is, which :mod:`zipfile` reads at once (APPNOTE, 4.3.16);
    of a list too long for the old form the most there can be."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - 2**16 - _END_BYTES))
    end = stream.read()
    stream.seek(0)
    at = end.rfind(_END_OF_ZIP)
    return int.from_bytes(end[at + 12 : at + 16], "little") if at >= 0 else 0


def refusal(info: zipfile.ZipInfo) -> str:
    """Why a member of a zip is not read, ``""`` if it is."""
    if info.flag_bits & 0x1:
        return "encrypted; unpack it with its password before indexing"
    if info.compress_type not in _METHODS or info.flag_bits & _NOT_UNDONE:
        return "compressed in a way that cannot be read; pack it again with deflate"
    if info.file_size > MAX_MEMBER_BYTES:
        return f"{info.file_size} bytes unpacked, more than {MAX_MEMBER_BYTES}; unpack and split it"
    if info.file_size > _MIN_RATIO_BYTES and info.file_size > _MAX_RATIO * info.compress_size:
        return "shrunk so far that it looks like a zip bomb; unpack it by hand if it is not"
    return ""


def is_tar(head: bytes, name: str) -> bool:
    """Whether a stream with these first bytes and this name is a tar archive."""
    return head[257:262] == b"ustar" or name.lower().endswith(".tar")


def tar_members(stream: io.BufferedReader, where: str) -> Iterator[Member | Reject | Skipped]:
    """Yield what the tar archive in ``stream`` holds; raises ``tarfile.TarError``."""
    exists, remember = _tar_names(stream)
    with tarfile.open(fileobj=stream, mode="r|", tarinfo=_ShortInfo) as archive:
        while (info := archive.next()) is not None:
            _forget(archive)
            path = PurePosixPath(info.name)
            remember(path)
            if not info.isfile() or _is_hidden(path):
                continue
            place = f"{where}!{info.name}"
            if info.issparse():  # a hole of any size takes no byte of the archive
                yield Reject(place, "a sparse file, which no article is; unpack it by hand")
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
        with (
            suppress(*BROKEN),
            tarfile.open(fileobj=stream, mode="r|", tarinfo=_ShortInfo) as archive,
        ):
            # What is damaged is said where the members are read.
            while (info := archive.next()) is not None:
                _forget(archive)
                paths.add(PurePosixPath(info.name))
        stream.seek(0)
    return paths.__contains__, paths.add


class _ShortInfo(tarfile.TarInfo):
    """What a tar says of a member, unless it is longer than any name: it is read at once."""

    _LONG = (
        *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
        *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
    )

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type in self._LONG and self.size > MAX_MEMBER_NAME_BYTES:
            raise tarfile.ReadError("the name of a member is too long")
        return super()._proc_member(archive)  # type: ignore[misc,no-any-return]


def _forget(archive: tarfile.TarFile) -> None:
    """Let go of the members gone by, all of which a ``TarFile`` keeps."""
    archive.members.clear()  # type: ignore[attr-defined]


def _is_hidden(path: PurePath) -> bool:
    return any(part.startswith((".", "__MACOSX")) and part != "." for part in path.parts)
