"""Does a serving engine go over to a new generation when that is whole, and stall nobody?"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from indexes import A, B, Write, live_folder

from index.store.generations import point_to
from index.store.opening import Generation
from search import Engine, IndexUnavailable, SearchRequest, open_engine

pytestmark = pytest.mark.damages_index

Build = Callable[..., Path]
HUGE = 60.0  # seconds: what only a hang exceeds


@pytest.fixture
def root(tmp_path: Path, build_index: Build) -> Path:
    return build_index(tmp_path, [A])


@pytest.fixture
def engine(root: Path) -> Iterator[Engine]:
    with open_engine(root) as opened:
        yield opened


def ids(engine: Engine) -> set[str]:
    return {hit.id for hit in engine.search(SearchRequest()).hits}


def flip_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def lexicon(root: Path) -> Path:
    (path,) = live_folder(root).glob("*.lexicon")
    return path


def test_a_damaged_new_generation_is_not_served_and_said_once(
    engine: Engine,
    tmp_path: Path,
    build_index: Build,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert engine.trouble() is None
    root = build_index(tmp_path, [A, B])
    damaged = lexicon(root)
    flip_middle(damaged)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            assert ids(engine) == {"a"}
    assert engine.stats().generation == "000001"
    (record,) = caplog.records
    assert str(damaged) in record.getMessage()
    assert f"reindex --repair --index {root}" in record.getMessage()
    told = engine.trouble()
    assert told is not None
    assert "reindex --repair" in told
    assert str(root) not in told, "anybody may read it"


def test_what_takes_the_place_of_a_damaged_generation_is_served(
    engine: Engine, root: Path, tmp_path: Path, build_index: Build
) -> None:
    build_index(tmp_path, [A, B])
    flip_middle(lexicon(root))
    assert ids(engine) == {"a"}
    flip_middle(lexicon(root))
    point_to(root, live_folder(root))
    assert ids(engine) == {"a", "b"}
    assert engine.trouble() is None


@pytest.mark.parametrize("content", [None, b"", b"000009\n", b"000001\n"])
def test_an_engine_goes_on_while_current_leads_nowhere(
    engine: Engine, root: Path, content: bytes | None
) -> None:
    line = (root / "CURRENT").read_bytes()
    (root / "CURRENT").unlink()
    if content is not None:
        (root / "CURRENT").write_bytes(content)
    assert ids(engine) == {"a"}
    assert engine.trouble() is not None
    (root / "CURRENT").unlink(missing_ok=True)
    (root / "CURRENT").write_bytes(line)
    assert ids(engine) == {"a"}
    assert engine.trouble() is None


def test_requests_are_answered_while_a_large_generation_is_checked(
    engine: Engine, tmp_path: Path, build_index: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engines.whoosh.holder.SMALL_BYTES", 0)
    monkeypatch.setattr("search.engines.whoosh.holder.PATIENCE", 0.0)
    begun, may_go_on, checks = threading.Event(), threading.Event(), []
    check = Generation.check

    def check_late(generation: Generation) -> None:
        checks.append(generation.name)
        begun.set()
        assert may_go_on.wait(HUGE)
        check(generation)

    monkeypatch.setattr(Generation, "check", check_late)
    build_index(tmp_path, [A, B])
    assert ids(engine) == {"a"}
    assert begun.wait(HUGE)
    for _ in range(3):
        assert ids(engine) == {"a"}, "from what is open"
    assert checks == ["000002"], "once, whoever asks"
    may_go_on.set()
    for thread in threading.enumerate():
        if thread.name == "opening":
            thread.join(HUGE)
    assert ids(engine) == {"a", "b"}


def test_an_engine_that_is_closed_meanwhile_lets_go_of_what_is_opened(
    root: Path, tmp_path: Path, build_index: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engines.whoosh.holder.SMALL_BYTES", 0)
    monkeypatch.setattr("search.engines.whoosh.holder.PATIENCE", 0.0)
    may_go_on, closed = threading.Event(), []
    monkeypatch.setattr(Generation, "check", lambda _: may_go_on.wait(HUGE))
    close = Generation.close

    def note(generation: Generation) -> None:
        closed.append(generation.name)
        close(generation)

    monkeypatch.setattr(Generation, "close", note)
    may_go_on.set()
    engine = open_engine(root)
    may_go_on.clear()
    build_index(tmp_path, [A, B])
    assert ids(engine) == {"a"}
    closed.clear()
    engine.close()
    may_go_on.set()
    for thread in threading.enumerate():
        if thread.name == "opening":
            thread.join(HUGE)
    assert sorted(closed) == ["000001", "000002"]
    with pytest.raises(IndexUnavailable, match="closed"):
        engine.search(SearchRequest())


@pytest.mark.parametrize("suffix", [".arrays", ".lexicon", ".groups", ".segments", ".toc"])
def test_no_byte_that_a_searcher_may_read_is_believed_unchecked(root: Path, suffix: str) -> None:
    (path,) = live_folder(root).glob(f"*{suffix}")
    flip_middle(path)
    with pytest.raises(IndexUnavailable) as error:
        open_engine(root)
    assert f"{path}: is not what was written" in str(error.value)
    assert f"reindex --repair --index {root}" in str(error.value)


def test_the_check_can_be_left_out(root: Path) -> None:
    (path,) = live_folder(root).glob("*.toc")
    flip_middle(path)
    with open_engine(root, check=False) as engine:
        assert ids(engine) == {"a"}


def test_what_only_reindex_reads_does_not_keep_an_index_from_being_searched(
    root: Path, write_jsonl: Write
) -> None:
    flip_middle(live_folder(root) / "ledger.sqlite")
    with open_engine(root) as engine:
        assert ids(engine) == {"a"}
