"""Which files does a source name?

A file is itself, whatever it is called, but no device or socket: those may never end.  A folder
stands for every regular file below it, in sorted order, so that two runs over the same folder read
the same sequence.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.errors import SourceError


def find_files(source: Path) -> Iterator[Path]:
    """Return the files that ``source`` names.

    Raises :class:`~index.errors.SourceError`, at once, if it does not exist or may not be read.

    Hidden files and folders below ``source`` are skipped.  Links are followed, save those to a
    folder that is not below ``source``, or back to a folder above.  A folder below that may not be
    listed comes out itself, so that reading it gives the reject which the report should show.
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
    if not (is_folder or source.is_file() or source.is_fifo()):
        raise SourceError(f"{source}: a device or a socket; name a file, or '-' for standard input")
    return _walk(source, source.resolve()) if is_folder else iter([source])


def _walk(folder: Path, top: Path) -> Iterator[Path]:
    """By a list of the folders that are open: a path may have more parts than Python has calls."""
    levels: list[Iterator[tuple[Path, bool]]] = [iter([(folder, True)])]
    above: list[tuple[int, int]] = []
    while levels:
        path, is_folder = next(levels[-1], (None, False))
        if path is None:
            levels.pop()
            del above[-1:]
        elif not is_folder:
            yield path
        else:
            try:
                status = path.stat()
                entries = sorted(os.scandir(path), key=lambda entry: entry.name)
            except OSError:
                yield path
                continue
            here = (status.st_dev, status.st_ino)
            if here not in above:
                above.append(here)
                levels.append(_listed(path, entries, top))


def _listed(
    folder: Path, entries: Iterable[os.DirEntry[str]], top: Path
) -> Iterator[tuple[Path, bool]]:
    """The files and folders among ``entries`` that count; for each whether it is a folder."""
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = folder / entry.name
        if _is(entry, folder=True):
            if not entry.is_symlink() or path.resolve().is_relative_to(top):
                yield path, True
        elif _is(entry, folder=False):
            yield path, False


def _is(entry: os.DirEntry[str], *, folder: bool) -> bool:
    """Whether the entry is a folder or a file; a link that turns in circles is neither."""
    try:
        return entry.is_dir() if folder else entry.is_file()
    except OSError:
        return False
