"""Does one line vouch for every byte of an index?  Each bit of what says so is flipped."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from indexes import A, B, Cli, Write, live_folder, set_schema, titles

from index.errors import IndexDamaged, IndexOutdated, StoreError
from index.run.holdings import export_articles
from index.store.generations import point_to
from index.store.manifest import SEALED_MANIFESTS, manifest_sha256, read_manifest
from index.store.opening import Generation, current_name, open_current, open_generation, verify

pytestmark = pytest.mark.damages_index

DEPLOY = Path(__file__).parents[3] / "docs" / "deploy.md"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, reindex_here: Cli, write_jsonl: Write) -> Path:
    """An index of two generations."""
    folder = tmp_path_factory.mktemp("two")
    for articles in ([A], [A, B]):
        write_jsonl(folder / "corpus" / "one.jsonl", articles)
        assert reindex_here(folder / "index", folder / "corpus").returncode == 0
    return folder / "index"


@pytest.fixture
def root(tmp_path: Path, two: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(two, tmp_path / "index"))


def flipped(content: bytes) -> Iterator[bytes]:
    """``content`` with each of its bits flipped, one after the other."""
    for bit in range(len(content) * 8):
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


def opened(root: Path) -> Generation:
    generation = open_current(root)
    generation.close()
    return generation


@pytest.mark.parametrize("name", ["CURRENT", "manifest.json"])
def test_no_bit_of_what_vouches_for_an_index_can_change_without_a_word(
    root: Path, name: str
) -> None:
    path = root / name if name == "CURRENT" else live_folder(root) / name
    content = path.read_bytes()
    for number, changed in enumerate(flipped(content)):
        path.write_bytes(changed)
        with pytest.raises(IndexDamaged) as error:
            (verify if number % 8 == 0 else open_current)(root)  # verify opens in the same way
        assert f"reindex --repair --index {root}" in str(error.value), changed
        assert f"reindex --fresh --index {root}" in str(error.value), changed
    path.write_bytes(content)
    assert verify(root) == []


def test_no_bit_of_a_manifest_that_nothing_vouched_for_would_empty_an_index_either(
    root: Path,
) -> None:
    live = live_folder(root)
    path, files = live / "manifest.json", opened(root).manifest.files
    for changed in flipped(path.read_bytes()):
        path.write_bytes(changed)
        with suppress(IndexDamaged, IndexOutdated):
            manifest = read_manifest(root, live, manifest_sha256(root, live))
            assert len(manifest.files) == len(files), changed


def without(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda manifest: manifest.pop(key)


def without_file(suffix: str) -> Callable[[dict[str, Any]], object]:
    def take_out(manifest: dict[str, Any]) -> None:
        (name,) = (name for name in manifest["files"] if name.endswith(suffix))
        del manifest["files"][name]

    return take_out


def with_file(name: str) -> Callable[[dict[str, Any]], object]:
    return lambda manifest: manifest["files"].update({name: {"size": 0, "sha256": "0" * 64}})


def of_seal(**values: object) -> Callable[[dict[str, Any]], object]:
    return lambda manifest: manifest["files"]["ledger.sqlite"].update(values)


FORGERIES: dict[str, Callable[[dict[str, Any]], object]] = {
    **{f"without {key}": without(key) for key in ("built", "built_from", "articles", "files")},
    **{f"without {key}": without_file(key) for key in (".segments", ".toc", "ledger.sqlite")},
    "no files": lambda manifest: manifest.update(files={}),
    "a field nobody knows": lambda manifest: manifest.update(giles={}),
    "a seal's field nobody knows": of_seal(color="red"),
    "two lists of segments": with_file("9.segments"),
    "a path out of the folder": with_file("../x.arrays"),
    "a path from the root": with_file("/etc/passwd"),
    "a path into a folder": with_file("x/y.arrays"),
    "a name of dots": with_file(".."),
    "an empty name": with_file(""),
    "a name with a NUL": with_file("a\0b"),
    "a time that is none": lambda manifest: manifest.update(built="yesterday"),
    "a time without a zone": lambda manifest: manifest.update(built="2026-01-01T00:00:00"),
    "fewer articles than none": lambda manifest: manifest.update(articles=-1),
    "more articles than a number has": lambda manifest: manifest.update(articles=10**30),
    "a size below none": of_seal(size=-1),
    "a checksum that is none": of_seal(sha256="x"),
    "a checksum and a line": of_seal(sha256="0" * 64 + "\n"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_manifest_says_all_that_it_has_to_and_nothing_else(root: Path, forgery: str) -> None:
    path = live_folder(root) / "manifest.json"
    manifest = json.loads(path.read_bytes())
    FORGERIES[forgery](manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")
    point_to(root, path.parent)
    with pytest.raises(IndexDamaged, match=r"manifest\.json: cannot be read"):
        open_current(root)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[" * 10**6, b'{"built": "\xed\xa0\x80"}', b'{"schema_version": 1e999}'],
)
def test_what_is_no_manifest_at_all_is_damage(root: Path, content: bytes) -> None:
    live = live_folder(root)
    (live / "manifest.json").write_bytes(content)
    point_to(root, live)
    with pytest.raises(IndexDamaged, match="reindex --repair"):
        open_current(root)


def test_an_index_from_before_current_had_a_checksum_is_outdated_and_still_exported(
    root: Path,
) -> None:
    before = list(export_articles(root))
    set_schema(root, SEALED_MANIFESTS - 1)
    assert (root / "CURRENT").read_text("ascii") == f"{live_folder(root).name}\n"
    with pytest.raises(IndexOutdated) as error:
        open_current(root)
    assert f"reindex --from-index {root} --index {root}" in str(error.value)
    assert f"reindex --fresh --index {root} SOURCE" in str(error.value)
    assert list(export_articles(root)) == before


def test_current_without_the_checksum_leads_nowhere(root: Path) -> None:
    (root / "CURRENT").write_text("000001\n", encoding="ascii")
    with pytest.raises(IndexDamaged, match="CURRENT does not say its checksum"):
        open_current(root)


def test_the_documented_way_leads_back_to_the_generation_before(
    root: Path,
) -> None:
    lines = DEPLOY.read_text("utf-8").splitlines()
    (line,) = (line for line in lines if "CURRENT.new &&" in line)
    shell = line.replace("data/index", str(root))
    subprocess.run(["/bin/sh", "-euc", shell], check=True)
    assert current_name(root) == "000001"
    assert verify(root) == []
    assert titles(root).keys() == {"a"}


def test_a_former_generation_is_opened_without_its_ledger_but_not_without_its_manifest(
    root: Path,
) -> None:
    live = opened(root)
    (live.path / "ledger.sqlite").unlink()
    open_generation(root, live.identity).close()
    with pytest.raises(IndexDamaged):
        open_current(root)
    manifest = live.path / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b"2026", b"2025"))
    with pytest.raises(StoreError, match="is gone"):
        open_generation(root, live.identity)


@pytest.mark.parametrize("kind", ["name", "digit"])
def test_a_flipped_bit_of_current_is_mended_without_building_anything(
    root: Path, reindex_here: Cli, kind: str
) -> None:
    line = (root / "CURRENT").read_text("ascii")
    name, digits = line.split()
    other = int(digits[0] == "0")
    changed = {"name": f"000000 {digits}\n", "digit": f"{name} {other}{digits[1:]}\n"}
    (root / "CURRENT").write_text(changed[kind], encoding="ascii")
    ran = reindex_here(root, "--repair")
    assert ran.returncode == 0, ran.stderr
    assert (root / "CURRENT").read_text("ascii") == line
