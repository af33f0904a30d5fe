"""Does anything in an index folder run, hang or reach beyond it, if its files are an attacker's?

The attacker may write into the folder, and so seals what it writes as a ``reindex`` would.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import whoosh.index
from indexes import NEW_A, A, B, C, Cli, Write, live_folder, titles
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index.codec.whoosh.schema import build_schema
from index.errors import IndexDamaged
from index.run.ledger import Ledger
from index.store.checksums import sha256_of
from index.store.generations import point_to
from index.store.last_run import read_last_run
from index.store.opening import open_current
from search import SearchError, SearchRequest, open_engine

D = {"id": "d", "title": "Đã bỏ ra"}
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
KINDS = (
    "MAIN_*.arrays", "*.segments", "*.groups", "*.lexicon", "_MAIN_*.toc", "ledger.sqlite",
    "deleted.json", "manifest.json", "LEASE",
)  # fmt: skip
BESIDE = ("CURRENT", "CURRENT.new", "LOCK", "last-run.json", "last-run.json.new")
PATIENCE = 120  # seconds, which only what hangs exceeds


class Evil:
    """Makes a file when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return os.mkdir, (str(self.marker),)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory, reindex_here: Cli, write_jsonl: Write) -> Path:
    """A folder with a corpus and its index, of two generations, which has all kinds of files."""
    folder = tmp_path_factory.mktemp("grown")
    corpus = folder / "corpus"
    write_jsonl(corpus / "one.jsonl", [A, B, D])
    assert reindex_here(folder / "index", corpus).returncode == 0
    write_jsonl(corpus / "one.jsonl", [NEW_A, B, D])
    assert reindex_here(folder / "index", "--delete", "d", corpus).returncode == 0
    return folder


@pytest.fixture
def folder(tmp_path: Path, grown: Path, write_jsonl: Write) -> Path:
    """A copy of it, whose corpus has changed since."""
    for name in ("index", "corpus"):
        shutil.copytree(grown / name, tmp_path / name)
    write_jsonl(tmp_path / "corpus" / "two.jsonl", [C])
    return tmp_path


def of_kind(root: Path, kind: str) -> Path:
    return next(iter(live_folder(root).glob(kind)))


def seal(root: Path, *more: str) -> None:
    """Give every file of the live generation the seal that it should have, and list ``more``."""
    path = live_folder(root) / "manifest.json"
    manifest = json.loads(path.read_bytes())
    for name in (*manifest["files"], *more):
        file = path.parent / name
        if file.is_file():
            manifest["files"][name] = {"size": file.stat().st_size, "sha256": sha256_of(file)}
        else:
            manifest["files"][name] = {"size": file.lstat().st_size, "sha256": EMPTY}
    path.write_text(json.dumps(manifest), encoding="utf-8")
    point_to(root, path.parent)


@contextmanager
def soon() -> Iterator[None]:
    """Fail where the block hangs."""

    def fail(*_: object) -> None:
        raise AssertionError("it hangs")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def use_all(folder: Path, reindex_here: Cli) -> list[int]:
    """Do all that can be done with an index; return with which status the commands end."""
    root = folder / "index"
    statuses = []
    with soon():
        with suppress(SearchError), open_engine(root) as engine:
            for hit in engine.search(SearchRequest(size=9)).hits:
                engine.article(hit.id)
                engine.similar(hit.id, 3)
            engine.was_deleted("d")
            engine.complete("mu", 3)
            engine.key_terms(SearchRequest("lúa"), 3)
            list(engine.stream(SearchRequest()))
            engine.stats()
            engine.last_run()
        read_last_run(root)
        for command in (
            ("--verify",), ("--stats",), ("--export",), ("--check", folder / "corpus"),
            (folder / "corpus",), ("--repair",), ("--fresh", folder / "corpus"),
        ):  # fmt: skip
            ran = reindex_here(root, *command, as_json=False)
            statuses.append(ran.returncode)
            assert ran.returncode in (0, 1, 3), ran.stderr
            assert "Traceback" not in ran.stderr
    return statuses


def write_hostile(root: Path, kind: str, marker: Path) -> None:
    """Put what makes ``marker`` when it is unpickled in place of a file."""
    path = of_kind(root, kind)
    path.unlink()  # it may be a link to the file of the generation before
    if path.suffix == ".toc":  # as Whoosh reads it
        number = int(path.stem.rpartition("_")[2])
        TOC(build_schema(), [Evil(marker)], number).write(FileStorage(str(path.parent)), "MAIN")
    else:
        path.write_bytes(pickle.dumps(Evil(marker)))


def test_stock_whoosh_would_run_what_stands_in_its_table(folder: Path) -> None:
    root, marker = folder / "index", folder / "ran"
    write_hostile(root, "_MAIN_*.toc", marker)
    with suppress(Exception):
        whoosh.index.open_dir(str(live_folder(root)), "MAIN")
    assert marker.is_dir()


@pytest.mark.parametrize("kind", KINDS)
def test_a_pickle_in_place_of_any_file_does_not_run(
    folder: Path, reindex_here: Cli, kind: str
) -> None:
    root, marker = folder / "index", folder / "ran"
    write_hostile(root, kind, marker)
    if kind == "manifest.json":
        point_to(root, live_folder(root))
    else:
        seal(root)
    statuses = use_all(folder, reindex_here)
    assert not marker.exists()
    assert statuses[-1] == 0, "it can always be built anew"
    assert titles(root).keys() == {"a", "b", "c"}


# Pipes and links

HARMFUL: dict[str, Callable[[Path, Path], None]] = {
    "a pipe": lambda path, _: os.mkfifo(path),
    "a link to a file elsewhere": lambda path, victim: path.symlink_to(victim),
    "a link to a pipe": lambda path, victim: path.symlink_to(victim.with_name("pipe")),
    "a folder": lambda path, _: path.mkdir(),
}


@pytest.mark.parametrize(("kind", "what"), [
    *product((*KINDS, *BESIDE), ("a pipe", "a link to a file elsewhere")),
    *product(("LEASE", "CURRENT", "MAIN_*.arrays"), ("a link to a pipe", "a folder")),
])  # fmt: skip
def test_what_is_no_file_is_not_waited_for_and_a_link_not_written_through(
    folder: Path, reindex_here: Cli, kind: str, what: str
) -> None:
    root, victim = folder / "index", folder / "victim"
    is_sealed = kind in KINDS and kind not in ("manifest.json", "LEASE")
    content = b"" if is_sealed else b"mine"  # a pipe has no bytes either, as its seal says
    victim.write_bytes(content)
    os.mkfifo(folder / "pipe")
    path = root / kind if kind in BESIDE else of_kind(root, kind)
    path.unlink(missing_ok=True)
    HARMFUL[what](path, victim)
    if is_sealed:
        seal(root)
    statuses = use_all(folder, reindex_here)
    assert victim.read_bytes() == content
    assert statuses[-1] == 0 or kind in BESIDE
    assert sorted(path.name for path in folder.iterdir()) == ["corpus", "index", "pipe", "victim"]


@pytest.mark.parametrize("name", ["LEASE", "ledger.sqlite-journal"])
def test_a_generation_does_not_hand_on_what_is_no_part_of_it(
    folder: Path, reindex_here: Cli, name: str
) -> None:
    root = folder / "index"
    (live_folder(root) / name).write_bytes(b"x")
    seal(root, name)
    ran = reindex_here(root, folder / "corpus", as_json=False)
    assert ran.returncode == 1
    assert f"names {name}" in ran.stderr
    assert "--repair" in ran.stderr


# What SQLite does of its own when it reads a file

MARK = "INSERT INTO deleted VALUES ('a', 'now')"
LEDGERS: dict[str, str] = {
    "a trigger": f"CREATE TRIGGER t AFTER INSERT ON origins BEGIN {MARK}; END",
    "a trigger that loads a library": (
        "CREATE TRIGGER t AFTER INSERT ON origins BEGIN SELECT load_extension('evil'); END"
    ),
    "a view without an end": (
        "DROP TABLE firsts; CREATE VIEW firsts AS WITH RECURSIVE n(id) AS "
        "(SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id, '2020' AS at FROM n"
    ),
    "a view that reads other tables": "CREATE VIEW more AS SELECT * FROM files",
    "a virtual table": "CREATE VIRTUAL TABLE more USING fts5(x)",
    "a check that calls": (
        "DROP TABLE shared; CREATE TABLE shared "
        "(id TEXT PRIMARY KEY CHECK (length(hex(zeroblob(2))) > 0)) WITHOUT ROWID"
    ),
    "an index on what is computed": "CREATE INDEX more ON articles (upper(id))",
}


@pytest.mark.parametrize("what", LEDGERS)
def test_a_ledger_that_does_anything_by_itself_is_refused(
    folder: Path, reindex_here: Cli, what: str
) -> None:
    root = folder / "index"
    with closing(sqlite3.connect(of_kind(root, "ledger.sqlite"))) as db:
        db.executescript(LEDGERS[what])
    seal(root)
    with soon():
        ran = reindex_here(root, folder / "corpus", as_json=False)
    assert ran.returncode == 1
    assert "is no part of a ledger" in ran.stderr
    assert "--repair" in ran.stderr
    assert titles(root).keys() == {"a", "b"}
    statuses = use_all(folder, reindex_here)
    assert statuses[-1] == 0
    assert titles(root).keys() >= {"a", "b", "c"}


def test_a_journal_beside_a_ledger_is_not_carried_out(tmp_path: Path) -> None:
    """SQLite undoes what a journal says, and deletes the file that this names as its own."""
    path = tmp_path / "ledger.sqlite"
    Ledger(tmp_path).close()
    for kind in ("journal", "wal", "shm"):
        (tmp_path / f"ledger.sqlite-{kind}").write_bytes(b"x" * 5000)
    before = path.read_bytes()
    Ledger(tmp_path).close()
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["ledger.sqlite"]


def test_a_link_to_what_was_written_is_no_file_of_a_generation(folder: Path) -> None:
    path = of_kind(folder / "index", "*.lexicon")
    path.rename(folder / "elsewhere")
    path.symlink_to(folder / "elsewhere")
    with pytest.raises(IndexDamaged, match=r"lexicon: is no regular file.*--repair"):
        open_current(folder / "index")
