"""Where are the posting lists of a field, and what is in one?

A field is a sorted set of keys, ``starts`` (where in ``blob`` the list of each key begins, in
bytes) and ``blob`` (all lists packed, see ``lists.pxd``).  The key of a syllable or word is its
ordinal in the segment's table; the key of a pair of syllables joins two of them
(:mod:`index.codec.pairs`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.arrays.file import ArrayFile, ArrayWriter, narrow
from index.arrays.types import (
    Array,
    Bounds,
    Bytes,
    Counts,
    Frequencies,
    Indices,
    Ordinals,
    PairKeyArray,
    Positions,
    Starts,
    UnpackedIds,
)
from index.codec import kernels, packing
from index.codec.kernels import KIND_BITS
from index.codec.pairs import keys_of, pair_keys, split_codes, split_keys
from index.errors import SegmentDamaged


@dataclass(frozen=True, slots=True)
class Postings:
    """One unpacked list: doc ids, ascending, and how often the term stands in each."""

    ids: UnpackedIds
    tfs: Frequencies


class TermKeys:
    """The keys of a field of syllables or words."""

    def __init__(self, keys: Ordinals) -> None:
        self._keys = keys

    @classmethod
    def read(cls, file: ArrayFile, name: str) -> TermKeys:
        """The keys that :func:`write_field` wrote; raises ``SegmentDamaged``."""
        return cls(file[f"{name}.keys"])

    def __len__(self) -> int:
        return len(self._keys)

    def all(self) -> Ordinals:
        """Every key, ascending."""
        return self._keys

    def lists_per_term(self, terms: int) -> Counts:
        """How many keys each of so many ``terms`` has: one or none."""
        return np.bincount(self._keys, minlength=terms)

    def between(self, first: int, end: int, new: Ordinals) -> tuple[slice, Ordinals]:
        """Where the keys of the terms from ``first`` to before ``end`` stand, and what these keys
        are by the ordinals ``new`` of terms."""
        at, last = np.searchsorted(self._keys, (first, end)).tolist()
        return slice(at, last), new[self._keys[at:last]]

    def indices_of(self, ordinals: Ordinals) -> Indices:
        """Where among the keys those of ``ordinals`` (ascending) stand that the field has."""
        found = np.empty(len(ordinals), np.int64)
        wanted = ordinals.astype(np.uint32, copy=False)
        return found[: kernels.locate_keys(self._keys, wanted, found)]


class PairKeys:
    """The keys of a field of pairs: per first syllable a row of codes for what follows it.

    Half as large as the keys themselves, which make up most of an index's dictionary.
    """

    def __init__(self, rows: Bounds, codes: Ordinals) -> None:
        self._rows, self._codes = rows, codes

    @classmethod
    def read(cls, file: ArrayFile, name: str) -> PairKeys:
        """The keys that :func:`write_pair_keys` wrote; raises ``SegmentDamaged``."""
        return cls(file[f"{name}.rows"], file[f"{name}.codes"])

    def __len__(self) -> int:
        return len(self._codes)

    @property
    def terms(self) -> int:
        """How many terms may stand first."""
        return len(self._rows) - 1

    def all(self) -> PairKeyArray:
        """Every key, ascending."""
        first = np.repeat(np.arange(self.terms, dtype=np.uint64), np.diff(self._rows))
        return keys_of(first, self._codes)

    def lists_per_term(self, terms: int) -> Counts:
        """How many keys each of the ``terms``, all that there are, has in its row."""
        return np.diff(self._rows[: terms + 1])

    def between(self, first: int, end: int, new: Ordinals) -> tuple[slice, PairKeyArray]:
        """Where the pairs stand whose first terms are from ``first`` to before ``end``, and what
        their keys are by the ordinals ``new`` of terms."""
        places = slice(int(self._rows[first]), int(self._rows[end]))
        firsts = np.repeat(new[first:end], np.diff(self._rows[first : end + 1]))
        second, kinds = split_codes(self._codes[places])
        return places, pair_keys(firsts, new[second], kinds)

    def indices_of(self, first: Ordinals, second: Ordinals, kinds: int) -> Indices:
        """Where among the keys the pairs of one of ``first`` and one of ``second`` stand that are
        of any of ``kinds``, a bit each."""
        found = np.empty(len(first) * len(second) << KIND_BITS, np.int64)
        count = kernels.locate_pairs(
            self._rows,
            self._codes,
            first.astype(np.uint32, copy=False),
            second.astype(np.uint32, copy=False),
            kinds,
            found,
        )
        return found[:count]


@dataclass(frozen=True, slots=True)
class Field:
    """The posting lists of one field of a segment of so many ``articles``."""

    keys: TermKeys | PairKeys
    starts: Array
    blob: Bytes
    articles: int
    has_positions: bool

    def frequencies(self, starts: Starts) -> tuple[Frequencies, Frequencies]:
        """Document and collection frequency of the lists at ``starts``, as long as these.

        Raises ``SegmentDamaged``.
        """
        df, cf = np.empty(len(starts), np.uint32), np.empty(len(starts), np.uint32)
        kernels.read_frequencies(self.blob, starts, df, cf)
        return df, cf

    def read_postings(self, start: int) -> Postings:
        """Unpack the list at ``start``; raises ``SegmentDamaged``."""
        df, _ = self.frequencies(np.array([start], np.int64))
        if df[0] > self.articles:
            raise SegmentDamaged("a posting list is longer than its segment")
        ids, tfs = np.empty(df[0], np.uint32), np.empty(df[0], np.uint32)
        kernels.decode(self.blob, int(start), self.has_positions, self.articles, ids, tfs)
        return Postings(ids, tfs)


class TermField(Field):
    """A field of syllables or words."""

    keys: TermKeys

    def starts_of(self, ordinals: Ordinals) -> Starts:
        """Where the lists begin of those ``ordinals`` (ascending) that the field has."""
        return self.starts[self.keys.indices_of(ordinals)].astype(np.int64)


class PairField(Field):
    """A field of pairs."""

    keys: PairKeys

    def starts_of_pairs(self, first: Ordinals, second: Ordinals, kinds: int) -> Starts:
        """Where the lists of pairs begin, as :meth:`PairKeys.indices_of` chooses them."""
        indices = self.keys.indices_of(first, second, kinds)
        return self.starts[indices].astype(np.int64)


@dataclass(frozen=True, slots=True)
class Inverted:
    """The postings of a field, sorted by key, doc id, position.

    List n has the key ``keys[n]`` and the postings ``bounds[n]:bounds[n + 1]``; posting i is for
    the article ``ids[i]``, ``tfs[i]`` times; its positions begin at ``position_bounds[i]``.
    """

    keys: Array
    bounds: Bounds
    ids: UnpackedIds
    tfs: Frequencies
    position_bounds: Bounds
    positions: Positions | None


def write_field(writer: ArrayWriter, name: str, inverted: Inverted) -> None:
    """Pack the lists of a field of syllables or words and write them."""
    _write_lists(writer, name, inverted)
    writer.add(f"{name}.keys", inverted.keys.astype(np.uint32))


def write_pairs(writer: ArrayWriter, name: str, inverted: Inverted, terms: int) -> None:
    """Pack the lists of a field of pairs of ``terms`` different terms and write them."""
    _write_lists(writer, name, inverted)
    write_pair_keys(writer, name, inverted.keys, terms)


def write_pair_keys(writer: ArrayWriter, name: str, keys: PairKeyArray, terms: int) -> None:
    """Write sorted keys as rows of codes."""
    rows = np.zeros(terms + 1, np.int64)
    first, codes = split_keys(keys)
    np.cumsum(np.bincount(first, minlength=terms), out=rows[1:])
    writer.add(f"{name}.rows", rows)
    writer.add(f"{name}.codes", codes)


def _write_lists(writer: ArrayWriter, name: str, inverted: Inverted) -> None:
    starts = np.zeros(len(inverted.keys), np.int64)
    positions = inverted.positions
    max_bytes = packing.max_bytes(
        len(inverted.keys), len(inverted.ids), len(positions) if positions is not None else 0
    )
    out = np.empty(max_bytes, np.uint8)
    used = packing.encode(
        inverted.bounds, inverted.ids, inverted.tfs,
        inverted.position_bounds, positions, out, starts,
    )  # fmt: skip
    writer.add(f"{name}.lists", out[:used])
    writer.add(f"{name}.starts", narrow(starts))
