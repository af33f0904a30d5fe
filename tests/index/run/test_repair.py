"""Does one command mend whatever happened to an index folder, and say what is lost?"""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import zstandard
from indexes import (
    A,
    Cli,
    Write,
    counts,
    generations,
    grow,
    live_folder,
    set_schema,
    titles,
)

from index.arrays.file import ArrayFile
from index.article import Article
from index.codec.stored import Stored
from index.errors import SegmentDamaged
from index.run.holdings import export_articles
from index.store.deleted import read_deleted
from index.store.layout import LAST_RUN
from index.store.opening import current_name, verify

LONG = " ".join(f"Đoạn {n} kể chuyện bến đò, chợ nổi và mùa gặt." for n in range(40))
MANY = [{"id": f"n{n}", "title": f"Tin số {n}", "body": f"{n} {LONG}"} for n in range(80)]


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory, reindex_here: Cli, write_jsonl: Write) -> Path:
    """A folder with a corpus and its index of two generations."""
    return grow(tmp_path_factory.mktemp("grown"), reindex_here, write_jsonl, MANY).parent


@pytest.fixture
def root(tmp_path: Path, grown: Path) -> Path:
    """A copy of that index, whose files are no links to each other's."""
    return Path(shutil.copytree(grown / "index", tmp_path / "index"))


def articles(root: Path) -> dict[str, Article]:
    return {article.id: article for article in export_articles(root)}


def flip(path: Path, place: float) -> None:
    """Flip a bit ``place`` of the way into a file."""
    data = bytearray(path.read_bytes())
    data[min(int(len(data) * place), len(data) - 1)] ^= 1 << int(place * 997) % 8
    path.write_bytes(data)


def cut(path: Path, place: float) -> None:
    os.truncate(path, int(path.stat().st_size * place))


def empty(path: Path, _: float) -> None:
    path.write_bytes(b"")


def remove(path: Path, _: float) -> None:
    path.unlink()


def fill(path: Path, place: float) -> None:
    """A block of zeros, as a disk gives for a sector that it lost."""
    data = bytearray(path.read_bytes())
    begin = int(len(data) * place)
    data[begin : begin + 512] = bytes(min(512, len(data) - begin))
    path.write_bytes(data)


Damage = Callable[[Path, float], None]
TIMES = "TIMBAO_TEST_DAMAGES"  # how often each kind of damage is done to each file
DAMAGES = (flip, cut, empty, remove, fill)
KINDS = (
    ".arrays", ".segments", ".groups", ".lexicon", ".toc", "ledger.sqlite", "manifest.json",
    "deleted.json",
)  # fmt: skip


def files_of(folder: Path, kinds: Sequence[str] = KINDS) -> Iterator[tuple[str, Path]]:
    for kind in kinds:
        found = sorted(folder.glob(f"*{kind}"), key=lambda path: -path.stat().st_size)
        assert found, kind
        yield kind, found[0]


@pytest.mark.parametrize(("kind", "damage"), [*product(KINDS, DAMAGES)])
def test_whatever_happened_to_a_file_nothing_is_lost_or_altered_unnoticed(
    grown: Path, reindex_here: Cli, drawn: random.Random, kind: str, damage: Damage
) -> None:
    for n in range(int(os.environ.get(TIMES, "1"))):
        root = Path(shutil.copytree(grown / "index", grown / f"{kind}.{damage.__name__}.{n}"))
        assert_mended(root, grown, reindex_here, (kind, damage, drawn.random()))
        shutil.rmtree(root)


def assert_mended(
    root: Path, grown: Path, reindex_here: Cli, what: tuple[str, Damage, float]
) -> None:
    """Do the damage ``what`` to a file of this kind, at a place of it; have it mended."""
    kind, damage, place = what
    before = articles(root)
    path = dict(files_of(live_folder(root)))[kind]
    damage(path, place)
    ran = reindex_here(root, "--repair")
    told = f"{path.name} {place}: {ran.stderr}"
    assert ran.returncode in (0, 3), told
    assert verify(root) == [], told
    now = articles(root)
    named = {reject["where"] for reject in ran.report["rejects"]}
    altered = {one for one in before.keys() | now.keys() if before.get(one) != now.get(one)}
    assert altered <= named, told
    assert (ran.returncode == 3) == bool(named), told
    assert ran.report["articles"] == len(now), told
    assert kind == ".arrays" or not altered, told
    assert "d" not in now or kind == "deleted.json", told
    again = reindex_here(root, grown / "corpus")
    assert again.returncode == 0, told + again.stderr
    assert texts(articles(root)) == texts(before), told
    assert read_deleted(live_folder(root)) == {"d"}, told


def test_of_a_schema_without_checksums_only_what_the_ledger_knows_is_believed(
    tmp_path: Path, reindex_here: Cli, monkeypatch: pytest.MonkeyPatch, drawn: random.Random
) -> None:
    compressor = zstandard.ZstdCompressor

    def without_checksums(**options: Any) -> zstandard.ZstdCompressor:
        return compressor(**{**options, "write_checksum": False})

    monkeypatch.setattr("index.codec.stored.zstandard.ZstdCompressor", without_checksums)
    root, file = tmp_path / "index", tmp_path / "many.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in MANY), encoding="utf-8")
    assert reindex_here(root, file).returncode == 0
    before = articles(root)
    set_schema(root, 10)
    path = dict(files_of(live_folder(root), (".arrays",)))[".arrays"]
    data = bytearray(path.read_bytes())
    bodies = ArrayFile(path)["stored.bodies.data"].tobytes()
    begin = data.index(bodies)
    for _ in range(200):
        data[begin + drawn.randrange(len(bodies))] ^= 1 << drawn.randrange(8)
    path.write_bytes(data)
    altered = {one.id for one in readable(path) if one != before[one.id]}
    assert altered, "none that would have passed unseen"
    ran = reindex_here(root, "--repair")
    assert ran.returncode == 3, ran.stderr
    named = {reject["where"] for reject in ran.report["rejects"]}
    assert altered <= named
    now = articles(root)
    assert now.keys() == before.keys() - named
    assert all(now[one] == before[one] for one in now)


def readable(path: Path) -> Iterator[Article]:
    """The articles of a segment that can be unpacked, whatever stands in them."""
    stored = Stored(ArrayFile(path))
    for doc_id in range(len(MANY)):
        with suppress(SegmentDamaged):
            yield stored.article(doc_id)


def texts(found: dict[str, Article]) -> dict[str, tuple[str, str]]:
    """Titles and bodies by id; when an article was first met may be lost with the ledger."""
    return {one.id: (one.title, one.body) for one in found.values()}


def contents(root: Path) -> dict[Path, bytes]:
    """All that is in an index folder, but what is noted of the last run."""
    files = (path for path in root.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files if path.name != LAST_RUN}


def test_a_sound_index_stays_as_it_is(root: Path, reindex_here: Cli) -> None:
    before = contents(root)
    for command in (("--repair",), ("--repair", "--jobs", "2")):
        ran = reindex_here(root, *command)
        assert ran.returncode == 0, ran.stderr
        assert "nothing to mend" in ran.report["notes"][0]
        assert ran.report["articles"] == 83
    assert contents(root) == before


@pytest.mark.parametrize("content", [None, b"", b"\xff\n", b"000007\n", b"../../x\n", b"0000012\n"])
def test_current_leads_to_the_newest_whole_generation_again(
    root: Path, reindex_here: Cli, content: bytes | None
) -> None:
    before, name = articles(root), current_name(root)
    (root / "CURRENT").unlink()
    if content is not None:
        (root / "CURRENT").write_bytes(content)
    ran = reindex_here(root, "--repair")
    assert ran.returncode == (3 if content in (b"000007\n", b"0000012\n") else 0), ran.stderr
    assert articles(root) == before
    assert verify(root) == []
    if ran.returncode == 0:
        assert current_name(root) == name
        assert generations(root) == ["000001", "000002"]
    elif content is not None:
        assert ran.report["rejects"][0]["where"].endswith(content.decode().strip())


def test_what_the_live_generation_lost_comes_from_the_one_before(
    root: Path, grown: Path, reindex_here: Cli
) -> None:
    before = articles(root)
    for path in live_folder(root).glob("*.arrays"):
        path.unlink()
    fewest = min(live_folder(root).parent.glob("*/*.arrays"), key=lambda path: path.stat().st_size)
    assert fewest.parent.name == "000001"
    (live_folder(root) / fewest.name).write_bytes(b"")
    ran = reindex_here(root, "--repair")
    assert ran.returncode == 3, ran.stderr
    lost = {reject["where"]: reject["reason"] for reject in ran.report["rejects"]}
    assert set(lost) == {"a", "c"}
    assert "former version" in lost["a"]
    assert "cannot be read" in lost["c"]
    now = articles(root)
    assert now.keys() == before.keys() - {"c"}
    assert (now["a"].title, now["b"]) == (A["title"], before["b"])
    assert read_deleted(live_folder(root)) == {"d"}
    assert reindex_here(root, grown / "corpus").returncode == 0
    assert texts(articles(root)) == texts(before)


@pytest.mark.damages_index
def test_nothing_left_to_save_leaves_the_folder_as_it_was(root: Path, reindex_here: Cli) -> None:
    for path in (root / "generations").glob("*/*.arrays"):
        path.write_bytes(b"x" * 100)
    before = contents(root)
    ran = reindex_here(root, "--repair", as_json=False)
    assert ran.returncode == 1
    assert "no article can be read" in ran.stderr
    assert "SOURCE" in ran.stderr
    assert contents(root) == before


def test_there_is_nothing_to_mend_without_an_index(tmp_path: Path, reindex_here: Cli) -> None:
    ran = reindex_here(tmp_path / "none", "--repair", as_json=False)
    assert ran.returncode == 1
    assert "no index here" in ran.stderr
    assert not (tmp_path / "none").exists()


def test_an_index_of_an_older_schema_is_brought_to_this_one(root: Path, reindex_here: Cli) -> None:
    before = articles(root)
    set_schema(root, 9)
    ran = reindex_here(root, "--repair")
    assert ran.returncode == 0, ran.stderr
    assert articles(root) == before
    assert verify(root) == []


@pytest.mark.parametrize("more", [("x.jsonl",), ("--fresh",), ("--delete", "a"), ("--stats",)])
def test_mending_goes_with_nothing_else(
    tmp_path: Path, reindex_here: Cli, more: tuple[str, ...]
) -> None:
    ran = reindex_here(tmp_path / "index", "--repair", *more, as_json=False)
    assert ran.returncode == 2
    assert "--repair" in ran.stderr


def test_the_next_run_after_mending_reads_nothing_again(
    root: Path, grown: Path, reindex_here: Cli
) -> None:
    remove(dict(files_of(live_folder(root)))[".lexicon"], 0)
    assert reindex_here(root, "--repair").returncode == 0
    ran = reindex_here(root, grown / "corpus")
    assert counts(ran.report, "read", "unchanged", "articles") == (0, 83, 83)
    assert titles(root, "chín muộn").keys() == {"a"}
