"""Is bad input named, rejected or refused, and the live index left alone when a run fails?"""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from indexes import A, B, C, Cli, Write, assert_adds_up, counts, titles

from index.store.opening import current_name


@pytest.mark.parametrize(
    "arguments",
    [(), ("--format", "doc", "x"), ("--map", "ten", "x"), ("--map", "giá=ten", "x"),
     ("--jobs", "0", "x"), ("--khôngcó", "x"), ("--format", "docx", "x")],
)  # fmt: skip
def test_wrong_usage_ends_with_2_and_says_how(
    tmp_path: Path, reindex_here: Cli, arguments: tuple[str, ...]
) -> None:
    ran = reindex_here(tmp_path / "index", *arguments)
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert "Error" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "index").exists()


def cut_gzip() -> bytes:
    whole = gzip.compress(json.dumps(A).encode() * 50)
    return whole[: len(whole) // 2]


BAD_FILES = {
    "empty.jsonl": b"",
    "blank.txt": b"  \n\n ",
    "binary.bin": bytes(range(256)) * 40,
    "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(400),
    "cut.jsonl.gz": cut_gzip(),
    "cut.json": b'[{"id": "a", "title": "M\xc3\xb9a',
    "wrong.jsonl": '{"id": "w", "title": "Tiếng Việt"}\n'.encode("utf-16-le")[1:] + b"\xff\xfe\xfa",
    "number.json": b"42",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_input_alone_fails_by_name_and_leaves_the_index_alone(
    tmp_path: Path, live: Path, reindex_here: Cli, name: str
) -> None:
    bad = tmp_path / name
    bad.write_bytes(BAD_FILES[name])
    before = current_name(live), titles(live)
    ran = reindex_here(live, bad)
    assert ran.returncode == 1
    assert name in ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.stdout == ""
    assert (current_name(live), titles(live)) == before
    assert not list((live / "generations").glob("*.building"))


@pytest.mark.parametrize("fresh", [[], ["--fresh"]])
def test_a_missing_path_fails_by_name_and_leaves_the_index_alone(
    tmp_path: Path, live: Path, reindex_here: Cli, fresh: list[str]
) -> None:
    before = current_name(live), titles(live)
    ran = reindex_here(live, *fresh, tmp_path / "corpus", tmp_path / "không có.jsonl")
    assert ran.returncode == 1
    assert "không có.jsonl" in ran.stderr
    assert "no such file" in ran.stderr
    assert (current_name(live), titles(live)) == before


@pytest.mark.parametrize("fresh", [[], ["--fresh"]])
def test_a_folder_without_articles_fails_by_name_and_leaves_the_index_alone(
    tmp_path: Path, live: Path, reindex_here: Cli, fresh: list[str]
) -> None:
    (tmp_path / "trống").mkdir()
    before = current_name(live), titles(live)
    ran = reindex_here(live, *fresh, tmp_path / "trống")
    assert ran.returncode == 1
    assert "trống" in ran.stderr
    assert "no articles found" in ran.stderr
    assert (current_name(live), titles(live)) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_an_unreadable_file_fails_by_name(tmp_path: Path, live: Path, reindex_here: Cli) -> None:
    secret = tmp_path / "secret.jsonl"
    secret.write_text(json.dumps(C))
    secret.chmod(0)
    ran = reindex_here(live, secret)
    assert ran.returncode == 1
    assert "secret.jsonl" in ran.stderr
    assert set(titles(live)) == {"a", "b"}


def test_bad_files_beside_good_ones_are_told_by_name_and_the_good_go_in(
    tmp_path: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    folder = tmp_path / "in"
    write_jsonl(folder / "good.jsonl", [A, B])
    for name, data in BAD_FILES.items():
        (folder / name).write_bytes(data)
    ran = reindex_here(tmp_path / "index", folder)
    assert ran.returncode == 3
    assert_adds_up(ran.report)
    rejected = " ".join(reject["where"] for reject in ran.report["rejects"])
    passed_over = {"empty.jsonl", "blank.txt", "picture.txt"}  # no fault of whoever keeps a folder
    assert {name for name in BAD_FILES if name not in rejected} == passed_over
    assert ran.report["skipped"] == len(passed_over)
    assert {"a", "b"} <= set(titles(tmp_path / "index"))
    again = reindex_here(tmp_path / "index", folder)
    assert again.returncode == 3, "rejects are reported until they are mended"
    assert again.report["rejected"] == ran.report["rejected"]


def test_a_line_of_50_mb_is_rejected_and_the_lines_after_it_are_indexed(
    tmp_path: Path, reindex_here: Cli
) -> None:
    source = tmp_path / "long.jsonl"
    with source.open("wb") as file:
        file.write(json.dumps(A).encode() + b'\n{"id": "x", "title": "')
        for _ in range(50):
            file.write(b"dai " * 250_000)
        file.write(b'"}\n' + json.dumps(B).encode() + b"\n")
    ran = reindex_here(tmp_path / "index", source)
    assert ran.returncode == 3
    assert counts(ran.report, "read", "indexed", "rejected") == (3, 2, 1)
    assert ran.report["rejects"][0]["where"].endswith("long.jsonl:2")
    assert set(titles(tmp_path / "index")) == {"a", "b"}
