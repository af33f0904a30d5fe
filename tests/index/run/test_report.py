"""Does the report say what was wrong, so that somebody can mend it?"""

from __future__ import annotations

from pathlib import Path

from indexes import A, B, Cli, Write

from index.article import Article, Reject
from index.run.report import MAX_REASONS, OTHER_REASONS, Report, Tally

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
    tally.look_at(Article("a", title="Đò"))
    assert len(Report.of(tally, 1, 0, 0).notes) == 1
