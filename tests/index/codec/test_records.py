"""Is a stored article that was altered ever read?  Each record bears a checksum of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import zstandard
from indexes import A, B, C, Write, biggest_file

from index.arrays.file import ArrayFile
from index.codec.segment_infos import read_segments
from index.codec.stored import BODIES, HEADS, Stored
from index.errors import SegmentDamaged
from index.store.opening import open_current


@pytest.fixture
def path(tmp_path: Path, sample_index: Path) -> Path:
    """A file of real articles, to be damaged."""
    return Path(shutil.copy(biggest_file(sample_index), tmp_path))


@contextmanager
def changed(file: int, place: int, mask: int) -> Iterator[None]:
    """Have bits of a byte flipped, in the file that is mapped, as long as the block runs."""
    (byte,) = os.pread(file, 1, place)
    os.pwrite(file, bytes([byte ^ mask]), place)
    try:
        yield
    finally:
        os.pwrite(file, bytes([byte]), place)


def read(stored: Stored, name: str, doc_id: int) -> bytes | None:
    try:
        return stored.records[name].packed(doc_id)
    except SegmentDamaged:
        return None


@pytest.mark.parametrize("name", [HEADS, BODIES])
@pytest.mark.parametrize("part", ["data", "bounds"])
def test_no_flipped_bit_makes_another_article_of_one(path: Path, name: str, part: str) -> None:
    """Not in the records, and not in what says where they begin, which may lead to another's."""
    stored = Stored(ArrayFile(path))
    count = len(stored.records[name])
    written = [stored.records[name].packed(doc_id) for doc_id in range(count)]
    bounds = ArrayFile(path)[f"{name}.bounds"].tolist()
    content = path.read_bytes()
    array = ArrayFile(path)[f"{name}.{part}"].tobytes()
    first = content.index(array)
    assert content.count(array) == 1
    if part == "bounds":
        width = len(array) // len(bounds)
        concerned = [(n, n // width) for n in range(len(array))]
    else:  # every byte of the beginnings, where zstd says what follows, and some of the rest
        starts = [(place, doc_id) for doc_id, place in enumerate(bounds[:-1])]
        concerned = [
            (place + n, doc_id)
            for place, doc_id in starts
            for n in (*range(10), *range(10, bounds[doc_id + 1] - place, 61))
        ]
    refused = 0
    with path.open("r+b") as file:
        for place, at in concerned:
            for bit in range(8):
                with changed(file.fileno(), first + place, 1 << bit):
                    for doc_id in {max(at - 1, 0), min(at, count - 1)}:
                        found = read(stored, name, doc_id)
                        refused += found is None
                        assert found in (None, written[doc_id]), (place, bit)
    assert refused > len(concerned)
    assert [read(stored, name, doc_id) for doc_id in range(count)] == written


def test_the_message_names_the_file(path: Path) -> None:
    stored = Stored(ArrayFile(path))
    record = stored.records[BODIES].compressed(0)
    with path.open("r+b") as file:
        place = path.read_bytes().index(record) + len(record) - 1
        with changed(file.fileno(), place, 1), pytest.raises(SegmentDamaged, match=path.name):
            stored.article(0)


def test_records_bear_checksums_after_merging_too(
    tmp_path: Path, build_index: object, write_jsonl: Write
) -> None:
    assert callable(build_index)
    root = build_index(tmp_path, [A], [A, B], [A, B, C])
    with closing(open_current(root)) as generation:
        segments = read_segments(generation.path)
        assert sum(int(alive.sum()) for _, alive in segments) == 3
        for data, _ in segments:
            for records in data.stored.records.values():
                for doc_id in range(len(records)):
                    frame = zstandard.get_frame_parameters(records.compressed(doc_id))
                    assert frame.has_checksum
