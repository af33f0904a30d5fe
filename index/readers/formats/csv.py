"""CSV: a table with a header, columns separated by comma, semicolon or tab; streamed, row by row.

It has no look: any text with commas might be one, so its suffix or ``--format`` has to say so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from index.article import Outcome, Reject
from index.readers.containers import PEEK_BYTES
from index.readers.encoding import NOT_UTF8, LineDecoder
from index.readers.format import Format, Origin
from index.readers.keys import holds_article
from index.readers.limits import MAX_RECORD_BYTES
from index.readers.lines import TOO_LONG, read_lines
from index.readers.records import read_record

_MAX_SHOWN_COLUMNS = 12


def _read(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    """Yield an article or a reject for every row below the header."""
    # The limit belongs to the csv module, not to a reader; raising it again does no harm.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_RECORD_BYTES))
    lines = _CsvLines(stream, origin)
    try:
        delimiter, header = _read_header(lines, origin.mapping)
    except (_BadLineError, csv.Error) as error:
        yield Reject(origin.where, f"no header to read the table by: {error}")
        return
    # strict: a quote that is never closed would swallow the rest of the file without a word
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        where = f"{origin.where}:{lines.number + 1}"
        try:
            row = next(rows, None)
        except _BadLineError as error:
            yield Reject(f"{origin.where}:{lines.number}", str(error))
            continue
        except csv.Error as error:
            yield Reject(where, f"not a CSV row: {error}")
            continue
        if row is None:
            return
        if any(value.strip() for value in row):
            yield read_record(dict(zip(header, row, strict=False)), where, origin)


class _BadLineError(ValueError):
    """A line of a CSV file that is of no use; the message is the reject's reason."""


class _CsvLines:
    """Lines as text for :func:`csv.reader`.  A class, because a generator that raised is over."""

    def __init__(self, stream: io.BufferedReader, origin: Origin) -> None:
        self._decoder = LineDecoder(stream.peek(PEEK_BYTES)[:PEEK_BYTES])
        self._origin = origin
        self._lines = read_lines(stream)
        self.number = 0  # of the line that was handed out last

    def __iter__(self) -> _CsvLines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number = line.number
        if line.too_long:
            raise _BadLineError(TOO_LONG)
        decoded = self._decoder.decode(line.data)
        if decoded is None:
            raise _BadLineError(NOT_UTF8)
        self._origin.repairs.note(f"{self._origin.where}:{line.number}", decoded.repaired)
        return decoded.text


def _read_header(lines: _CsvLines, mapping: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return the delimiter and the columns' names; raise if no column can make an article."""
    line = next(lines, "")
    # The sign that separates most columns; one inside a quoted name does not count.
    bare = "".join(line.split('"')[::2])
    delimiter = max(",;\t", key=bare.count)
    header = [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
    if not holds_article(header, mapping):
        columns = ", ".join(header[:_MAX_SHOWN_COLUMNS]) or "none"
        raise _BadLineError(
            f"no column for title or body (columns seen: {columns}); name them with --map"
        )
    return delimiter, header


FORMAT = Format(name="csv", label="CSV", suffixes=(".csv", ".tsv"), read=_read)
