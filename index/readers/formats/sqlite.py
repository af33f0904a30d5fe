"""SQLite: the rows of the table that holds articles, one by one.

Of several tables that could hold them ``--table`` has to name one, which may be a view: a section
or a source is often kept in a table of its own, and a view joins them.
"""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from index.article import Outcome, Reject
from index.readers.format import Format, Origin, begins_with
from index.readers.limits import MAX_RECORD_BYTES
from index.readers.outcomes.records import read_record
from index.readers.records.cells import plain
from index.readers.records.keys import holds_any, holds_article
from index.readers.sources.on_disk import on_disk

_MAGIC = b"SQLite format 3\0"
_TABLES = "SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view')"
_VERSION_BYTE, _LOGGED = 18, 2  # of the file's header: 2 says that it has a write-ahead log
_MAX_SHOWN = 12
MAX_STEPS = 10_000_000_000
"""Of SQLite's machine, which takes some hundred million a second, until the next row is found."""
_STEPS_BETWEEN = 1_000_000


def _read(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    """Yield an article or a reject for every row."""
    with on_disk(stream) as path:
        try:
            with closing(_opened(path)) as database:
                table = _table(database, origin)
                if isinstance(table, Reject):
                    yield table
                else:
                    yield from _rows(database, table, origin)
        except sqlite3.Error as error:
            if "interrupted" in str(error):  # by ``_Patience``
                yield Reject(
                    origin.where,
                    f"its view computes without an end: no row in {MAX_STEPS:,} steps; "
                    "keep what it gives in a table",
                )
                return
            yield Reject(
                origin.where,
                f"the SQLite database cannot be read on: {error}; "
                "copy it with `sqlite3 FILE '.backup COPY'`, or export the table as CSV",
            )


def _opened(path: Path) -> sqlite3.Connection:
    """The database, read only; what a program has written beside it (``-wal``) counts."""
    with path.open("rb") as file:
        is_logged = file.read(_VERSION_BYTE + 1)[-1] == _LOGGED
    # SQLite cannot make a log that is not there when it only reads; then nobody writes either.
    is_alone = is_logged and not path.with_name(f"{path.name}-wal").exists()
    options = "mode=ro&immutable=1" if is_alone else "mode=ro"
    database = sqlite3.connect(f"{path.resolve().as_uri()}?{options}", uri=True)
    database.text_factory = bytes
    database.execute("PRAGMA trusted_schema = OFF")  # a view of a stranger calls no function
    database.setlimit(
        sqlite3.SQLITE_LIMIT_LENGTH, MAX_RECORD_BYTES
    )  # of a value, a computed one too
    database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    return database


def _table(database: sqlite3.Connection, origin: Origin) -> str | Reject:
    """The table to read, or why that cannot be told."""
    found = [
        (name.decode("utf-8", "replace"), kind, (sql or b"").upper())
        for name, kind, sql in database.execute(_TABLES)
    ]
    names: list[str] = [name for name, _, _ in found]
    shown = f"its tables are {', '.join(names[:_MAX_SHOWN])}" if names else "it has no tables"
    if origin.table:
        return (
            origin.table
            if origin.table in names
            else Reject(origin.where, f"no table '{origin.table}' in it; {shown}")
        )
    # What a full-text index keeps, as a virtual table and its shadows, another table has.
    virtual = [name for name, _, sql in found if sql.startswith(b"CREATE VIRTUAL")]
    kept = ("sqlite_", *(f"{name}_" for name in virtual))
    columns: dict[str, list[str]] = {
        name: _columns(database, name)
        for name, kind, _ in found
        if kind == b"table" and name not in virtual and not name.startswith(kept)
    }
    able = [name for name, keys in columns.items() if holds_article(keys, origin.mapping)]
    whole = [name for name in able if _is_whole(columns[name], origin)]
    if len(whole or able) == 1:
        return (whole or able)[0]
    if able:
        reason = f"several tables may hold articles: {', '.join((whole or able)[:_MAX_SHOWN])}"
        return Reject(origin.where, f"{reason}; name one with --table")
    reason = f"no table has a title or a body; {shown}"
    return Reject(origin.where, f"{reason}; name one with --table and its columns with --map")


def _is_whole(columns: list[str], origin: Origin) -> bool:
    """Whether a table has both a title and a body."""
    return all(
        origin.mapping.get(field) in columns or holds_any(columns, field)
        for field in ("title", "body")
    )


def _columns(database: sqlite3.Connection, table: str) -> list[str]:
    rows = database.execute(f"PRAGMA table_info({_quoted(table)})")
    return [row[1].decode("utf-8", "replace") for row in rows]


def _rows(database: sqlite3.Connection, table: str, origin: Origin) -> Iterator[Outcome]:
    patience = _Patience()
    database.set_progress_handler(patience, _STEPS_BETWEEN)
    everything = f"SELECT * FROM {_quoted(table)}"  # noqa: S608 - it is quoted  # nosec B608
    rows = database.execute(everything)
    names = [column[0] for column in rows.description]
    for number, row in enumerate(rows, 1):
        patience.begin()
        where = f"{origin.where}#{number}"
        note = origin.repairs.noting(where)
        record = {name: plain(value, note) for name, value in zip(names, row, strict=True)}
        yield read_record(record, where, origin)


class _Patience:
    """Ends a view, or a column that is computed, which finds no row in so many steps."""

    def __init__(self) -> None:
        self._left = MAX_STEPS

    def begin(self) -> None:
        """A row was found: the next one may take as many steps again."""
        self._left = MAX_STEPS

    def __call__(self) -> bool:
        self._left -= _STEPS_BETWEEN
        return self._left < 0


def _quoted(name: str) -> str:
    """``name`` as SQL writes a name: it comes from the database or the user."""
    return '"' + name.replace('"', '""') + '"'


FORMAT = Format(
    name="sqlite",
    label="SQLite",
    suffixes=(".sqlite", ".sqlite3", ".db", ".db3"),
    read=_read,
    looks_like=begins_with(_MAGIC),
    binary=True,
)
