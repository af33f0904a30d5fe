"""How do lines of several processes and threads get into one file?  Each is written at once.

A file is opened to append and is looked at once a second: one that was moved away, as those do that
rotate logs, is begun anew.  A log that cannot be written stops no request; that is said once.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

LOOK_SECONDS = 1.0
TO_STDOUT = "-"


class Lines:
    """Lines of text in UTF-8, on standard output or in a file.  Safe to share between threads."""

    def __init__(self, target: str, tell: Callable[[OSError], None]) -> None:
        """Raises ``OSError`` where ``target`` cannot be written; later ones go to ``tell``."""
        self._path = None if target == TO_STDOUT else Path(target)
        self._tell = tell
        self._lock = threading.Lock()
        self._descriptor: int | None = None
        self._looked = time.monotonic()
        self._is_well = True
        self._open()

    def write(self, line: bytes) -> None:
        """Append ``line`` and its end."""
        rest = line + b"\n"
        with self._lock:
            try:
                self._look()
                while rest:  # a pipe may take less
                    rest = rest[os.write(self._open(), rest) :]
                self._is_well = True
            except OSError as error:
                if self._is_well:
                    self._is_well = False
                    self._tell(error)

    def close(self) -> None:
        """Let go of the file; the next line opens it again."""
        with self._lock:
            self._close()

    def _look(self) -> None:
        """Let go of a file that is no longer the one of its name."""
        now = time.monotonic()
        if self._path is None or self._descriptor is None or now - self._looked < LOOK_SECONDS:
            return
        self._looked = now
        held = os.fstat(self._descriptor)
        try:
            named = self._path.stat()
        except FileNotFoundError:
            self._close()
            return
        if (held.st_dev, held.st_ino) != (named.st_dev, named.st_ino):
            self._close()

    def _open(self) -> int:
        if self._path is None:
            return sys.stdout.fileno()
        if self._descriptor is None:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
            self._descriptor = os.open(self._path, flags, 0o640)
        return self._descriptor

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
