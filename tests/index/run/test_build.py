"""Does one reindex do what was asked, and say exactly what it did?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from indexes import NEW_A, A, B, C, Cli, Write, assert_adds_up, counts, titles

from index.store.opening import current_name


def test_the_report_has_the_contracts_keys_and_adds_up(
    tmp_path: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    write_jsonl(tmp_path / "in" / "one.jsonl", [A, B, A, {"id": "x"}, {**B, "body": "Khác."}])
    ran = reindex_here(tmp_path / "index", tmp_path / "in")
    assert ran.returncode == 3
    assert list(ran.report) == [
        "read", "indexed", "updated", "unchanged", "duplicates", "rejected", "deleted", "skipped",
        "grouped", "repaired", "without", "articles", "seconds", "rejects", "reasons", "skips",
        "repairs", "doubts", "notes",
        "interrupted",
    ]  # fmt: skip
    assert counts(ran.report, "read", "indexed", "duplicates", "rejected", "articles") == (
        5, 2, 2, 1, 2,
    )  # fmt: skip
    assert_adds_up(ran.report)
    assert ran.report["rejects"][0]["where"].endswith("one.jsonl:4")
    assert ran.report["rejects"][0]["reason"]


def test_json_puts_one_object_on_stdout_and_nothing_else(tmp_path: Path, reindex_cli: Cli) -> None:
    source = tmp_path / "bài.txt"
    source.write_text("Mùa lúa chín\n\nCả xóm ra đồng gặt từ sáng sớm.\n", "utf-8")
    ran = reindex_cli(tmp_path / "index", source)
    assert isinstance(json.loads(ran.stdout), dict)
    assert ran.stdout.count("\n") == 1
    plain = reindex_cli(tmp_path / "other", source, as_json=False)
    assert plain.stdout == ""
    assert "1 articles" in plain.stderr


def test_a_file_that_did_not_change_is_not_read_again(
    tmp_path: Path, live: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    before = current_name(live)
    again = reindex_here(live, tmp_path / "corpus")
    assert counts(again.report, "read", "indexed", "unchanged", "articles") == (0, 0, 2, 2)
    assert current_name(live) == before
    write_jsonl(tmp_path / "corpus" / "two.jsonl", [C])
    third = reindex_here(live, tmp_path / "corpus")
    assert counts(third.report, "read", "indexed", "unchanged", "articles") == (1, 1, 2, 3)
    assert_adds_up(third.report, skipped=2)


def test_a_changed_record_replaces_its_former_version(
    tmp_path: Path, live: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    write_jsonl(tmp_path / "corpus" / "one.jsonl", [NEW_A, B])
    ran = reindex_here(live, tmp_path / "corpus")
    assert counts(ran.report, "read", "indexed", "updated", "unchanged", "articles") == (
        2, 0, 1, 1, 2,
    )  # fmt: skip
    assert_adds_up(ran.report)
    assert titles(live) == {"a": "Mùa lúa chín muộn", "b": "Chợ nổi họp sớm"}
    assert titles(live, "muộn") == {"a": "Mùa lúa chín muộn"}


def test_an_edited_saved_page_replaces_its_former_version(
    tmp_path: Path, reindex_here: Cli
) -> None:
    page = tmp_path / "corpus" / "trang.txt"
    page.parent.mkdir()
    page.write_text("Nhan đề đầu tiên\n\nĐoạn văn cũ về con đò.\n", "utf-8")
    assert reindex_here(tmp_path / "index", page.parent).report["articles"] == 1
    page.write_text("Nhan đề thứ hai\n\nĐoạn văn mới về con đò.\n", "utf-8")
    ran = reindex_here(tmp_path / "index", page.parent)
    assert counts(ran.report, "indexed", "deleted", "articles") == (1, 1, 1)
    assert list(titles(tmp_path / "index").values()) == ["Nhan đề thứ hai"]


def test_only_prune_drops_what_is_gone_and_only_below_source(
    tmp_path: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    root = tmp_path / "index"
    here = write_jsonl(tmp_path / "in" / "here" / "a.jsonl", [A])
    there = write_jsonl(tmp_path / "in" / "here2" / "b.jsonl", [B])
    write_jsonl(tmp_path / "in" / "here" / "c.jsonl", [C])
    assert reindex_here(root, tmp_path / "in").report["articles"] == 3
    here.unlink()
    there.unlink()
    kept = reindex_here(root, tmp_path / "in")
    assert counts(kept.report, "deleted", "articles") == (0, 3)
    pruned = reindex_here(root, "--prune", tmp_path / "in" / "here")
    assert counts(pruned.report, "deleted", "articles") == (1, 2)
    assert set(titles(root)) == {"b", "c"}


def test_prune_keeps_an_article_that_another_file_still_holds(
    tmp_path: Path, live: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    write_jsonl(tmp_path / "corpus" / "two.jsonl", [A, C])
    assert reindex_here(live, tmp_path / "corpus").report["articles"] == 3
    (tmp_path / "corpus" / "one.jsonl").unlink()
    ran = reindex_here(live, "--prune", tmp_path / "corpus")
    assert counts(ran.report, "deleted", "articles") == (1, 2)
    assert set(titles(live)) == {"a", "c"}


def test_of_two_records_with_one_id_the_later_stays(
    tmp_path: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    write_jsonl(tmp_path / "in" / "1.jsonl", [A, B, B])
    write_jsonl(tmp_path / "in" / "2.jsonl", [NEW_A])
    ran = reindex_here(tmp_path / "index", tmp_path / "in")
    assert counts(ran.report, "read", "indexed", "duplicates", "articles") == (4, 2, 2, 2)
    assert titles(tmp_path / "index")["a"] == NEW_A["title"]
    assert titles(tmp_path / "index", "chợ nổi") == {"b": B["title"]}


def test_a_record_that_changes_and_changes_back_in_one_run_stays_as_it_was(
    tmp_path: Path, live: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    write_jsonl(tmp_path / "corpus" / "two.jsonl", [A, NEW_A, A])
    assert reindex_here(live, tmp_path / "corpus").returncode == 0
    assert titles(live) == {"a": A["title"], "b": B["title"]}


def test_fresh_starts_anew(
    tmp_path: Path, live: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    other = write_jsonl(tmp_path / "other.jsonl", [C])
    ran = reindex_here(live, "--fresh", other)
    assert counts(ran.report, "indexed", "articles") == (1, 1)
    assert set(titles(live)) == {"c"}


def test_json_lines_come_in_on_stdin(tmp_path: Path, reindex_cli: Cli) -> None:
    lines = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in (A, B)) + "rác\n"
    ran = reindex_cli(tmp_path / "index", "-", stdin=lines.encode())
    assert ran.returncode == 3
    assert counts(ran.report, "read", "indexed", "rejected") == (3, 2, 1)
    assert ran.report["rejects"][0]["where"] == "-:3"
    assert set(titles(tmp_path / "index")) == {"a", "b"}


def test_map_takes_fields_from_other_keys(
    tmp_path: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [{"ma": "m1", "ten": "Bến đò", "chu": "Nước lớn."}])
    ran = reindex_here(
        tmp_path / "index", "--map", "title=ten", "--map", "body=chu", "--map", "id=ma", source
    )
    assert ran.returncode == 0
    assert titles(tmp_path / "index", "body:nước") == {"m1": "Bến đò"}


def test_only_the_first_hundred_rejects_are_listed_but_all_are_counted(
    tmp_path: Path, reindex_here: Cli
) -> None:
    lines = [json.dumps(A), *(["rác"] * 150)]
    ran = reindex_here(tmp_path / "index", "-", stdin="\n".join(lines).encode())
    assert ran.report["rejected"] == 150
    assert len(ran.report["rejects"]) == 100
    assert_adds_up(ran.report)


@pytest.mark.slow
def test_worker_processes_give_the_same_index_as_one(tmp_path: Path, reindex_cli: Cli) -> None:
    filler = "Nước lên chậm, đò vẫn chạy. " * 40
    lines = [
        json.dumps({"id": f"n{n}", "title": f"Tin số {n}", "body": filler}, ensure_ascii=False)
        for n in range(60)
    ]
    stdin = "\n".join(lines).encode()  # the size of a stream is not known: processes are used
    one = reindex_cli(tmp_path / "one", "--jobs", "1", "-", stdin=stdin)
    two = reindex_cli(tmp_path / "two", "--jobs", "2", "-", stdin=stdin)
    assert {**one.report, "seconds": 0} == {**two.report, "seconds": 0}
    assert (
        titles(tmp_path / "one", "tin 7") == titles(tmp_path / "two", "tin 7") == {"n7": "Tin số 7"}
    )
