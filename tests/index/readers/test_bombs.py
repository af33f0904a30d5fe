"""Bombs: what claims more than it is, or unpacks to more than it may, costs a reject and no more.

Limits are small here, so that a bomb of a megabyte is one; what is read before it stays.
"""

import bz2
import gzip
import io
import lzma
import random
import re
import sqlite3
import struct
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
import zstandard

from index.article import Article, Outcome, Reject
from index.readers import Limits, ReadOptions, read_file
from index.readers.formats import excel, sqlite
from index.readers.texts import csv_rows, markup
from index.readers.texts.markdown import without_marks

MIB = 1024**2
SMALL = Limits(ratio=50, free=MIB, memory=64 * MIB)
LINE = b'{"title": "%d", "body": "%s"}\n'
FIRST = b'{"title": "A"}\n'
ZEROS = FIRST + b" " * (8 * MIB)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., list[Outcome]]:
    """Write ``data`` under ``name`` and read it with ``limits``."""

    def write_and_read(name: str, data: bytes, limits: Limits = SMALL) -> list[Outcome]:
        (tmp_path / name).write_bytes(data)
        return list(read_file(tmp_path / name, ReadOptions(), limits=limits))

    return write_and_read


Read = Callable[..., list[Outcome]]


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.jsonl", data)
    return buffer.getvalue()


def overlapping(data: bytes, members: int) -> bytes:
    """A zip whose list names the same bytes many times."""
    packed = zlib.compress(data, 9, wbits=-15)
    sizes = zlib.crc32(data), len(packed), len(data)
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 33, *sizes, 7, 0) + b"a.jsonl"
    entry = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 33, *sizes, 7, *[0] * 6)
    listed = (entry + b"a.jsonl") * members
    start = len(local) + len(packed)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, members, members, len(listed), start, 0)
    return local + packed + listed + end


def only_reject(items: list[Outcome]) -> Reject:
    (reject,) = (one for one in items if isinstance(one, Reject))
    return reject


@pytest.mark.parametrize(
    ("suffix", "pack"),
    [
        ("gz", gzip.compress),
        ("xz", lzma.compress),
        ("bz2", bz2.compress),
        ("zst", zstandard.compress),
    ],
)
def test_what_unpacks_too_far_is_read_up_to_there_and_rejected(
    read: Read, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    article, reject = read(f"a.jsonl.{suffix}", pack(ZEROS * 2))
    assert isinstance(article, Article)
    assert isinstance(reject, Reject)
    assert "more than 50 times its size" in reject.reason
    assert "unpack it by hand" in reject.reason


def test_what_shrinks_as_texts_do_is_read_whole_however_large(read: Read) -> None:
    pick = random.Random(2)
    lines = [LINE % (n, pick.randbytes(40).hex().encode() * 12) for n in range(4000)]
    packed = gzip.compress(b"".join(lines))
    assert 4 * len(packed) < sum(map(len, lines)) < 50 * len(packed)
    made = read("a.jsonl.gz", packed, Limits(ratio=50, free=0))
    assert sum(isinstance(one, Article) for one in made) == len(made) == len(lines)


def test_a_small_file_may_unpack_as_far_as_is_free(read: Read) -> None:
    (article,) = read("a.jsonl.gz", gzip.compress(ZEROS), Limits(ratio=50, free=9 * MIB))
    assert isinstance(article, Article)


def test_members_count_together_and_none_behind_a_bomb_is_read(read: Read) -> None:
    half = FIRST + b" " * (MIB // 2)
    made = read("a.zip", zipped(a=half, b=half, c=half, d=FIRST))
    assert [type(one) for one in made] == [Article, Article, Reject]
    assert only_reject(made).where.endswith("a.zip!b.jsonl")


def test_members_of_a_zip_that_overlap_count_each_time(read: Read) -> None:
    pick = random.Random(3)
    data = FIRST + pick.randbytes(MIB // 8).hex().encode()  # by itself it shrinks to a half
    packed = overlapping(data, 300)
    made = read("a.zip", packed, Limits(ratio=20, free=0))
    fitting = 20 * len(packed) // len(data)
    assert sum(isinstance(one, Article) for one in made) in range(fitting - 1, fitting + 2)
    assert fitting < 300 // 20
    assert "more than 20 times" in only_reject([made[-1]]).reason


def test_a_bomb_inside_a_member_counts_too(read: Read) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.jsonl.gz", gzip.compress(ZEROS))
        archive.writestr("b.jsonl", FIRST)
    made = read("a.zip", buffer.getvalue())
    assert [type(one) for one in made] == [Article, Reject]


def test_a_tar_that_is_looked_through_twice_counts_once(read: Read) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name in ("a.jsonl", "b.jsonl"):
            info = tarfile.TarInfo(name)
            info.size = MIB // 3
            archive.addfile(info, io.BytesIO(FIRST + b" " * (MIB // 3)))
    made = read("a.tar.gz", buffer.getvalue())
    assert [type(one) for one in made] == [Article, Article]


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        (
            "xz",
            lzma.compress(FIRST, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 256 * MIB}]),
        ),
        (
            "zst",
            b"(\xb5/\xfd\x00" + bytes([(31 - 10) << 3]) + b"\x01\x00\x00",  # an empty last block
        ),
    ],
)
def test_a_window_larger_than_memory_is_not_made(read: Read, suffix: str, data: bytes) -> None:
    (reject,) = read(f"a.jsonl.{suffix}", data)
    assert isinstance(reject, Reject)
    assert "--memory" in reject.reason


def test_streams_of_xz_behind_each_other_and_padding_are_one_file(read: Read) -> None:
    packed = lzma.compress(FIRST) + b"\0" * 8 + lzma.compress(b'{"title": "B"}\n')
    made = read("a.jsonl.xz", packed)
    assert [one.title for one in made if isinstance(one, Article)] == ["A", "B"]
    assert "truncated" in only_reject(read("b.jsonl.xz", packed[:-20])).reason


def test_a_zip_with_more_members_than_memory_is_not_listed(read: Read) -> None:
    packed = overlapping(FIRST, 20_000)
    (reject,) = read("a.zip", packed, Limits(memory=MIB))
    assert isinstance(reject, Reject)
    assert "lists more members" in reject.reason


def test_a_file_with_holes_in_a_tar_is_not_filled_up(read: Read) -> None:
    info = tarfile.TarInfo("a.jsonl")
    info.pax_headers = {
        "GNU.sparse.map": f"0,0,{1 << 40},0",
        "GNU.sparse.size": str(1 << 40),
        "GNU.sparse.numblocks": "2",
    }
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(info)
    (reject,) = read("a.tar", buffer.getvalue())
    assert isinstance(reject, Reject)
    assert "holes" in reject.reason


@pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE])
def test_a_name_in_a_tar_of_any_length_is_not_held(read: Read, kind: bytes) -> None:
    header = tarfile.TarInfo("x")
    header.type, header.size = kind, 16 * MIB
    other = tarfile.TarInfo("a.jsonl")
    other.size = len(FIRST)
    data = other.tobuf() + FIRST.ljust(512, b"\0") + header.tobuf() + b"a" * (16 * MIB)
    tracemalloc.start()
    try:
        made = read("a.tar", data)
        assert tracemalloc.get_traced_memory()[1] < 8 * MIB
    finally:
        tracemalloc.stop()
    assert isinstance(made[0], Article)
    assert "tar" in only_reject(made).reason


@pytest.mark.parametrize("members", [0, 1])
def test_headers_of_a_tar_that_follow_each_other_for_ever_are_a_reject(
    read: Read, members: int
) -> None:
    member = tarfile.TarInfo("a.jsonl")
    member.size = len(FIRST)
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 512
    data = (member.tobuf() + FIRST.ljust(512, b"\0")) * members
    data += (header.tobuf(tarfile.USTAR_FORMAT) + b"9 path=a\n".ljust(512, b"\0")) * 5000
    made = read("a.tar", data)
    assert sum(isinstance(one, Article) for one in made) == members
    assert "damaged tar" in only_reject(made).reason


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_record_of_a_million_values_is_a_reject_and_the_next_is_read(
    read: Read, name: str
) -> None:
    crowded = b'{"title": "A", "x": [%s1]}\n' % (b"[]," * 600_000)
    made = read(name, crowded + b'{"title": "B"}\n')
    assert [one.title for one in made if isinstance(one, Article)] == ["B"]
    assert "more than 1,000,000 values" in only_reject(made).reason


def test_an_array_of_numbers_is_not_made_into_objects(read: Read) -> None:
    tracemalloc.start()
    try:
        made = read("a.json", b"[%s1]" % (b"1," * (2 * MIB)))
        assert tracemalloc.get_traced_memory()[1] < 8 * 4 * MIB  # as objects 45 times
    finally:
        tracemalloc.stop()
    assert "no object begins here" in only_reject(made).reason


def test_a_wrapper_of_many_values_is_gone_into(read: Read) -> None:
    record = b'{"title": "A %d", "x": [%s1]}'
    rows = b",".join(record % (n, b"[]," * 1000) for n in range(600))
    assert len(read("a.json", b'{"articles": [%s]}' % rows)) == 600


def test_a_table_by_columns_is_read_as_far_as_there_is_memory(read: Read) -> None:
    cells = b",".join(b'"%d": "Tin %d %s"' % (n, n, b"x" * 2000) for n in range(9000))
    table = b'{"title": {%s}, "body": {"0": "A"}}' % cells
    assert len(read("a.json", table, Limits(memory=256 * MIB))) == 9000
    (reject,) = read("a.json", table, Limits(memory=128 * MIB))
    assert isinstance(reject, Reject)
    assert "--memory" in reject.reason


def test_a_body_of_nothing_but_tags_is_not_made_a_tree(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parsed(text: str) -> None:
        raise AssertionError(f"{len(text)} characters are made a tree")

    monkeypatch.setattr(markup, "_parsed", parsed)
    body = b"<a>" * 250_000 + b"<p>Tin 1</p><p>Tin <b class='x'>2</b>"
    (made,) = read("a.jsonl", b'{"title": "A", "body": "%s"}\n' % body)
    assert isinstance(made, Article)
    assert made.body.split("\n") == ["Tin 1", "Tin", "2"]


def test_a_value_that_a_parquet_table_has_once_for_all_rows_is_held_for_a_few(
    read: Read, tmp_path: Path
) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = pyarrow.table({"title": [f"Tin {n}" for n in range(200)], "note": ["a" * MIB] * 200})
    parquet.write_table(table, tmp_path / "made")
    data = (tmp_path / "made").read_bytes()
    assert len(data) < MIB
    tracemalloc.start()
    try:
        made = read("a.parquet", data, Limits(memory=64 * MIB))
        assert tracemalloc.get_traced_memory()[1] < 64 * MIB
    finally:
        tracemalloc.stop()
    assert len(made) == 200
    (reject,) = read("b.parquet", data, Limits(free=MIB // 2, ratio=2))
    assert "like a bomb" in only_reject([reject]).reason


def test_a_row_of_a_table_has_an_end(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_rows, "MAX_RECORD_BYTES", 400)
    endless = b"title,body\nA,\n" + b'"x\n",' * 150 + b"\nB,\n"
    made = read("a.csv", endless)
    assert any(isinstance(one, Reject) and "a row of more" in one.reason for one in made)
    assert isinstance(made[0], Article)
    wide = read("b.csv", b"title,body\n" + b"," * 30_000 + b"\nB,\n")
    assert "fields" in only_reject(wide).reason
    assert [one.title for one in wide if isinstance(one, Article)] == ["B"]


def test_a_computed_column_of_a_database_has_the_size_of_a_record(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE a (title, body AS (hex(zeroblob(40000000))))")
        database.execute("INSERT INTO a (title) VALUES ('A')")
        database.commit()
    (reject,) = read_file(path, ReadOptions())
    assert isinstance(reject, Reject)
    assert "too big" in reject.reason


def test_a_view_that_finds_no_row_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "MAX_STEPS", 3_000_000)
    path = tmp_path / "a.db"
    endless = "WITH RECURSIVE x (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x)"
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"CREATE VIEW a AS {endless} SELECT 'A' AS title, max(n) AS body FROM x")
        database.commit()
    (reject,) = read_file(path, ReadOptions(table="a"))
    assert isinstance(reject, Reject)
    assert "without an end" in reject.reason


def test_a_quotation_of_any_depth_takes_no_more_memory_than_its_text() -> None:
    text = "> " * MIB + "x"
    tracemalloc.start()
    try:
        assert without_marks(text) == "x"
        assert tracemalloc.get_traced_memory()[1] < 4 * len(text)  # 60 times, where all is kept
    finally:
        tracemalloc.stop()


def test_a_cell_in_the_last_corner_of_a_sheet_makes_no_row_wide(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["title", "body"])
    sheet.append(["Mùa gặt", "Lúa chín"])
    sheet["XFD50"] = "x"
    packed = io.BytesIO()
    workbook.save(packed)
    sizes = []

    def row(header: list[str], cells: Sequence[object], *_: object) -> Sequence[Outcome]:
        sizes.append((len(header), len(cells)))
        return ()

    monkeypatch.setattr(excel, "_row", row)
    read("a.xlsx", packed.getvalue())
    assert sizes == [(2, 1_000)] * 49


def test_a_row_of_any_number_ends_a_sheet(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for cells in (["title", "body"], ["Mùa gặt", "Lúa chín"], ["Chợ nổi", "Bến đò"]):
        sheet.append(cells)
    packed = io.BytesIO()
    workbook.save(packed)
    odd = io.BytesIO()
    with zipfile.ZipFile(packed) as whole, zipfile.ZipFile(odd, "w") as made:
        for name in whole.namelist():
            page = re.sub(rb"<dimension[^>]*>", b"", whole.read(name))
            made.writestr(name, re.sub(rb'r="([AB]?)3"', rb'r="\g<1>99999"', page))
    monkeypatch.setattr(excel, "_MAX_ROWS", 100)
    (article,) = read("a.xlsx", odd.getvalue())
    assert isinstance(article, Article)
