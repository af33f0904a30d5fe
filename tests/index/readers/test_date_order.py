"""The order of day and month in one file: the day first, unless the file proves the month."""

import csv
import io
import json
from collections.abc import Sequence

import pytest

from index.article import Article
from index.readers.files import read_stream
from index.readers.options import ReadOptions
from index.readers.texts.saved_page import parse_page


def _read(dates: Sequence[str], format_: str = "jsonl") -> list[tuple[str | None, bool]]:
    records = [{"title": f"Tin {n}", "body": "Thân bài.", "date": d} for n, d in enumerate(dates)]
    if format_ == "jsonl":
        text = "\n".join(map(json.dumps, records))
    elif format_ == "json":
        text = json.dumps(records)
    else:
        out = io.StringIO()
        table = csv.DictWriter(out, ["title", "body", "date"])
        table.writeheader()
        table.writerows(records)
        text = out.getvalue()
    made = list(read_stream(io.BytesIO(text.encode()), "-", ReadOptions(format=format_)))
    articles = [one for one in made if isinstance(one, Article)]
    assert [one.title for one in articles] == [one["title"] for one in records]
    return [(a.published.isoformat()[:10] if a.published else None, a.published_sure)
            for a in articles]  # fmt: skip


@pytest.mark.parametrize("format_", ["jsonl", "json", "csv"])
def test_one_impossible_day_proves_the_order_of_all(format_: str) -> None:
    dates = [
        "8/9/2020 9:57:00 AM",
        "hôm qua",
        "8/31/2020 9:57:00 AM",
        "Thứ sáu, 6/8/2021",
        "1/2/2020",
    ]
    assert _read(dates, format_) == [
        ("2020-08-09", True), (None, True), ("2020-08-31", True), ("2021-08-06", True),
        ("2020-01-02", True),
    ]  # fmt: skip


def test_the_day_comes_first_where_nothing_or_the_contrary_is_proven() -> None:
    assert _read(["8/9/2020", "1/2/2020"]) == [("2020-09-08", True), ("2020-02-01", True)]
    assert _read(["8/9/2020 9:57 AM", "31/8/2020"]) == [("2020-09-08", True), ("2020-08-31", True)]


def test_a_date_with_am_in_a_file_that_proves_nothing_is_not_sure() -> None:
    assert _read(["8/9/2020 9:57 AM"]) == [("2020-09-08", False)]


def test_where_both_orders_occur_what_is_possible_in_one_alone_is_not_sure() -> None:
    dates = ["8/31/2020", "31/8/2020", "8/9/2020"]
    assert _read(dates) == [("2020-08-31", False), ("2020-08-31", True), ("2020-09-08", True)]


def test_a_proof_behind_the_first_thousand_is_too_late_for_those_before() -> None:
    found = _read([*["8/9/2020"] * 1000, "8/31/2020", "8/9/2020"])
    assert found[0] == found[-1] == ("2020-09-08", True)
    assert _read([*["8/9/2020"] * 999, "8/31/2020", "8/9/2020"])[-1] == ("2020-08-09", True)


_PARAGRAPH = "Bà con trong làng đã cùng nhau sửa lại con đường đất dẫn ra bến sông trước mùa mưa."


def test_a_page_says_where_its_date_was_read_and_whether_it_is_sure() -> None:
    byline = parse_page(f"Làng sửa đường\n12/5/2016 8:05\n{_PARAGRAPH}")
    assert (byline.published_from, byline.published_sure) == ("byline", True)
    source = parse_page(f"Làng sửa đường\n{_PARAGRAPH}\nNguồn: bao.example, ngày 12/5/2016")
    assert (source.published_from, source.published_sure) == ("source line", True)
    dateline = parse_page(f"Làng sửa đường\nLSO-Ngày 12/5/2016, {_PARAGRAPH}")
    assert (dateline.published_from, dateline.published_sure) == ("byline", False)
    none = parse_page(f"Làng sửa đường\n{_PARAGRAPH}")
    assert (none.published, none.published_from, none.published_sure) == (None, "", True)
