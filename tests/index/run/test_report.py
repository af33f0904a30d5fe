"""Does the report say what was wrong, so that somebody can mend it?"""

from __future__ import annotations

from pathlib import Path

from indexes import A, B, Cli, Write

from index.article import Article, Reject
from index.run.reasons import MAX_REASONS, OTHER_REASONS
from index.run.report import Report, Tally

DATED = {"published": "2016-05-12", "category": "Xã hội", "source": "bao.example"}


def test_what_articles_lack_is_counted(
    tmp_path: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    records = [{**A, **DATED}, {**B, "category": "Thời sự"}, {"id": "c", "title": "Chỉ có tựa"}]
    ran = reindex_here(tmp_path / "index", write_jsonl(tmp_path / "a.jsonl", records))
    assert ran.report["without"] == {
        "title": 0, "body": 1, "date": 2, "category": 1, "source": 2,
    }  # fmt: skip


def test_the_last_line_says_when_a_tenth_has_no_date(
    tmp_path: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    file = tmp_path / "a.jsonl"
    dated = [{**A, **DATED, "id": str(n)} for n in range(9)]
    write_jsonl(file, [*dated, {**B, "id": "x"}])
    ran = reindex_here(tmp_path / "one", file, as_json=False)
    last = ran.stderr.splitlines()[-1]
    assert "1 no date" in last
    assert "--map published=KEY" in last
    assert "no body" not in last
    write_jsonl(file, [*dated, {**A, **DATED, "id": "9"}, {**B, "id": "x"}])
    ran = reindex_here(tmp_path / "two", file)
    assert ran.report["notes"] == []
    assert ran.report["without"]["date"] == 1


def test_rejects_are_told_by_their_reasons(tmp_path: Path, reindex_here: Cli) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"title": "Đò"}\n{"x": 1}\nhỏng\n{"y": 2}\n{"z": 3}\n', encoding="utf-8")
    ran = reindex_here(tmp_path / "index", file)
    assert [one["count"] for one in ran.report["reasons"]] == [3, 1]
    assert ran.report["reasons"][0]["where"].endswith("a.jsonl:2")
    assert sum(one["count"] for one in ran.report["reasons"]) == ran.report["rejected"]
    told = reindex_here(tmp_path / "index", file, as_json=False).stderr
    assert "3 × no title and no body" in told
    assert "a.jsonl:3: " in told


def test_what_was_passed_over_repaired_or_doubted_is_told_with_its_place(
    tmp_path: Path, reindex_here: Cli, write_jsonl: Write
) -> None:
    folder = tmp_path / "tin"
    folder.mkdir()
    for name in ("a.png", "b.png", "robots.txt"):
        (folder / name).write_bytes(b"x")
    file = folder / "c.jsonl"
    twice = [{**A, "id": "1", "date": "2024-11-05"}, {**B, "id": "1", "date": "2024-11-05"}]
    garbled = "Nước sông dâng cao, hai trăm hộ phải sơ tán".encode().decode("latin-1")
    write_jsonl(
        file,
        [*twice, {"id": "2", "title": garbled}, {**A, "id": "3", "date_modified": "2024-11-06"}],
    )
    ran = reindex_here(tmp_path / "index", folder)
    told = {
        name: [(one["reason"], one["count"], one["where"]) for one in ran.report[name]]
        for name in ("skips", "repairs", "doubts")
    }
    assert told["skips"] == [
        ("a picture", 2, str(folder / "a.png")),
        ("a site's note to robots", 1, str(folder / "robots.txt")),
    ]
    assert told["repairs"] == [("utf-8 twice", 1, f"{file}:3")]
    assert [(count, where) for _, count, where in told["doubts"]] == [(1, str(file))] * 2
    said = reindex_here(tmp_path / "other", folder, as_json=False).stderr
    assert f"skipped: 2 × a picture; the first: {folder / 'a.png'}" in said
    assert "doubtful: " in said


def test_reasons_take_no_more_room_than_there_is() -> None:
    tally = Tally()
    for n in range(3 * MAX_REASONS):
        # letters: numbers would make no other reason
        letters = "".join(chr(ord("a") + int(digit)) for digit in str(n))
        tally.reject(Reject(f"a.jsonl:{n}", f"what is {letters}?"))
    reasons = Report.of(tally, 0, 0, 0).reasons
    assert len(reasons) == MAX_REASONS + 1
    assert reasons[0].reason == OTHER_REASONS
    assert sum(reason.count for reason in reasons) == tally.rejected


def test_a_run_without_articles_has_no_notes() -> None:
    assert Report.of(Tally(), 0, 0, 0).notes == ()
    tally = Tally(read=1)
    tally.look_at(Article("a", title="Đò"), "a.txt")
    assert len(Report.of(tally, 1, 0, 0).notes) == 1
