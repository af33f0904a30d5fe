"""Which records does a JSON Lines, JSON or CSV file hold, and on which line does each begin?

JSON Lines and CSV are streamed: memory holds one record.  A JSON document is read
whole (it cannot be cut before it is understood), its items decoded one at a time.
What a record's keys mean is the business of :mod:`index.readers.fields`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from index.article import Article, Reject
from index.readers.encoding import UndecodableError, decode_text
from index.readers.fields import article_from_record, keys_for
from index.readers.lines import TOO_LONG, Line, read_lines
from index.readers.options import MAX_RECORD_BYTES

MAX_JSON_BYTES = 1024**3  # read whole, so bounded; JSON Lines has no such bound

_NOT_UTF8 = "not valid UTF-8 (byte {}); convert the file first, e.g. iconv -f WINDOWS-1258 -t UTF-8"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where records come from: ``where`` for rejects, ``place`` for ids, ``mapping`` of --map."""

    where: str
    place: str
    mapping: Mapping[str, str]


class _BadJsonError(ValueError):
    """JSON that cannot be decoded; the message is the reject's reason."""


def read_jsonl(stream: io.BufferedReader, origin: Origin) -> Iterator[Article | Reject]:
    """Yield an article or a reject for every line that is not blank."""
    for line in read_lines(stream):
        where = f"{origin.where}:{line.number}"
        if line.too_long:
            yield Reject(where, TOO_LONG)
        elif line.data.strip():
            try:
                value = _decode(line.data)
            except _BadJsonError as error:
                yield Reject(where, str(error))
            else:
                yield _from_value(value, where, origin)


def read_json(stream: io.BufferedReader, origin: Origin) -> Iterator[Article | Reject]:
    """Yield from an array of objects, an object that holds one, or a single object."""
    data = stream.read(MAX_JSON_BYTES + 1)
    if len(data) > MAX_JSON_BYTES:
        yield Reject(origin.where, "a JSON document over 1 GiB; convert it to JSON Lines")
        return
    try:
        data = decode_text(data).encode("utf-8", "replace")
    except UndecodableError as error:
        yield Reject(origin.where, str(error))
        return
    try:
        items = _items_of(data)
    except _BadJsonError as error:
        first = data.lstrip().partition(b"\n")[0]
        if _is_object(first):  # JSON Lines under the wrong name
            yield from read_jsonl(io.BufferedReader(io.BytesIO(data)), origin)
        else:
            yield Reject(origin.where, str(error))
        return
    yield from _read_items(data, items, origin)


def read_csv(stream: io.BufferedReader, origin: Origin) -> Iterator[Article | Reject]:
    """Yield an article or a reject for every row below the header."""
    # The limit belongs to the csv module, not to a reader; raising it again does no harm.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_RECORD_BYTES))
    lines = _CsvLines(read_lines(stream))
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
            yield _from_value(dict(zip(header, row, strict=False)), where, origin)


class _BadLineError(ValueError):
    """A line of a CSV file that is of no use; the message is the reject's reason."""


class _CsvLines:
    """Lines as text for :func:`csv.reader`.  A class, because a generator that raised is over."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self.number = 0  # of the line that was handed out last

    def __iter__(self) -> _CsvLines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number = line.number
        if line.too_long:
            raise _BadLineError(TOO_LONG)
        try:
            return line.data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _BadLineError(_NOT_UTF8.format(error.start + 1)) from error


def _from_value(value: object, where: str, origin: Origin) -> Article | Reject:
    if not isinstance(value, dict):
        return Reject(where, f"not an object but {_kind(value)}: a record needs keys")
    made = article_from_record(value, origin.place, origin.mapping)
    return Reject(where, made) if isinstance(made, str) else made


def _kind(value: object) -> str:
    if value is None:
        return "null"
    names = {str: "a text", bool: "true or false", list: "an array"}
    return names.get(type(value), "a number")


def _decode(data: bytes) -> object:
    """Decode one JSON value: msgspec for speed, the standard library for what it alone forgives.

    Python writes ``NaN`` and lone surrogates, and other programs read them back.
    """
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError):
        pass  # the slower decoder has the last word, and the better message
    try:
        return json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _BadJsonError(_NOT_UTF8.format(error.start + 1)) from error
    except json.JSONDecodeError as error:
        # The decoder points at an unclosed string's start, and at the end otherwise.
        at_end = not data[error.pos :].strip() or "Unterminated" in error.msg
        kind = "truncated JSON" if at_end else "not JSON"
        raise _BadJsonError(f"{kind}: {error.msg} (line {error.lineno})") from error
    except RecursionError as error:
        raise _BadJsonError("JSON nested too deep for an article") from error
    except ValueError as error:  # an integer of thousands of digits
        raise _BadJsonError(f"not JSON: {error}") from error


def _items_of(data: bytes) -> list[msgspec.Raw] | list[object]:
    """Return the records of a document, still encoded where msgspec can tell them apart."""
    try:
        return msgspec.json.decode(data, type=list[msgspec.Raw])
    except (msgspec.DecodeError, ValueError, RecursionError):
        value = _decode(data)
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        whole: list[object] = [value]
        return _array_in(value) or whole
    raise _BadJsonError(f"neither an array nor an object but {_kind(value)}")


def _array_in(value: dict[str, object]) -> list[object] | None:
    """The one array of objects that ``{"articles": […]}`` wraps, if it is no article itself."""
    arrays = [
        item
        for item in value.values()
        if isinstance(item, list) and item and all(isinstance(one, dict) for one in item)
    ]
    article = {key.lower() for key in value} & {*keys_for("body", {}), "headline"}
    return arrays[0] if len(arrays) == 1 and not article else None


def _read_items(
    data: bytes, items: list[msgspec.Raw] | list[object], origin: Origin
) -> Iterator[Article | Reject]:
    position, line = 0, 1
    for number, item in enumerate(items, 1):
        where = f"{origin.where}#{number}"
        value = item
        if isinstance(item, msgspec.Raw):
            raw = bytes(item)
            begin = data.find(raw, position)
            line += data.count(b"\n", position, begin)
            position = begin
            where = f"{origin.where}:{line}"
            try:
                value = _decode(raw)
            except _BadJsonError as error:
                yield Reject(where, str(error))
                continue
        yield _from_value(value, where, origin)


def _is_object(data: bytes) -> bool:
    try:
        return isinstance(_decode(data), dict)
    except _BadJsonError:
        return False


def _read_header(lines: _CsvLines, mapping: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return the delimiter and the columns' names; raise if no column can make an article."""
    line = next(lines, "")
    # The sign that separates most columns; one inside a quoted name does not count.
    bare = "".join(line.split('"')[::2])
    delimiter = max(",;\t", key=bare.count)
    header = [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
    wanted = {*keys_for("title", mapping), *keys_for("body", mapping)}
    if not wanted & {name.lower() for name in header}:
        columns = ", ".join(header[:12]) or "none"
        raise _BadLineError(
            f"no column for title or body (columns seen: {columns}); name them with --map"
        )
    return delimiter, header
