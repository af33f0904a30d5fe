"""Where are the posting lists of a field, and what is in one?

A field is a sorted set of keys, ``starts`` (where in ``lists`` the list of each key begins) and
``lists`` (bytes, see ``lists.pxd``).  The key of a syllable or word is its number in
the segment's table; the key of a pair of syllables joins two of them (:func:`pair_keys`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.arrays.file import Array, ArrayFile, ArrayWriter, narrow
from index.codec import kernels, packing
from index.errors import SegmentDamaged

Ids = npt.NDArray[np.uint32]
Starts = npt.NDArray[np.int64]

# The most that packing takes: two numbers of five bytes a posting, one a position, four a list,
# and a skip of four for every 64th posting.
_BYTES_A_LIST, _BYTES_A_POSTING, _BYTES_A_POSITION = 20, 11, 5


@dataclass(frozen=True, slots=True)
class Postings:
    """One unpacked list: article ids, ascending, and how often the term stands in each."""

    ids: Ids
    tfs: Ids


class TermKeys:
    """The keys of a field of syllables or words."""

    def __init__(self, keys: Array) -> None:
        self._keys = keys

    @classmethod
    def read(cls, file: ArrayFile, name: str) -> TermKeys:
        """The keys that :func:`write_field` wrote."""
        return cls(file[f"{name}.keys"])

    def __len__(self) -> int:
        return len(self._keys)

    def all(self) -> Array:
        """Every key, ascending."""
        return self._keys

    def places(self, keys: Array) -> Array:
        """Where those of ``keys`` stand that the field has."""
        found = np.empty(len(keys), np.int64)
        wanted = keys.astype(np.uint32, copy=False)
        return found[: kernels.find_terms(self._keys, wanted, found)]


class PairKeys:
    """The keys of a field of pairs: per first syllable a row of codes for what follows it.

    Half as large as the keys themselves, which make up most of an index's dictionary.
    """

    def __init__(self, rows: Array, codes: Array) -> None:
        self._rows, self._codes = rows, codes

    @classmethod
    def read(cls, file: ArrayFile, name: str) -> PairKeys:
        """The keys that :func:`write_pair_keys` wrote."""
        return cls(file[f"{name}.rows"], file[f"{name}.codes"])

    def __len__(self) -> int:
        return len(self._codes)

    @property
    def terms(self) -> int:
        """How many terms may stand first."""
        return len(self._rows) - 1

    def all(self) -> Array:
        """Every key, ascending."""
        first = np.repeat(np.arange(len(self._rows) - 1, dtype=np.uint64), np.diff(self._rows))
        return first << np.uint64(32) | self._codes

    def places(self, first: Array, second: Array, *, parted: bool, close: bool = True) -> Array:
        """Where the pairs of one among ``first`` and one among ``second`` stand that the field has:
        those that only a space parts if ``close``, those that more parts if ``parted``."""
        found = np.empty(len(first) * len(second) * 2, np.int64)
        first, second = first.astype(np.uint32), second.astype(np.uint32)
        return found[
            : kernels.find_pairs(self._rows, self._codes, first, second, close, parted, found)
        ]


@dataclass(frozen=True, slots=True)
class Field:
    """The posting lists of one field; ``sized`` tells a field that has positions."""

    keys: TermKeys | PairKeys
    starts: Array
    lists: npt.NDArray[np.uint8]
    articles: int
    sized: bool

    def frequencies(self, starts: Starts) -> tuple[Ids, Ids]:
        """Document and collection frequency of the lists at ``starts``."""
        df, cf = np.empty(len(starts), np.uint32), np.empty(len(starts), np.uint32)
        kernels.counts(self.lists, starts, df, cf)
        return df, cf

    def read_list(self, start: int) -> Postings:
        """Unpack the list at ``start``."""
        df, _ = self.frequencies(np.array([start], np.int64))
        if df[0] > self.articles:
            raise SegmentDamaged("a posting list is longer than its segment")
        ids, tfs = np.empty(df[0], np.uint32), np.empty(df[0], np.uint32)
        kernels.decode(self.lists, int(start), self.sized, self.articles, ids, tfs)
        return Postings(ids, tfs)


class TermField(Field):
    """A field of syllables or words."""

    keys: TermKeys

    def find(self, keys: Array) -> Starts:
        """The starts of the lists of those ``keys`` that the field has."""
        return self.starts[self.keys.places(keys)].astype(np.int64)


class PairField(Field):
    """A field of pairs."""

    keys: PairKeys

    def find(self, first: Array, second: Array, *, parted: bool, close: bool = True) -> Starts:
        """The starts of the lists of pairs, as :meth:`PairKeys.places` chooses them."""
        places = self.keys.places(first, second, parted=parted, close=close)
        return self.starts[places].astype(np.int64)


def pair_keys(first: Array, second: Array, parted: Array | int) -> npt.NDArray[np.uint64]:
    """The keys of pairs of neighbours; ``parted`` is 1 where anything but a space parts them."""
    high = first.astype(np.uint64) << np.uint64(32)
    low = second.astype(np.uint64) << np.uint64(1)
    return np.bitwise_or(high | low, np.asarray(parted, np.uint64), dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Inverted:
    """The postings of a field, sorted by key, article, position.

    List n has the key ``keys[n]`` and the postings ``bounds[n]:bounds[n + 1]``; posting i is for
    the article ``ids[i]``, ``tfs[i]`` times; its positions begin at ``position_bounds[i]``.
    """

    keys: Array
    bounds: Starts
    ids: Ids
    tfs: Ids
    position_bounds: Starts
    positions: Ids | None


def write_field(writer: ArrayWriter, name: str, inverted: Inverted) -> None:
    """Pack the lists of a field of syllables or words and write them."""
    _write_lists(writer, name, inverted)
    writer.add(f"{name}.keys", inverted.keys.astype(np.uint32))


def write_pairs(writer: ArrayWriter, name: str, inverted: Inverted, terms: int) -> None:
    """Pack the lists of a field of pairs of ``terms`` different terms and write them."""
    _write_lists(writer, name, inverted)
    write_pair_keys(writer, name, inverted.keys, terms)


def write_pair_keys(writer: ArrayWriter, name: str, keys: Array, terms: int) -> None:
    """Write sorted keys as rows of codes."""
    rows = np.zeros(terms + 1, np.int64)
    first = (keys >> np.uint64(32)).astype(np.int64)
    np.cumsum(np.bincount(first, minlength=terms), out=rows[1:])
    writer.add(f"{name}.rows", rows)
    writer.add(f"{name}.codes", (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32))


def _write_lists(writer: ArrayWriter, name: str, inverted: Inverted) -> None:
    starts = np.zeros(len(inverted.keys), np.int64)
    room = most_bytes(len(inverted.keys), len(inverted.ids), inverted.positions)
    out = np.empty(room, np.uint8)
    used = packing.encode(
        inverted.bounds, inverted.ids, inverted.tfs,
        inverted.position_bounds, inverted.positions, out, starts,
    )  # fmt: skip
    writer.add(f"{name}.lists", out[:used])
    writer.add(f"{name}.starts", narrow(starts))


def most_bytes(lists: int, postings: int, positions: Array | None) -> int:
    """The most bytes that so many lists, postings and positions take when packed."""
    of_positions = _BYTES_A_POSITION * len(positions) if positions is not None else 0
    return _BYTES_A_LIST * lists + _BYTES_A_POSTING * postings + of_positions
