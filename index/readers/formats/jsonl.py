"""JSON Lines: every line is a record, streamed, so that memory holds one."""

from __future__ import annotations

import io
from collections.abc import Iterator

import msgspec

from index.article import Outcome, Reject
from index.readers.format import Format, Origin
from index.readers.json_values import BadJsonError, decode_json
from index.readers.lines import TOO_LONG, read_lines
from index.readers.records import read_record


def read_jsonl(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    """Yield an article or a reject for every line that is not blank."""
    for line in read_lines(stream):
        where = f"{origin.where}:{line.number}"
        if line.too_long:
            yield Reject(where, TOO_LONG)
        elif line.data.strip():
            try:
                value = decode_json(line.data)
            except BadJsonError as error:
                yield Reject(where, str(error))
            else:
                yield read_record(value, where, origin)


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
