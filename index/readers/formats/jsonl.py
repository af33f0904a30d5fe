"""JSON Lines: every line is a record, streamed, so that memory holds one.

A line that is no value by itself is read together with those behind it: an object over several
lines, two on one line, a text with a line break in it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import msgspec

from index.article import Outcome, Reject
from index.readers.encoding import NOT_UTF8, LineDecoder
from index.readers.format import Format, Origin
from index.readers.json.places import is_unfinished
from index.readers.json.stream import Broken, ValueReader
from index.readers.json.values import (
    TOO_MANY_VALUES,
    BadJsonError,
    decode_json,
    has_too_many_values,
)
from index.readers.limits import PEEK_BYTES
from index.readers.outcomes.records import Records
from index.readers.texts.lines import TOO_LONG, Line, read_lines

_NOTHING = object()
_BESIDE = b" \t\r\n\x1e"  # the last opens a record in JSON text sequences (RFC 7464)


def read_jsonl(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    """Yield an article or a reject for every line that is not blank."""
    lines = _Lines(origin, LineDecoder(stream.peek(PEEK_BYTES)[:PEEK_BYTES]))
    for line in read_lines(stream):
        yield from lines.outcomes(line)
    yield from lines.finish()


class _Lines:
    """The outcomes of lines, in their order."""

    def __init__(self, origin: Origin, decoder: LineDecoder) -> None:
        self._where = origin.where
        self._decoder = decoder
        self._repairs = origin.repairs
        self._records = Records(origin)
        self._values: ValueReader | None = None  # reads on from a line that is no whole value

    def outcomes(self, line: Line) -> Iterator[Outcome]:
        """Yield what ends with ``line``; a value that has only begun waits for the next one."""
        where = f"{self._where}:{line.number}"
        if has_too_many_values(line.data):
            yield from self.finish()
            yield Reject(where, TOO_MANY_VALUES)
            return
        if self._values is None and line.data[:1] == b"{":
            try:
                value = msgspec.json.decode(line.data)
            except (msgspec.DecodeError, ValueError, RecursionError):
                pass  # most lines are what they should be; of the others all has to be asked
            else:
                yield from self._records.outcomes(value, where)
                return
        yield from self._read_line(line, where)

    def _read_line(self, line: Line, where: str) -> Iterator[Outcome]:
        decoded = None if line.too_long else self._decoder.decode(line.data)
        if decoded is None:
            yield from self.finish()
            bad = NOT_UTF8.format(_bad_byte(line.data))
            yield Reject(where, TOO_LONG if line.too_long else bad)
            return
        self._repairs.note(where, decoded.repaired)
        data = decoded.text.encode("utf-8", "replace")
        if self._values is not None:
            yield from self._read_on(decoded.text)
        elif data.strip():
            yield from self._read(data, where, line.number)

    def finish(self) -> Iterator[Outcome]:
        """Yield what is left of a value that has begun."""
        yield from self._read_on("", final=True)

    def _read(self, data: bytes, where: str, number: int) -> Iterator[Outcome]:
        try:
            value = _decode_line(data)
        except BadJsonError:
            text = data.decode("utf-8")
            self._values = ValueReader(number, is_whole=False)
            yield from self._read_on(text, final=not is_unfinished(text))
        else:
            if value is not _NOTHING:
                yield from self._records.outcomes(value, where)

    def _read_on(self, text: str, *, final: bool = False) -> Iterator[Outcome]:
        """Yield what the lines hold together, each value with the line on which it begins."""
        if self._values is None:
            return
        for piece in self._values.feed(text, final=final):
            where = f"{self._where}:{piece.line}"
            if isinstance(piece, Broken):
                yield Reject(where, piece.reason)
            else:
                yield from self._records.outcomes(piece.value, where)
        if final or not self._values.is_waiting:
            self._values = None


def _bad_byte(data: bytes) -> int:
    """The number of the first byte that is no UTF-8, from 1; 0 if there is none."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start + 1
    return 0


def _decode_line(data: bytes) -> object:
    """The value on a line; one of an array written line by line has a comma or bracket beside."""
    try:
        return decode_json(data)
    except BadJsonError:
        bare = data.strip(_BESIDE).strip(b",").strip()
        if bare in (b"[", b"]", b""):
            return _NOTHING
        if bare == data.strip():
            raise
        return decode_json(bare)


def is_json_lines(head: bytes, name: str = "") -> bool:
    """Whether the first line is a whole object and another one begins after it."""
    del name
    first, _, rest = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    if not first.startswith(b"{") or not rest.lstrip().startswith(b"{"):
        return False
    try:
        msgspec.json.decode(first, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, ValueError, RecursionError):
        return False
    return True


FORMAT = Format(
    name="jsonl",
    label="JSON Lines",
    suffixes=(".jsonl", ".ndjson"),
    read=read_jsonl,
    looks_like=is_json_lines,
)
