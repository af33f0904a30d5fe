"""In which format is this part: what does its name say, and if nothing, its first bytes?

The suffix decides where some format has it, unless the content plainly is JSON: a crawl saved as
``.txt``, objects over many lines saved as ``.jsonl``.  Where no format has it, the content decides.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from index.readers.encoding import is_binary, wide_encoding
from index.readers.format import Format
from index.readers.formats.csv import columns_of
from index.readers.formats.registry import FORMATS, TEXT, Registry
from index.readers.keys import KNOWN_KEYS, holds_any
from index.readers.kinds import kind_of

_MAX_HEADER_BYTES = 2000
_MAX_HEADER_CHARS = 300
_JSON_RECORD = re.compile(rb'(?:\[\s*)?\{\s*"[^"\n]{1,60}"\s*:')


def format_of(name: str, head: bytes, formats: Registry = FORMATS) -> Format | str:
    """Return the format of a part, or the reason why there is none, for the reject.

    ``name`` is its base name without ``.gz`` and the like, ``head`` its first bytes.
    """
    suffix = PurePosixPath(name).suffix
    if known := formats.by_suffix(suffix):
        return _overruled(known, head, formats)
    if is_binary(head):
        if seen := formats.by_look(head, name, binary=True):
            return seen
        if kind := kind_of(head, name):
            return kind
        return f"a binary file, which no reader knows; known are {formats.sentence()}"
    if seen := formats.by_look(head, name, binary=False):
        return seen
    if suffix:  # notes.md, style.css: text, but is it an article?  The user has to say so
        return (
            "neither its name nor its content says which format it has; "
            f"known are {formats.sentence()}; --format text reads it as plain text"
        )
    return TEXT


def _overruled(known: Format, head: bytes, formats: Registry) -> Format:
    """The format that the content is in, where that is plainly another than the name's."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    json, lines = formats.named("json"), formats.named("jsonl")
    if json is None or lines is None:
        return known
    if known.name == "text" and _JSON_RECORD.match(start):
        return lines if lines.looks_like(head, "") else json
    table = formats.named("csv")
    if known.name == "text" and table is not None and _is_table(head):
        return table
    if known.name == "jsonl" and start.partition(b"\n")[0].strip() in (b"{", b"[", b"[{"):
        return json
    return known


def _is_table(head: bytes) -> bool:
    """Whether the first line is short and names columns, a title and a text among them."""
    text = head[:_MAX_HEADER_BYTES].decode(wide_encoding(head) or "utf-8-sig", "replace")
    line = text.partition("\n")[0]
    _, columns = columns_of(line)
    fields = [field for field in KNOWN_KEYS if holds_any(columns, field)]
    return len(columns) > 1 and {"title", "body"} <= set(fields) and len(line) < _MAX_HEADER_CHARS
