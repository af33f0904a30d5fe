"""Where do numbers wait that are written behind what is written now?  In a file without a name.

An array of a file comes in one piece; what is found out while it is written (of each list its key,
and where it begins) would otherwise be kept in memory until it ends.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from index.arrays.types import Array

_NUMBERS_AT_ONCE = 1 << 19


class Spool:
    """Numbers of one type, in the order in which they were added; ``folder`` has room for them."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed on leaving

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, numbers: Array) -> None:
        """Put ``numbers`` behind what is there."""
        self._file.write(np.ascontiguousarray(numbers).data)

    def parts(self, dtype: npt.DTypeLike) -> Iterator[Array]:
        """All numbers, which were of the type ``dtype``, some megabytes at a time."""
        self._file.seek(0)
        size = np.dtype(dtype).itemsize
        while data := self._file.read(_NUMBERS_AT_ONCE * size):
            yield np.frombuffer(data, dtype)
