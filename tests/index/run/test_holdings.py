"""Does an index give out all it holds, so that another holds the same?"""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from indexes import A, B, Cli, Command, set_schema, titles

from index.article import Article
from index.readers.outcomes.exported import read_exported, record_of
from index.run.holdings import export_articles
from index.vietnamese import clean_text

ODD = {
    "id": "x/1",
    "title": "1 &lt; 2 và <b>đậm</b>",
    "body": "Dòng một.\n\nDòng hai &amp; ba.",
    "tags": ["a, b", "c;d"],
    "published": "2016-05-12T07:08:09.123456+07:00",
    "author": "Ba, Bốn",
}


def test_another_index_holds_the_same(
    tmp_path: Path, index: Path, reindex_here: Cli, write_jsonl: Cli
) -> None:
    reindex_here(index, write_jsonl(tmp_path / "odd.jsonl", [ODD]))
    exported = reindex_here(index, "--export", as_json=False)
    assert exported.returncode == 0, exported.stderr
    assert len(exported.stdout.splitlines()) == 112
    ran = reindex_here(tmp_path / "other", "-", stdin=exported.stdout.encode())
    assert ran.report["indexed"] == 112, ran.stderr
    before = {article.id: article for article in export_articles(index)}
    assert {article.id: article for article in export_articles(tmp_path / "other")} == before


def test_what_was_deleted_is_not_given_out(live: Path, reindex_here: Cli) -> None:
    reindex_here(live, "--delete", "a")
    lines = reindex_here(live, "--export", as_json=False).stdout.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["b"]


@pytest.mark.damages_index
def test_an_index_of_an_older_schema_is_the_way_to_a_new_one(
    tmp_path: Path, live: Path, reindex_here: Cli
) -> None:
    set_schema(live, 7)
    assert reindex_here(live, tmp_path / "corpus").returncode == 1
    exported = reindex_here(live, "--export", as_json=False).stdout
    assert reindex_here(tmp_path / "new", "-", stdin=exported.encode()).returncode == 0
    assert set(titles(tmp_path / "new")) == {"a", "b"}
    for other in (6, 99):
        set_schema(live, other)
        ran = reindex_here(live, "--export", as_json=False)
        assert ran.returncode == 1
        assert f"schema {other}" in ran.stderr
        assert ran.stdout == ""


def test_articles_of_schema_7_had_nine_values() -> None:
    from index.codec.stored import pack_head, unpack

    article = Article("a", "Đò", "", "Bến", date(2016, 5, 12), tags=("x",))
    values = msgspec.msgpack.decode(pack_head(article))[:9]
    assert unpack(msgspec.msgpack.encode(values), b"B\xe1\xba\xbfn") == article


def test_a_reader_that_has_enough_is_no_trouble(index: Path, cli_command: Command) -> None:
    command, environment = cli_command
    line = " ".join([*command, "--index", str(index), "--export"]) + " | head -n 1"
    ran = subprocess.run(
        line, shell=True, env=environment, capture_output=True, check=True, timeout=60
    )
    assert json.loads(ran.stdout)["id"]
    assert ran.stderr == b""


def test_there_is_nothing_to_give_out_without_an_index(tmp_path: Path, reindex_here: Cli) -> None:
    for option in ("--export", "--stats"):
        ran = reindex_here(tmp_path / "none", option, as_json=False)
        assert ran.returncode == 1
        assert "no index here" in ran.stderr


@pytest.mark.parametrize("option", ["--verify", "--export", "--stats"])
@pytest.mark.parametrize("more", [("--delete", "a"), ("x.jsonl",), ("--prune",), ("--check",)])
def test_what_only_looks_at_an_index_changes_nothing_besides(
    tmp_path: Path, reindex_here: Cli, option: str, more: tuple[str, ...]
) -> None:
    ran = reindex_here(tmp_path / "index", option, *more, as_json=False)
    assert ran.returncode == 2
    assert option in ran.stderr


@pytest.mark.parametrize("arguments", [("--stats",), ("corpus",)])
def test_a_full_disk_behind_stdout_is_said_and_undoes_nothing(
    tmp_path: Path, live: Path, cli_command: Command, arguments: tuple[str, ...]
) -> None:
    command, environment = cli_command
    line = [*command, "--index", str(live), "--json", *arguments]
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            line, env=environment, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert b"No space left" in ran.stderr
    assert b"Traceback" not in ran.stderr
    assert ran.returncode == (1 if arguments == ("--stats",) else 0)


def test_stats_say_what_is_held(tmp_path: Path, reindex_here: Cli, write_jsonl: Cli) -> None:
    root = tmp_path / "index"
    records = [
        {**A, "published": "2016-05-12", "source": "bao.example", "category": "Xã hội"},
        {**B, "published": "2018-01-01T06:00:00+07:00", "source": "bao.example"},
        {"id": "c", "title": "Không ngày"},
    ]
    reindex_here(root, write_jsonl(tmp_path / "a.jsonl", records))
    held = reindex_here(root, "--stats").report
    assert (held["articles"], held["undated"], held["deleted"]) == (3, 1, 0)
    assert (held["first"], held["last"]) == ("2016-05-12", "2018-01-01")
    assert held["sources"] == {"bao.example": 2, "": 1}
    assert held["categories"] == {"": 2, "Xã hội": 1}
    reindex_here(root, "--delete", "a")
    told = reindex_here(root, "--stats", as_json=False).stdout
    assert told.startswith("2 articles, 2018-01-01 to 2018-01-01; 1 without a date; 1 deleted")


@given(st.text(), st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_any_article_comes_back_as_it_was(title: str, body: str, tags: list[str]) -> None:
    from index.vietnamese.clean import clean_line

    article = Article(
        "x", f"Đò {clean_line(title)}".strip(), "", clean_text(body),
        datetime(2016, 5, 12, 1, 2, 3, tzinfo=UTC),
        tags=tuple(filter(None, map(clean_line, tags))),
    )  # fmt: skip
    record = json.loads(msgspec.json.encode(record_of(article)))
    assert read_exported(record) == article


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""}, {"id": "../x"}, {"id": 5}, {"title": "", "body": ""}, {"tags": "a"},
        {"tags": [1]}, {"published": "hôm qua"}, {"published": "2016-05-12T01:02:03"},
        {"published": 5}, {"published_from": "nowhere"}, {"published_sure": 1},
        {"timbao_article": 2}, {"published_from": []}, {"indexed": "2026-05-12"}, {"indexed": 5},
        {"indexed": "2026-05-12T01:02:03"}, {"indexed": "0001-01-01T00:00:00+14:00"},
        {"published": "9999-12-31T23:00:00+00:00"}, {"published": "0001-01-01T00:00:00+14:00"},
    ],
)  # fmt: skip
def test_a_record_that_was_tampered_with_is_an_ordinary_one(change: dict[str, object]) -> None:
    article = Article("x", "Đò", body="Bến", published=date(2016, 5, 12))
    assert read_exported({**record_of(replace(article)), **change}) is None
