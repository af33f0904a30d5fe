"""Which rows does a table in text have, however its quotes were written?

Python's :mod:`csv` reads what is written by the rules, and fast.  Where it stops at a quote, the
row is read by a more patient rule: a quote opens a field only at its start, closes it only before
a separator or the line's end, and a backslash before one makes it a letter.  A field that is never
closed costs its own line alone: reading goes on at the next.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from index.readers.encoding import NOT_UTF8, LineDecoder
from index.readers.limits import MAX_RECORD_BYTES
from index.readers.texts.lines import TOO_LONG, Line

MAX_COLUMNS = 20_000  # spreadsheets have 16,384
TOO_LONG_ROW = f"a row of more than {MAX_RECORD_BYTES // 1024**2} MiB; is a quote not closed?"
TOO_MANY_COLUMNS = f"a line of more than {MAX_COLUMNS:,} fields; no table of articles has so many"
_MAX_PATIENT_LINES = 200  # of one field with a stray quote; beyond, it was never closed

_ESCAPED_END = re.compile(r"(?<!\\)(?:\\\\)*\\\r?\n$")


class BadLineError(ValueError):
    """A line of a table that is of no use; the message is the reject's reason."""


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one row, and the line on which it begins."""

    fields: list[str]
    line: int


@dataclass(frozen=True, slots=True)
class BadRow:
    """Why the row that begins on ``line`` cannot be read."""

    reason: str
    line: int


class TableLines:
    """Lines as text for :func:`csv.reader`; remembers what the current row has taken of them.

    A class, because a generator that raised is over.
    """

    def __init__(self, lines: Iterator[Line], decoder: LineDecoder) -> None:
        self._lines = lines
        self._decoder = decoder
        self._back: deque[tuple[int, str]] = deque()
        self.number = 0  # of the line that was handed out last
        self.taken: list[tuple[int, str]] = []
        self.delimiter = "\0"  # that of fields, once it is known
        self._chars = 0  # of the current row
        self.are_escaped = False  # a backslash before a line's end makes that a part of a field
        self.repaired = ""  # what a line of the current row was in, if that was not UTF-8

    def __iter__(self) -> TableLines:
        return self

    def __next__(self) -> str:
        if self._back:
            self.number, text = self._back.popleft()
        else:
            text = self._decoded(next(self._lines))
            if self.are_escaped:
                text = self._whole(text)
        self.taken.append((self.number, text))
        self._chars = len(text) + (self._chars if len(self.taken) > 1 else 0)
        if text.count(self.delimiter) > MAX_COLUMNS:
            raise BadLineError(TOO_MANY_COLUMNS)
        if self._chars > MAX_RECORD_BYTES:
            raise BadLineError(TOO_LONG_ROW)
        return text

    def _whole(self, text: str) -> str:
        """The line with those that its escaped end joins to it, as MySQL writes tables."""
        number = self.number
        for _ in range(_MAX_PATIENT_LINES):
            if not _ESCAPED_END.search(text):
                break
            line = next(self._lines, None)
            if line is None:
                break
            text = _ESCAPED_END.sub("", text) + "\u2028" + self._decoded(line)
        self.number = number
        return text

    def give_back(self, lines: list[tuple[int, str]]) -> None:
        """Hand out ``lines`` again, next."""
        self._back.extendleft(reversed(lines))

    def _decoded(self, line: Line) -> str:
        self.number = line.number
        if line.too_long:
            raise BadLineError(TOO_LONG)
        decoded = self._decoder.decode(line.data)
        if decoded is None:
            raise BadLineError(NOT_UTF8)
        self.repaired = decoded.repaired or self.repaired
        return decoded.text


def read_rows(lines: TableLines, delimiter: str) -> Iterator[Row | BadRow]:
    """Yield every row of ``lines``, and what could not be read as one."""
    # strict: a quote that is never closed would swallow the rest of the file without a word
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    while True:
        lines.taken.clear()
        lines.repaired = ""
        try:
            fields = next(reader, None)
        except BadLineError as error:
            yield BadRow(str(error), lines.number)
            continue
        except csv.Error as error:
            yield _patiently(lines, delimiter, str(error))
            continue
        if fields is None:
            return
        yield Row(fields, lines.taken[0][0])


def _patiently(lines: TableLines, delimiter: str, reason: str) -> Row | BadRow:
    """The row that :mod:`csv` could not read; the lines that are no part of it are given back."""
    taken = list(lines.taken)
    first, text = taken[0]
    last = text
    for used, (_, more) in enumerate(taken[1:_MAX_PATIENT_LINES], 1):
        if (fields := _split_if_closed(text, last, delimiter)) is not None:
            lines.give_back(taken[used:])
            return Row(fields, first)
        text, last = text + more, more
    while len(lines.taken) <= _MAX_PATIENT_LINES:
        if (fields := _split_if_closed(text, last, delimiter)) is not None:
            return Row(fields, first)
        try:
            last = next(lines)
        except (StopIteration, BadLineError):
            break
        text += last
    lines.give_back(lines.taken[1:])
    return BadRow(f"not a CSV row: {reason}; a quote in it may not be closed", first)


def _split_if_closed(text: str, last: str, delimiter: str) -> list[str] | None:
    """The fields of ``text`` if ``last``, the line that came last, can close the open one: so that
    not each line of many is a reason to look at all of them again."""
    closes = '"' + delimiter in last or last.rstrip("\r\n").endswith('"')
    return split_row(text, delimiter) if closes or text == last else None


def split_row(text: str, delimiter: str) -> list[str] | None:
    """The fields of one row with stray quotes; ``None`` if its last field is not closed."""
    text = text.rstrip("\r\n")
    fields: list[str] = []
    position = 0
    while True:
        while text.startswith(" ", position):
            position += 1
        if not text.startswith('"', position):
            end = text.find(delimiter, position)
            fields.append(text[position:] if end < 0 else text[position:end])
            if end < 0:
                return fields
            position = end + 1
            continue
        end = _closing_quote(text, position + 1, delimiter)
        if end < 0:
            return None
        inner = text[position + 1 : end]
        fields.append(inner.replace('\\"', '"').replace('""', '"'))
        position = end + 2
        if end + 1 >= len(text):
            return fields


def _closing_quote(text: str, start: int, delimiter: str) -> int:
    """Where the field that opened before ``start`` is closed; -1 if nowhere."""
    position = text.find('"', start)
    while position >= 0:
        after = text[position + 1 : position + 2]
        escaped = text[position - 1] == "\\" and position > start
        if not escaped and after in ("", delimiter):
            return position
        position = text.find('"', position + (2 if after == '"' and not escaped else 1))
    return -1
