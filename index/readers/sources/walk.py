"""Which files does a source name?

A file is itself, whatever it is called.  A folder stands for every regular file below
it, in sorted order, so that two runs over the same folder read the same sequence.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from index.errors import SourceError

_OPEN_ALREADY = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")  # what a shell makes of <(command)


def find_files(source: Path) -> Iterator[Path]:
    """Return the files that ``source`` names.

    Raises :class:`~index.errors.SourceError`, at once, if it does not exist or may not be read.

    Hidden files and folders below ``source`` are skipped, and what is no file (a pipe, a socket, a
    device), which raises where ``source`` itself is one.  Links are followed, but not to a folder
    that holds the link or ``source``.  A folder below that may not be listed comes out
    itself, so that reading it gives the reject which the report should show.
    """
    try:
        is_folder = source.is_dir()
        exists = source.exists()
    except OSError as error:
        raise SourceError(f"{source}: {error.strerror}; check the path") from error
    if not exists:
        raise SourceError(f"{source}: no such file or folder; check the path")
    if not os.access(source, os.R_OK | (os.X_OK if is_folder else 0)):
        raise SourceError(f"{source}: no permission to read it; change its mode or owner")
    if is_folder:
        return _walk(source, frozenset(_ids(source.resolve().parents)))
    if not source.is_file() and not source.as_posix().startswith(_OPEN_ALREADY):
        raise SourceError(
            f"{source}: a pipe, a socket or a device, which may let us wait for ever; "
            f"hand over what comes of it with: reindex - < {source}"
        )
    return iter([source])


def _ids(folders: Sequence[Path]) -> Iterator[tuple[int, int]]:
    """What tells each folder from all others."""
    for folder in folders:
        with suppress(OSError):  # above a folder that may be read may be one that may not
            status = folder.stat()
            yield status.st_dev, status.st_ino


def _walk(folder: Path, above: frozenset[tuple[int, int]]) -> Iterator[Path]:
    try:
        status = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    here = (status.st_dev, status.st_ino)
    if here in above:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = folder / entry.name
        if _is(entry, folder=True):
            yield from _walk(path, above | {here})
        elif _is(entry, folder=False):
            yield path


def _is(entry: os.DirEntry[str], *, folder: bool) -> bool:
    """Whether the entry is a folder or a file; a link that turns in circles is neither."""
    try:
        return entry.is_dir() if folder else entry.is_file()
    except OSError:
        return False
