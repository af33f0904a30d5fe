"""Files: every container opens, everything broken is a reject, nothing raises."""

import bz2
import gzip
import io
import lzma
import os
import random
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.article import Article, Outcome, Reject, Repaired, Skipped
from index.readers import (
    FORMAT_CHOICES,
    ReadOptions,
    SourceError,
    UsageError,
    find_files,
    read_file,
    read_stream,
)

NAMES = (
    *("a", "a.txt", "a.html", "a.jsonl", "a.json", "a.csv", "a.tsv"),
    *("a.gz", "a.xz", "a.bz2", "a.zst", "a.zip", "a.tar", "a.bin", "a.jsonl.gz"),
    *("a.db", "a.xlsx", "a.parquet"),
)
Read = Callable[..., list[Outcome]]
_DRAWN = random.Random(1)
RECORDS = b"".join(
    b'{"title": "Tin %d", "body": "%s"}\n' % (n, _DRAWN.randbytes(40).hex().encode())
    for n in range(2000)
)


def reason(items: list[Outcome]) -> str:
    assert isinstance(items[-1], Reject)
    return items[-1].reason


@pytest.mark.parametrize(
    ("suffix", "pack"),
    [("gz", gzip.compress), ("xz", lzma.compress), ("bz2", bz2.compress), ("plain", bytes)],
)
def test_every_wrapper_opens_and_a_truncated_one_keeps_what_came_before(
    read: Read, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    name = "a.jsonl" if suffix == "plain" else f"a.jsonl.{suffix}"
    whole = pack(RECORDS)
    made = read(name, whole)
    assert len(made) == 2000
    assert all(isinstance(item, Article) for item in made)
    cut = read(name, whole[: len(whole) * 2 // 3])
    assert sum(isinstance(item, Article) for item in cut) == len(cut) - 1
    assert len(cut) > (1 if suffix != "bz2" else 0)
    assert "truncated" in reason(cut)


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_zip_members_are_read_each_in_its_own_format(read: Read, tmp_path: Path) -> None:
    members = {
        "tin/a.jsonl": b'{"title": "A"}\n{x}\n',
        "tin/b.txt": "Chợ nổi\n\nMột phiên chợ.".encode(),
        "c.csv.gz": gzip.compress(b"title\nC\n"),
        "hong.jsonl.gz": gzip.compress(RECORDS)[:500],
        ".an/d.txt": b"an",
        "__MACOSX/e.txt": b"an",
        "f.zip": b"PK",
        "anh.png": b"\x89PNG\0\0",
        "g.jsonl": b'{"title": "G"}',
    }
    made = read("a.zip", zipped(members))
    titles = [item.title for item in made if isinstance(item, Article)]
    assert titles[:3] == ["A", "Chợ nổi", "C"]
    assert titles[-1] == "G"
    rejects = {item.where: item.reason for item in made if isinstance(item, Reject)}
    prefix = f"{tmp_path / 'a.zip'}!"
    assert f"{prefix}tin/a.jsonl:2" in rejects
    assert "truncated" in rejects[f"{prefix}hong.jsonl.gz"]
    assert "archive inside" in rejects[f"{prefix}f.zip"]
    assert len(rejects) == 3
    skipped = [item.where for item in made if isinstance(item, Skipped)]
    assert skipped == [f"{prefix}anh.png"]


def tarred(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("lien-ket.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return buffer.getvalue()


TAR = tarred(
    {
        "./tin/a.jsonl": b'{"title": "A"}\n{x}\n',
        "./tin/b.txt": "Chợ nổi\n\nMột phiên chợ.".encode(),
        "./c.csv.gz": gzip.compress(b"title\nC\n"),
        "./.an/d.txt": b"an",
        "./e_files/f.html": b"<html><body><p>khung</p></body></html>",
        "./e.html": b"",
        "./g.zip": b"PK",
        "./h.tar": tarred({}),
    }
)


def test_tar_members_are_read_each_in_its_own_format(read: Read, tmp_path: Path) -> None:
    packed = {
        "a.tar": TAR,
        "a.tar.gz": gzip.compress(TAR),
        "a.tgz": gzip.compress(TAR),
        "a.txz": lzma.compress(TAR),
        "a.tbz2": bz2.compress(TAR),
        "a.tar.zst": zstandard.compress(TAR),
        "khong-ten": TAR,
    }
    for name, data in packed.items():
        made = read(name, data)
        assert [one.title for one in made if isinstance(one, Article)] == ["A", "Chợ nổi", "C"]
        prefix = f"{tmp_path / name}!"
        rejects = {
            one.where.removeprefix(prefix): one.reason for one in made if isinstance(one, Reject)
        }
        assert list(rejects) == ["./tin/a.jsonl:2", "./g.zip", "./h.tar"]
        assert "archive inside" in rejects["./g.zip"]
        assert "archive inside" in rejects["./h.tar"]
        skipped = [one.where.removeprefix(prefix) for one in made if isinstance(one, Skipped)]
        assert set(skipped) == {"./e_files/f.html", "./e.html"}  # of the page, and an empty one


def test_a_tar_comes_through_a_pipe_and_one_cut_off_gives_what_is_whole(read: Read) -> None:
    first, *_ = read_stream(io.BytesIO(TAR), "-", ReadOptions())
    assert isinstance(first, Article)
    assert first.title == "A"
    cut = read("a.tar", TAR[:3000])
    assert isinstance(cut[0], Article)
    assert "damaged tar" in reason(cut)


def test_frames_of_zstd_behind_each_other_are_one_file(read: Read) -> None:
    frames = b"".join(zstandard.compress(RECORDS[n : n + 5000]) for n in range(0, 50_000, 5000))
    made = read("a.jsonl.zst", frames)
    assert len([one for one in made if isinstance(one, Article)]) == RECORDS[:50_000].count(b"\n")
    assert "truncated" in reason(read("b.jsonl.zst", frames[:-20]))
    assert "damaged compressed data" in reason(
        read("c.jsonl.zst", frames[: len(frames) // 2] + RECORDS[:5000])
    )


@pytest.mark.parametrize(
    ("at", "change", "said"),
    [
        (8, lambda byte: byte | 0x20, "cannot be read"),  # patched data
        (8, lambda byte: byte | 0x40, "cannot be read"),  # strong encryption
        (10, lambda _: 97, "cannot be read"),  # another method of compression
        (6, lambda _: 99, "damaged"),  # a later version of the format
    ],
)
def test_a_zip_beyond_what_python_unpacks_is_a_reject_and_no_traceback(
    read: Read, at: int, change: Callable[[int], int], said: str
) -> None:
    data = bytearray(zipped({"a.jsonl": b'{"title": "A"}'}))
    place = data.rindex(b"PK\x01\x02") + at
    data[place] = change(data[place])
    assert said in reason(read("a.zip", bytes(data)))


def test_a_member_of_a_zip_that_is_encrypted_is_refused(read: Read) -> None:
    data = bytearray(zipped({"a.jsonl": b'{"title": "A"}'}))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1  # the flag "encrypted" in the directory
    assert "encrypted" in reason(read("a.zip", bytes(data)))


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"", "empty file"),
        ("a.jsonl", b"", "empty file"),
        ("a.txt", b" \n ", "empty file"),
        ("a.jsonl.gz", gzip.compress(b"", mtime=0), "empty file"),
        ("a.txt", b"\x00\x01\x02", "binary"),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture, which is not read"),
        ("a.pdf", b"%PDF-1.4\n", "a PDF document"),
        ("a.docx", b"PK\x03\x04\x14", "a Word document"),
        ("a.tex", b"# Ghi", "--format text"),
        ("a.xml", b"<?xml version='1.0'?><rss></rss><", "no entries in it that can be read"),
        ("a.gz", b"tin", "holds no gzip"),
        ("a.zip", b"PK\x03\x04 hong", "zip"),
        ("a.jsonl.gz", gzip.compress(gzip.compress(b"{}", mtime=0), mtime=0), "twice"),
        ("a.txt", "Новости дня: ярмарка на реке".encode("koi8-r"), "iconv"),
    ],
)
def test_what_cannot_be_read_says_why(read: Read, name: str, data: bytes, says: str) -> None:
    made = read(name, data)
    assert len(made) == 1
    assert says in reason(made)


@pytest.mark.parametrize(
    ("name", "data", "title"),
    [
        ("trang", "Chợ nổi\n\nMột phiên chợ.", "Chợ nổi"),
        ("a.data", '{"title": "A"}\n{"title": "B"}\n', "A"),
        ("a.dump", '[{"title": "A"}]', "A"),
        ("A.JSONL", '{"title": "A"}', "A"),
    ],
)
def test_the_content_decides_where_the_name_does_not(
    read: Read, name: str, data: str, title: str
) -> None:
    first = read(name, data)[0]
    assert isinstance(first, Article)
    assert first.title == title


def test_texts_in_utf16_and_windows_1258_are_read(read: Read) -> None:
    text = "Chợ nổi\n\nMột phiên chợ."
    (article,) = read("a.txt", text.encode("utf-16"))
    assert isinstance(article, Article)
    assert article.title == "Chợ nổi"
    # windows-1258 writes some accents as marks of their own.
    marks = "Chơ\u0323 nô\u0309i\n\nMô\u0323t phiên chơ\u0323 đông."
    repaired, article = read("b.txt", marks.encode("cp1258"))
    assert isinstance(repaired, Repaired)
    assert repaired.encoding == "windows-1258"
    assert isinstance(article, Article)
    assert article.title == "Chợ nổi"


def test_a_forced_format_applies_inside_containers(read: Read) -> None:
    (article,) = read("a.md.gz", gzip.compress(b"# Ghi\n\nMot."), ReadOptions(format="text"))
    assert isinstance(article, Article)


def test_folders_give_sorted_visible_files_without_going_in_circles(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.txt", ".an/x.txt", "a/.y.txt", "d/e/f.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (tmp_path / "d" / "vong").symlink_to(tmp_path)
    (tmp_path / "len").symlink_to("..")
    found = [str(path.relative_to(tmp_path)) for path in find_files(tmp_path)]
    assert found == ["a/c.txt", "b.txt", "d/e/f.txt"]
    assert list(find_files(tmp_path / "a" / ".y.txt")) == [tmp_path / "a" / ".y.txt"]


def test_a_missing_source_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="khong-co"):
        find_files(tmp_path / "khong-co")


def test_a_file_that_vanished_or_is_a_folder_is_a_reject(tmp_path: Path) -> None:
    assert "no such file" in reason(list(read_file(tmp_path / "mat.txt", ReadOptions())))
    assert "folder" in reason(list(read_file(tmp_path, ReadOptions())))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission_is_an_error_for_a_source_and_a_reject_for_a_file(tmp_path: Path) -> None:
    path = tmp_path / "kin.txt"
    path.write_text("x")
    path.chmod(0)
    with pytest.raises(SourceError, match="permission"):
        find_files(path)
    assert "permission" in reason(list(read_file(path, ReadOptions())))


@pytest.mark.parametrize("name", ["word", "pdf"])
def test_formats_that_there_are_not_are_a_usage_error(name: str) -> None:
    with pytest.raises(UsageError, match=name):
        ReadOptions(format=name)


def test_map_to_an_unknown_field_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no field 'tieude'"):
        ReadOptions(mapping={"tieude": "x"})


def test_a_stream_is_json_lines_and_stays_open() -> None:
    stream = io.BytesIO(b'{"title": "A"}\n{')
    made = list(read_stream(stream, "-", ReadOptions()))
    assert isinstance(made[0], Article)
    assert isinstance(made[1], Reject)
    assert made[1].where == "-:2"
    assert not stream.closed


def test_reading_twice_gives_the_same(read: Read) -> None:
    data = '[{"title": "A"}, {"body": "B"}]'
    assert read("a.json", data) == read("a.json", data)


@settings(
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # the file is written anew
    deadline=None,
)
@given(
    data=st.one_of(
        st.binary(max_size=300),
        st.text(max_size=200).map(str.encode),
        st.binary(max_size=99).map(gzip.compress),
        st.text("<>&;/phtmlbody =\"'àđ\n", max_size=200).map(str.encode),
        st.text('[]{}:,"title1\\u\n', max_size=200).map(str.encode),
    ),
    name=st.sampled_from(NAMES),
    chosen=st.sampled_from(FORMAT_CHOICES),
)
def test_no_bytes_whatever_raise(tmp_path: Path, data: bytes, name: str, chosen: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    for item in read_file(path, ReadOptions(format=chosen)):
        assert isinstance(item, Article | Reject | Skipped | Repaired)
        assert not isinstance(item, Article) or item.title or item.body


def test_folders_may_lie_deeper_than_calls(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(sys.getrecursionlimit() + 100):
        deep /= "d"
        deep.mkdir()
    (deep / "a.txt").write_text("Mùa gặt")
    try:
        assert list(find_files(tmp_path)) == [deep / "a.txt"]
    finally:  # as what removes the test's folder calls itself, too
        (deep / "a.txt").unlink()
        while deep != tmp_path:
            deep.rmdir()
            deep = deep.parent
