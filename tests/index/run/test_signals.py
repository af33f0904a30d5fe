"""Does a signal end the command well whenever it comes: with a sentence, the documented status, no
traceback, nobody left behind, and the index whole?"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
from indexes import A, B, C, Cli, Command, Write, generations, live_folder

from index.console.signals import Ended, ending, installed
from index.run import intake
from index.run.holdings import export_articles
from index.run.settling import content_hash
from index.run.stopping import Stop
from index.store import generations as publishing
from index.store.opening import current_name, verify

TIMES = "TIMBAO_TEST_SIGNALS"  # how many moments of each command, instead of one
WORDS = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}
BOTH = [signal.SIGINT, signal.SIGTERM]
TEXT = " ".join(f"Bến đò {n} chờ khách qua sông ngày nước lớn." for n in range(60))


@dataclass(frozen=True, slots=True)
class Use:
    """One use of the command: arguments behind ``--index``, what it reads, whether it writes, and
    about how many seconds it takes on an idle machine."""

    arguments: tuple[str, ...]
    stdin: bytes = b""
    writes: bool = True
    seconds: float = 2.0


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory, write_jsonl: Write) -> Path:
    """Articles for several batches, if these are small."""
    records = [{"id": f"n{n}", "title": f"Tin {n}", "body": TEXT} for n in range(2500)]
    return write_jsonl(tmp_path_factory.mktemp("signals") / "many.jsonl", records)


@pytest.fixture(scope="module")
def template(
    tmp_path_factory: pytest.TempPathFactory, reindex_here: Cli, write_jsonl: Write
) -> Path:
    folder = tmp_path_factory.mktemp("template")
    assert reindex_here(folder / "index", write_jsonl(folder / "a.jsonl", [A, B])).returncode == 0
    return folder / "index"


@pytest.fixture(scope="module")
def uses(corpus: Path) -> dict[str, Use]:
    one, two = ("--jobs", "1"), ("--jobs", "2", "--memory", "300")
    return {
        "one job": Use((*one, str(corpus))),
        "two jobs": Use((*two, str(corpus)), seconds=3),
        "fresh": Use((*one, "--fresh", str(corpus))),
        "stdin": Use((*one, "-"), corpus.read_bytes()),
        "watch": Use((*one, "--watch", str(corpus))),
        "check": Use(("--check", str(corpus)), writes=False),
        "verify": Use(("--verify",), writes=False, seconds=1),
        "export": Use(("--export",), writes=False, seconds=1),
        "repair": Use(("--repair", *one), seconds=1),
    }


@pytest.fixture
def begin(cli_command: Command) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start the command in a process group of its own, and wait until it answers signals."""
    command, environment = cli_command
    begun: list[subprocess.Popen[bytes]] = []

    def start(root: Path, use: Use, stdin: int) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [*command, "--index", str(root), *use.arguments],
            env=environment,
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            # a shell in the background has its children ignore SIGINT, which they would inherit
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )
        begun.append(process)
        wait_for(lambda: answers(process.pid) or process.poll() is not None)
        return process

    yield start
    for process in begun:
        if members(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def answers(pid: int) -> bool:
    """Whether a process has handlers of its own for both signals."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    caught = next(int(line.split()[1], 16) for line in lines if line.startswith("SigCgt:"))
    return all(caught >> (number - 1) & 1 for number in BOTH)


def members(group: int) -> list[int]:
    """The processes of a group that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, of = path.read_text(encoding="utf-8").rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(of) == group and state != "Z":
            found.append(int(path.parent.name))
    return found


def wait_for(done: Callable[[], Any], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.001)


def held(root: Path) -> set[str]:
    return {article.id for article in export_articles(root)}


NAMES = ["one job", "two jobs", "fresh", "stdin", "watch", "check", "verify", "export", "repair"]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc says what is caught and who is left")
@pytest.mark.parametrize("name", NAMES)
def test_a_signal_at_any_moment_ends_it_well(
    tmp_path: Path,
    template: Path,
    uses: dict[str, Use],
    begin: Callable[..., subprocess.Popen[bytes]],
    reindex_here: Cli,
    *,
    drawn: random.Random,
    name: str,
) -> None:
    for n in range(int(os.environ.get(TIMES, "1"))):
        root = Path(shutil.copytree(template, tmp_path / str(n)))
        if name == "repair":
            lexicon = next(live_folder(root).glob("*.lexicon"))
            lexicon.write_bytes(bytes(byte ^ 1 for byte in lexicon.read_bytes()))
        number, to_all = drawn.choice(BOTH), drawn.random() < 0.5
        after = drawn.uniform(0, uses[name].seconds)
        where = f"{name}: {number.name} after {after:.3f} s, to {'all' if to_all else 'one'}"
        ended = end(begin, root, uses[name], (number, after), to_all=to_all)
        if name == "repair":  # what was not mended yet still can be
            assert reindex_here(root, "--repair", as_json=False).returncode == 0
        assert_ended_well(root, uses[name], number, ended, where)


def end(
    begin: Callable[..., subprocess.Popen[bytes]],
    root: Path,
    use: Use,
    moment: tuple[signal.Signals, float],
    *,
    to_all: bool,
) -> tuple[int, str]:
    """Start a use, send it the signal at the ``moment``; its status, and what it said."""
    number, after = moment
    given = root.parent / "stdin"
    given.write_bytes(use.stdin)
    with given.open("rb") as stdin:
        process = begin(root, use, stdin.fileno())
    time.sleep(after)
    if process.poll() is None:
        os.killpg(process.pid, number) if to_all else process.send_signal(number)
    _, told = process.communicate(timeout=120)
    wait_for(lambda: not members(process.pid))
    return process.returncode, told.decode()


def assert_ended_well(
    root: Path, use: Use, number: signal.Signals, ended: tuple[int, str], where: str
) -> None:
    status, told = ended
    where = f"{where}: {status}, {told}"
    assert "Traceback" not in told, where
    assert "Exception ignored" not in told, where
    assert status in (0, 128 + number), where
    old, new = {"a", "b"}, {"a", "b", *(f"n{n}" for n in range(2500))}
    now = held(root)
    if status:
        assert WORDS[number] in told, where
    if not use.writes or (status and number == signal.SIGTERM):
        assert now == old, where
    else:
        assert old <= now <= new, where
    assert verify(root) == [], where


@pytest.mark.parametrize("number", BOTH)
def test_a_signal_while_the_command_is_loaded_says_that_nothing_was_done(
    tmp_path: Path, cli_command: Command, number: signal.Signals
) -> None:
    """What is loaded last is a module that interrupts itself, as Ctrl-C would."""
    line = f"import os; os.kill(os.getpid(), {int(number)})\n"
    (tmp_path / "whoosh.py").write_text(line, encoding="utf-8")
    command, environment = cli_command
    ran = subprocess.run(
        [*command, "--index", str(tmp_path / "index"), "--sample"],
        env={**environment, "PYTHONPATH": f"{tmp_path}:{environment['PYTHONPATH']}"},
        capture_output=True,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert ran.returncode == 128 + number
    told = f"reindex: {WORDS[number]}: nothing was committed, the index is as it was\n"
    assert ran.stderr.decode() == told
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize("number", BOTH)
def test_a_signal_while_the_new_index_is_put_in_its_place_is_too_late(
    tmp_path: Path,
    live: Path,
    reindex_here: Cli,
    write_jsonl: Write,
    *,
    monkeypatch: pytest.MonkeyPatch,
    number: signal.Signals,
) -> None:
    publish = publishing.publish

    def interrupted(*arguments: Any, **more: Any) -> Path:
        os.kill(os.getpid(), number)
        try:
            return publish(*arguments, **more)
        finally:
            os.kill(os.getpid(), number)

    monkeypatch.setattr("index.run.folder.publish", interrupted)
    ran = reindex_here(live, write_jsonl(tmp_path / "c.jsonl", [C]))
    assert ran.returncode == 0, ran.stderr
    assert ran.report["articles"] == 3
    assert held(live) == {"a", "b", "c"}


@pytest.mark.parametrize("number", BOTH)
def test_a_signal_while_the_report_is_told_is_too_late(
    tmp_path: Path,
    live: Path,
    reindex_here: Cli,
    write_jsonl: Write,
    *,
    monkeypatch: pytest.MonkeyPatch,
    number: signal.Signals,
) -> None:
    tell = click.echo

    def interrupted(text: str) -> None:
        os.kill(os.getpid(), number)
        tell(text)
        os.kill(os.getpid(), number)

    monkeypatch.setattr(click, "echo", interrupted)
    ran = reindex_here(live, write_jsonl(tmp_path / "c.jsonl", [C]))
    assert ran.returncode == 0, ran.stderr
    assert ran.report["articles"] == 3


@pytest.mark.parametrize("more", [(), ("--fresh",), ("--check",)])
def test_terminated_while_it_reads_nothing_is_committed(
    tmp_path: Path,
    live: Path,
    reindex_here: Cli,
    write_jsonl: Write,
    *,
    monkeypatch: pytest.MonkeyPatch,
    more: tuple[str, ...],
) -> None:
    def terminated(article: Any) -> str:
        os.kill(os.getpid(), signal.SIGTERM)
        return content_hash(article)

    monkeypatch.setattr(intake, "content_hash", terminated)
    before = current_name(live)
    file = write_jsonl(tmp_path / "c.jsonl", [C])
    ran = reindex_here(live, *more, file)
    assert ran.returncode == 128 + signal.SIGTERM
    assert (current_name(live), generations(live)) == (before, ["000001"])
    assert held(live) == {"a", "b"}


def test_an_ending_that_python_cannot_raise_ends_the_run_at_its_next_look(
    tmp_path: Path,
    live: Path,
    reindex_here: Cli,
    write_jsonl: Write,
    *,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    class Interrupting:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGTERM)

    def hashed(article: Any) -> str:
        Interrupting()
        return content_hash(article)

    monkeypatch.setattr(intake, "content_hash", hashed)
    ran = reindex_here(live, write_jsonl(tmp_path / "c.jsonl", [C, {"id": "d", "title": "Bốn"}]))
    assert ran.returncode == 128 + signal.SIGTERM
    assert held(live) == {"a", "b"}
    told = capfd.readouterr().err
    assert "terminated" in told
    assert "Exception ignored" not in told
    assert Ended.__name__ not in told


@pytest.mark.parametrize("number", BOTH)
def test_when_all_is_done_a_signal_changes_nothing_any_more(number: signal.Signals) -> None:
    with installed() as signals:
        with pytest.raises(Ended), signals.reacting(ending(Stop(), patient=False)):
            os.kill(os.getpid(), number)
        os.kill(os.getpid(), number)
