"""How much may one source file unpack to?

All that comes out of a file's compression and of its archive's members is counted together, against
the bytes of the file that have been read for it (:mod:`index.readers.limits`).  So it does not
matter how a small file promises much: by zeros, by members that lie on top of each other, or by a
thousand members of which each is below the bound.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import BinaryIO

from index.readers.limits import FREE_UNPACKED_BYTES, MAX_UNPACKED_BYTES, MAX_UNPACKED_RATIO


class UnpackedTooFarError(OSError):
    """A source file unpacks to more than its size lets expect."""


class Budget:
    """What a source file has unpacked to so far; ``read`` says how many of its bytes were read."""

    def __init__(self, read: Callable[[], int]) -> None:
        self._read = read
        self._most_read = 0  # an archive is sought in
        self._unpacked = 0

    def take(self, count: int) -> None:
        """Count ``count`` bytes more; raises :class:`UnpackedTooFarError` if that is too much."""
        self._unpacked += count
        if self._unpacked <= FREE_UNPACKED_BYTES:
            return
        self._most_read = max(self._most_read, self._read())
        most = max(FREE_UNPACKED_BYTES, MAX_UNPACKED_RATIO * self._most_read)
        if self._unpacked > min(most, MAX_UNPACKED_BYTES):
            raise UnpackedTooFarError(f"{self._unpacked} bytes unpacked")


class Measured(io.RawIOBase):
    """The bytes of an unpacked stream, taken from a budget as they are read for the first time."""

    def __init__(self, stream: BinaryIO | io.RawIOBase, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget
        self._position = self._furthest = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._stream.seekable()

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._position = self._stream.seek(offset, whence)
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer)) or b""
        self._position += len(data)
        if self._position > self._furthest:
            new, self._furthest = self._position - self._furthest, self._position
            self._budget.take(new)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


class Counted(io.RawIOBase):
    """A stream that cannot tell its position, such as a pipe, with the count of its bytes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = (
            self._stream.read1(len(buffer))
            if hasattr(self._stream, "read1")
            else self._stream.read(len(buffer))
        )
        self.count += len(data)
        buffer[: len(data)] = data
        return len(data)
