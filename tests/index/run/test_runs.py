"""Does a run behave: when it only looks, when another is writing, when it is interrupted, when it
stays?  With real processes and real signals."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from indexes import NEW_A, A, B, C, Cli, Command, Write, counts, generations, titles, total

from index.run.plan import Plan
from index.run.reindex import reindex
from index.store.lock import writing
from index.store.opening import current_name, verify

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(cli_command: Command) -> Iterator[Start]:
    """Start a reindex in a session of its own; whatever still runs at the end is killed."""
    command, environment = cli_command
    begun: list[subprocess.Popen[bytes]] = []

    def run(
        root: Path, *arguments: str | Path, environ: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [*command, "--index", str(root), *map(str, arguments)],
            env={**environment, **(environ or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            # a shell in the background has its children ignore SIGINT, which they would inherit
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )
        begun.append(process)
        return process

    yield run
    for process in begun:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_for(done: Callable[[], Any], seconds: float = 60) -> Any:
    """What ``done`` returns once it is true."""
    end = time.monotonic() + seconds
    while not (result := done()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
    return result


# --check


def test_a_check_says_what_a_run_would_do_and_writes_nothing(
    tmp_path: Path, live: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    corpus = tmp_path / "corpus"
    write_jsonl(corpus / "one.jsonl", [NEW_A, B])
    write_jsonl(corpus / "two.jsonl", [C, C, {"x": 1}])
    before = {path: path.stat().st_mtime_ns for path in live.rglob("*")}
    names = ("read", "indexed", "updated", "unchanged", "duplicates", "rejected", "articles")
    checked = reindex_here(live, "--check", corpus)
    assert checked.returncode == 3
    assert counts(checked.report, *names) == (5, 1, 1, 1, 1, 1, 3)
    assert {path: path.stat().st_mtime_ns for path in live.rglob("*")} == before
    assert counts(reindex_here(live, corpus).report, *names) == (5, 1, 1, 1, 1, 1, 3)


def test_a_check_needs_no_index_and_makes_none(
    tmp_path: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    file = write_jsonl(tmp_path / "a.jsonl", [A, B])
    ran = reindex_here(tmp_path / "index", "--check", file)
    assert counts(ran.report, "indexed", "articles") == (2, 2)
    assert not (tmp_path / "index").exists()
    told = reindex_here(tmp_path / "index", "--check", file, as_json=False).stderr
    assert "nothing was written" in told


def test_a_check_of_pruning_and_of_a_new_index(
    tmp_path: Path, live: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    corpus = tmp_path / "corpus"
    write_jsonl(corpus / "two.jsonl", [C])
    (corpus / "one.jsonl").unlink()
    assert counts(
        reindex_here(live, "--check", "--prune", corpus).report, "deleted", "articles"
    ) == (2, 1)
    fresh = reindex_here(live, "--check", "--fresh", corpus).report
    assert counts(fresh, "indexed", "articles") == (1, 1)
    assert set(titles(live)) == {"a", "b"}


# The lock


def test_who_finds_the_lock_taken_hears_who_has_it(
    tmp_path: Path, live: Path, reindex_here: Cli
) -> None:
    with writing(live):
        ran = reindex_here(live, tmp_path / "corpus")
    assert ran.returncode == 1
    assert f"process {os.getpid()} on {socket.gethostname()}, since 2" in ran.stderr
    assert "--wait" in ran.stderr
    assert (live / "LOCK").read_bytes() == b""


def test_a_lock_that_does_not_say_who_has_it_is_a_lock(
    tmp_path: Path, live: Path, reindex_here: Cli
) -> None:
    with writing(live):
        for content in (b"", b"\xff\x00", b'{"pid": 1}'):
            (live / "LOCK").write_bytes(content)
            ran = reindex_here(live, tmp_path / "corpus")
            assert ran.returncode == 1
            assert "another reindex is writing here;" in ran.stderr


def test_a_run_that_waits_comes_next(
    tmp_path: Path, live: Path, start: Start, write_jsonl: Write
) -> None:
    first = start(live, "-")  # waits for its stdin, and so holds the lock
    wait_for(lambda: any(name.endswith(".building") for name in generations(live)))
    second = start(live, "--wait", "60", tmp_path / "corpus")
    time.sleep(1)
    # what comes while it waits is indexed too
    write_jsonl(tmp_path / "corpus" / "late.jsonl", [C])
    assert second.poll() is None
    first.communicate(b'{"id": "z", "title": "Chuy\xe1\xba\xbfn ph\xc3\xa0"}\n', timeout=60)
    _, told = second.communicate(timeout=60)
    assert second.returncode == 0, told
    assert set(titles(live)) == {"a", "b", "c", "z"}


def test_waiting_ends_when_it_was_said(tmp_path: Path, live: Path, reindex_here: Cli) -> None:
    with writing(live):
        began = time.monotonic()
        ran = reindex_here(live, "--wait", "0.5", tmp_path / "corpus")
        assert time.monotonic() - began >= 0.5
    assert ran.returncode == 1


# Ctrl-C


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, write_jsonl: Write) -> Path:
    """Files that take some seconds to index."""
    folder = tmp_path_factory.mktemp("many")
    body = "Tổ dân vận của xã họp bàn việc làm đường. " * 40
    for file in range(10):
        records = [{"id": f"{file}-{n}", "title": f"Tin {n}", "body": body} for n in range(1500)]
        write_jsonl(folder / f"{file}.jsonl", records)
    return folder


def interrupt_while_reading(process: subprocess.Popen[bytes], root: Path, segments: int) -> None:
    """Send SIGINT to the process and its workers, as a terminal does, once the new generation has
    so many segments."""
    folder = root / "generations"
    wait_for(lambda: len(list(folder.glob("*.building/*.arrays"))) >= segments)
    os.killpg(process.pid, signal.SIGINT)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupted_a_run_commits_what_is_whole(
    live: Path, many: Path, start: Start, reindex_cli: Cli, jobs: str
) -> None:
    process = start(live, "--json", "--jobs", jobs, many)
    interrupt_while_reading(process, live, segments=2)  # that of A and B is there at once
    out, told = process.communicate(timeout=120)
    assert process.returncode == 130, told
    assert b"Traceback" not in told
    assert b"what was whole is committed" in told
    report = json.loads(out)
    assert report["interrupted"]
    assert 2 < report["articles"] < 15_002
    assert total(live) == report["articles"]
    assert verify(live) == []
    ran = reindex_cli(live, many)
    assert ran.returncode == 0
    assert total(live) == ran.report["articles"] == 15_002
    assert ran.report["indexed"] == 15_002 - report["articles"]


@pytest.mark.slow
def test_interrupted_a_new_index_is_given_up(live: Path, many: Path, start: Start) -> None:
    before = generations(live)
    process = start(live, "--fresh", "--jobs", "2", many)
    interrupt_while_reading(process, live, segments=1)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 130
    assert b"the index is as it was" in told
    assert b"Traceback" not in told
    assert generations(live) == before
    assert set(titles(live)) == {"a", "b"}


def test_what_waits_for_its_stdin_is_given_up_at_once(live: Path, start: Start) -> None:
    before = generations(live)
    process = start(live, "-")
    wait_for(lambda: any(name.endswith(".building") for name in generations(live)))
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 130
    assert process.stderr is not None
    assert b"the index is as it was" in process.stderr.read()
    assert generations(live) == before


def test_a_file_that_was_not_read_to_its_end_drops_nothing(
    tmp_path: Path, build_index: Callable[..., Path], write_jsonl: Write
) -> None:
    from index.readers import ReadOptions

    source = tmp_path / "more" / "a.jsonl"
    write_jsonl(source, [{"title": f"Tin {n}"} for n in range(9)])  # known by their content
    root = build_index(tmp_path, [A])
    reindex(Plan(root, (str(source),), ReadOptions()))
    assert total(root) == 10
    write_jsonl(source, [{"title": f"Tin {n}"} for n in (0, 1, 20, 21, 22)])
    plan = Plan(root, (str(source),), ReadOptions(), prune=True)
    report = reindex(plan, lambda now: setattr(plan.stop, "asked", now.tally.read == 3))
    assert report.interrupted
    assert (report.indexed, report.deleted) == (1, 0)
    assert total(root) == 11
    report = reindex(Plan(root, (str(source),), ReadOptions()))
    assert (report.indexed, report.deleted, report.articles) == (2, 7, 6)


# --watch


@pytest.mark.parametrize("polling", ["", "1"])
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_who_watches_indexes_what_is_new(
    tmp_path: Path, start: Start, write_jsonl: Write, polling: str, end: signal.Signals
) -> None:
    root, corpus = tmp_path / "corpus" / "index", tmp_path / "corpus"  # its own changes are none
    write_jsonl(corpus / "one.jsonl", [A])
    environ = {"WATCHFILES_FORCE_POLLING": polling} if polling else {}
    process = start(root, "--watch", "--prune", "--json", corpus, environ=environ)
    wait_for(lambda: (root / "CURRENT").exists() and set(titles(root)) == {"a"})
    write_jsonl(corpus / "new" / "two.jsonl", [B])
    wait_for(lambda: set(titles(root)) == {"a", "b"})
    write_jsonl(corpus / "one.jsonl", [NEW_A])
    wait_for(lambda: titles(root)["a"] == NEW_A["title"])
    (corpus / "new" / "two.jsonl").unlink()
    wait_for(lambda: set(titles(root)) == {"a"})
    time.sleep(1)  # a run that watched the index would begin again and again
    built = current_name(root)
    time.sleep(1)
    assert current_name(root) == built
    process.send_signal(end)
    out, told = process.communicate(timeout=60)
    assert process.returncode == 0, told
    assert b"Traceback" not in told
    reports = [json.loads(line) for line in out.splitlines()]
    assert sum(report["indexed"] for report in reports) == 2
    assert verify(root) == []


def test_a_watched_file_may_be_replaced(tmp_path: Path, start: Start, write_jsonl: Write) -> None:
    root, file = tmp_path / "index", write_jsonl(tmp_path / "in" / "a.jsonl", [A])
    write_jsonl(tmp_path / "in" / "other.jsonl", [C])
    start(root, "--watch", file)
    wait_for((root / "CURRENT").exists)
    write_jsonl(tmp_path / "b.jsonl", [A, B]).rename(file)
    wait_for(lambda: set(titles(root)) == {"a", "b"})


@pytest.mark.parametrize("polling", ["", "1"])
def test_a_watched_folder_may_go_and_come_back(
    tmp_path: Path, start: Start, write_jsonl: Write, polling: str
) -> None:
    root, folder = tmp_path / "index", tmp_path / "in"
    write_jsonl(folder / "a.jsonl", [A])
    environ = {"WATCHFILES_FORCE_POLLING": polling} if polling else {}
    process = start(root, "--watch", folder, environ=environ)
    wait_for((root / "CURRENT").exists)
    folder.rename(tmp_path / "out")  # as a disk that is not mounted any more
    assert process.stderr is not None
    while b"no such file" not in process.stderr.readline():
        assert process.poll() is None
    write_jsonl(tmp_path / "other" / "b.jsonl", [B])
    (tmp_path / "other").rename(folder)
    wait_for(lambda: set(titles(root)) == {"a", "b"})
    write_jsonl(folder / "c.jsonl", [C])
    wait_for(lambda: set(titles(root)) == {"a", "b", "c"})


@pytest.mark.parametrize("polling", ["", "1"])
def test_what_is_appended_within_a_second_is_not_missed(
    tmp_path: Path, start: Start, write_jsonl: Write, polling: str
) -> None:
    root, file = tmp_path / "index", write_jsonl(tmp_path / "in" / "a.jsonl", [A])
    environ = {"WATCHFILES_FORCE_POLLING": polling} if polling else {}
    start(root, "--watch", tmp_path / "in", environ=environ)
    wait_for((root / "CURRENT").exists)
    for n in range(12):
        with file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({**B, "id": f"b{n}"}) + "\n")
        time.sleep(0.15)
    wait_for(lambda: total(root) == 13, seconds=20)


def test_what_changes_while_another_run_writes_is_not_missed(
    tmp_path: Path, live: Path, start: Start, write_jsonl: Write
) -> None:
    process = start(live, "--watch", "--wait", "0.2", tmp_path / "corpus")
    assert process.stderr is not None
    assert b"2 articles in the index" in process.stderr.readline()
    with writing(live):
        write_jsonl(tmp_path / "corpus" / "c.jsonl", [C])
        for _ in range(3):
            assert b"another reindex is writing" in process.stderr.readline()
    wait_for(lambda: set(titles(live)) == {"a", "b", "c"})


def test_who_watches_waits_for_the_first_article(
    tmp_path: Path, start: Start, write_jsonl: Write
) -> None:
    (tmp_path / "in").mkdir()
    process = start(tmp_path / "index", "--watch", tmp_path / "in")
    assert process.stderr is not None
    assert b"no articles found" in process.stderr.readline()
    write_jsonl(tmp_path / "in" / "a.jsonl", [A])
    wait_for((tmp_path / "index" / "CURRENT").exists)
    assert set(titles(tmp_path / "index")) == {"a"}


@pytest.mark.parametrize(
    "more", [("--fresh", "x"), ("--check", "x"), ("-",), ("--delete", "a", "x"), ()]
)
def test_what_does_not_go_with_watching_is_wrong_usage(
    tmp_path: Path, reindex_here: Cli, more: tuple[str, ...]
) -> None:
    assert reindex_here(tmp_path / "index", "--watch", *more).returncode == 2


def test_what_is_not_there_cannot_be_watched(tmp_path: Path, reindex_here: Cli) -> None:
    ran = reindex_here(tmp_path / "index", "--watch", tmp_path / "none" / "x", as_json=False)
    assert ran.returncode == 1
    assert "none" in ran.stderr


# Files that did not change


def test_a_file_that_was_only_touched_is_not_read(
    tmp_path: Path, live: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    corpus, file = tmp_path / "corpus", tmp_path / "corpus" / "one.jsonl"
    for _ in range(2):  # the second time its new time is known
        os.utime(file, (1, 1))
        ran = reindex_here(live, corpus)
        assert counts(ran.report, "read", "unchanged", "articles") == (0, 2, 2)
    write_jsonl(file, [{**A, "title": "Mùa lúa CHÍN"}, B])  # of the same size
    os.utime(file, (1, 2))
    assert counts(reindex_here(live, corpus).report, "read", "updated") == (2, 1)
    # read otherwise it is another
    ran = reindex_here(live, "--map", "title=id", corpus)
    assert ran.report["read"] == 2
