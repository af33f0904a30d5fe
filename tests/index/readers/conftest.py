"""What the readers' tests share: the folder of real inputs, and a file made of bytes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.article import Article, Reject
from index.readers import ReadOptions, read_file


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real inputs, beside the checkout and never in it."""
    folder = Path(__file__).parents[3].parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"real inputs are absent: {folder}")
    return folder


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., list[Article | Reject]]:
    """Write ``data`` under ``name`` and read it."""

    def write_and_read(
        name: str, data: bytes | str, options: ReadOptions | None = None
    ) -> list[Article | Reject]:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return list(read_file(path, options or ReadOptions()))

    return write_and_read
