"""JSON Lines: every line is a record, streamed, so that memory holds one."""

from __future__ import annotations

import io
from collections.abc import Iterator

import msgspec

from index.article import Outcome, Reject, Repaired
from index.readers.encoding import UndecodableError, decode_text
from index.readers.format import Format, Origin
from index.readers.json_values import BadJsonError, decode_json
from index.readers.lines import TOO_LONG, read_lines
from index.readers.records import read_repaired
from index.readers.repairs import BROKEN

_NOTHING = object()


def read_jsonl(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    """Yield an article or a reject for every line that is not blank."""
    for line in read_lines(stream):
        where = f"{origin.where}:{line.number}"
        if line.too_long:
            yield Reject(where, TOO_LONG)
        elif line.data.strip():
            data, encoding = _in_utf8(line.data)
            if encoding:
                yield Repaired(where, encoding)
            try:
                value = _decode_line(data)
            except BadJsonError as error:
                yield Reject(where, str(error))
            else:
                for one in _records(value):
                    yield from read_repaired(one, where, origin)


def _in_utf8(data: bytes) -> tuple[bytes, str]:
    """The line in UTF-8, and the encoding it was in if that was another: crawlers of several
    encodings append to one file."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = decode_text(data)
        except UndecodableError:
            return data, ""
        return text.encode("utf-8", "replace"), BROKEN if "\ufffd" in text else "another encoding"
    return data, ""


def _records(value: object) -> list[object]:
    """The records of one line: what stands on it, or the objects of an array."""
    if value is _NOTHING:
        return []
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        return value
    return [value]


def _decode_line(data: bytes) -> object:
    """The value on a line; one of an array written line by line has a comma or bracket beside."""
    try:
        return decode_json(data)
    except BadJsonError:
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
