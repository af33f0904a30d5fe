"""How is a format read that has to be sought in, from a stream that comes but once?

A plain file is opened where it lies; what comes out of a compressed file, an archive or a pipe is
written to a temporary file first, so that memory does not grow with it.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def on_disk(stream: io.BufferedReader) -> Iterator[Path]:
    """The path of a file with the bytes of ``stream``, of which none is read yet; a temporary one
    is gone afterwards.  Raises ``OSError``."""
    raw = stream.raw
    if isinstance(raw, io.FileIO) and isinstance(raw.name, str | Path) and raw.seekable():
        yield Path(raw.name)
        return
    with tempfile.TemporaryDirectory(prefix="timbao-") as folder:
        path = Path(folder) / "part"
        with path.open("wb") as copy:
            shutil.copyfileobj(stream, copy)
        yield path
