"""Does the index know what came of the last run, whatever that was?"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from indexes import A, B, generations

from index.store.last_run import LastRun, read_last_run, write_last_run
from index.store.layout import GENERATIONS, LAST_RUN
from index.store.lock import writing

Ran = Callable[..., Any]


def test_what_the_report_counts_is_known_of_the_last_run(
    tmp_path: Path, reindex_here: Ran, write_jsonl: Callable[..., Path]
) -> None:
    root = tmp_path / "index"
    source = write_jsonl(tmp_path / "a.jsonl", [A, B, {"author": "without a text"}])
    began = time.time()
    report = reindex_here(root, source).report
    run = read_last_run(root)
    assert run is not None
    assert run.succeeded
    assert began <= run.ended <= time.time()
    told = asdict(run)
    counted = told.keys() - {"ended", "succeeded"}
    assert {name: told[name] for name in counted} == {name: report[name] for name in counted}
    assert (run.indexed, run.rejected) == (2, 1)


def test_a_run_that_changes_nothing_is_the_last_one_too(
    tmp_path: Path, reindex_here: Ran, write_jsonl: Callable[..., Path]
) -> None:
    root, source = tmp_path / "index", write_jsonl(tmp_path / "a.jsonl", [A, B])
    reindex_here(root, source)
    before = generations(root)
    reindex_here(root, source)
    run = read_last_run(root)
    assert run is not None
    assert (run.succeeded, run.indexed, run.unchanged) == (True, 0, 2)
    assert generations(root) == before


def test_a_run_that_is_not_carried_out_is_known_with_its_rejects(
    tmp_path: Path, reindex_here: Ran, write_jsonl: Callable[..., Path]
) -> None:
    root = tmp_path / "index"
    reindex_here(root, write_jsonl(tmp_path / "a.jsonl", [A]))
    wrong = write_jsonl(tmp_path / "b.jsonl", [{"author": "x"}, {"author": "y"}])
    assert reindex_here(root, "--fresh", wrong).returncode == 1
    run = read_last_run(root)
    assert run is not None
    assert (run.succeeded, run.rejected, run.indexed) == (False, 2, 0)


def test_a_run_that_cannot_note_it_is_a_run_all_the_same(
    tmp_path: Path, reindex_here: Ran, write_jsonl: Callable[..., Path]
) -> None:
    root = tmp_path / "index"
    (root / LAST_RUN).mkdir(parents=True)
    assert reindex_here(root, write_jsonl(tmp_path / "a.jsonl", [A])).returncode == 0
    assert read_last_run(root) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"ended": "x"}', b"null"])
def test_what_cannot_be_read_is_as_good_as_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / LAST_RUN).write_bytes(content)
    assert read_last_run(tmp_path) is None


def test_what_was_written_is_read(tmp_path: Path) -> None:
    run = LastRun(ended=1.5, succeeded=True, seconds=0.25, read=3, rejected=1)
    write_last_run(tmp_path, run)
    assert read_last_run(tmp_path) == run
    assert [path.name for path in tmp_path.iterdir()] == [LAST_RUN]


def test_mending_and_building_anew_are_runs_too(
    tmp_path: Path, reindex_here: Ran, write_jsonl: Callable[..., Path]
) -> None:
    root = tmp_path / "index"
    reindex_here(root, write_jsonl(tmp_path / "a.jsonl", [A, B]))

    def counts(*command: object) -> tuple[bool, int, int, int]:
        (root / LAST_RUN).unlink()
        assert reindex_here(root, *command).returncode == 0
        run = read_last_run(root)
        assert run is not None
        return run.succeeded, run.read, run.indexed, run.unchanged

    assert counts("--repair") == (True, 0, 0, 2)  # there is nothing to mend
    assert counts("--from-index", root) == (True, 2, 2, 0)
    live = root / GENERATIONS / generations(root)[-1]
    next(live.glob("*.groups")).write_bytes(b"")
    assert counts("--repair") == (True, 2, 0, 2)


@pytest.mark.damages_index
def test_one_that_cannot_mend_or_build_anew_is_known_to_have_failed(
    tmp_path: Path, reindex_here: Ran, write_jsonl: Callable[..., Path]
) -> None:
    root = tmp_path / "index"
    reindex_here(root, write_jsonl(tmp_path / "a.jsonl", [A]))
    assert reindex_here(root, "--from-index", tmp_path / "none").returncode == 1
    run = read_last_run(root)
    assert run is not None
    assert not run.succeeded
    for arrays in root.glob(f"{GENERATIONS}/*/*.arrays"):
        arrays.unlink()
    (root / LAST_RUN).unlink()
    assert reindex_here(root, "--repair").returncode == 1
    run = read_last_run(root)
    assert run is not None
    assert not run.succeeded


def test_that_the_sources_are_gone_is_known_of_the_last_run(
    tmp_path: Path, reindex_here: Ran, write_jsonl: Callable[..., Path]
) -> None:
    root, source = tmp_path / "index", write_jsonl(tmp_path / "a.jsonl", [A])
    reindex_here(root, source)
    source.unlink()
    assert reindex_here(root, source).returncode == 1
    run = read_last_run(root)
    assert run is not None
    assert not run.succeeded
    with writing(root):  # another run goes on, which is the one to tell of
        (root / LAST_RUN).unlink()
        assert reindex_here(root, source).returncode == 1
    assert read_last_run(root) is None
    assert reindex_here(tmp_path / "none", source).returncode == 1
    assert not (tmp_path / "none").exists()
