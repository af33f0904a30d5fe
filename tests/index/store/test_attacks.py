"""Does anything that stands in an index folder run, write elsewhere, or stop who looks at it?

Whoever can write into the folder decides what is found, and can seal what he wrote; he gets no
further than that.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from indexes import A, B, C, Cli, Write, live_folder
from msgspec.structs import asdict

from index.errors import IndexingError
from index.run.holdings import export_articles
from index.store.checksums import seal_file
from index.store.generations import point_to
from index.store.last_run import read_last_run
from index.store.opening import verify
from search import SearchError, SearchRequest, open_engine

pytestmark = pytest.mark.damages_index

HANGS = 120  # seconds
SEALED = ("*.arrays", "*.segments", "*.groups", "*.lexicon", "_MAIN_*.toc", "ledger.sqlite",
          "deleted.json")  # fmt: skip
BESIDE = ("CURRENT", "CURRENT.new", "LOCK", "last-run.json", "last-run.json.new")
ALONE = (*BESIDE, "LEASE", "manifest.json")

EMPTY = {"size": 0, "sha256": hashlib.sha256().hexdigest()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, reindex_here: Cli, write_jsonl: Write) -> Path:
    """An index that has every kind of file."""
    folder = tmp_path_factory.mktemp("made")
    write_jsonl(folder / "corpus" / "one.jsonl", [A, B])
    assert reindex_here(folder / "index", folder / "corpus").returncode == 0
    assert reindex_here(folder / "index", "--delete", "b").returncode == 0
    return folder / "index"


@pytest.fixture
def root(tmp_path: Path, made: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "index"))


@pytest.fixture(autouse=True)
def _nothing_hangs() -> Iterator[None]:
    def give_up(*_: object) -> None:
        pytest.fail("it hangs")

    former = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(HANGS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, former)


class Payload:
    """Unpickled, it makes the folder ``marker``."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.marker),)


def path_of(root: Path, name: str) -> Path:
    if name in BESIDE:
        return root / name
    return next(iter(live_folder(root).glob(name)))


def seal(root: Path) -> None:
    """Make the checksums those of what stands there now, as whoever may write there can."""
    live = live_folder(root)
    path = live / "manifest.json"
    with suppress(ValueError):
        manifest = json.loads(path.read_bytes())
        for name in manifest["files"]:
            is_file = (live / name).is_file()  # a pipe is sealed as if it were an empty one
            manifest["files"][name] = asdict(seal_file(live / name)) if is_file else EMPTY
        path.write_text(json.dumps(manifest), encoding="utf-8")
    point_to(root, live)


def look_at_everything(root: Path, reindex_here: Cli, source: Path) -> None:
    """Search, verify, export, stats, a run that adds and one that rebuilds; each may fail with an
    error of ours."""
    with suppress(SearchError), open_engine(root) as engine:
        engine.search(SearchRequest("chợ"))
        engine.article("a")
        engine.was_deleted("b")
    with suppress(IndexingError, OSError):
        verify(root)
    with suppress(IndexingError, OSError):
        list(export_articles(root))
    read_last_run(root)
    for line in (("--stats",), (source,), ("--repair",), ("--fresh", source)):
        ran = reindex_here(root, *line)
        assert ran.returncode in (0, 1, 3), ran.stderr
        assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("name", [*SEALED, *ALONE])
def test_no_pickle_in_an_index_folder_is_loaded(
    tmp_path: Path, root: Path, reindex_here: Cli, write_jsonl: Write, name: str
) -> None:
    marker = tmp_path / "ran"
    attack = pickle.dumps(Payload(marker), 2)
    pickle.loads(attack)  # it harms whoever does that
    marker.rmdir()
    path = path_of(root, name)
    path.unlink(missing_ok=True)
    path.write_bytes(attack)
    if name in SEALED:
        seal(root)
    look_at_everything(root, reindex_here, write_jsonl(tmp_path / "c.jsonl", [C]))
    assert not marker.exists()


@pytest.mark.parametrize("name", [*SEALED, *ALONE])
def test_no_pipe_in_an_index_folder_is_waited_for(
    tmp_path: Path, root: Path, reindex_here: Cli, write_jsonl: Write, name: str
) -> None:
    path = path_of(root, name)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    if name in SEALED:
        seal(root)
    look_at_everything(root, reindex_here, write_jsonl(tmp_path / "c.jsonl", [C]))


@pytest.mark.parametrize("name", [*SEALED, *ALONE])
def test_no_link_in_an_index_folder_has_another_file_written(
    tmp_path: Path, root: Path, reindex_here: Cli, write_jsonl: Write, name: str
) -> None:
    path, victim = path_of(root, name), tmp_path / "victim"
    if path.exists():
        shutil.copyfile(path, victim)
        path.unlink()
    else:
        victim.write_text("somebody's")
    before, status = victim.read_bytes(), victim.stat()
    path.symlink_to(victim)
    look_at_everything(root, reindex_here, write_jsonl(tmp_path / "c.jsonl", [C]))
    assert victim.read_bytes() == before
    assert victim.stat().st_mtime_ns == status.st_mtime_ns


ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
LEDGERS = {
    "a trigger without end": f"CREATE TRIGGER t BEFORE INSERT ON articles BEGIN {ENDLESS}; END",
    "a view without end": f"DROP TABLE articles; CREATE VIEW articles AS {ENDLESS}",
    "a view in place of what outlives": f"DROP TABLE deleted; CREATE VIEW deleted AS {ENDLESS}",
    "a table that computes": "DROP TABLE deleted; CREATE TABLE deleted (id TEXT PRIMARY KEY, "
    "at TEXT AS (hex(zeroblob(100000000))))",
    "a trigger that drops": "CREATE TRIGGER t AFTER INSERT ON articles BEGIN "
    "DELETE FROM articles; DELETE FROM deleted; END",
    "a virtual table": "DROP TABLE shared; CREATE VIRTUAL TABLE shared USING fts5(id)",
}


@pytest.mark.parametrize("attack", LEDGERS)
def test_nothing_in_a_ledger_is_run(
    tmp_path: Path, root: Path, reindex_here: Cli, write_jsonl: Write, attack: str
) -> None:
    with closing(sqlite3.connect(path_of(root, "ledger.sqlite"))) as ledger:
        ledger.executescript(LEDGERS[attack])
    seal(root)
    source = write_jsonl(tmp_path / "c.jsonl", [C])
    ran = reindex_here(root, source)
    assert ran.returncode == 1
    assert "ledger.sqlite: cannot be read" in ran.stderr
    assert f"reindex --repair --index {root}" in ran.stderr
    assert verify(root) == []
    look_at_everything(root, reindex_here, source)
