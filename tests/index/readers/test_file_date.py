"""Does a text without a date take the day in its file's name, and only that?"""

from __future__ import annotations

import os
import zipfile
from datetime import date
from pathlib import Path

import pytest

from index.article import Article
from index.readers import ReadOptions, read_file
from index.readers.outcomes.file_date import date_in_name

BODY = "Nước sông dâng từ đêm qua, bà con ven đê đã kê đồ đạc lên cao và gọi nhau canh nước.\n"
TEXT = f"Lũ về trên sông Lành\n\n{BODY}{BODY}"
PARAGRAPHS = "".join(f"<p>{when} {BODY}</p>" for when in ("Tối qua,", "Sáng nay,", "Trưa nay,"))
PAGE = (
    "<html><head><title>Lũ về trên sông Lành</title></head>"
    f"<body><h1>Lũ về trên sông Lành</h1>{PARAGRAPHS}</body></html>"
)
MAIL = f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{PAGE}"
DAY = date(2024, 11, 5)


@pytest.mark.parametrize(
    "name",
    [
        "2024-11-05-tin.html", "20241105_bai.txt", "2024_11_05.md", "tin-05-11-2024.html",
        "tin.5.11.2024.txt", "tin-20241105143000123.htm", "20241105T1430-tin.txt",
        "2024-11-05T14-30-00.html", "2024-11-05-truoc-ngay-2024-11-20.html", "lu_2024-11-05_2.txt",
        "Thời tiết 05-11-2024.txt", "20241105.html", "202411051430.txt",
    ],
)  # fmt: skip
def test_the_day_is_found(name: str) -> None:
    assert date_in_name(name) == DAY


@pytest.mark.parametrize(
    "name",
    [
        "tin.html", "2024.txt", "2024-11.txt", "20241305.txt", "120241105.txt", "2024110512.txt",
        "a20241105f3.html", "1965-11-05-tin.html", "2999-11-05-tin.html", "31-02-2024.txt",
        "tin-4512024110588.html", "lu-2024-11-05-den-2024-11-07.html",
        "Lũ về (11_5_2024 2_30_00 PM).html", "2024-11_05.txt", "", "5-11-24.txt",
    ],
)  # fmt: skip
def test_what_is_no_day_is_none(name: str) -> None:
    assert date_in_name(name) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("2024-11-05-lu.txt", TEXT),
        ("2024-11-05-lu.html", PAGE),
        ("2024-11-05-lu.md", f"---\ntitle: Lũ về\n---\n{BODY}"),
        ("2024-11-05-lu.mhtml", MAIL),
    ],
)
def test_a_text_has_the_day_of_its_name(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    os.utime(tmp_path / name, (0, 1_500_000_000))
    article = only(tmp_path / name)
    assert (article.published, article.published_from) == (DAY, "file")
    assert not article.published_sure
    (tmp_path / name).rename(tmp_path / name[11:])
    article = only(tmp_path / name[11:])
    assert (article.published, article.published_from, article.published_sure) == (None, "", True)


def test_what_a_text_says_itself_goes_first(tmp_path: Path) -> None:
    path = tmp_path / "2024-11-05-lu.md"
    path.write_text(f"---\ntitle: Lũ về\ndate: 2024-10-01\n---\n{BODY}", encoding="utf-8")
    article = only(path)
    assert (article.published, article.published_from) == (date(2024, 10, 1), "field")


def test_the_name_that_counts_is_that_of_the_archives_member(tmp_path: Path) -> None:
    path = tmp_path / "2023-01-01.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("2022-02-02/2024-11-05-lu.txt", TEXT)
        archive.writestr("2022-02-02/lu.txt", TEXT)
    dated, undated = read_file(path, ReadOptions())
    assert isinstance(dated, Article)
    assert isinstance(undated, Article)
    assert (dated.published, undated.published) == (DAY, None)


def test_a_dump_has_the_day_of_the_dump(tmp_path: Path) -> None:
    path = tmp_path / "2024-11-05.jsonl"
    path.write_text('{"id": "a", "title": "Lũ về", "body": "Nước dâng."}\n', encoding="utf-8")
    assert only(path).published is None


def only(path: Path) -> Article:
    (article,) = (one for one in read_file(path, ReadOptions()) if isinstance(one, Article))
    return article
