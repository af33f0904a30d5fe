"""JSON: a document with records in any of the shapes that programs write, or several in a row.

A document that is JSON is decoded as a whole, since it cannot be cut before it is understood; its
records are made one at a time.  One that is not (arrays one after the other, a comma too many, a
file cut off) is decoded value by value (:mod:`index.readers.json_stream`).  Many a file called
``.json`` holds JSON Lines, and is read as such.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import msgspec

from index.article import Outcome, Reject
from index.readers.containers import PEEK_BYTES
from index.readers.encoding import UndecodableError, decode_text
from index.readers.format import Format, Origin
from index.readers.formats.jsonl import is_json_lines, read_jsonl
from index.readers.json_stream import Broken, json_values
from index.readers.json_values import BadJsonError, decode_json
from index.readers.records import kind_of, read_record
from index.readers.shapes import records_of

MAX_JSON_BYTES = 1024**3
"""Of a whole document, decompressed; JSON Lines has no such bound."""

_ARRAY = re.compile(rb'\[\s*[\[{"\]]')


def _read(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    """Yield from whatever the document holds; see the module."""
    if is_json_lines(stream.peek(PEEK_BYTES)):
        yield from read_jsonl(stream, origin)
        return
    data = stream.read(MAX_JSON_BYTES + 1)
    if len(data) > MAX_JSON_BYTES:
        yield Reject(origin.where, "a JSON document over 1 GiB; convert it to JSON Lines")
        return
    try:
        decoded = decode_text(data)
    except UndecodableError as error:
        yield Reject(origin.where, str(error))
        return
    text = decoded.text
    origin.repairs.note(origin.where, decoded.repaired)
    data = text.encode("utf-8", "replace")
    try:
        items = _items_of(data, origin)
    except BadJsonError as error:
        yield from _read_in_pieces(text, error, origin)
        return
    yield from _read_items(data, items, origin)


def _items_of(data: bytes, origin: Origin) -> list[msgspec.Raw] | list[object]:
    """Return the records of a document, still encoded where msgspec can tell them apart."""
    try:
        return msgspec.json.decode(data, type=list[msgspec.Raw])
    except (msgspec.DecodeError, ValueError, RecursionError):
        value = decode_json(data)
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return records_of(value, origin.mapping)
    raise BadJsonError(f"neither an array nor an object but {kind_of(value)}")


def _read_items(
    data: bytes, items: list[msgspec.Raw] | list[object], origin: Origin
) -> Iterator[Outcome]:
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
                value = decode_json(raw)
            except BadJsonError as error:
                yield Reject(where, str(error))
                continue
        yield from _outcomes(value, where, origin)


def _read_in_pieces(text: str, error: BadJsonError, origin: Origin) -> Iterator[Outcome]:
    """Yield from every value that is whole, and a reject for each stretch that is none."""
    found = False
    for piece in json_values(text):
        where = f"{origin.where}:{piece.line}"
        if isinstance(piece, Broken):
            yield Reject(where if found else origin.where, piece.reason)
            continue
        found = True
        yield from _outcomes(piece.value, where, origin)
    if not found and not text.lstrip().startswith(("{", "[")):
        yield Reject(origin.where, str(error))


def _outcomes(value: object, where: str, origin: Origin) -> Iterator[Outcome]:
    """What one value holds: a record, or the several that it wraps."""
    values = records_of(value, origin.mapping) if isinstance(value, dict) else [value]
    for number, one in enumerate(values, 1):
        place = where if len(values) == 1 else f"{where}#{number}"
        yield read_record(one, place, origin)


def _looks_like_json(head: bytes, name: str) -> bool:
    """Whether an object begins here, or an array of objects, arrays or texts."""
    del name
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") or _ARRAY.match(start) is not None


FORMAT = Format(
    name="json", label="JSON", suffixes=(".json",), read=_read, looks_like=_looks_like_json
)
