"""Is the list of segments all that is needed to open an index, and is any damage to it refused?"""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from indexes import A, B, Cli, Write, live_folder, titles

from index.codec.segment_infos import (
    SegmentInfo,
    find_segment_infos,
    read_segment_infos,
    read_segments,
    write_segment_infos,
)
from index.errors import SegmentDamaged
from index.store.checksums import seal_file
from index.store.generations import point_to
from index.store.manifest import Manifest
from search import IndexUnavailable, open_engine

INFOS = [SegmentInfo("0a1b", 5, (0, 3)), SegmentInfo("zz", 0), SegmentInfo("9", 2, (1,))]


def read(folder: Path) -> list[SegmentInfo]:
    path = find_segment_infos(folder)
    assert path is not None
    return read_segment_infos(path)


def test_what_is_written_is_read_and_takes_the_place_of_a_former_list(tmp_path: Path) -> None:
    assert find_segment_infos(tmp_path) is None
    write_segment_infos(tmp_path, 1, INFOS)
    assert read(tmp_path) == INFOS
    write_segment_infos(tmp_path, 2, INFOS[1:])
    assert read(tmp_path) == INFOS[1:]
    assert [path.name for path in tmp_path.iterdir()] == ["2.segments"]


def test_which_articles_live(tmp_path: Path) -> None:
    assert INFOS[0].alive().tolist() == [False, True, True, False, True]
    assert INFOS[1].alive().tolist() == []


REFUSED: dict[str, Any] = {
    "not a list": {"id": "a", "articles": 1},
    "no id": [{"articles": 1}],
    "an unknown key": [{"id": "a", "articles": 1, "codec": "x"}],
    "a path": [{"id": "../a", "articles": 1}],
    "a line feed": [{"id": "a\n", "articles": 1}],
    "an empty id": [{"id": "", "articles": 1}],
    "a segment twice": [{"id": "a", "articles": 1}, {"id": "a", "articles": 2}],
    "fewer articles than none": [{"id": "a", "articles": -1}],
    "more articles than a segment may have": [{"id": "a", "articles": 2**31}],
    "more articles than a number has room for": [{"id": "a", "articles": 10**30}],
    "articles as text": [{"id": "a", "articles": "1"}],
    "half an article": [{"id": "a", "articles": 1.5}],
    "a deleted article before the first": [{"id": "a", "articles": 3, "deleted": [-1]}],
    "a deleted article behind the last": [{"id": "a", "articles": 3, "deleted": [3]}],
    "an article deleted twice": [{"id": "a", "articles": 3, "deleted": [1, 1]}],
    "deleted articles that descend": [{"id": "a", "articles": 3, "deleted": [2, 1]}],
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_list_that_cannot_be_true_is_refused(tmp_path: Path, what: str) -> None:
    path = tmp_path / "1.segments"
    path.write_text(json.dumps(REFUSED[what]))
    with pytest.raises(SegmentDamaged, match=r"1\.segments"):
        read_segment_infos(path)


@pytest.mark.parametrize("data", [b"", b"[", b"\xff\xfe", b"[" * 100_000, pickle.dumps([])])
def test_what_is_no_list_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "1.segments"
    path.write_bytes(data)
    with pytest.raises(SegmentDamaged):
        read_segment_infos(path)


@given(at=st.integers(0, 10**6), new=st.binary(max_size=8), cut=st.integers(0, 8))
def test_any_damage_is_refused_or_still_a_list_of_segments(
    tmp_path_factory: pytest.TempPathFactory, at: int, new: bytes, cut: int
) -> None:
    sound = msgspec.json.encode(INFOS)
    at %= len(sound) + 1
    path = tmp_path_factory.getbasetemp() / "1.segments"
    path.write_bytes(sound[:at] + new + sound[at + cut :])
    try:
        infos = read_segment_infos(path)
    except SegmentDamaged:
        return
    for info in infos:
        if info.articles < 10**6:
            assert int((~info.alive()).sum()) == len(info.deleted)


@given(
    at=st.integers(0, 10**6),
    new=st.one_of(st.binary(max_size=8), st.from_regex(rb"[0-9a-z,]{1,4}", fullmatch=True)),
)
def test_a_folder_with_a_damaged_list_is_refused_or_opens(
    sample_index: Path, tmp_path_factory: pytest.TempPathFactory, at: int, new: bytes
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    for path in live_folder(sample_index).glob("*.arrays"):
        (folder / path.name).symlink_to(path)
    (path,) = live_folder(sample_index).glob("*.segments")
    sound = path.read_bytes()
    at %= len(sound)
    (folder / path.name).write_bytes(sound[:at] + new + sound[at + len(new) :])
    try:
        segments = read_segments(folder)
    except SegmentDamaged:
        return
    assert all(len(alive) == data.articles for data, alive in segments)


def test_several_lists_or_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SegmentDamaged):
        read_segments(tmp_path)
    for name in ("1.segments", "2.segments"):
        (tmp_path / name).write_bytes(b"[]")
    with pytest.raises(SegmentDamaged, match="2 lists"):
        read_segments(tmp_path)


class Harm:
    """Creates a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return os.mkdir, (str(self.path),)


def poison(folder: Path, harmed: Path) -> Path:
    """Put a pickle that creates ``harmed`` where Whoosh's table of contents was; return it."""
    (toc,) = folder.glob("*.toc")
    data = pickle.dumps(Harm(harmed))
    toc.unlink()
    toc.write_bytes(data)
    return toc


@pytest.mark.damages_index
def test_a_pickle_in_the_folder_is_refused_by_its_size_and_not_loaded(
    tmp_path: Path, live: Path
) -> None:
    toc = poison(live_folder(live), tmp_path / "harmed")
    pickle.loads(toc.read_bytes())
    assert (tmp_path / "harmed").is_dir(), "the pickle does what it should"
    (tmp_path / "harmed").rmdir()
    with pytest.raises(IndexUnavailable, match="reindex --fresh"):
        open_engine(live)
    assert not (tmp_path / "harmed").exists()


def test_a_pickle_that_is_sealed_too_is_not_loaded_either(
    tmp_path: Path, live: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    folder = live_folder(live)
    toc = poison(folder, tmp_path / "harmed")
    path = folder / "manifest.json"
    manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    manifest.files[toc.name] = seal_file(toc)
    path.write_bytes(msgspec.json.encode(manifest))
    point_to(live, folder)
    assert titles(live) == {"a": A["title"], "b": B["title"]}
    assert titles(live, "mùa lúa") == {"a": A["title"]}
    write_jsonl(tmp_path / "corpus" / "one.jsonl", [A, {**B, "title": "Chợ nổi"}])
    assert reindex_here(live, tmp_path / "corpus").returncode == 0
    assert titles(live)["b"] == "Chợ nổi"
    assert reindex_here(live, "--verify", as_json=False).returncode == 0
    assert not (tmp_path / "harmed").exists()


@pytest.mark.damages_index
def test_an_update_does_not_build_on_a_list_that_was_changed(
    tmp_path: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    root, corpus = tmp_path / "index", tmp_path / "corpus.jsonl"
    many = [{"id": str(n), "title": f"Tin {n}"} for n in range(10)]
    reindex_here(root, write_jsonl(corpus, many))
    reindex_here(root, write_jsonl(corpus, [{"id": "0", "title": "Tin khác"}, *many[1:]]))
    (path,) = live_folder(root).glob("*.segments")
    sound = path.read_bytes()
    changed = sound.replace(b'"deleted":[0]', b'"deleted":[1]')
    assert changed != sound, "the list holds a deleted article"
    path.write_bytes(changed)
    ran = reindex_here(root, write_jsonl(corpus, many))
    assert ran.returncode == 1
    assert "--fresh" in ran.stderr
