"""What the readers' tests share: a file made of bytes."""

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from index.article import Outcome
from index.readers import ReadOptions, read_file


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., list[Outcome]]:
    """Write ``data`` under ``name`` and read it."""

    def write_and_read(
        name: str, data: bytes | str, options: ReadOptions | None = None
    ) -> list[Outcome]:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return list(read_file(path, options or ReadOptions()))

    return write_and_read


@pytest.fixture
def pack() -> Callable[[Path, str], Path]:
    """Compress the file at a path, or put it into an archive, as a suffix says."""

    def packed(path: Path, suffix: str) -> Path:
        target = path.with_name(path.name + suffix)
        if suffix == ".gz":
            target.write_bytes(gzip.compress(path.read_bytes()))
        elif suffix == ".zip":
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.write(path, path.name)
        return target

    return packed
