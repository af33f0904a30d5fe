"""Is an index built of another one's articles the same, without their sources, and whatever its
schema?"""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from indexes import NEW_A, A, B, C, Cli, Write, counts, live_folder, set_schema, titles
from msgspec.structs import asdict

from index.article import Article
from index.run.holdings import export_articles
from index.store.checksums import seal_file
from index.store.deleted import read_deleted
from index.store.generations import point_to
from index.store.manifest import OLDEST_STORED, SCHEMA_VERSION
from index.store.opening import current_name, verify


def articles(root: Path) -> dict[str, Article]:
    return {article.id: article for article in export_articles(root)}


@pytest.mark.damages_index
@pytest.mark.parametrize("schema", range(OLDEST_STORED, SCHEMA_VERSION + 1))
@pytest.mark.parametrize("in_place", [True, False])
def test_an_index_of_any_schema_is_built_anew_of_its_own_articles(
    tmp_path: Path,
    live: Path,
    reindex_here: Cli,
    write_jsonl: Write,
    schema: int,
    *,
    in_place: bool,
) -> None:
    corpus = tmp_path / "corpus"
    dated = {**C, "published": "2016-05-12T07:08:09+07:00", "tags": ["x", "y"], "author": "Ba"}
    write_jsonl(corpus / "two.jsonl", [dated, {"id": "d", "title": "Bị bỏ"}])
    assert reindex_here(live, corpus).returncode == 0
    assert reindex_here(live, "--delete", "d").returncode == 0
    before, former = articles(live), current_name(live)
    set_schema(live, schema)
    root = live if in_place else tmp_path / "other"
    ran = reindex_here(root, "--from-index", live)
    assert ran.returncode == 0, ran.stderr
    assert counts(ran.report, "indexed", "articles", "rejected") == (3, 3, 0)
    assert articles(root) == before
    assert read_deleted(live_folder(root)) == {"d"}
    assert verify(root) == []
    assert set(titles(root)) == {"a", "b", "c"}
    if in_place:
        assert (root / "generations" / str(former)).is_dir()
    again = reindex_here(root, "--prune", corpus)
    assert counts(again.report, "read", "unchanged", "deleted", "articles") == (0, 3, 0, 3)
    write_jsonl(corpus / "one.jsonl", [NEW_A])
    assert reindex_here(root, corpus).report["updated"] == 1
    (corpus / "one.jsonl").unlink()
    assert reindex_here(root, "--prune", corpus).report["deleted"] == 2


def test_a_ledger_of_another_form_costs_reading_all_again_and_nothing_else(
    tmp_path: Path, live: Path, reindex_here: Cli
) -> None:
    before = articles(live)
    reindex_here(live, "--delete", "b")
    ledger = live_folder(live) / "ledger.sqlite"
    ledger.unlink()
    with closing(sqlite3.connect(ledger)) as other:
        other.execute("CREATE TABLE articles (number INTEGER)")
        other.commit()
    reseal(live, "ledger.sqlite")
    ran = reindex_here(live, "--from-index", live)
    assert ran.returncode == 0, ran.stderr
    assert any("reads all sources again" in note for note in ran.report["notes"])
    assert articles(live) == {"a": before["a"]}
    again = reindex_here(live, tmp_path / "corpus")
    assert counts(again.report, "read", "unchanged", "indexed", "articles") == (1, 1, 0, 1)


def reseal(root: Path, name: str) -> None:
    """Have the live manifest say of the file ``name`` what it is now."""
    path = live_folder(root) / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["files"][name] = asdict(seal_file(live_folder(root) / name))
    path.write_text(json.dumps(manifest), encoding="utf-8")
    point_to(root, path.parent)


def test_what_was_taken_out_of_the_index_that_is_replaced_stays_out(
    tmp_path: Path, live: Path, reindex_here: Cli
) -> None:
    other = Path(shutil.copytree(live, tmp_path / "other"))
    reindex_here(live, "--delete", "a")
    ran = reindex_here(live, "--from-index", other)
    assert counts(ran.report, "indexed", "articles", "rejected") == (1, 1, 0), ran.stderr
    assert set(titles(live)) == {"b"}


@pytest.mark.parametrize(
    "more",
    [
        ("x.jsonl",), ("--sample",), ("--prune",), ("--check",), ("--watch",), ("--delete", "a"),
        ("--verify",), ("--export",), ("--repair",), ("--map", "title=x"), ("--format", "csv"),
    ],
)  # fmt: skip
def test_another_index_is_no_source_among_others(
    tmp_path: Path, reindex_here: Cli, more: tuple[str, ...]
) -> None:
    ran = reindex_here(tmp_path / "index", "--from-index", tmp_path, *more, as_json=False)
    assert ran.returncode == 2
    assert "--from-index" in ran.stderr
    assert not (tmp_path / "index").exists()


def test_a_folder_without_an_index_leaves_the_live_one_as_it_was(
    tmp_path: Path, live: Path, reindex_here: Cli
) -> None:
    before = current_name(live)
    ran = reindex_here(live, "--from-index", tmp_path / "corpus")
    assert ran.returncode == 1
    assert "no index here" in ran.stderr
    assert current_name(live) == before
    assert set(titles(live)) == {"a", "b"}
    assert A["title"] in titles(live).values()
    assert B["title"] in titles(live).values()
