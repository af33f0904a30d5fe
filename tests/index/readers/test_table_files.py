"""Databases, workbooks and Parquet: every row is an article, and what is damaged is a reject."""

import random
import sqlite3
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from tables import TABLES, write_excel, write_parquet, write_sqlite

from index.article import Article, Outcome, Reject, Repaired, Skipped
from index.readers import Limits, ReadOptions, read_file

ROWS = [
    {"title": f"Chợ nổi mở phiên {n}", "content": f"Ghe thuyền về đông, chuyến thứ {n}.",
     "url": f"https://bao.example/{n}.html", "publish_date": f"2024-11-{n + 1:02}"}
    for n in range(3)
]  # fmt: skip


def articles(made: list[Outcome]) -> list[Article]:
    return [one for one in made if isinstance(one, Article)]


def only_reject(made: list[Outcome]) -> str:
    (reject,) = made
    assert isinstance(reject, Reject)
    return reject.reason


def read(path: Path, table: str = "", **mapping: str) -> list[Outcome]:
    return list(read_file(path, ReadOptions(mapping=mapping, table=table)))


@pytest.mark.parametrize("format_", TABLES)
@pytest.mark.parametrize("suffix", ["", ".gz", ".zip"])
def test_each_row_is_an_article_however_the_file_is_packed(
    tmp_path: Path, format_: str, suffix: str, pack: Callable[[Path, str], Path]
) -> None:
    path = tmp_path / {"sqlite": "a.db", "excel": "a.xlsx", "parquet": "a.parquet"}[format_]
    TABLES[format_](path, ROWS)
    found = articles(read(pack(path, suffix)))
    assert [one.title for one in found] == [row["title"] for row in ROWS]
    assert [one.body for one in found] == [row["content"] for row in ROWS]
    assert [one.url for one in found] == [row["url"] for row in ROWS]
    assert [one.published for one in found] == [date(2024, 11, n) for n in (1, 2, 3)]


@pytest.mark.parametrize("format_", ["sqlite", "parquet"])
def test_the_content_tells_the_format_where_the_name_is_silent(
    tmp_path: Path, format_: str
) -> None:
    path = tmp_path / "du-lieu"
    TABLES[format_](path, ROWS)
    assert len(articles(read(path))) == len(ROWS)


@pytest.mark.parametrize("format_", TABLES)
def test_a_damaged_file_raises_nothing_and_says_so(tmp_path: Path, format_: str) -> None:
    path = tmp_path / {"sqlite": "a.db", "excel": "a.xlsx", "parquet": "a.parquet"}[format_]
    TABLES[format_](path, ROWS * 50)
    whole, drawn = path.read_bytes(), random.Random(3)
    for _ in range(40):
        data = bytearray(whole)
        start = drawn.randrange(len(data))
        data[start : start + drawn.choice([1, 50, len(data)])] = b"\xff" * drawn.choice([0, 1, 50])
        path.write_bytes(data)
        for one in read(path):
            assert isinstance(one, Article | Reject | Skipped | Repaired)
            assert not isinstance(one, Reject) or one.reason
    path.write_bytes(whole[: len(whole) // 2])
    assert any(isinstance(one, Reject) for one in read(path))


def test_the_one_table_with_titles_and_texts_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write_sqlite(path, [{"id": 1, "title": "Thời sự"}], "sections")
    write_sqlite(path, [{"id": 1, "content": "Hay quá", "date": "2024-11-05"}], "comments")
    write_sqlite(path, ROWS)
    assert len(articles(read(path))) == len(ROWS)


def test_of_several_tables_the_user_has_to_name_one(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write_sqlite(path, ROWS[:1], "bao_a")
    write_sqlite(path, ROWS[1:], "bao_b")
    assert "bao_a, bao_b; name one with --table" in only_reject(read(path))
    assert [one.title for one in articles(read(path, "bao_b"))] == [r["title"] for r in ROWS[1:]]
    assert "its tables are bao_a, bao_b" in only_reject(read(path, "bao_c"))


def test_a_view_that_joins_tables_is_read_when_named(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write_sqlite(path, [{"id": 1, "ten": "Kinh tế"}], "muc")
    write_sqlite(path, [{"tieu_de": "Chợ nổi", "noi_dung": "Đông.", "muc_id": 1}], "bai")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "CREATE VIEW ca AS SELECT bai.*, ten AS chuyen_muc FROM bai JOIN muc ON muc.id = muc_id"
        )
    (article,) = articles(read(path, "ca"))
    assert (article.title, article.body, article.category) == ("Chợ nổi", "Đông.", "Kinh tế")


def test_a_view_of_a_stranger_tells_nothing_of_this_machine(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE VIEW a AS SELECT file AS title, 'B' AS body "
                         "FROM pragma_database_list")  # fmt: skip
    assert "unsafe use of" in only_reject(read(path, "a"))


def test_names_of_tables_and_columns_are_never_taken_for_sql(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write_sqlite(path, ROWS, "bài 'mới'; DROP TABLE x--")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute('ALTER TABLE "bài \'mới\'; DROP TABLE x--" RENAME TO "bài ""mới"" nhất"')
    assert len(articles(read(path))) == len(ROWS)


def test_what_a_full_text_index_keeps_is_no_second_table(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write_sqlite(path, ROWS)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE VIRTUAL TABLE tim USING fts5(title, content)")
        database.execute("INSERT INTO tim SELECT title, content FROM articles")
    assert len(articles(read(path))) == len(ROWS)


def test_what_a_running_program_has_written_is_read_and_its_files_are_left_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE bai (title, content)")
        database.execute("INSERT INTO bai VALUES ('Chợ nổi', 'Đông.')")
        database.commit()
        assert [one.title for one in articles(read(path))] == ["Chợ nổi"]
        database.execute("INSERT INTO bai VALUES ('Lễ hội', 'Vui.')")
        database.commit()
        assert [one.title for one in articles(read(path))] == ["Chợ nổi", "Lễ hội"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.db"]
    assert len(articles(read(path))) == 2


def test_texts_of_a_database_in_an_old_encoding_are_put_right(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    marks = "Chơ\u0323 nô\u0309i ho\u0323p mô\u0323t phiên đông vui".encode("cp1258")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE bai (title, content)")
        database.execute("INSERT INTO bai VALUES (CAST(? AS TEXT), 'Đông.')", (marks,))
    repaired, article = read(path)
    assert isinstance(repaired, Repaired)
    assert repaired.encoding == "windows-1258"
    assert isinstance(article, Article)
    assert article.title == "Chợ nổi họp một phiên đông vui"


def test_every_sheet_with_columns_of_articles_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_excel(path, ROWS[:1], "Tháng 10")
    write_excel(path, [{"ghi chú": "không phải bài"}], "Ghi chú")
    write_excel(path, ROWS[1:], "Tháng 11")
    made = read(path)
    assert [one.title for one in articles(made)] == [row["title"] for row in ROWS]
    assert [one for one in made if isinstance(one, Skipped)] == [
        Skipped(f"{path}!Ghi chú", "a sheet without columns for articles")
    ]
    assert len(articles(read(path, "Tháng 11"))) == 2
    assert "its sheets are Tháng 10, Ghi chú, Tháng 11" in only_reject(read(path, "Tháng 12"))


def test_a_workbook_is_read_below_its_caption_and_its_days_and_moments_are_told_apart(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.xlsx"
    workbook = openpyxl.Workbook()
    for row in (
        ["Tổng hợp tin tháng 11"], [], ["STT", "Tiêu đề", "Nội dung", "Ngày đăng", "Lượt xem"],
        [1, "Chợ nổi", "Đông.", datetime(2024, 11, 5), 12],  # noqa: DTZ001 - Excel has no zones
        [2, "Lễ hội", "Vui.", datetime(2024, 11, 5, 14, 30), "#N/A"],  # noqa: DTZ001
        [None, None, None, None, None],
        [3, "Mùa lúa", "#REF!", "05/11/2024", 7.5],
    ):  # fmt: skip
        workbook.active.append(row)
    workbook.save(path)
    found = articles(read(path))
    assert [one.title for one in found] == ["Chợ nổi", "Lễ hội", "Mùa lúa"]
    assert [one.body for one in found] == ["Đông.", "Vui.", ""]
    assert found[0].published == date(2024, 11, 5)
    assert found[1].published == datetime(2024, 11, 5, 7, 30, tzinfo=UTC)
    assert found[2].published == date(2024, 11, 5)


def test_a_workbook_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_excel(path, ROWS)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bom.xml", b" " * 110_000_000)
    assert "bomb" in only_reject(read(path))


def test_a_workbook_of_more_texts_than_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_excel(path, ROWS)
    limits = Limits(memory=8 * 200_000)
    assert len(list(read_file(path, ReadOptions(), limits=limits))) == len(ROWS)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/texts.xml", b" " * 210_000)  # beside the sheets all is held at once
    assert "--memory" in only_reject(list(read_file(path, ReadOptions(), limits=limits)))


def test_parquet_keeps_moments_lists_and_records_inside_of_records(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    moment = datetime(2024, 11, 5, 7, 30, tzinfo=UTC)
    row = {"id": Decimal(7), "tags": ["chợ", "sông"], "publish_date": moment,
           "_source": {"title": "Chợ nổi", "content": "Đông."}}  # fmt: skip
    write_parquet(path, [row])
    (article,) = articles(read(path))
    assert (article.title, article.body) == ("Chợ nổi", "Đông.")
    write_parquet(path, [{**{key: row[key] for key in ("id", "tags", "publish_date")}, **ROWS[0],
                          "publish_date": moment}])  # fmt: skip
    (article,) = articles(read(path))
    assert article.published == moment
    assert article.tags == ("chợ", "sông")


@pytest.mark.parametrize(("format_", "module"), [("excel", "openpyxl"), ("parquet", "pyarrow")])
def test_an_extra_that_is_not_installed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str, module: str
) -> None:
    path = tmp_path / {"excel": "a.xlsx", "parquet": "a.parquet"}[format_]
    TABLES[format_](path, ROWS)
    monkeypatch.setitem(sys.modules, module, None)  # importing it fails then
    assert f"timbao[{format_}]" in only_reject(read(path))
