"""Whatever happens to a file of an index: are answers right, or an error that says what to do?

``TIMBAO_TEST_FLIPS`` is how many bits are flipped in all, one after the other (default 32).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from indexes import Cli, Write, grow, live_folder

from index.article import Article
from index.errors import StoreError
from index.run.holdings import export_articles
from index.store.opening import verify
from search import Engine, IndexUnavailable, SearchRequest, open_engine

pytestmark = pytest.mark.damages_index

FLIPS = int(os.environ.get("TIMBAO_TEST_FLIPS", "32"))
LONG = " ".join(f"Đoạn {n} kể chuyện bến đò, chợ nổi và mùa gặt." for n in range(9))
MANY = [{"id": f"n{n}", "title": f"Tin số {n}", "body": f"{n} {LONG}"} for n in range(70)]
QUERIES = ("", "chợ nổi", "đò", "so 7", '"mùa gặt"', "tr*", "lúa -chín")


class Answers(NamedTuple):
    """All that readers get of an index."""

    found: list[tuple[int, list[str], list[str | None]]]
    articles: list[Article | None]
    exported: list[Article]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, reindex_here: Cli, write_jsonl: Write) -> Path:
    return grow(tmp_path_factory.mktemp("sound"), reindex_here, write_jsonl, MANY)


@pytest.fixture(scope="module")
def known(sound: Path) -> Answers:
    return answers(sound)


def answers(root: Path) -> Answers:
    with open_engine(root) as engine:
        found, articles = looked_up(engine)
    return Answers(found, articles, list(export_articles(root)))


def looked_up(
    engine: Engine,
) -> tuple[list[tuple[int, list[str], list[str | None]]], list[Article | None]]:
    """What searching finds, and the articles themselves."""
    found = []
    for q in QUERIES:
        results = engine.search(SearchRequest(q, size=100))
        hits = results.hits
        found.append((results.total, [hit.id for hit in hits], [hit.title for hit in hits]))
    return found, [engine.article(one) for one in ("a", "b", "c", "d", "n7", "n69")]


def files(root: Path) -> list[Path]:
    """Every file that readers or operators depend on."""
    return [root / "CURRENT", *sorted(live_folder(root).iterdir())]


NAMES = (
    "CURRENT", "manifest.json", "LEASE", "*.arrays", "*.segments", "*.groups", "*.lexicon",
    "_MAIN_*.toc", "ledger.sqlite", "deleted.json",
)  # fmt: skip


def file_of(root: Path, name: str) -> Path:
    """The largest file of that name."""
    found = [root / name] if name == "CURRENT" else [*live_folder(root).glob(name)]
    return max(found, key=lambda path: path.stat().st_size)


def truncate(root: Path, path: Path) -> Iterator[None]:
    size = path.stat().st_size
    for length in sorted({0, 1, size // 3, size // 2, size - 1} - {size, -1}):
        os.truncate(path, length)
        yield


def lengthen(root: Path, path: Path) -> Iterator[None]:
    for more in (b"\0", b"\n\n", path.read_bytes() or b"x"):
        with path.open("ab") as file:
            file.write(more)
        yield


def remove(root: Path, path: Path) -> Iterator[None]:
    path.unlink()
    yield


def swap(root: Path, path: Path) -> Iterator[None]:
    for other in files(root):
        if other.name != path.name:
            path.unlink()
            shutil.copyfile(other, path)
            yield


@contextmanager
def restored(root: Path, path: Path) -> Iterator[None]:
    content = path.read_bytes()
    yield
    path.unlink(missing_ok=True)
    path.write_bytes(content)


def assert_right_or_told(root: Path, known: Answers, path: Path) -> None:
    """Readers get what they got of the sound index, or are told which file it is and what mends
    it; ``--verify`` tells that in any case."""
    told = 0
    looks: dict[Callable[[], object], object] = {
        lambda: looked_up_there(root): (known.found, known.articles),
        lambda: list(export_articles(root)): known.exported,
    }
    for look, right in looks.items():
        try:
            assert look() == right
        except (StoreError, IndexUnavailable) as error:
            told += 1
            assert f"reindex --repair --index {root}" in str(error), path  # noqa: PT017
            assert path.name in str(error) or path.parent.name in str(error)  # noqa: PT017
    try:
        assert verify(root) == [path.name]
    except StoreError as error:
        assert f"reindex --repair --index {root}" in str(error)  # noqa: PT017
        assert path.name in str(error) or path.parent.name in str(error)  # noqa: PT017
    assert told == 2 or path.name == "ledger.sqlite", "nobody else reads that"


def looked_up_there(root: Path) -> object:
    with open_engine(root) as engine:
        return looked_up(engine)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("damage", [truncate, lengthen, remove, swap])
def test_answers_are_right_or_an_error_says_which_file_and_what_to_do(
    tmp_path: Path,
    sound: Path,
    known: Answers,
    name: str,
    damage: Callable[[Path, Path], Iterator[None]],
) -> None:
    root = Path(shutil.copytree(sound, tmp_path / "index"))
    path = file_of(root, name)
    if name == "LEASE" and damage is not remove:
        pytest.skip("it is a lock, and nothing is read from it")
    with restored(root, path):
        for _ in damage(root, path):
            if name != "CURRENT" or not is_same_line(root, sound):
                assert_right_or_told(root, known, path)
    assert answers(root) == known


def is_same_line(root: Path, sound: Path) -> bool:
    """Whether ``CURRENT`` lacks nothing but the end of its line."""
    path = root / "CURRENT"
    return path.exists() and path.read_bytes() == (sound / "CURRENT").read_bytes().strip(b"\n")


def test_no_bit_that_flips_alters_an_answer_without_a_word(
    tmp_path: Path, sound: Path, known: Answers, drawn: random.Random
) -> None:
    root = Path(shutil.copytree(sound, tmp_path / "index"))
    paths = [file_of(root, name) for name in NAMES if name != "LEASE"]
    for number in range(FLIPS):
        path = paths[number % len(paths)]
        with restored(root, path):
            flip(path, drawn)
            assert_right_or_told(root, known, path)
    assert answers(root) == known


def flip(path: Path, drawn: random.Random) -> None:
    """Flip one bit in place: what is mapped changes with it."""
    with path.open("r+b") as file:
        file.seek(drawn.randrange(path.stat().st_size))
        (byte,) = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 1 << drawn.randrange(8)]))


def test_an_article_that_is_altered_while_its_index_is_open_is_not_shown(
    tmp_path: Path, sound: Path, known: Answers, drawn: random.Random
) -> None:
    root = Path(shutil.copytree(sound, tmp_path / "index"))
    path = file_of(root, "*.arrays")
    begin, end = records_in(path)
    told = 0
    with open_engine(root) as engine:
        for _ in range(FLIPS * 4):
            place = drawn.randrange(begin, end)
            content = path.read_bytes()[place]
            write_byte(path, place, content ^ 1 << drawn.randrange(8))
            for n in range(70):
                try:
                    article = engine.article(f"n{n}")
                    assert article is not None
                    assert (article.title, article.body) == (MANY[n]["title"], MANY[n]["body"])
                except IndexUnavailable as error:
                    told += 1
                    assert f"reindex --repair --index {root}" in str(error)  # noqa: PT017
            write_byte(path, place, content)
        assert told, "most of these bits are of records"
        assert engine.article("n7") == known.articles[4]


def write_byte(path: Path, place: int, byte: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        file.write(bytes([byte]))


def records_in(path: Path) -> tuple[int, int]:
    """Where the bodies of a segment begin and end."""
    content = path.read_bytes()
    directory = json.loads(content[int.from_bytes(content[-16:-8], "little") : -16])
    place = directory["stored.bodies.data"]
    return place["first"], place["first"] + place["count"]


@pytest.mark.parametrize("name", ["*.segments", "*.groups", "*.lexicon", "_MAIN_*.toc"])
def test_a_run_never_builds_on_what_is_damaged(
    tmp_path: Path, sound: Path, reindex_here: Cli, write_jsonl: Write, name: str
) -> None:
    root = Path(shutil.copytree(sound, tmp_path / "index"))
    path = file_of(root, name)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    ran = reindex_here(root, write_jsonl(tmp_path / "more.jsonl", [{"id": "z", "title": "Thêm"}]))
    assert ran.returncode == 1
    assert path.name in ran.stderr
    assert f"reindex --repair --index {root}" in ran.stderr
    assert verify(root) == [path.name]


def test_a_run_never_builds_on_a_ledger_that_was_altered(
    tmp_path: Path, sound: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    root = Path(shutil.copytree(sound, tmp_path / "index"))
    path = file_of(root, "ledger.sqlite")
    size = path.stat().st_size
    with closing(sqlite3.connect(path)) as ledger:
        ledger.execute("UPDATE articles SET hash = upper(hash)")
        ledger.commit()
    assert path.stat().st_size == size
    ran = reindex_here(root, write_jsonl(tmp_path / "more.jsonl", [{"id": "z", "title": "Thêm"}]))
    assert ran.returncode == 1
    assert f"{path}: is not what was written" in ran.stderr
    assert verify(root) == [path.name]
