"""How is a term turned into a number, and back?  By its place in a sorted table.

The texts stand one after the other in byte order (UTF-8, as Whoosh orders terms), so a
number compares as its text does, and a prefix is a range of numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from index.arrays.file import Array, ArrayFile, ArrayWriter
from index.codec import kernels
from index.errors import SegmentDamaged

_AFTER_ALL = b"\xff"  # a byte that UTF-8 never has


class TermTable(Sequence[bytes]):
    """Texts in ascending order; text n is ``data[bounds[n]:bounds[n + 1]]``."""

    def __init__(self, data: Array, bounds: Array) -> None:
        self._data = data
        self._bounds = bounds

    @classmethod
    def read(cls, file: ArrayFile, name: str) -> TermTable:
        """The table that :func:`write_texts` wrote as ``name``."""
        data, bounds = file[f"{name}.data"], file[f"{name}.bounds"]
        if not len(bounds) or bounds.dtype != np.uint32 or bounds[-1] != len(data):
            raise SegmentDamaged(f"the bounds of {name} are not those of its texts")
        return cls(data, bounds)

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def __getitem__(self, number):  # type: ignore[no-untyped-def] # slices are not offered
        return self._data[self._bounds[number] : self._bounds[number + 1]].tobytes()

    def __iter__(self) -> Iterator[bytes]:
        data, bounds = self._data.tobytes(), self._bounds.tolist()
        return (data[first:end] for first, end in pairwise(bounds))

    def find(self, text: bytes) -> int:
        """The number of ``text``, or -1."""
        number = kernels.seek_text(self._data, self._bounds, text)
        return number if number < len(self) and self[number] == text else -1

    def has_beginning(self, prefix: bytes) -> bool:
        """Whether any of the texts begins with ``prefix``."""
        number = kernels.seek_text(self._data, self._bounds, prefix)
        return number < len(self) and bool(self[number].startswith(prefix))

    def starting_with(self, prefix: bytes) -> range:
        """The numbers of the texts that begin with ``prefix``."""
        first = kernels.seek_text(self._data, self._bounds, prefix)
        return range(first, kernels.seek_text(self._data, self._bounds, prefix + _AFTER_ALL))


def write_texts(writer: ArrayWriter, name: str, texts: Sequence[bytes]) -> None:
    """Write ``texts`` in their order; they make a :class:`TermTable` if that is ascending.

    Together they have less than 4 GiB: a segment has a bounded number of articles.
    """
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    bounds = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(lengths, out=bounds[1:])
    writer.add(f"{name}.data", np.frombuffer(b"".join(texts), np.uint8))
    writer.add(f"{name}.bounds", bounds.astype(np.uint32))


class Vocabulary:
    """The accented terms of a segment, and for each folded form the terms it stands for."""

    def __init__(self, file: ArrayFile) -> None:
        self.terms = TermTable.read(file, "terms")
        self.folded = TermTable.read(file, "folded")
        self._bounds = file["variants.bounds"]
        self._variants = file["variants"]
        if len(self._bounds) != len(self.folded) + 1:
            raise SegmentDamaged("there are not as many folded forms as lists of variants")

    def variants(self, folded: int) -> Array:
        """The numbers of the terms whose folding has this number, ascending."""
        return self.variants_between(folded, folded + 1)

    def variants_between(self, first: int, end: int) -> Array:
        """The same for all folded forms from ``first`` up to, not including, ``end``."""
        return self._variants[self._bounds[first] : self._bounds[end]]


def write_vocabulary(
    writer: ArrayWriter, terms: Sequence[bytes], folded_of: Sequence[bytes]
) -> None:
    """Write sorted ``terms``; ``folded_of[n]`` is the folding of term n."""
    folded = sorted(set(folded_of))
    number = {text: n for n, text in enumerate(folded)}
    own = np.fromiter((number[text] for text in folded_of), np.int64, len(folded_of))
    write_texts(writer, "terms", terms)
    write_texts(writer, "folded", folded)
    bounds = np.zeros(len(folded) + 1, np.int64)
    np.cumsum(np.bincount(own, minlength=len(folded)), out=bounds[1:])
    writer.add("variants.bounds", bounds)
    writer.add("variants", np.argsort(own, kind="stable").astype(np.uint32))
