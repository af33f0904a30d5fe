"""Odd files: links that lead out, pipes, and names and texts that a program would obey."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.article import Reject
from index.console.visible import visible
from index.readers import ReadOptions, SourceError, find_files, read_file
from index.readers.sources import pipes
from search.tables import csv_row


def test_a_link_to_a_folder_outside_is_not_followed_one_inside_is(tmp_path: Path) -> None:
    for name in ("a/inside/tin.txt", "b/tin.txt"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("Tin")
    (tmp_path / "a" / "up").symlink_to("..")
    (tmp_path / "a" / "other").symlink_to(tmp_path / "b")
    (tmp_path / "a" / "round").symlink_to(".")
    (tmp_path / "a" / "link").symlink_to("inside")
    found = [str(path.relative_to(tmp_path / "a")) for path in find_files(tmp_path / "a")]
    assert found == ["inside/tin.txt", "link/tin.txt"]


def test_a_pipe_that_nobody_writes_to_is_a_reject_and_passed_over_in_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipes, "WAIT_S", 0.2)
    os.mkfifo(tmp_path / "pipe")
    assert list(find_files(tmp_path)) == []
    (reject,) = read_file(tmp_path / "pipe", ReadOptions())
    assert isinstance(reject, Reject)
    assert "nobody writes" in reject.reason
    with pytest.raises(SourceError, match="standard input"):
        find_files(Path("/dev/zero"))


def test_nothing_that_a_terminal_obeys_is_printed() -> None:
    assert visible("a\x1b[2J\x9b\u202eb\n\x00") == "a\\x1b[2J\\x9b\\u202eb\\x0a\\x00"
    assert visible("Tiếng Việt: “lúa” – 5 %") == "Tiếng Việt: “lúa” – 5 %"


@pytest.mark.parametrize("sign", "=+-@＝＋－＠\t\r\n")
def test_a_cell_that_a_spreadsheet_would_run_is_a_text(sign: str) -> None:
    assert csv_row([f"{sign}1+1"]).lstrip('"').startswith("'")


def test_what_is_odd_in_a_text_of_others_warns_nobody(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        r"""{"title": "A", "tags": "['a\\\\d', 1is 2]"}""" + "\n" + r"{'title': 'B\d'}" + "\n"
    )
    script = (
        "import sys; from pathlib import Path; from index.readers import read_file, ReadOptions\n"
        "print(len(list(read_file(Path(sys.argv[1]), ReadOptions()))))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "always::SyntaxWarning", "-W", "always::DeprecationWarning:__main__",
         "-c", script, str(tmp_path / "a.jsonl")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (done.stdout.strip(), done.stderr) == ("2", "")


def test_a_file_that_vanishes_is_a_reject(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Tin")
    (path,) = find_files(tmp_path)
    path.unlink()
    assert [type(one).__name__ for one in read_file(path, ReadOptions())] == ["Reject"]
