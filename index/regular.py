"""Is what has the name of a file a file?  A pipe would be waited for, and a device has no end."""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path


def open_regular(path: Path) -> BufferedReader:
    """Open the regular file ``path``, or the one that a link of that name leads to, for reading.

    Raises ``OSError``; for a pipe, a device or a folder too, of which nothing is read.
    """
    file = open(path, "rb", opener=_without_waiting)  # noqa: SIM115 - with an opener
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "is no regular file", str(path))
    return file


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)  # the end of a pipe that nobody writes to


def read_regular(path: Path, most: int) -> bytes:
    """All of a regular file of at most ``most`` bytes; raises ``OSError``, for a longer one too."""
    with open_regular(path) as file:
        if os.fstat(file.fileno()).st_size > most:
            raise OSError(errno.EFBIG, f"has more than {most:,} bytes", str(path))
        return file.read()
