"""How do many arrays live in one file, to be read in place?

    8 bytes     MAGIC
    arrays      one after the other, each beginning at a multiple of 64 bytes
    directory   JSON: name → element type, first byte, number of elements
    16 bytes    where the directory begins, MAGIC

A reader maps the file into memory: opening costs the same for any size, the system keeps
what is used and shares it between processes.  Numbers are little-endian, as on every
machine this runs on.
"""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import msgspec
import numpy as np
import numpy.typing as npt

from index.arrays.types import Array
from index.errors import SegmentDamaged
from index.regular import open_regular

_MAGIC = b"TIMBAO\x01\n"
_ALIGNMENT = 64  # a cache line
_FOOTER = struct.Struct("<Q8s")


# What the arrays of a segment may hold, by the last part of their names.
_BYTES, _NUMBERS, _OFFSETS = ("|u1",), ("<u4",), ("<u4", "<i8")
_TYPES = {
    "data": _BYTES, "lists": _BYTES, "dictionary": _BYTES, "unaccented": _BYTES, "casing": _BYTES,
    "joined": _BYTES, "closing": _BYTES,
    "keys": _NUMBERS, "codes": _NUMBERS, "lengths": _NUMBERS, "order": _NUMBERS,
    "variants": _NUMBERS, "counts": _NUMBERS, "signatures": _NUMBERS,
    "shares": ("<u2",), "starts": _OFFSETS, "bounds": _OFFSETS, "rows": ("<i8",),
    "published": ("<i8",), "indexed": ("<i8",), "hashes": ("<u8",),
}  # fmt: skip


class _Place(msgspec.Struct, frozen=True):
    """Where an array stands: its NumPy type, its first byte, its number of elements."""

    type: str
    first: int
    count: int


def _check(place: _Place, name: str, end: int) -> None:
    """Refuse a place of a type that such an array does not have, or not wholly before ``end``."""
    if place.type not in _TYPES.get(name.rpartition(".")[2], ()):
        raise SegmentDamaged(f"{name} cannot hold numbers of the type {place.type}")
    size = np.dtype(place.type).itemsize
    if place.first < 0 or place.count < 0 or place.first + place.count * size > end:
        raise SegmentDamaged(f"the place of {name} is not within the file")


class ArrayWriter:
    """Writes one file of arrays; a file that was not closed has no directory and is refused."""

    def __init__(self, path: Path) -> None:
        self.folder = path.parent
        self._file = path.open("wb")
        self._file.write(_MAGIC)
        self._places: dict[str, _Place] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        if kind is None:
            self._finish()
        self._file.close()

    def add(self, name: str, array: Array) -> None:
        """Write one array of numbers."""
        self.add_parts(name, array.dtype, (array,))

    def add_parts(self, name: str, dtype: npt.DTypeLike, parts: Iterable[Array]) -> None:
        """Write one array that comes in parts, none of which is kept."""
        self._file.write(b"\0" * (-self._file.tell() % _ALIGNMENT))
        first, count = self._file.tell(), 0
        for part in parts:
            self._file.write(np.ascontiguousarray(part, dtype).data)
            count += len(part)
        self._places[name] = _Place(np.dtype(dtype).str, first, count)

    def _finish(self) -> None:
        first = self._file.tell()
        self._file.write(msgspec.json.encode(self._places))
        self._file.write(_FOOTER.pack(first, _MAGIC))


class ArrayFile:
    """A file of arrays, mapped into memory.  Arrays are read-only and keep the mapping alive."""

    def __init__(self, path: Path) -> None:
        """Raises :class:`SegmentDamaged` for a file that is no whole file of arrays."""
        self.path = path
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size < len(_MAGIC) + _FOOTER.size:
                raise SegmentDamaged(f"{path}: too short for a file of arrays")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        first, magic = _FOOTER.unpack(self._map[-_FOOTER.size :])
        if magic != _MAGIC or first > size:
            raise SegmentDamaged(f"{path}: not a whole file of arrays")
        try:
            self._places = msgspec.json.decode(
                self._map[first : -_FOOTER.size], type=dict[str, _Place]
            )
        except ValueError as error:  # msgspec's own are among them
            raise SegmentDamaged(f"{path}: its directory is damaged ({error})") from error
        for name, place in self._places.items():
            _check(place, name, first)

    def __getitem__(self, name: str) -> Array:
        """The array ``name``, in place; raises ``SegmentDamaged`` if there is none."""
        place = self._places.get(name)
        if place is None:
            raise SegmentDamaged(f"a segment has no {name}")
        if not place.count:
            return np.zeros(0, place.type)
        return np.frombuffer(self._map, place.type, place.count, place.first)

    def release(self) -> None:
        """Let go of what was read; it is read again from the system's cache, or the disk."""
        if hasattr(mmap, "MADV_DONTNEED"):  # not on Windows
            self._map.madvise(mmap.MADV_DONTNEED)


def narrow(offsets: Array) -> Array:
    """``offsets`` in four bytes each where they fit."""
    return offsets.astype(offset_type(int(offsets.max()) if len(offsets) else 0))


def offset_type(largest: int) -> type[np.unsignedinteger[Any] | np.signedinteger[Any]]:
    """The type of offsets of which none is greater than ``largest``."""
    return np.uint32 if largest < 2**32 else np.int64
