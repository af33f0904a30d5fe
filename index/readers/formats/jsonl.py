"""JSON Lines: every line is a record, streamed, so that memory holds one."""

from __future__ import annotations

import io
from collections.abc import Iterator

import msgspec

from index.article import Outcome, Reject
from index.readers.containers import PEEK_BYTES
from index.readers.encoding import LineDecoder
from index.readers.format import Format, Origin
from index.readers.json_values import BadJsonError, decode_json
from index.readers.lines import TOO_LONG, read_lines
from index.readers.records import read_record

_NOTHING = object()


def read_jsonl(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    """Yield an article or a reject for every line that is not blank."""
    decoder = LineDecoder(stream.peek(PEEK_BYTES)[:PEEK_BYTES])
    for line in read_lines(stream):
        where = f"{origin.where}:{line.number}"
        if line.too_long:
            yield Reject(where, TOO_LONG)
        elif line.data.strip():
            try:
                value = _decode_line(line.data, decoder, where, origin)
            except BadJsonError as error:
                yield Reject(where, str(error))
            else:
                for one in _records(value):
                    yield read_record(one, where, origin)


def _records(value: object) -> list[object]:
    """The records of one line: what stands on it, or the objects of an array."""
    if value is _NOTHING:
        return []
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        return value
    return [value]


def _decode_line(data: bytes, decoder: LineDecoder, where: str, origin: Origin) -> object:
    """The value on a line; one of an array written line by line has a comma or bracket beside."""
    try:
        return decode_json(data)
    except BadJsonError:
        decoded = decoder.decode(data)
        if decoded is not None and decoded.repaired:
            origin.repairs.note(where, decoded.repaired)
            data = decoded.text.encode()
            return _decode_line(data, decoder, where, origin)
        bare = data.strip().strip(b",").strip()
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
