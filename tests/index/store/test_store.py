"""Is the index folder only ever in a whole state, whatever is killed, cut, flipped or missing?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from indexes import Cli, biggest_file, generations, live_folder, set_schema, total

from index.errors import IndexBusy, IndexDamaged, IndexMissing, IndexOutdated, StoreError
from index.store.generations import finish_first
from index.store.layout import CURRENT, MANIFEST, NEXT
from index.store.lock import writing
from index.store.manifest import SCHEMA_VERSION
from index.store.opening import open_current, verify
from search import IndexUnavailable, SearchRequest, open_engine


def test_only_one_may_write_even_within_a_process(tmp_path: Path) -> None:
    with writing(tmp_path / "index"), pytest.raises(IndexBusy), writing(tmp_path / "index"):
        pass
    with writing(tmp_path / "index"):
        pass


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("elsewhere")])
def test_a_lock_that_is_no_file_is_not_written_to(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    make(tmp_path / "LOCK")
    with pytest.raises(StoreError, match="cannot be written"), writing(tmp_path):
        pass
    assert not (tmp_path / "elsewhere").exists()


def truncate(root: Path) -> None:
    os.truncate(biggest_file(root), biggest_file(root).stat().st_size // 2)


def lengthen(root: Path) -> None:
    with biggest_file(root).open("ab") as file:
        file.write(b"x")


DAMAGES: dict[str, tuple[Callable[[Path], Any], type[StoreError]]] = {
    "a file cut short": (truncate, IndexDamaged),
    "a file grown": (lengthen, IndexDamaged),
    "a file gone": (lambda root: biggest_file(root).unlink(), IndexDamaged),
    "the lease gone": (lambda root: (live_folder(root) / "LEASE").unlink(), IndexDamaged),
    "the manifest gone": (
        lambda root: (live_folder(root) / "manifest.json").unlink(), IndexDamaged,
    ),
    "garbage in the manifest": (
        lambda root: (live_folder(root) / "manifest.json").write_bytes(b"\x00{]"), IndexDamaged,
    ),
    "a manifest of another shape": (
        lambda root: (live_folder(root) / "manifest.json").write_text("[1]"), IndexDamaged,
    ),
    "the generation gone": (lambda root: shutil.rmtree(live_folder(root)), IndexDamaged),
    "a newer schema": (lambda root: set_schema(root, SCHEMA_VERSION + 1), IndexOutdated),
    "an older schema": (lambda root: set_schema(root, SCHEMA_VERSION - 1), IndexOutdated),
    "CURRENT names nothing": (lambda root: (root / "CURRENT").write_text("000099\n"), StoreError),
    "garbage in CURRENT": (lambda root: (root / "CURRENT").write_bytes(b"\xff\x00"), StoreError),
    "a NUL in CURRENT": (lambda root: (root / "CURRENT").write_bytes(b"00\x0001"), StoreError),
    "a path in CURRENT": (lambda root: (root / "CURRENT").write_text("../.."), StoreError),
    "a long CURRENT": (lambda root: (root / "CURRENT").write_text("9" * 9999), StoreError),
    "an empty CURRENT": (lambda root: (root / "CURRENT").write_text(""), StoreError),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_refused_with_the_command_that_mends_it(
    tmp_path: Path, damage: str, build_index: Callable[..., Path], reindex_here: Cli
) -> None:
    index = build_index(tmp_path, run_of(1))
    harm, expected = DAMAGES[damage]
    harm(index)
    with pytest.raises(expected) as error:
        open_current(index)
    assert "reindex" in str(error.value)
    assert str(index) in str(error.value)
    with pytest.raises(IndexUnavailable) as unavailable:
        open_engine(index)
    assert str(unavailable.value) == str(error.value)
    assert reindex_here(index, "--fresh", tmp_path / "corpus").returncode == 0, "it mends"
    assert total(index) == 1


def test_a_first_generation_becomes_live_only_if_it_is_the_one_that_was_written(
    index: Path,
) -> None:
    manifest = live_folder(index) / MANIFEST
    written = manifest.read_bytes()
    (index / CURRENT).rename(index / NEXT)  # as a run leaves it that is killed before the last step
    manifest.write_bytes(written + b" ")
    finish_first(index)
    assert not (index / CURRENT).exists()
    manifest.write_bytes(written)
    finish_first(index)
    assert verify(index) == []


@pytest.mark.damages_index
def test_updating_a_damaged_index_fails_and_does_not_hide_the_damage(
    index: Path, reindex_cli: Cli
) -> None:
    truncate(index)
    ran = reindex_cli(index, "--sample")
    assert ran.returncode == 1
    assert "--fresh" in ran.stderr
    with pytest.raises(IndexDamaged):
        open_current(index)


@pytest.mark.damages_index
def test_a_flipped_byte_is_found_by_verify(index: Path, reindex_cli: Cli) -> None:
    assert reindex_cli(index, "--verify", as_json=False).returncode == 0
    path = biggest_file(index)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes(data)
    ran = reindex_cli(index, "--verify", as_json=False)
    assert ran.returncode == 1
    assert path.name in ran.stderr
    assert "reindex --fresh" in ran.stderr
    assert verify(index) == [path.name]


def test_where_there_is_no_index_the_message_says_how_to_build_one(
    tmp_path: Path, reindex_cli: Cli
) -> None:
    with pytest.raises(IndexMissing, match="reindex --index"):
        open_current(tmp_path)
    ran = reindex_cli(tmp_path, "--verify", as_json=False)
    assert ran.returncode == 1
    assert "reindex --index" in ran.stderr


def test_an_index_folder_that_is_a_file_is_refused(tmp_path: Path, reindex_cli: Cli) -> None:
    (tmp_path / "index").write_text("x")
    ran = reindex_cli(tmp_path / "index", "--sample")
    assert ran.returncode in (1, 2)
    assert "Traceback" not in ran.stderr
    assert str(tmp_path / "index") in ran.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path, reindex_cli: Cli) -> None:
    folder = tmp_path / "readonly"
    folder.mkdir(mode=0o500)
    ran = reindex_cli(folder / "index", "--sample")
    assert ran.returncode == 1
    assert "cannot be written" in ran.stderr


def run_of(n: int) -> list[dict[str, Any]]:
    return [{"id": "a", "title": f"đò chuyến {n}"}]


def test_old_generations_are_removed_but_not_while_an_engine_reads_them(
    tmp_path: Path, build_index: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.generations.KEPT_SECONDS", 0)
    root = build_index(tmp_path, run_of(1))
    with open_engine(root) as engine:
        stream = engine.stream(SearchRequest())
        assert next(stream).title == "đò chuyến 1"  # from here on, 000001 is in use
        for n in range(2, 6):
            build_index(tmp_path, run_of(n))
        assert generations(root) == ["000001", "000004", "000005"]
        assert list(stream) == []
        engine.search(SearchRequest())  # moves on to the new generation
        build_index(tmp_path, run_of(6))
        assert generations(root) == ["000005", "000006"]


def test_a_searcher_sees_a_new_generation_without_a_restart(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    root = build_index(tmp_path, run_of(1))
    with open_engine(root) as engine:
        for n in range(2, 5):
            build_index(tmp_path, run_of(n))
            (hit,) = engine.search(SearchRequest("đò")).hits
            assert hit.title == f"đò chuyến {n}"
            assert engine.stats().generation == f"{n:06d}"


def test_a_generation_never_changes_once_it_is_published(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    root = build_index(tmp_path, run_of(1))
    first = live_folder(root)
    contents = {path.name: path.read_bytes() for path in first.iterdir()}
    build_index(tmp_path, run_of(2))
    assert live_folder(root) != first
    assert {path.name: path.read_bytes() for path in first.iterdir()} == contents
