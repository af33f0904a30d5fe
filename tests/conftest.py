"""What do all tests share?  Real inputs, the real command, and indexes of articles made up here."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner
from hypothesis import settings
from made_indexes import MadeIndexes
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from index.cli import main
from index.readers import ReadOptions
from index.run.plan import Plan
from index.run.reindex import reindex

Records = Sequence[Mapping[str, Any]]
CHECKOUT = Path(__file__).parents[1]
SHARED = CHECKOUT.parent / "shared"
BROWSER_TESTS = CHECKOUT / "tests" / "e2e"
CLUSTER_TESTS = CHECKOUT / "tests" / "cluster"


class Ran(NamedTuple):
    """One finished ``reindex``; ``report`` is empty where none was printed."""

    returncode: int
    stdout: str
    stderr: str
    report: dict[str, Any]


class ByFile(LoadFileScheduling):
    """Side by side as ``--dist loadfile``, but all tests of the cluster in one process, which
    share one."""

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return CLUSTER_TESTS.name if CLUSTER_TESTS in (CHECKOUT / file).parents else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile | None:
    """None where something else is wanted than what ``make test`` does."""
    return ByFile(config, log) if config.option.dist == "loadfile" else None


@pytest.hookimpl(tryfirst=True)  # before hypothesis reads its options
def pytest_configure(config: pytest.Config) -> None:
    """All that this run draws at random hangs on one seed, which is printed."""
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = str(random.SystemRandom().getrandbits(32))
    # a busy machine makes an example late, not wrong
    settings.register_profile("tests", print_blob=True, deadline=None)
    settings.load_profile("tests")


def pytest_report_header(config: pytest.Config) -> str:
    """Above the tests."""
    return _how_to_draw_again(config)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """Below them, where a quiet run has no header, or a long one is scrolled away."""
    if exitstatus == pytest.ExitCode.TESTS_FAILED:
        terminalreporter.write_line(_how_to_draw_again(config))


def _how_to_draw_again(config: pytest.Config) -> str:
    return f"what is drawn at random: --hypothesis-seed={config.option.hypothesis_seed}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is known by its folder or by what it uses; ``slow`` is written beside a test."""
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker("e2e")
        if CLUSTER_TESTS in item.path.parents:
            item.add_marker("cluster")
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker("real")


@pytest.fixture
def drawn(request: pytest.FixtureRequest) -> random.Random:
    """A source of random numbers that gives the same again with the same seed."""
    return random.Random(f"{request.config.option.hypothesis_seed} {request.node.nodeid}")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real inputs, beside the checkout and never in it."""
    if not SHARED.is_dir():
        pytest.skip(f"real inputs are absent: {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def sample_folder() -> Path:
    """The sample corpus that ships with the package."""
    return CHECKOUT / "index" / "sample"


@pytest.fixture(scope="session")
def made_indexes() -> MadeIndexes:
    """Where fixtures note which index folders they made."""
    return MadeIndexes()


@pytest.fixture(autouse=True)
def indexes_stay_whole(request: pytest.FixtureRequest, made_indexes: MadeIndexes) -> Iterator[None]:
    """Whatever a test does, every byte of its indexes is what was written; the mark
    ``damages_index`` is for those that damage one on purpose."""
    yield
    if request.node.get_closest_marker("damages_index"):
        made_indexes.forget()
        return
    damaged = made_indexes.damage()
    assert not damaged, f"{damaged} (if that is on purpose: @pytest.mark.damages_index)"


@pytest.fixture(scope="session")
def cli_command() -> tuple[list[str], dict[str, str]]:
    """The start of a command line that runs ``reindex``, and its environment."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TIMBAO_")}
    environment["PYTHONPATH"] = str(CHECKOUT)
    return [sys.executable, "-m", "index.start"], environment


@pytest.fixture(scope="session")
def reindex_cli(
    cli_command: tuple[list[str], dict[str, str]], made_indexes: MadeIndexes
) -> Callable[..., Ran]:
    """Run ``reindex --index ROOT --json ARGUMENTS...`` as a user would, in a process of its own."""
    command, environment = cli_command

    def run(
        root: Path,
        *arguments: str | Path,
        stdin: bytes = b"",
        as_json: bool = True,
        **more: Any,
    ) -> Ran:
        line = [*command, "--index", str(made_indexes.add(root)), *(["--json"] if as_json else [])]
        done = subprocess.run(
            [*line, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            env=environment,
            timeout=300,
            check=False,
            **more,
        )
        stdout = done.stdout.decode()
        report = json.loads(stdout) if as_json and stdout.strip() else {}
        return Ran(done.returncode, stdout, done.stderr.decode(), report)

    return run


@pytest.fixture(scope="session")
def reindex_here(made_indexes: MadeIndexes) -> Callable[..., Ran]:
    """Run the reindex command within this process: pyvi's model is loaded once, not per call."""

    def run(root: Path, *arguments: str | Path, stdin: bytes = b"", as_json: bool = True) -> Ran:
        made_indexes.add(root)
        line = ["--index", str(root), *(["--json"] if as_json else []), *map(str, arguments)]
        done = CliRunner().invoke(main, line, input=stdin, catch_exceptions=False)
        report = json.loads(done.stdout) if as_json and done.stdout.strip() else {}
        return Ran(done.exit_code, done.stdout, done.stderr, report)

    return run


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory, reindex_cli: Callable[..., Ran]) -> Path:
    """An index of the sample corpus, built by the real command.  Read only."""
    path = tmp_path_factory.mktemp("sample") / "index"
    ran = reindex_cli(path, "--sample")
    assert ran.returncode == 0, ran.stderr
    return path


@pytest.fixture(scope="session")
def write_jsonl() -> Callable[[Path, Records], Path]:
    """Write records as JSON Lines."""

    def write(path: Path, records: Records) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [json.dumps(record, ensure_ascii=False) for record in records]
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def build_index(
    write_jsonl: Callable[[Path, Records], Path], made_indexes: MadeIndexes
) -> Callable[..., Path]:
    """``build_index(folder, run, run, …)``: one real reindex per run; returns the index's folder.

    A run is a list of records, or ``{file name: records}`` where ``None`` removes the file.
    """

    def build(folder: Path, *runs: Records | Mapping[str, Records | None]) -> Path:
        corpus, root = folder / "corpus", folder / "index"
        for run in runs:
            files = run if isinstance(run, Mapping) else {"articles.jsonl": run}
            for name, records in files.items():
                if records is None:
                    (corpus / name).unlink()
                else:
                    write_jsonl(corpus / name, records)
            reindex(Plan(root, (str(corpus),), ReadOptions(), prune=True))
        return made_indexes.add(root)

    return build
