"""In which format is this part: what does its name say, and if nothing, its first bytes?

The name decides where it can, the content only where the name says nothing: a ``.txt``
that happens to open with ``{`` is a text.  What is no format of ours comes back with
the sentence for the reject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

import msgspec

from index.readers.encoding import has_wide_bom
from index.readers.options import KNOWN_FORMATS

_BY_SUFFIX = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
}
_FEED = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:rss|feed|rdf:RDF)\b", re.DOTALL)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_MAGIC = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x7fELF",
    b"Rar!",
    b"7z\xbc",
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Either a ``format`` or the ``reason`` why there is none."""

    format: str = ""
    reason: str = ""


def format_of(name: str, head: bytes) -> Verdict:
    """Tell the format of a part from its name without ``.gz`` and from its first bytes."""
    suffix = PurePosixPath(name).suffix.lower()
    known = _BY_SUFFIX.get(suffix)
    if known == "json":
        return Verdict("jsonl" if _is_json_lines(head) else "json")
    if known:
        return Verdict(known)
    if is_binary(head):
        return Verdict(reason=f"a binary file, which no reader knows; known are {KNOWN_FORMATS}")
    return _by_content(head, named=bool(suffix))


def is_binary(head: bytes) -> bool:
    """Whether the bytes are no text in any encoding."""
    if has_wide_bom(head):
        return False
    if head.startswith(_MAGIC):
        return True
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 100 or b"\0" in head


def _by_content(head: bytes, *, named: bool) -> Verdict:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"WARC/") or _FEED.match(start):
        kind = "a WARC archive" if start.startswith(b"WARC/") else "a feed"
        return Verdict(reason=f"{kind}, which is not read in this version yet")
    if start.startswith(b"<") and _HTML.search(start[:4096]):
        return Verdict("html")
    if start.startswith(b"{"):
        return Verdict("jsonl" if _is_json_lines(head) else "json")
    if re.match(rb'\[\s*[\[{"\]]', start):
        return Verdict("json")
    if named:  # notes.md, style.css: text, but is it an article?  The user has to say so
        return Verdict(
            reason="neither its name nor its content says which format it has; "
            f"known are {KNOWN_FORMATS}; --format text reads it as plain text"
        )
    return Verdict("text")


def _is_json_lines(head: bytes) -> bool:
    """Whether the first line is a whole object and another one begins after it."""
    first, _, rest = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    if not first.startswith(b"{") or not rest.lstrip().startswith(b"{"):
        return False
    try:
        msgspec.json.decode(first, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, ValueError, RecursionError):
        return False
    return True
