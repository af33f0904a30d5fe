"""JSON: a document with records in any of the shapes that programs write, or several in a row.

A document of some megabytes is decoded as a whole; its records are made one at a time.  One that is
no JSON (arrays one after the other, a comma too many, a file cut off) is decoded value by value
(:mod:`index.readers.json.stream`), and so is a larger one, as it comes in.  Many a file called
``.json`` holds JSON Lines, and is read as such.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from index.article import Outcome, Reject, Repaired, Skipped
from index.readers.encoding import UndecodableError, decode_text
from index.readers.format import Format, Origin
from index.readers.formats.jsonl import is_json_lines, read_jsonl
from index.readers.json.stream import Broken, ValueReader, json_values
from index.readers.json.values import BadJsonError, decode_json, has_too_many_values
from index.readers.limits import PEEK_BYTES
from index.readers.outcomes.records import Records, kind_of

_WHOLE_BYTES = 16 * 1024 * 1024
_CHUNK_BYTES = 1024 * 1024
_BYTES_PER_VALUE = 100  # in memory, besides its text
_TOO_LARGE = (
    "a JSON document that is a table by columns, or not in UTF-8, and larger than the {} MB that "
    "--memory leaves it; convert it to JSON Lines, or give more"
)
_TOO_CROWDED = "a JSON table by columns of too many values; convert it to JSON Lines"

_ARRAY = re.compile(rb'\[\s*[\[{"\]]')
# {"title": {"0": …, or {"title": ["…", or {"columns": ["…"
_BY_COLUMN = re.compile(
    rb'\{\s*"[^"]{0,200}"\s*:\s*(?:\{\s*"[^"]{0,200}[\d:/][^"]{0,200}"\s*:\s*[^\s{]|\[\s*[^\s\[{\]])'
)


def _read(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    """Yield from whatever the document holds; see the module."""
    if is_json_lines(stream.peek(PEEK_BYTES)):
        yield from read_jsonl(stream, origin)
        return
    data = stream.read(_WHOLE_BYTES + 1)
    if len(data) <= _WHOLE_BYTES and not has_too_many_values(data):
        yield from _read_whole(data, origin)
    elif _can_stream(data, whole=len(data) <= _WHOLE_BYTES):
        yield from _read_stream(data, stream, origin)
    else:
        most = max(origin.limits.whole, len(data))
        data += stream.read(most + 1 - len(data))
        if len(data) > most:
            yield Reject(origin.where, _TOO_LARGE.format(most // 10**6))
        elif has_too_many_values(data, origin.limits.memory // _BYTES_PER_VALUE):
            yield Reject(origin.where, _TOO_CROWDED)
        else:
            yield from _read_whole(data, origin)


def _can_stream(data: bytes, *, whole: bool) -> bool:
    """Whether what begins so can be read record by record: UTF-8, and no table by columns."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=whole)
    except UnicodeDecodeError:
        return False
    return _BY_COLUMN.match(data.removeprefix(codecs.BOM_UTF8).lstrip()) is None


def _read_whole(data: bytes, origin: Origin) -> Iterator[Outcome]:
    try:
        decoded = decode_text(data)
    except UndecodableError as error:
        yield Reject(origin.where, str(error))
        return
    text = decoded.text
    origin.repairs.note(origin.where, decoded.repaired)
    data = text.encode("utf-8", "replace")
    records = Records(origin)
    try:
        items = _items_of(data)
    except BadJsonError as error:
        yield from _read_in_pieces(text, error, records, origin)
        return
    if isinstance(items, list):
        yield from _read_items(data, items, records, origin)
    else:
        yield from _read_document(items.value, records, origin)


@dataclass(frozen=True, slots=True)
class _Document:
    """A document that is no array of objects."""

    value: object


def _items_of(data: bytes) -> list[msgspec.Raw] | _Document:
    """Return an array's records, still encoded, so that their lines can be told; else the value."""
    try:
        items = msgspec.json.decode(data, type=list[msgspec.Raw])
        if not items or bytes(items[0])[:1] == b"{":
            return items
    except (msgspec.DecodeError, ValueError, RecursionError):
        pass
    return _Document(decode_json(data))


def _is_empty_feed(value: object) -> bool:
    return (
        isinstance(value, dict)
        and "jsonfeed.org" in str(value.get("version"))
        and not value.get("items")
    )


def _read_document(value: object, records: Records, origin: Origin) -> Iterator[Outcome]:
    if _is_empty_feed(value):
        yield Skipped(origin.where, "a feed without entries")
        return
    if isinstance(value, dict | list | str):
        yield from records.outcomes(value, origin.where, counted=True)
    else:
        yield Reject(origin.where, f"neither an array nor an object but {kind_of(value)}")


def _read_items(
    data: bytes, items: list[msgspec.Raw], records: Records, origin: Origin
) -> Iterator[Outcome]:
    position, line = 0, 1
    for item in items:
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
        yield from records.outcomes(value, where)


def _read_in_pieces(
    text: str, error: BadJsonError, records: Records, origin: Origin
) -> Iterator[Outcome]:
    """Yield from every value that is whole, and a reject for each stretch that is none."""
    if "{" not in text:
        yield Reject(origin.where, str(error))
        return
    for piece in json_values(text):
        where = f"{origin.where}:{piece.line}"
        if isinstance(piece, Broken):
            yield _reject(piece, origin)
            continue
        yield from records.outcomes(piece.value, where)


def _reject(piece: Broken, origin: Origin) -> Reject:
    """The reject of one stretch; of the whole file where nobody knows what else it held."""
    return Reject(
        origin.where if piece.is_cut_off else f"{origin.where}:{piece.line}", piece.reason
    )


def _read_stream(head: bytes, stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    """Yield from a document of any size, as its values come in."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    records, values = Records(origin), ValueReader()
    chunk, is_any, is_broken = head.removeprefix(codecs.BOM_UTF8), False, False
    while True:
        text = decoder.decode(chunk, final=not chunk)
        if not is_broken and "\ufffd" in text and b"\xef\xbf\xbd" not in chunk:
            is_broken = True
            yield Repaired(origin.where, "broken bytes")
        for piece in values.feed(text, final=not chunk):
            is_any = True
            where = f"{origin.where}:{piece.line}"
            if isinstance(piece, Broken):
                yield _reject(piece, origin)
            else:
                yield from records.outcomes(piece.value, where)
        if not chunk:
            break
        chunk = stream.read(_CHUNK_BYTES)
    if not is_any:
        yield Reject(origin.where, "no list of records in it; write one object for each article")


def _looks_like_json(head: bytes, name: str) -> bool:
    """Whether an object begins here, or an array of objects, arrays or texts."""
    del name
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") or _ARRAY.match(start) is not None


FORMAT = Format(
    name="json", label="JSON", suffixes=(".json",), read=_read, looks_like=_looks_like_json
)
