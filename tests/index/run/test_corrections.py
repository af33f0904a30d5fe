"""Does an article that was taken out stay out, and come back when it is let in?"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from indexes import NEW_A, A, B, C, Cli, Write, assert_adds_up, counts, live_folder, titles

from index.run.ledger import Ledger
from index.store.opening import current_name, verify
from search import SearchRequest, open_engine
from web import create_app


@pytest.fixture
def corpus(tmp_path: Path, live: Path) -> Path:
    """The folder that ``live`` was built from."""
    return tmp_path / "corpus"


def client(root: Path) -> FlaskClient:
    return create_app({"INDEX": str(root)}).test_client()


def test_a_deleted_article_is_gone_and_stays_gone(
    live: Path, corpus: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    ran = reindex_here(live, "--delete", "a")
    assert ran.returncode == 0, ran.stderr
    assert counts(ran.report, "deleted", "articles") == (1, 1)
    assert set(titles(live)) == {"b"}
    assert verify(live) == []
    write_jsonl(corpus / "one.jsonl", [NEW_A, B, C])
    ran = reindex_here(live, corpus)
    assert counts(ran.report, "read", "indexed", "unchanged", "skipped") == (2, 1, 1, 1)
    assert_adds_up(ran.report)
    ran = reindex_here(live, corpus)  # the file is not read again, and has one article less
    assert ran.report["unchanged"] == 2
    assert set(titles(live)) == {"b", "c"}
    ran = reindex_here(live, "--fresh", corpus)
    assert ran.report["articles"] == 2
    assert set(titles(live)) == {"b", "c"}


def test_each_of_several_runs_may_delete_one(
    live: Path, corpus: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    write_jsonl(corpus / "two.jsonl", [C])
    assert reindex_here(live, "--delete", "a", corpus).returncode == 0
    assert verify(live) == []
    ran = reindex_here(live, "--delete", "b")
    assert counts(ran.report, "deleted", "articles") == (1, 1)
    assert verify(live) == []
    assert reindex_here(live, "--undelete", "a").returncode == 0
    assert verify(live) == []
    assert reindex_here(live, "--stats").report["deleted"] == 1
    assert reindex_here(live, corpus).report["articles"] == 2


def test_several_are_deleted_at_once_and_with_a_source(
    live: Path, corpus: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    write_jsonl(corpus / "two.jsonl", [C])
    ran = reindex_here(live, "--delete", "a", "--delete", "b", corpus)
    assert counts(ran.report, "deleted", "indexed") == (2, 1)
    assert set(titles(live)) == {"c"}


def test_let_in_again_it_comes_with_its_source(live: Path, corpus: Path, reindex_here: Cli) -> None:
    reindex_here(live, "--delete", "a")
    reindex_here(live, "--fresh", corpus)
    ran = reindex_here(live, "--undelete", "a")
    assert ran.returncode == 0, ran.stderr
    assert "name that as SOURCE" in ran.report["notes"][0]
    assert set(titles(live)) == {"b"}
    assert reindex_here(live, corpus).report["indexed"] == 1
    assert set(titles(live)) == {"a", "b"}
    assert client(live).get("/api/articles/a").status_code == 200


def test_what_was_taken_out_is_gone_for_readers(live: Path, reindex_here: Cli) -> None:
    site = client(live)
    assert site.get("/api/articles/a").status_code == 200
    reindex_here(live, "--delete", "a")
    answer = site.get("/api/articles/a")
    assert answer.status_code == 410
    assert answer.mimetype == "application/problem+json"
    for more in ("similar", "versions"):
        assert site.get(f"/api/articles/a/{more}").status_code == 410
        assert site.get(f"/api/articles/zzz/{more}").status_code == 404
    page = site.get("/article/a")
    assert page.status_code == 410
    assert "đã bị gỡ khỏi kho" in page.text
    assert site.get("/api/articles/zzz").status_code == 404


def test_the_generation_before_does_not_know_of_it(live: Path, reindex_here: Cli) -> None:
    reindex_here(live, "--delete", "a")
    before = live_folder(live) / "deleted.json"
    content = before.read_bytes()
    with open_engine(live) as engine:
        assert engine.was_deleted("a")
        reindex_here(live, "--undelete", "a")
        assert not engine.was_deleted("a")
        assert not (live_folder(live) / "deleted.json").exists()
    assert before.read_bytes() == content


def test_an_id_that_nobody_knows_changes_nothing(
    tmp_path: Path, live: Path, corpus: Path, reindex_here: Cli
) -> None:
    before = current_name(live)
    for option in ("--delete", "--undelete"):
        ran = reindex_here(live, option, "zzz")
        assert ran.returncode == 1
        assert "zzz" in ran.stderr
        assert reindex_here(tmp_path / "none", option, "a").returncode == 1
    assert current_name(live) == before
    ran = reindex_here(live, "--delete", "zzz", corpus)
    assert ran.returncode == 0
    assert "zzz: no article has this id" in ran.report["notes"][0]


def test_the_last_article_is_not_deleted(live: Path, reindex_here: Cli) -> None:
    ran = reindex_here(live, "--delete", "a", "--delete", "b")
    assert ran.returncode == 1
    assert "no article at all" in ran.stderr
    assert set(titles(live)) == {"a", "b"}


def test_a_file_that_goes_takes_nothing_that_is_gone(
    live: Path, corpus: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    write_jsonl(corpus / "two.jsonl", [C])
    reindex_here(live, "--delete", "a", corpus)
    (corpus / "one.jsonl").unlink()
    ran = reindex_here(live, "--prune", corpus)
    assert counts(ran.report, "deleted", "articles") == (1, 1)


def test_an_article_keeps_when_it_was_indexed_first(
    tmp_path: Path, live: Path, corpus: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    path = live_folder(live) / "ledger.sqlite"
    first = first_met(path.parent, tmp_path, "a")
    assert first is not None
    # years ago, so that no clock has to be waited for
    long_ago = first.replace(first[:4], "1999", 1)
    set_first(path, "a", long_ago)
    write_jsonl(corpus / "one.jsonl", [NEW_A, C])
    assert reindex_here(live, "--fresh", corpus).returncode == 0
    assert first_met(live_folder(live), tmp_path, "a") == long_ago
    assert str(first_met(live_folder(live), tmp_path, "c")) >= first
    with open_engine(live) as engine:
        last_first = engine.search(SearchRequest(sort="indexed")).hits
        assert [hit.id for hit in last_first] == ["c", "a"]
        assert last_first[1].indexed == long_ago
        whole = engine.article("a")
        assert whole is not None
        assert whole.indexed == datetime.fromisoformat(long_ago)


def test_another_index_knows_when_an_article_was_indexed_first(
    tmp_path: Path, live: Path, corpus: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    set_first(live_folder(live) / "ledger.sqlite", "a", "1999-05-06T07:08:09+00:00")
    write_jsonl(corpus / "one.jsonl", [NEW_A, B])
    reindex_here(live, "--fresh", corpus)
    exported = reindex_here(live, "--export", as_json=False).stdout.encode()
    other = tmp_path / "other"
    assert reindex_here(other, "-", stdin=exported).report["indexed"] == 2
    assert indexed(other) == indexed(live)
    assert indexed(other)["a"] == "1999-05-06T07:08:09+00:00"
    # what the source itself gives is the same article, and keeps its time when it changes
    assert reindex_here(other, corpus).report["unchanged"] == 2
    write_jsonl(corpus / "one.jsonl", [A, B])
    assert reindex_here(other, corpus).report["updated"] == 1
    assert indexed(other) == indexed(live)


def test_no_index_says_that_an_article_was_indexed_tomorrow(
    tmp_path: Path, live: Path, reindex_here: Cli
) -> None:
    exported = reindex_here(live, "--export", as_json=False).stdout
    ahead = re.sub(r'"indexed":"\d{4}', '"indexed":"2999', exported)
    assert ahead != exported
    reindex_here(tmp_path / "other", "-", stdin=ahead.encode())
    assert set(indexed(tmp_path / "other")) == {"a", "b"}
    assert max(indexed(tmp_path / "other").values()) < datetime.now(UTC).isoformat()


def indexed(root: Path) -> dict[str, str]:
    with open_engine(root) as engine:
        hits = engine.search(SearchRequest()).hits
        return {hit.id: str(hit.indexed) for hit in hits}


def first_met(folder: Path, scratch: Path, article_id: str) -> str | None:
    (scratch / "ledger.sqlite").write_bytes((folder / "ledger.sqlite").read_bytes())
    ledger = Ledger(scratch)
    try:
        return ledger.first_met(article_id)
    finally:
        ledger.close()


def set_first(path: Path, article_id: str, at: str) -> None:
    import sqlite3

    with sqlite3.connect(path) as db:
        db.execute("UPDATE firsts SET at = ? WHERE id = ?", (at, article_id))


@pytest.mark.parametrize("content", [b"hong" * 5000, None], ids=["damaged", "gone"])
def test_without_a_ledger_a_new_index_keeps_out_what_was_deleted(
    live: Path, corpus: Path, reindex_here: Cli, content: bytes | None
) -> None:
    reindex_here(live, "--delete", "a")
    path = live_folder(live) / "ledger.sqlite"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    ran = reindex_here(live, "--fresh", corpus)
    assert ran.returncode == 0
    assert "indexed first now" in ran.report["notes"][0]
    assert set(titles(live)) == {"b"}


def test_what_a_new_index_loses_is_said(live: Path, corpus: Path, reindex_here: Cli) -> None:
    reindex_here(live, "--delete", "a")
    folder = live_folder(live)
    (folder / "ledger.sqlite").unlink()
    (folder / "deleted.json").write_bytes(b"[")
    ran = reindex_here(live, "--fresh", corpus)
    assert "--delete" in ran.report["notes"][0]
    assert set(titles(live)) == {"a", "b"}


def test_a_lost_current_loses_nothing_of_it(live: Path, corpus: Path, reindex_here: Cli) -> None:
    reindex_here(live, "--delete", "a")
    (live / "CURRENT").unlink()
    assert reindex_here(live, "--fresh", corpus).returncode == 0
    assert set(titles(live)) == {"b"}
