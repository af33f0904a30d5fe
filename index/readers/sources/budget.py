"""How far may one source file unpack?  Its bytes are counted before and behind every decompressor.

A decompressor reads through :class:`Taken`, and what comes out of it is read through
:class:`Given`; both tell the :class:`Budget` of the source file, which raises
:class:`UnpacksTooFarError` as soon as more comes out than the limits allow.  Members of a zip that
overlap are read several times, so that what was read is at most what the file has.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import BinaryIO

from index.readers.limits import Limits

Stream = BinaryIO | io.BufferedIOBase | io.RawIOBase


class UnpacksTooFarError(OSError):
    """More came out of a file than any corpus shrinks to; the message says how to read it yet."""


class Budget:
    """What was read of a source file of ``size`` bytes (``None`` of a pipe) to be unpacked, and
    what came of it."""

    def __init__(self, limits: Limits, size: int | None) -> None:
        self.limits = limits
        self.is_spent = False
        self._size = size
        self._taken = 0
        self._given = 0

    def take(self, count: int) -> None:
        """Count ``count`` packed bytes; negative ones of what will be read once more."""
        self._taken += count

    def give(self, count: int) -> None:
        """Count ``count`` unpacked bytes, as :meth:`take`; raises :class:`UnpacksTooFarError`."""
        self._given += count
        taken = self._taken if self._size is None else min(self._taken, self._size)
        if self._given > max(self.limits.free, self.limits.ratio * taken):
            self.is_spent = True
            raise UnpacksTooFarError(
                f"unpacks to more than {self.limits.ratio} times its size, as a bomb does; what "
                "came before is read; unpack it by hand if it is none, and index what comes of it"
            )


class _Counted(io.RawIOBase):
    """A stream whose bytes are counted; what is sought back over is read, and counted, again."""

    def __init__(self, stream: Stream, count: Callable[[int], None]) -> None:
        self._stream = stream
        self._count = count
        self._own = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer)) or b""
        buffer[: len(data)] = data
        self._own += len(data)
        self._count(len(data))
        return len(data)

    def seekable(self) -> bool:
        return self._stream.seekable()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        place = self._stream.seek(offset, whence)
        if not place:
            own, self._own = self._own, 0
            self._count(-own)
        return place

    def tell(self) -> int:
        return self._stream.tell()


class Taken(_Counted):
    """A packed stream, as its decompressor reads it."""

    def __init__(self, stream: Stream, budget: Budget) -> None:
        super().__init__(stream, budget.take)


class Given(_Counted):
    """What comes out of a decompressor; closing it closes that."""

    def __init__(self, stream: Stream, budget: Budget) -> None:
        super().__init__(stream, budget.give)

    def close(self) -> None:
        self._stream.close()
        super().close()
