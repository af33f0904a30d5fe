"""Does anybody write to a pipe that was named?  Opening one waits for that, else for ever."""

from __future__ import annotations

import io
import os
from contextlib import suppress
from pathlib import Path
from threading import Thread

WAIT_S = 10.0
"""How long a pipe without a writer is waited for; with one it is read as long as that takes."""


class NobodyWritesError(OSError):
    """A pipe has no writer."""


def opened(path: Path) -> io.FileIO:
    """The file at ``path``, a pipe as soon as somebody writes to it.

    Raises ``OSError``, of a pipe :class:`NobodyWritesError`.
    """
    if not path.is_fifo():
        return path.open("rb", buffering=0)
    held: list[io.FileIO] = []

    def wait() -> None:
        with suppress(OSError):
            held.append(path.open("rb", buffering=0))

    opening = Thread(target=wait, daemon=True)
    opening.start()
    opening.join(WAIT_S)
    if not opening.is_alive() and held:
        return held[0]
    with suppress(OSError):
        os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))  # lets the thread go
    opening.join()
    for one in held:
        one.close()
    raise NobodyWritesError(f"a pipe that nobody writes to for {WAIT_S:g} s; name a file")
