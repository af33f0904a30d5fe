"""JSON: a document with an array of records, an object that wraps one, or a single record.

A document is read whole, since it cannot be cut before it is understood; its records are
decoded one at a time.  Many a file called ``.json`` holds JSON Lines, and is read as such.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import msgspec

from index.article import Outcome, Reject
from index.readers.containers import PEEK_BYTES
from index.readers.encoding import UndecodableError, decode_text
from index.readers.fields import keys_for
from index.readers.format import Format, Origin
from index.readers.formats.jsonl import is_json_lines, read_jsonl
from index.readers.json_values import BadJsonError, decode_json
from index.readers.records import kind_of, read_record

MAX_JSON_BYTES = 1024**3
"""Of a whole document, decompressed; JSON Lines has no such bound."""

_ARRAY = re.compile(rb'\[\s*[\[{"\]]')


def _read(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    """Yield from an array of objects, an object that holds one, or a single object."""
    if is_json_lines(stream.peek(PEEK_BYTES)):
        yield from read_jsonl(stream, origin)
        return
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
    except BadJsonError as error:
        if _is_object(data.lstrip().partition(b"\n")[0]):  # JSON Lines, but for its second line
            yield from read_jsonl(io.BufferedReader(io.BytesIO(data)), origin)
        else:
            yield Reject(origin.where, str(error))
        return
    yield from _read_items(data, items, origin)


def _items_of(data: bytes) -> list[msgspec.Raw] | list[object]:
    """Return the records of a document, still encoded where msgspec can tell them apart."""
    try:
        return msgspec.json.decode(data, type=list[msgspec.Raw])
    except (msgspec.DecodeError, ValueError, RecursionError):
        value = decode_json(data)
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        whole: list[object] = [value]
        return _array_in(value) or whole
    raise BadJsonError(f"neither an array nor an object but {kind_of(value)}")


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
        yield read_record(value, where, origin)


def _is_object(data: bytes) -> bool:
    try:
        return isinstance(decode_json(data), dict)
    except BadJsonError:
        return False


def _looks_like_json(head: bytes, name: str) -> bool:
    """Whether an object begins here, or an array of objects, arrays or texts."""
    del name
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") or _ARRAY.match(start) is not None


FORMAT = Format(
    name="json", label="JSON", suffixes=(".json",), read=_read, looks_like=_looks_like_json
)
