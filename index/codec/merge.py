"""How do several segments become one, without the articles that were deleted?

Terms get new ordinals in a common table; they keep their order, so the sorted keys of a field
stay sorted.  Then every list is joined from its parts in one loop over bytes
(:func:`index.codec.packing.merge`), a few megabytes at a time: memory does not grow with the
size of the lists that are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.arrays.file import ArrayWriter, narrow
from index.arrays.terms import TermTable, write_texts, write_vocabulary
from index.arrays.types import (
    AddressHashes,
    Array,
    Bounds,
    Bytes,
    Mask,
    Ordinals,
    PairKeyArray,
    Remap,
    SourceNumbers,
    Starts,
)
from index.article import TEXT_FIELDS
from index.codec import packing
from index.codec.build import write_facet
from index.codec.fingerprints import merge_fingerprints
from index.codec.ids import write_addresses, write_ids
from index.codec.keywords import merged_keywords, write_keywords
from index.codec.layout import PAIR_FIELDS, SYLLABLE_FIELDS, WORDS, unaccented_column
from index.codec.pairs import pair_keys, split_codes, split_keys
from index.codec.postings import Field, write_pair_keys
from index.codec.segment import SegmentData
from index.codec.stored import BODIES, HEADS, write_dictionary, write_records
from index.vietnamese import fold

_CHUNK_BYTES = 8 * 1024**2  # of joined lists, before they are written
_MAX_KEYS_AT_ONCE = 1_000_000  # each takes some 60 bytes while its range is joined

_NO_STARTS = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Part:
    """One segment that goes into the new one: what it holds, and which articles stay."""

    data: SegmentData
    alive: Mask


def merge_segments(path: Path, parts: Sequence[Part]) -> int:
    """Write one segment of all living articles of ``parts``; return how many they are."""
    remaps = _remaps(parts)
    with ArrayWriter(path) as writer:
        merged = _merge_tables([part.data.vocabulary.terms for part in parts])
        texts = merged.texts
        write_vocabulary(writer, texts, [fold(text.decode()).encode() for text in texts])
        writer.add("terms.casing", _merge_casing(parts, merged, "terms", TEXT_FIELDS))
        for name in SYLLABLE_FIELDS:
            _merge_terms(writer, name, parts, merged, remaps)
        for name in PAIR_FIELDS:
            _merge_pairs(writer, name, parts, merged, remaps)
        words = _merge_tables([part.data.word_table for part in parts])
        write_texts(writer, WORDS, words.texts)
        writer.add(f"{WORDS}.casing", _merge_casing(parts, words, WORDS, (WORDS,)))
        _merge_terms(writer, WORDS, parts, words, remaps)
        own = [part.data.keywords for part in parts]
        codes = [
            np.append(w, len(words.texts) + t) for w, t in zip(words.new, merged.new, strict=True)
        ]
        write_keywords(writer, *merged_keywords(own, [part.alive for part in parts], codes))
        _merge_columns(writer, parts)
        merge_fingerprints(writer, [(part.data.fingerprints, part.alive) for part in parts])
    return sum(int(part.alive.sum()) for part in parts)


def _remaps(parts: Sequence[Part]) -> list[Remap]:
    """Per part: old doc id → new doc id, -1 for a deleted article."""
    remaps, first = [], 0
    for part in parts:
        new = first + np.cumsum(part.alive) - 1
        remaps.append(np.where(part.alive, new, -1).astype(np.int32))
        first += int(part.alive.sum())
    return remaps


@dataclass(frozen=True, slots=True)
class _MergedTable:
    """The texts of several tables in one order; ``new[t][n]`` is the ordinal of text n of table t
    in it."""

    texts: list[bytes]
    new: list[Ordinals]


def _merge_tables(tables: Sequence[TermTable]) -> _MergedTable:
    texts = sorted(set().union(*tables))
    ordinal = {text: n for n, text in enumerate(texts)}
    new = [np.fromiter(map(ordinal.__getitem__, t), np.uint32, len(t)) for t in tables]
    return _MergedTable(texts, new)


def _merge_casing(
    parts: Sequence[Part], merged: _MergedTable, name: str, fields: Sequence[str]
) -> Bytes:
    """How each text is capitalised: as in the part in whose ``fields`` it stands most often."""
    casing = np.zeros(len(merged.texts), np.uint8)
    most = np.zeros(len(merged.texts), np.int64)
    for part, new in zip(parts, merged.new, strict=True):
        own = np.zeros(len(new), np.int64)
        for field in fields:
            read = part.data.terms[field]
            own[read.keys.all()] += read.frequencies(read.starts.astype(np.int64))[1]
        wins = own > most[new]
        casing[new[wins]] = part.data.casing(name)[wins]
        most[new[wins]] = own[wins]
    return casing


def _renumber_pairs(keys: PairKeyArray, new: Ordinals) -> PairKeyArray:
    first, codes = split_keys(keys)
    second, kinds = split_codes(codes)
    return pair_keys(new[first], new[second], kinds)


def _merge_terms(
    writer: ArrayWriter,
    name: str,
    parts: Sequence[Part],
    merged: _MergedTable,
    remaps: Sequence[Remap],
) -> None:
    """Write the joined lists of a field of syllables or words."""
    fields = [part.data.fields[name] for part in parts]
    keys = [new[field.keys.all()] for new, field in zip(merged.new, fields, strict=True)]
    joined = _write_joined(writer, name, _Joiner(fields, keys, remaps))
    writer.add(f"{name}.keys", joined)


def _merge_pairs(
    writer: ArrayWriter,
    name: str,
    parts: Sequence[Part],
    merged: _MergedTable,
    remaps: Sequence[Remap],
) -> None:
    """Write the joined lists of a field of pairs."""
    fields = [part.data.pairs[name] for part in parts]
    keys = [
        _renumber_pairs(field.keys.all(), new)
        for new, field in zip(merged.new, fields, strict=True)
    ]
    joined = _write_joined(writer, name, _Joiner(fields, keys, remaps))
    write_pair_keys(writer, name, joined, len(merged.texts))


def _write_joined(writer: ArrayWriter, name: str, joiner: _Joiner) -> Array:
    """Write the joined lists; return their keys."""
    writer.add_parts(f"{name}.lists", np.uint8, joiner.pieces())
    writer.add(f"{name}.starts", narrow(np.concatenate([_NO_STARTS, *joiner.starts])))
    return np.concatenate([joiner.no_keys, *joiner.keys])


class _Joiner:
    """Joins all lists of a field.  Once the pieces are out, ``keys`` and ``starts`` say what is in
    them and where; both come in as many arrays as there were ranges of keys."""

    def __init__(
        self, fields: Sequence[Field], keys: Sequence[Array], remaps: Sequence[Remap]
    ) -> None:
        self.no_keys = keys[0][:0]
        self.keys: list[Array] = []
        self.starts: list[Starts] = []
        self._fields, self._keys, self._remaps = fields, keys, list(remaps)
        self._written = 0

    def pieces(self) -> Iterator[Bytes]:
        """The packed lists, some megabytes at a time."""
        longest = max(self._keys, key=len)
        ranges = 1 + sum(map(len, self._keys)) // _MAX_KEYS_AT_ONCE
        cuts = longest[[len(longest) * n // ranges for n in range(1, ranges)]]
        bounds = [np.concatenate(([0], np.searchsorted(k, cuts), [len(k)])) for k in self._keys]
        for n in range(ranges):
            yield from self._range([slice(b[n], b[n + 1]) for b in bounds])

    def _range(self, slices: Sequence[slice]) -> Iterator[Bytes]:
        """Join the lists of a range of keys, which takes ``slices`` of the parts."""
        every = np.concatenate([k[s] for k, s in zip(self._keys, slices, strict=True)])
        if not len(every):
            return
        order = np.argsort(every, kind="stable")  # of runs that are sorted: a cheap merge
        every = every[order]
        begins = np.flatnonzero(np.append(True, every[1:] != every[:-1]))
        lengths = [s.stop - s.start for s in slices]
        sources = np.repeat(np.arange(len(slices), dtype=np.int32), lengths)
        from_starts = [f.starts[s] for f, s in zip(self._fields, slices, strict=True)]
        starts = np.concatenate(from_starts).astype(np.int64)
        made = np.zeros(len(begins), np.int64)
        bounds = np.append(begins, len(every))
        yield from self._join(bounds, sources[order], starts[order], made)
        kept = made >= 0
        self.keys.append(every[begins][kept])
        self.starts.append(made[kept])

    def _join(
        self,
        bounds: Bounds,
        sources: SourceNumbers,
        starts: Starts,
        made: Starts,
    ) -> Iterator[Bytes]:
        """Join the lists at ``starts`` of the parts ``sources``, list n from the elements
        ``bounds[n]:bounds[n + 1]`` of both; write into ``made`` where each begins, or -1."""
        df, cf = self._longest(bounds, sources, starts)
        has_positions = self._fields[0].has_positions
        ids, tfs = np.empty(df, np.uint32), np.empty(df, np.uint32)
        positions = np.empty(cf if has_positions else 0, np.uint32)
        out = np.empty(_CHUNK_BYTES + packing.max_bytes(1, df, len(positions)), np.uint8)
        blobs = [field.blob for field in self._fields]
        done = 0
        while done < len(made):
            before = done
            done, used = packing.merge(
                blobs, self._remaps, bounds, done, sources, starts, has_positions,
                ids, tfs, positions, out, made,
            )  # fmt: skip
            fresh = made[before:done]
            fresh[fresh >= 0] += self._written
            self._written += used
            yield out[:used]

    def _longest(
        self,
        bounds: Bounds,
        sources: SourceNumbers,
        starts: Starts,
    ) -> tuple[int, int]:
        """The most postings and the most positions that one joined list may have."""
        df, cf = np.empty(len(sources), np.uint32), np.empty(len(sources), np.uint32)
        for number, field in enumerate(self._fields):
            own = sources == number
            df[own], cf[own] = field.frequencies(starts[own])
        most_df = np.add.reduceat(df, bounds[:-1], dtype=np.int64).max()
        return int(most_df), int(np.add.reduceat(cf, bounds[:-1], dtype=np.int64).max())


def _merge_columns(writer: ArrayWriter, parts: Sequence[Part]) -> None:
    lengths = (f"{name}.lengths" for name in SYLLABLE_FIELDS)
    unaccented = dict.fromkeys(map(unaccented_column, SYLLABLE_FIELDS))
    for name in ("published", "indexed", *lengths, *unaccented):
        writer.add(name, np.concatenate([p.data.column(name)[p.alive] for p in parts]))
    for name in ("category", "source"):
        values: list[str] = []
        for part in parts:
            texts = [text.decode() for text in part.data.facet_values(name)]
            codes = part.data.column(f"{name}.codes")[part.alive]
            values += map(texts.__getitem__, codes.tolist())
        write_facet(writer, name, values)
    write_ids(writer, [p.data.ids[n] for p in parts for n in _living(p)])
    write_addresses(writer, np.concatenate([_addresses(part) for part in parts]))
    _merge_stored(writer, parts)


def _addresses(part: Part) -> AddressHashes:
    hashes = part.data.addresses
    if hashes is None:
        return np.zeros(np.count_nonzero(part.alive), np.uint64)
    return hashes[part.alive]


def _living(part: Part) -> list[int]:
    return np.flatnonzero(part.alive).tolist()


def _merge_stored(writer: ArrayWriter, parts: Sequence[Part]) -> None:
    """Copy the compressed records; those with another dictionary than the largest part's are
    compressed anew with that one."""
    largest = max(parts, key=lambda part: part.data.articles).data.stored.compressor

    def compressed(name: str) -> Iterator[bytes]:
        for part in parts:
            records = part.data.stored.records[name]
            if part.data.stored.compressor.content == largest.content:
                yield from map(records.compressed, _living(part))
            else:
                yield from largest.compress(map(records.packed, _living(part)))

    for name in (HEADS, BODIES):
        write_records(writer, name, compressed(name))
    write_dictionary(writer, largest.content)
