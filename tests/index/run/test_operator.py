"""What does an operator's bad day do?  Lost disks, odd names, signals, restored files."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.readers.sources import pipes
from index.store import generations
from index.store.opening import current_name
from search import IndexUnavailable, SearchRequest, open_engine

Cli = Callable[..., Any]
Write = Callable[..., Path]


def titles(root: Path) -> set[str | None]:
    with open_engine(root) as engine:
        return {article.title for article in engine.stream(SearchRequest())}


def live(root: Path) -> Path:
    return root / "generations" / str(current_name(root))


def test_prune_keeps_what_only_cannot_be_reached(
    tmp_path: Path, write_jsonl: Write, reindex_here: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, corpus = tmp_path / "index", tmp_path / "corpus"
    write_jsonl(corpus / "a.jsonl", [{"id": "1", "title": "Ở ngoài"}])
    write_jsonl(corpus / "mount" / "b.jsonl", [{"id": "2", "title": "Trên đĩa"}])
    reindex_here(root, corpus)
    scandir = os.scandir

    def failing(path: Path) -> Any:
        if str(path).endswith("mount"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", failing)  # root may list anything: the one way to refuse
    ran = reindex_here(root, "--prune", corpus)
    assert ran.report["deleted"] == 0
    assert titles(root) == {"Ở ngoài", "Trên đĩa"}


def test_prune_drops_a_removed_folder_but_never_the_last_article(
    tmp_path: Path, write_jsonl: Write, reindex_here: Cli
) -> None:
    root, corpus = tmp_path / "index", tmp_path / "corpus"
    old = write_jsonl(corpus / "old" / "a.jsonl", [{"id": "1", "title": "Cũ"}])
    new = write_jsonl(corpus / "new" / "b.jsonl", [{"id": "2", "title": "Mới"}])
    reindex_here(root, corpus)
    old.unlink()
    old.parent.rmdir()
    assert reindex_here(root, "--prune", old.parent).report["deleted"] == 1
    new.unlink()
    ran = reindex_here(root, "--prune", corpus)
    assert ran.returncode == 1
    assert "no article at all" in ran.stderr
    assert titles(root) == {"Mới"}


def test_a_file_name_in_another_encoding_is_read_and_reported(
    tmp_path: Path, reindex_here: Cli
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    name = os.fsencode(folder) + b"/b\xe0i.jsonl"
    with open(name, "w", encoding="utf-8") as file:  # noqa: PTH123 - a name of bytes
        file.write('{"title": "Tên lạ"}\nhỏng\n')
    ran = reindex_here(tmp_path / "index", folder)
    assert ran.returncode == 3
    assert ran.report["rejects"][0]["where"].endswith("b\\xe0i.jsonl:2")
    assert titles(tmp_path / "index") == {"Tên lạ"}


def test_a_restored_file_is_read_again(
    tmp_path: Path, write_jsonl: Write, reindex_here: Cli
) -> None:
    root = tmp_path / "index"
    file = write_jsonl(tmp_path / "a.jsonl", [{"id": "1", "title": "Một"}])
    before = file.stat()
    reindex_here(root, file)
    file.write_text('{"id": "1", "title": "HAI"}\nhỏng\n', encoding="utf-8")
    assert reindex_here(root, file).returncode == 3
    write_jsonl(file, [{"id": "1", "title": "Một"}])
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    reindex_here(root, file)
    assert titles(root) == {"Một"}


def test_a_bad_record_does_not_keep_the_former_version_of_its_neighbour(
    tmp_path: Path, reindex_here: Cli
) -> None:
    root, file = tmp_path / "index", tmp_path / "a.jsonl"
    for title in ("Tin A", "Tin A, sửa lại"):
        file.write_text(f'{{"title": "{title}"}}\nhỏng\n', encoding="utf-8")
        reindex_here(root, file)
    assert titles(root) == {"Tin A, sửa lại"}


def test_a_truncated_file_does_not_drop_what_it_held(tmp_path: Path, reindex_here: Cli) -> None:
    root, file = tmp_path / "index", tmp_path / "a.json"
    file.write_text('[{"title": "Một"}, {"title": "Hai"}]', encoding="utf-8")
    reindex_here(root, file)
    other = tmp_path / "b.jsonl"
    other.write_text('{"title": "Ba"}\n', encoding="utf-8")
    file.write_text('[{"title": "Một"}, {"ti', encoding="utf-8")
    assert reindex_here(root, file, other).returncode == 3
    assert titles(root) == {"Một", "Hai", "Ba"}


def test_an_id_that_looks_like_ours_is_the_readers_own(
    tmp_path: Path, write_jsonl: Write, reindex_here: Cli
) -> None:
    root, file = tmp_path / "index", tmp_path / "a.jsonl"
    write_jsonl(file, [{"id": "p-1", "title": "Một"}])
    reindex_here(root, file)
    write_jsonl(file, [{"id": "p-2", "title": "Hai"}])
    reindex_here(root, file)
    assert titles(root) == {"Một", "Hai"}


def test_the_index_inside_a_source_is_no_input(
    tmp_path: Path, write_jsonl: Write, reindex_here: Cli
) -> None:
    write_jsonl(tmp_path / "a.jsonl", [{"id": "1", "title": "Một"}])
    root = tmp_path / "data" / "index"
    for _ in range(2):
        assert reindex_here(root, tmp_path).returncode == 0


def test_a_source_named_twice_is_read_once(
    tmp_path: Path, write_jsonl: Write, reindex_here: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_jsonl(tmp_path / "a.jsonl", [{"id": "1", "title": "Một"}])
    monkeypatch.chdir(tmp_path)
    ran = reindex_here(tmp_path / "index", file, "a.jsonl", tmp_path / "." / "a.jsonl")
    assert (ran.report["read"], ran.report["indexed"]) == (1, 1)


def test_what_a_shell_makes_of_a_command_is_read_like_a_file(
    tmp_path: Path, reindex_here: Cli
) -> None:
    """``reindex <(zcat a.jsonl.gz)``."""
    ours, its = os.pipe()
    os.write(its, b'{"title": "M\\u1ed9t"}\n')
    os.close(its)
    ran = reindex_here(tmp_path / "index", f"/dev/fd/{ours}")
    os.close(ours)
    assert ran.report["indexed"] == 1, ran.stderr


def test_a_pipe_by_name_is_not_waited_for_without_end(
    tmp_path: Path, reindex_here: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipes, "WAIT_S", 0.2)
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    ran = reindex_here(tmp_path / "index", pipe)
    assert (ran.returncode, "nobody writes" in ran.stderr) == (1, True)
    (tmp_path / "a.jsonl").write_text('{"title": "M\\u1ed9t"}\n')
    assert reindex_here(tmp_path / "index", tmp_path).report["indexed"] == 1


def test_names_and_records_do_not_command_the_terminal(tmp_path: Path, reindex_here: Cli) -> None:
    (tmp_path / "a\x1b]0;owned\x07\u202e.json").write_text("{")
    (tmp_path / "b.jsonl").write_text('{"title": "M\\u1ed9t"}\n{"k\\u001b[2J": 1}\n')
    ran = reindex_here(tmp_path / "index", tmp_path, as_json=False)
    assert not set(ran.stderr) & set("\x1b\x07\u202e"), ran.stderr
    assert "\\x1b]0;owned\\x07\\u202e" in ran.stderr
    told = reindex_here(tmp_path / "index", "--fresh", tmp_path).report["rejects"]
    assert any("\x1b]0;owned\x07\u202e" in one["where"] for one in told)


def test_other_peoples_texts_warn_nobody(tmp_path: Path, reindex_cli: Cli) -> None:
    (tmp_path / "a.jsonl").write_text("{'title': 'M\\d', 'body': 'x'}\n")
    ran = reindex_cli(tmp_path / "index", tmp_path)
    assert (ran.report["indexed"], ran.stderr) == (1, "")


def test_a_lost_current_is_never_taken_for_an_empty_index(
    tmp_path: Path, write_jsonl: Write, reindex_here: Cli
) -> None:
    root = tmp_path / "index"
    file = write_jsonl(tmp_path / "a.jsonl", [{"id": "1", "title": "Một"}])
    reindex_here(root, file)
    for damage in (b"", b"\xff\n", None):
        if damage is None:
            (root / "CURRENT").unlink()
        else:
            (root / "CURRENT").write_bytes(damage)
        ran = reindex_here(root, file)
        assert ran.returncode == 1
        assert "--fresh" in ran.stderr
    assert reindex_here(root, "--fresh", file).returncode == 0
    assert titles(root) == {"Một"}


def test_a_first_run_that_was_killed_in_its_last_step_is_finished_by_the_next(
    tmp_path: Path, write_jsonl: Write, reindex_here: Cli
) -> None:
    root, file = tmp_path / "index", tmp_path / "a.jsonl"
    reindex_here(root, write_jsonl(file, [{"id": "1", "title": "Một"}]))
    (root / "CURRENT").rename(root / "CURRENT.new")
    ran = reindex_here(root, file)
    assert ran.returncode == 0, ran.stderr
    assert ran.report["unchanged"] == 1
    assert titles(root) == {"Một"}


@pytest.mark.damages_index
def test_damage_is_never_sealed_as_sound(
    tmp_path: Path, write_jsonl: Write, reindex_here: Cli
) -> None:
    root = tmp_path / "index"
    many = [{"id": f"a{number}", "title": f"Tin số {number}"} for number in range(100)]
    reindex_here(root, write_jsonl(tmp_path / "a.jsonl", many))
    postings = next(live(root).glob("*.arrays"))
    data = bytearray(postings.read_bytes())
    data[len(data) // 2] ^= 0xFF
    postings.write_bytes(data)
    ran = reindex_here(root, write_jsonl(tmp_path / "b.jsonl", [{"id": "2", "title": "Bốn"}]))
    assert ran.report["articles"] == 101  # which are too few to be merged with the others
    assert postings.name in {p.name for p in live(root).iterdir()}
    assert reindex_here(root, "--verify", as_json=False).returncode == 1


def test_damage_that_keeps_the_size_is_a_clear_error_and_leaks_nothing(
    tmp_path: Path, write_jsonl: Write, reindex_here: Cli
) -> None:
    root = tmp_path / "index"
    file = write_jsonl(tmp_path / "a.jsonl", [{"id": "1", "title": "Một"}])
    reindex_here(root, file)
    segments = next(live(root).glob("*.segments"))
    segments.write_bytes(b"\x00" * segments.stat().st_size)
    open_files = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        with pytest.raises(IndexUnavailable, match="--fresh"):
            open_engine(root)
    assert len(list(Path("/proc/self/fd").iterdir())) == open_files
    write_jsonl(file, [{"id": "1", "title": "Hai"}])
    ran = reindex_here(root, file)
    assert ran.returncode == 1
    assert "--fresh" in ran.stderr
    assert reindex_here(root, "--fresh", file).returncode == 0


def test_cleaning_up_that_fails_does_not_unsay_the_swap(
    tmp_path: Path, write_jsonl: Write, reindex_here: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(generations, "_remove_old", fail)
    ran = reindex_here(
        tmp_path / "index", write_jsonl(tmp_path / "a.jsonl", [{"id": "1", "title": "Một"}])
    )
    assert ran.returncode == 0
    assert titles(tmp_path / "index") == {"Một"}


@pytest.mark.slow
@pytest.mark.parametrize("signal_", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_a_signal_ends_the_workers_too(
    tmp_path: Path,
    write_jsonl: Write,
    cli_command: tuple[list[str], dict[str, str]],
    signal_: signal.Signals,
) -> None:
    body = "Tổ dân vận của xã họp bàn việc làm đường. " * 40
    records = [{"id": str(n), "title": f"Tin {n}", "body": body} for n in range(20_000)]
    file = write_jsonl(tmp_path / "many.jsonl", records)
    command, environment = cli_command
    line = [*command, "--index", str(tmp_path / "index"), "--jobs", "2", str(file)]
    process = subprocess.Popen(
        line,
        env=environment,
        stderr=subprocess.DEVNULL,
        # a shell in the background has its children ignore SIGINT, which they would inherit
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    children = wait_for(lambda: children_of(process.pid))
    process.send_signal(signal_)
    assert process.wait(timeout=60) != 0
    wait_for(lambda: not any(is_running(child) for child in children))


def wait_for(done: Callable[[], Any], seconds: float = 60) -> Any:
    """What ``done`` returns once it is true."""
    end = time.monotonic() + seconds
    while not (result := done()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
    return result


def children_of(pid: int) -> list[int]:
    """The worker processes of ``pid``, once there are two (and the resource tracker)."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [int(child) for child in found] if len(found) >= 3 else []


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
