"""How are the posting lists of a field joined from those of several segments?

Range by range of the terms: of each segment only the keys of one range are looked at, so that
memory depends on the size of a range and not on the number of different keys, of which pairs have
millions.  The lists themselves are joined in one loop over bytes
(:func:`index.codec.packing.merge`), a few megabytes at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.arrays.types import Array, Bounds, Bytes, Ordinals, Remap, SourceNumbers, Starts
from index.codec import packing
from index.codec.postings import Field

_CHUNK_BYTES = 8 * 1024**2  # of joined lists, before they are written
_MAX_KEYS_AT_ONCE = 500_000  # each takes some 60 bytes while its range is joined


class Joiner:
    """Joins all lists of ``fields``, the same field of several segments.

    ``new[n]`` are the joined ordinals of the terms of field n, ascending; ``remaps[n]`` the joined
    doc ids of its articles, -1 for those that go.
    """

    def __init__(
        self, fields: Sequence[Field], new: Sequence[Ordinals], remaps: Sequence[Remap]
    ) -> None:
        self.fields, self.remaps = fields, list(remaps)
        self.blobs = [field.blob for field in fields]
        self.written = 0
        """How many bytes the lists have that were joined so far."""
        self._new = new

    def ranges(self, terms: int) -> Iterator[Joined]:
        """The lists of all ``terms`` joined ordinals in ascending ranges; the pieces of one have to
        be read before the next."""
        cuts = self._cuts(terms)
        bounds = [np.searchsorted(own, cuts) for own in self._new]
        for n in range(len(cuts) - 1):
            yield self._range(n, cuts, bounds)

    def _range(self, n: int, cuts: Bounds, bounds: Sequence[Bounds]) -> Joined:
        keys, starts = [], []
        for field, new, own in zip(self.fields, self._new, bounds, strict=True):
            places, found = field.keys.between(int(own[n]), int(own[n + 1]), new)
            keys.append(found)
            starts.append(field.starts[places].astype(np.int64))
        return Joined(self, int(cuts[n]), int(cuts[n + 1]), keys, starts)

    def _cuts(self, terms: int) -> Bounds:
        """The joined ordinals at which ranges begin, and the end of the last."""
        lists = np.zeros(terms, np.int64)
        for field, new in zip(self.fields, self._new, strict=True):
            lists[new] += field.keys.lists_per_term(len(new))
        before = np.cumsum(lists)
        ranges = 1 + (int(before[-1]) if terms else 0) // _MAX_KEYS_AT_ONCE
        ends = np.searchsorted(before, [int(before[-1]) * n // ranges for n in range(1, ranges)])
        return np.unique([0, *ends.tolist(), terms])


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists of a range by their keys: those of key n are the elements
    ``bounds[n]:bounds[n + 1]`` of the others, each at its start in the list of its source."""

    keys: Array
    bounds: Bounds
    sources: SourceNumbers
    starts: Starts
    df: Bounds
    cf: Bounds


class Joined:
    """The lists of the terms from ``first`` to before ``end``; ``keys[n]`` and ``starts[n]`` are
    the keys, joined, and the lists of field n of ``joiner``."""

    def __init__(
        self,
        joiner: Joiner,
        first: int,
        end: int,
        keys: Sequence[Array],
        starts: Sequence[Starts],
    ) -> None:
        self.first, self.end = first, end
        self._joiner = joiner
        self._lists = _sorted(joiner.fields, keys, starts)
        self._made = np.full(len(self._lists.bounds) - 1, -1, np.int64)

    def kept_keys(self) -> Array:
        """The keys of the lists that are not empty, ascending."""
        return self._lists.keys[self._made >= 0]

    def kept_starts(self) -> Starts:
        """Where those lists begin among all bytes that were joined."""
        return self._made[self._made >= 0]

    def pieces(self) -> Iterator[Bytes]:
        """The packed lists, some megabytes at a time; valid until the next piece."""
        lists, joiner, made = self._lists, self._joiner, self._made
        if not len(made):
            return
        df = int(np.add.reduceat(lists.df, lists.bounds[:-1]).max())
        cf = int(np.add.reduceat(lists.cf, lists.bounds[:-1]).max())
        has_positions = joiner.fields[0].has_positions
        ids, tfs = np.empty(df, np.uint32), np.empty(df, np.uint32)
        positions = np.empty(cf if has_positions else 0, np.uint32)
        out = np.empty(_CHUNK_BYTES + packing.max_bytes(1, df, len(positions)), np.uint8)
        done = 0
        while done < len(made):
            before = done
            done, used = packing.merge(
                joiner.blobs, joiner.remaps, lists.bounds, done, lists.sources, lists.starts,
                has_positions, ids, tfs, positions, out, made,
            )  # fmt: skip
            fresh = made[before:done]
            fresh[fresh >= 0] += joiner.written
            joiner.written += used
            yield out[:used]


def _sorted(fields: Sequence[Field], keys: Sequence[Array], starts: Sequence[Starts]) -> _Lists:
    """The lists at ``starts`` of ``fields`` in the order of their ``keys``."""
    found = [field.frequencies(own) for field, own in zip(fields, starts, strict=True)]
    df = np.concatenate([df for df, _ in found])
    cf = np.concatenate([cf for _, cf in found])
    sources = np.repeat(np.arange(len(keys), dtype=np.int32), [len(own) for own in keys])
    every = np.concatenate(keys)
    order = np.argsort(every, kind="stable")  # of runs that are sorted: a cheap merge
    every = every[order]
    begins = np.flatnonzero(np.append(len(every) > 0, every[1:] != every[:-1])[: len(every)])
    return _Lists(
        keys=every[begins],
        bounds=np.append(begins, len(every)),
        sources=sources[order],
        starts=np.concatenate(starts)[order],
        df=df[order].astype(np.int64),
        cf=cf[order].astype(np.int64),
    )
