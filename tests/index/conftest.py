"""Which indexes do these tests start from?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from indexes import A, B, Cli, Write
from made_indexes import MadeIndexes


@pytest.fixture
def live(tmp_path: Path, reindex_here: Cli, write_jsonl: Write) -> Path:
    """An index of A and B in tmp_path/corpus/one.jsonl."""
    write_jsonl(tmp_path / "corpus" / "one.jsonl", [A, B])
    assert reindex_here(tmp_path / "index", tmp_path / "corpus").returncode == 0
    return tmp_path / "index"


@pytest.fixture
def index(tmp_path: Path, sample_index: Path, made_indexes: MadeIndexes) -> Path:
    """A copy of the sample's index, to be written to."""
    return made_indexes.add(Path(shutil.copytree(sample_index, tmp_path / "index")))
