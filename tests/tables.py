"""Tables in the files of other programs, written for tests by the libraries of the formats."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow
import pyarrow.parquet

Row = Mapping[str, Any]


def write_sqlite(path: Path, rows: Sequence[Row], table: str = "articles") -> None:
    """Add a table whose columns have no type."""
    with closing(sqlite3.connect(path)) as database, database:
        columns = ", ".join(f'"{name}"' for name in rows[0])
        database.execute(f'CREATE TABLE "{table}" ({columns})')
        marks = ", ".join("?" * len(rows[0]))
        database.executemany(
            f'INSERT INTO "{table}" VALUES ({marks})',
            [tuple(row.values()) for row in rows],
        )


def write_excel(path: Path, rows: Sequence[Row], sheet: str = "Sheet") -> None:
    """Add a sheet, with the names in its first row."""
    workbook = openpyxl.load_workbook(path) if path.exists() else openpyxl.Workbook()
    page = workbook.create_sheet(sheet) if path.exists() else workbook.active
    page.title = sheet
    page.append(list(rows[0]))
    for row in rows:
        page.append(list(row.values()))
    with path.open("wb") as file:
        workbook.save(file)


def write_parquet(path: Path, rows: Sequence[Row]) -> None:
    """Write a table in one group of rows."""
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(list(rows)), path)


TABLES: Mapping[str, Callable[[Path, Sequence[Row]], None]] = {
    "sqlite": write_sqlite,
    "excel": write_excel,
    "parquet": write_parquet,
}
"""How a file of each binary format of tables is written."""
