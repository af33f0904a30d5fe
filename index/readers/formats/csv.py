"""CSV: a table with a header, columns separated by comma, semicolon, tab or bar; row by row.

It has no look of its own: any text with commas might be one, so its suffix or ``--format`` has to
say so, or a first line that names columns (:mod:`index.readers.sniff`).  Above the
header there may be ``sep=;`` and lines of a title, as office programs write them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, cast

from index.article import Outcome, Reject, Skipped
from index.readers.encoding import LineDecoder
from index.readers.format import Format, Origin
from index.readers.limits import MAX_RECORD_BYTES, PEEK_BYTES
from index.readers.outcomes.records import read_record
from index.readers.records.keys import holds_any, holds_article
from index.readers.texts.csv_rows import BadLineError, BadRow, Row, TableLines, read_rows, split_row
from index.readers.texts.lines import read_lines

SEPARATORS = ",;\t|^~"
_MAX_SHOWN_COLUMNS = 12
_MAX_LINES_ABOVE = 20  # a title, a day, an empty line: what stands above a header
_SEP = "sep="
_MAX_NAME_CHARS = 100
_VALUE = re.compile(r"https?://|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4}", re.IGNORECASE)
_ROW_NUMBERS = ("0", "1")  # of the first row


def _read(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    """Yield an article or a reject for every row below the header."""
    # The limit belongs to the csv module, not to a reader; raising it again does no harm.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_RECORD_BYTES))
    stream = _with_line_feeds(stream)
    decoder = LineDecoder(stream.peek(PEEK_BYTES)[:PEEK_BYTES])
    lines = TableLines(read_lines(stream), decoder)
    try:
        delimiter, header = _read_header(lines, origin.mapping)
    except BadLineError as error:
        yield Reject(origin.where, f"no header to read the table by: {error}")
        return
    lines.delimiter = delimiter
    lines.are_escaped = delimiter == "\t"
    is_first = True
    for row in read_rows(lines, delimiter):
        if is_first and isinstance(row, Row) and _has_row_names(row.fields, header):
            header = ["", *header]
        is_first = False
        where = f"{origin.where}:{row.line}"
        if isinstance(row, BadRow):
            yield Reject(where, row.reason)
        elif [value.strip("\ufeff ") for value in row.fields] == header:
            yield Skipped(where, "the header once more")
        elif any(value.strip("\x1a \t\r\n") for value in row.fields):
            origin.repairs.note(where, lines.repaired)
            yield from _outcomes(row, header, where, origin)


def _has_row_names(fields: list[str], header: list[str]) -> bool:
    """Whether the rows begin with a number for which there is no column, as R writes tables."""
    is_longer = len(fields) == len(header) + 1
    return is_longer and fields[0].strip() in _ROW_NUMBERS and not holds_any(header, "id")


def _outcomes(row: Row, header: list[str], where: str, origin: Origin) -> Iterator[Outcome]:
    """The row's article; one with more fields than columns would be cut at the wrong place."""
    if any(value.strip() for value in row.fields[len(header) :]):
        reason = f"{len(row.fields)} fields under {len(header)} columns: "
        yield Reject(where, reason + "put texts that contain the separator in quotes")
        return
    record: dict[str, object] = {}
    for name, value in zip(header, row.fields, strict=False):
        if not record.get(name):  # of two columns of one name the first that holds something
            record[name] = value
    yield read_record(record, where, origin)


def _read_header(lines: TableLines, mapping: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return the delimiter and the columns' names; raise if no column can make an article."""
    delimiter, first = "", ""
    for _ in range(_MAX_LINES_ABOVE):
        line = next(lines, None)
        if line is None:
            break
        if line.lower().startswith(_SEP) and not first:
            delimiter = line[len(_SEP) :].strip("\r\n")[:1] or "\t"
            continue
        sign, header = columns_of(line, delimiter)
        if holds_article(header, mapping) and not any(map(_is_value, header)):
            return sign, header
        first = first or line
    columns = ", ".join(columns_of(first, delimiter)[1][:_MAX_SHOWN_COLUMNS]) or "none"
    raise BadLineError(
        f"no column for title or body (columns seen: {columns}); name them with --map"
    )


def _is_value(name: str) -> bool:
    """Whether this names no column, but stands in one: an address, a day, a sentence."""
    return len(name) > _MAX_NAME_CHARS or _VALUE.match(name) is not None


def columns_of(line: str, delimiter: str = "") -> tuple[str, list[str]]:
    """The sign that separates most columns of a header, unless it is known, and their names."""
    # A sign inside a quoted name does not count.
    bare = "".join(line.split('"')[::2])
    sign = delimiter or max(SEPARATORS, key=bare.count)
    return sign, [name.strip() for name in split_row(line, sign) or []]


def _with_line_feeds(stream: io.BufferedReader) -> io.BufferedReader:
    """The stream with line feeds, where lines end in carriage returns alone as on old Macs."""
    head = stream.peek(PEEK_BYTES)
    first = head.find(b"\r")
    if first < 0 or b"\r\n" in head or 0 <= head.find(b"\n") < first:
        return stream  # line feeds behind the header's carriage return stand inside of a text
    return io.BufferedReader(_LineFeeds(cast("BinaryIO", stream)), PEEK_BYTES)


class _LineFeeds(io.RawIOBase):
    """Hands out a stream's bytes with each carriage return made a line feed."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer)).replace(b"\r", b"\n")
        buffer[: len(data)] = data
        return len(data)


FORMAT = Format(name="csv", label="CSV", suffixes=(".csv", ".tsv"), read=_read)
