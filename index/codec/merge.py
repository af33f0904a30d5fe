"""How do several segments become one, without the articles that were deleted?

Terms get new ordinals in a common table; they keep their order, so the sorted keys of a field
stay sorted.  Then every list is joined from its parts (:mod:`index.codec.joining`), some lists at a
time, and what has been read of the parts is let go: memory grows with the number of different
terms, and not with the lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.arrays.file import ArrayWriter, offset_type
from index.arrays.spool import Spool
from index.arrays.terms import TermTable, write_texts, write_vocabulary
from index.arrays.types import (
    AddressHashes,
    Bytes,
    Mask,
    Ordinals,
    Remap,
)
from index.article import TEXT_FIELDS
from index.codec.build import write_facet
from index.codec.fingerprints import merge_fingerprints
from index.codec.ids import write_addresses, write_ids
from index.codec.joining import Joiner
from index.codec.keywords import merged_keywords, write_keywords
from index.codec.layout import PAIR_FIELDS, SYLLABLE_FIELDS, WORDS, unaccented_column
from index.codec.pairs import split_keys
from index.codec.segment import SegmentData
from index.codec.stored import BODIES, HEADS, write_dictionary, write_records
from index.vietnamese import fold


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


def _merge_terms(
    writer: ArrayWriter,
    name: str,
    parts: Sequence[Part],
    merged: _MergedTable,
    remaps: Sequence[Remap],
) -> None:
    """Write the joined lists of a field of syllables or words."""
    joiner = Joiner([part.data.fields[name] for part in parts], merged.new, remaps)
    with Spool(writer.folder) as keys, Spool(writer.folder) as starts:

        def pieces() -> Iterator[Bytes]:
            for joined in joiner.ranges(len(merged.texts)):
                yield from joined.pieces()
                keys.add(joined.kept_keys().astype(np.uint32))
                starts.add(joined.kept_starts())
                _release(parts)

        writer.add_parts(f"{name}.lists", np.uint8, pieces())
        _write_starts(writer, name, starts, joiner.written)
        writer.add_parts(f"{name}.keys", np.uint32, keys.parts(np.uint32))


def _merge_pairs(
    writer: ArrayWriter,
    name: str,
    parts: Sequence[Part],
    merged: _MergedTable,
    remaps: Sequence[Remap],
) -> None:
    """Write the joined lists of a field of pairs."""
    joiner = Joiner([part.data.fields[name] for part in parts], merged.new, remaps)
    followers = np.zeros(len(merged.texts), np.int64)
    with Spool(writer.folder) as codes, Spool(writer.folder) as starts:

        def pieces() -> Iterator[Bytes]:
            for joined in joiner.ranges(len(merged.texts)):
                yield from joined.pieces()
                first, own = split_keys(joined.kept_keys())
                followers[joined.first : joined.end] = np.bincount(
                    first - np.uint32(joined.first), minlength=joined.end - joined.first
                )
                codes.add(own)
                starts.add(joined.kept_starts())
                _release(parts)

        writer.add_parts(f"{name}.lists", np.uint8, pieces())
        _write_starts(writer, name, starts, joiner.written)
        writer.add(f"{name}.rows", np.append(0, np.cumsum(followers)))
        writer.add_parts(f"{name}.codes", np.uint32, codes.parts(np.uint32))


def _write_starts(writer: ArrayWriter, name: str, starts: Spool, size: int) -> None:
    """Write where the lists of a field begin, which together have ``size`` bytes."""
    writer.add_parts(f"{name}.starts", offset_type(size), starts.parts(np.int64))


def _release(parts: Sequence[Part]) -> None:
    for part in parts:
        part.data.release()


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
    _release(parts)
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
            part.data.release()

    for name in (HEADS, BODIES):
        write_records(writer, name, compressed(name))
    write_dictionary(writer, largest.content)
