"""Is an index that a test leaves damaged found when the test ends?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from indexes import A, B, biggest_file, live_folder
from made_indexes import MadeIndexes

Build = Callable[..., Path]


@pytest.mark.damages_index
def test_a_damaged_index_is_found_and_named(tmp_path: Path, build_index: Build) -> None:
    made = MadeIndexes()
    root = made.add(build_index(tmp_path, [A]))
    assert made.damage() == []
    build_index(tmp_path, [A, B])
    path = biggest_file(root)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert path.name in "".join(made.damage())
    (live_folder(root) / "manifest.json").unlink()
    other = MadeIndexes()
    other.add(root)
    assert "manifest.json" in "".join(other.damage())
    other.forget()
    assert other.damage() == []


def test_a_run_that_failed_leaves_nothing_to_be_damaged(tmp_path: Path) -> None:
    made = MadeIndexes()
    made.add(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    made.add(tmp_path / "empty")
    assert made.damage() == []
