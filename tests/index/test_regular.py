"""Is only what is a file read, and no more of it than there may be?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.regular import open_regular, read_regular


@pytest.mark.parametrize("kind", ["pipe", "device", "link to a device"])
def test_what_has_no_end_is_no_file(tmp_path: Path, kind: str) -> None:
    path = Path("/dev/zero") if kind == "device" else tmp_path / "a"
    if kind == "pipe":
        os.mkfifo(path)
    if kind == "link to a device":
        path.symlink_to("/dev/zero")
    with pytest.raises(OSError, match="no regular file"):
        open_regular(path)  # of which nothing is read: that would not end


def test_a_file_is_read_whole_if_it_is_not_too_long(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1234")
    (tmp_path / "link").symlink_to("a")
    assert read_regular(tmp_path / "link", 4) == b"1234"
    with pytest.raises(OSError, match="more than 3 bytes"):
        read_regular(tmp_path / "a", 3)
