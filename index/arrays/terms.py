"""How is a term turned into a number, and back?  By its place in a sorted table.

The texts stand one after the other in byte order (UTF-8, as Whoosh orders terms), so an
ordinal compares as its text does, and a prefix is a range of ordinals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from index.arrays.file import ArrayFile, ArrayWriter
from index.arrays.seek import seek_ceil
from index.arrays.types import Bounds, Bytes, Ordinals, TextBounds
from index.errors import SegmentDamaged

_TEXTS_AT_ONCE = 1 << 14  # as many are copied out of the file before they are handed on
_AFTER_ALL = b"\xff"  # a byte that UTF-8 never has


class TermTable(Sequence[bytes]):
    """Texts in ascending order; text n is ``data[bounds[n]:bounds[n + 1]]``."""

    def __init__(self, data: Bytes, bounds: TextBounds) -> None:
        self._data = data
        self._bounds = bounds

    @classmethod
    def read(cls, file: ArrayFile, name: str) -> TermTable:
        """The table that :func:`write_texts` wrote as ``name``; raises ``SegmentDamaged``."""
        data, bounds = file[f"{name}.data"], file[f"{name}.bounds"]
        if not len(bounds) or bounds.dtype != np.uint32 or bounds[-1] != len(data):
            raise SegmentDamaged(f"the bounds of {name} are not those of its texts")
        return cls(data, bounds)

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def __getitem__(self, ordinal):  # type: ignore[no-untyped-def] # slices are not offered
        return self._data[self._bounds[ordinal] : self._bounds[ordinal + 1]].tobytes()

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, len(self), _TEXTS_AT_ONCE):
            bounds = self._bounds[start : start + _TEXTS_AT_ONCE + 1].tolist()
            begin = bounds[0]
            data = self._data[begin : bounds[-1]].tobytes()
            yield from (data[first - begin : end - begin] for first, end in pairwise(bounds))

    def ordinal_of(self, text: bytes) -> int:
        """The ordinal of ``text``, or -1."""
        ordinal = seek_ceil(self._data, self._bounds, text)
        return ordinal if ordinal < len(self) and self[ordinal] == text else -1

    def has_prefix(self, prefix: bytes) -> bool:
        """Whether any of the texts begins with ``prefix``."""
        ordinal = seek_ceil(self._data, self._bounds, prefix)
        return ordinal < len(self) and bool(self[ordinal].startswith(prefix))

    def prefix_range(self, prefix: bytes) -> range:
        """The ordinals of the texts that begin with ``prefix``."""
        first = seek_ceil(self._data, self._bounds, prefix)
        return range(first, seek_ceil(self._data, self._bounds, prefix + _AFTER_ALL))


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
        self._bounds: Bounds = file["variants.bounds"]
        self._variants: Ordinals = file["variants"]
        if len(self._bounds) != len(self.folded) + 1:
            raise SegmentDamaged("there are not as many folded forms as lists of variants")

    def variants(self, folded: int) -> Ordinals:
        """The ordinals of the terms whose folding has the ordinal ``folded``, ascending."""
        return self.variants_between(folded, folded + 1)

    def variants_between(self, first: int, end: int) -> Ordinals:
        """The ordinals of the terms whose foldings have ordinals from ``first`` up to, not
        including, ``end``; those of one folding ascend."""
        return self._variants[self._bounds[first] : self._bounds[end]]


def write_vocabulary(
    writer: ArrayWriter, terms: Sequence[bytes], folded_of: Sequence[bytes]
) -> None:
    """Write sorted ``terms``; ``folded_of[n]`` is the folding of term n."""
    folded = sorted(set(folded_of))
    ordinal = {text: n for n, text in enumerate(folded)}
    own = np.fromiter((ordinal[text] for text in folded_of), np.int64, len(folded_of))
    write_texts(writer, "terms", terms)
    write_texts(writer, "folded", folded)
    bounds = np.zeros(len(folded) + 1, np.int64)
    np.cumsum(np.bincount(own, minlength=len(folded)), out=bounds[1:])
    writer.add("variants.bounds", bounds)
    writer.add("variants", np.argsort(own, kind="stable").astype(np.uint32))
