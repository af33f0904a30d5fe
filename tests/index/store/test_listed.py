"""Can a manifest list what is no file of a generation?  Right seals do not help: it is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from indexes import A, live_folder
from msgspec.structs import asdict

from index.errors import IndexDamaged
from index.store.checksums import seal_file
from index.store.generations import point_to
from index.store.opening import open_current


@pytest.mark.damages_index
def test_a_link_to_what_was_written_is_no_file_of_a_generation(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    """What a run writes under that name would be written elsewhere."""
    root = build_index(tmp_path, [A])
    (path,) = live_folder(root).glob("*.lexicon")
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(IndexDamaged, match=r"lexicon: is no regular file.*--repair"):
        open_current(root)


@pytest.mark.damages_index
@pytest.mark.parametrize("name", ["LEASE", "ledger.sqlite-journal"])
def test_what_is_no_part_of_a_generation_is_not_handed_on(
    tmp_path: Path, build_index: Callable[..., Path], name: str
) -> None:
    """SQLite carries out what a journal says, and deletes the file that this names as its own."""
    root = build_index(tmp_path, [A])
    folder = live_folder(root)
    (folder / name).write_bytes(b"x")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["files"][name] = asdict(seal_file(folder / name))
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    point_to(root, folder)
    with pytest.raises(IndexDamaged, match=rf"names {name}.*--repair"):
        open_current(root)
