"""In which format is this part: what does its name say, and if nothing, its first bytes?

The suffix decides where some format has it, unless the content plainly is another: a crawl or a
table saved as ``.txt``, objects over many lines as ``.jsonl``, a page or a feed as ``.json``.
Where no format has it, the content decides.
"""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath

from index.readers.encoding import is_binary, wide_encoding
from index.readers.format import Format
from index.readers.formats.csv import columns_of
from index.readers.formats.registry import FORMATS, TEXT, Registry
from index.readers.records.keys import KNOWN_KEYS, holds_any
from index.readers.sources.kinds import kind_of

_MAX_HEADER_BYTES = 2000
_MAX_HEADER_CHARS = 300
# An error's page may lie under a feed's name, and a feed under a page's.
_MARKUP = ("text", "html", "feed")
_PLAINLY = ("html", "feed", "sitemap")
_JSON_STARTS = (b"{", b"[", b'"', b"")
_JSON_RECORD = re.compile(rb'(?:\[\s*){0,2}\{\s*"[^"\n]{1,60}"\s*:|\[\s*\[\s*"[^"\n]{1,60}"\s*,')


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
    shown = _start_of(head) if wide_encoding(head) else head
    if seen := formats.by_look(shown, name, binary=False):
        return seen
    if suffix:  # notes.md, style.css: text, but is it an article?  The user has to say so
        return (
            "neither its name nor its content says which format it has; "
            f"known are {formats.sentence()}; --format text reads it as plain text"
        )
    return TEXT


def _overruled(known: Format, head: bytes, formats: Registry) -> Format:
    """The format that the content is in, where that is plainly another than the name's."""
    json, lines, table = (formats.named(name) for name in ("json", "jsonl", "csv"))
    if json is None or lines is None or known.binary:
        return known
    start = _start_of(head)
    if known.name in _MARKUP and start.startswith(b"<"):
        seen = formats.by_look(start, "", binary=False)
        if seen is not None and seen.name in _PLAINLY:
            return seen
    if known.name not in (json.name, lines.name):
        if _JSON_RECORD.match(start):
            return lines if lines.looks_like(start, "") else json
        if known.name == "text" and table is not None and _is_table(head):
            return table
        return known
    if start[:1] not in _JSON_STARTS:
        if start.startswith(b"<"):
            return formats.by_look(head, "", binary=False) or known
        return table if table is not None and _is_table(head) else known
    first = start.partition(b"\n")[0].strip()
    return json if known.name == lines.name and first in (b"{", b"[", b"[{") else known


def _start_of(head: bytes) -> bytes:
    """The first bytes in UTF-8, without a byte order mark and blanks."""
    wide = wide_encoding(head)
    text = head.decode(wide, "replace").encode("utf-8", "replace") if wide else head
    return text.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n\x1e")


def _is_table(head: bytes) -> bool:
    """Whether the first line is short and names columns, a title and a text among them."""
    text = head[:_MAX_HEADER_BYTES].decode(wide_encoding(head) or "utf-8-sig", "replace")
    line = text.partition("\n")[0]
    _, columns = columns_of(line)
    fields = [field for field in KNOWN_KEYS if holds_any(columns, field)]
    return len(columns) > 1 and {"title", "body"} <= set(fields) and len(line) < _MAX_HEADER_CHARS
