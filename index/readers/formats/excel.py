"""Excel workbooks: every sheet whose header names columns of articles, row by row.

Needs the extra ``excel`` (openpyxl).  Sheets without such a header are passed over and counted, or
with ``--table`` all but the one of that name.
"""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError  # to catch it  # nosec B405

from index.article import Outcome, Reject, Skipped
from index.readers.format import Format, Origin
from index.readers.limits import Limits
from index.readers.outcomes.records import read_record
from index.readers.records.cells import plain
from index.readers.records.keys import holds_article
from index.readers.sources.archives import open_zip, refusal
from index.readers.sources.on_disk import on_disk

_MAX_ROWS_ABOVE = 20  # a title, a day, an empty row: what stands above a header
_MAX_COLUMNS = 1_000  # a cell in the last corner, and each row has 16,384
_MAX_ROWS = 1_048_576  # Excel's own
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_NOT_INSTALLED = 'Excel workbooks need more: pip install "timbao[excel]"; or save it as CSV'
# What openpyxl raises of a workbook that is not as it should be.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError),
    *(ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError),
)
_SHEETS = "xl/worksheets/"
_TOO_LARGE = "a workbook with more texts than there is memory for; save it as CSV, or give --memory"
_DAMAGED = "a damaged or protected Excel workbook; open it in Excel and save it as CSV"

_Cells = tuple[object, ...]


def _read(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    """Yield an article or a reject for every row below a header."""
    with on_disk(stream) as path, path.open("rb") as file:
        workbook = _opened(file, origin.limits)
        if isinstance(workbook, str):
            yield Reject(origin.where, workbook)
        else:
            yield from _sheets(workbook, origin)


def _opened(file: BinaryIO, limits: Limits) -> Any:
    """The workbook, or why there is none."""
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 - an extra
    except ImportError:
        return _NOT_INSTALLED
    try:
        with open_zip(file, limits) as archive:
            members = archive.infolist()
            reason = next(filter(None, map(refusal, members)), "")
        reason = reason or _too_much(members, os.fstat(file.fileno()).st_size, limits)
        return reason or load_workbook(file, read_only=True, data_only=True)
    except _BROKEN:
        return _DAMAGED


def _too_much(members: Sequence[zipfile.ZipInfo], size: int, limits: Limits) -> str:
    """Why a workbook of ``size`` bytes is not opened, ``""`` if it is: :mod:`zipfile` gives no more
    of a member than its list says, and openpyxl holds all of them but the sheets."""
    unpacked = sum(member.file_size for member in members)
    held = sum(one.file_size for one in members if not one.filename.startswith(_SHEETS))
    if unpacked > max(limits.free, limits.ratio * size):
        return "a workbook that unpacks like a bomb; save it as CSV if it is none"
    return _TOO_LARGE if held > limits.whole else ""


def _sheets(workbook: Any, origin: Origin) -> Iterator[Outcome]:
    names = [sheet.title for sheet in workbook.worksheets]
    if origin.table and origin.table not in names:
        shown = ", ".join(names)
        yield Reject(origin.where, f"no sheet '{origin.table}' in it; its sheets are {shown}")
        return
    is_any = False
    for sheet in workbook.worksheets:
        where = f"{origin.where}!{sheet.title}"
        rows = enumerate(_rows(sheet), 1)
        header = None if origin.table not in ("", sheet.title) else _header(rows, origin)
        if header is None:
            yield Skipped(where, "a sheet without columns for articles")
            continue
        is_any = True
        if isinstance(header, str):
            yield Reject(where, header)
            continue
        for number, row in rows:
            if row is None:
                yield Reject(f"{where}:{number}", _DAMAGED)
            else:
                yield from _row(header, row, f"{where}:{number}", origin)
    if not is_any:
        yield Reject(origin.where, "no sheet has a column for title or body; name them with --map")


def _rows(sheet: Any) -> Iterator[_Cells | None]:
    """The rows as they are; ``None`` where the sheet cannot be read on."""
    columns = _MAX_COLUMNS if (sheet.max_column or 0) > _MAX_COLUMNS else None
    rows = min(sheet.max_row or _MAX_ROWS, _MAX_ROWS)
    try:
        yield from sheet.iter_rows(max_row=rows, max_col=columns, values_only=True)
    except _BROKEN:
        yield None


def _header(rows: Iterator[tuple[int, _Cells | None]], origin: Origin) -> list[str] | str | None:
    """The names of the columns, or why the sheet cannot be read; ``rows`` go on below them."""
    for number, row in rows:
        if row is None:
            return _DAMAGED
        names = ["" if cell is None else str(cell).strip() for cell in row]
        if holds_article(names, origin.mapping):
            while not names[-1]:  # for which each row would be gone through
                names.pop()
            return names
        if number >= _MAX_ROWS_ABOVE:
            break
    return None


def _row(header: list[str], row: _Cells, where: str, origin: Origin) -> Iterator[Outcome]:
    record: dict[str, object] = {}
    for name, cell in zip(header, row, strict=False):
        if name and not record.get(name):  # of two columns of one name the first that holds any
            record[name] = None if cell in _ERRORS else plain(cell, origin.repairs.noting(where))
    if any(value not in (None, "") for value in record.values()):
        yield read_record(record, where, origin)


FORMAT = Format(name="excel", label="Excel", suffixes=(".xlsx", ".xlsm"), read=_read, binary=True)
