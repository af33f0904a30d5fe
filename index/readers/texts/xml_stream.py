"""How is an XML file of any size read element by element, whatever it says of its encoding?

Feeds and exports lie: a blank line before the declaration, ``utf-16`` said of UTF-8, windows-1258
said of nothing, control characters and bare ``&``.  So the bytes decide the encoding first, the
declaration only where they leave it open; libxml2 then gets UTF-8 in chunks and recovers what it
can.  Every element is dropped once it has been read, so that memory does not grow with the file.
"""

from __future__ import annotations

import codecs
import html
import io
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from index.readers.encoding import UndecodableError, stream_encoding, wide_encoding
from index.readers.limits import MAX_TAG_ATTRIBUTES, PEEK_BYTES
from index.readers.texts.tags import has_crowded_tag, open_tag

MAX_OPEN_CHARS = 16 * 1024 * 1024
"""Of one element; a longer one is no record but an accident."""

MAX_TAG_CHARS = 1024 * 1024
"""Of one tag with its attributes, which may be a record's fields."""

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.-]{2,20})""")
_DECLARABLE = re.compile(r"windows-125[28]|cp125[28]|iso-8859-1|us-ascii", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?xml\s[^>]{0,200}\?>\s*+")
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_COMMENT = re.compile(r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*+(?:\[[^\]]*+\])?[^>]*+>", re.DOTALL)
_CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
_DOCTYPE = re.compile(  # up to the next one, so that many of them are walked through once
    r"<!DOCTYPE\s[^<>\[]{0,1000}(?:\[(?:[^\]<]|<(?!!DOCTYPE)){0,60000}+\])?\s*+>"
)
_ENTITY = re.compile(r"&(?:(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)?")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_MAX_ENTITY_CHARS = 34
_MAX_DECLARATION_CHARS = 210
_CHUNK_BYTES = 65536


def xml_text(data: bytes) -> str:
    """Return a whole document as text, without its declaration and without control characters.

    Raises :class:`~index.readers.encoding.UndecodableError` where no encoding fits.
    """
    text = data.decode(encoding_of(data), "replace")
    text = text.lstrip("\ufeff").translate(_CONTROLS)
    return _DECLARATION.sub("", text, count=1).lstrip()


def encoding_of(head: bytes) -> str:
    """Return the name of the codec in which a file that begins with ``head`` is written.

    Raises :class:`~index.readers.encoding.UndecodableError` where no encoding fits.
    """
    if wide := wide_encoding(head):
        return wide
    for codec, start in (("utf-16-le", b"<\0"), ("utf-16-be", b"\0<")):
        if head.startswith(start):
            return codec
    match = _DECLARED.match(head)
    declared = match[1].decode("ascii") if match else ""
    legacy = declared if _DECLARABLE.fullmatch(declared) else ""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return legacy or stream_encoding(head)
    # Bytes beyond ASCII that are valid UTF-8 are UTF-8; without any the declaration is all there is
    return legacy if legacy and head.isascii() else "utf-8"


def root_name(head: bytes) -> str:
    """Return the first element's name, in lower case and without a prefix; ``""`` if none is there.

    A file that does not begin with markup has none.
    """
    try:
        text = xml_text(head[:_CHUNK_BYTES])
    except UndecodableError:
        text = head.decode("ascii", "replace")
    rest = _COMMENT.sub("", text[:4096]).lstrip()
    match = _ROOT.match(rest)
    return match[1].lower() if match else ""


def local_name(element: Any) -> str:
    """Return an element's name without its namespace; ``""`` of a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


TOO_MANY_ATTRIBUTES = f"a tag of more than {MAX_TAG_ATTRIBUTES:,} attributes, which no record has"


class CutOffError(ValueError):
    """The document ends before its root element does, or one element or tag has no end."""


def elements(stream: io.BufferedReader, depth: int) -> Iterator[Any]:
    """Yield each whole element at ``depth`` (1 is the root), in the file's order.

    The element is emptied when the next one is asked for.  Raises :class:`CutOffError` behind the
    last whole one, :class:`~index.readers.encoding.UndecodableError` before the first.
    """
    decoder = codecs.getincrementaldecoder(encoding_of(stream.peek(PEEK_BYTES)))("replace")
    parser: Any = etree.XMLPullParser(
        events=("start", "end"),
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=True,
    )
    # Around all of it goes one root more: a crawler that ran twice has written two documents.
    parser.feed(b"<documents>")
    level = pending = 0
    rest, seen = "", False
    while True:
        chunk = stream.read(_CHUNK_BYTES)
        text = rest + decoder.decode(chunk, final=not chunk).translate(_CONTROLS)
        text, rest = _cut_before_entity(text) if chunk else (text, "")
        _check_tags(text, rest)
        text = _DECLARATION.sub("", text.replace("\ufeff", ""))
        if not seen:  # inside of the root more it would be an error, and it is of no use
            text = _DOCTYPE.sub("", text)
        if text:
            _feed(parser, _ENTITY.sub(_readable, text))
        pending += len(text)
        for event, element in parser.read_events():
            level += 1 if event == "start" else -1
            seen = seen or level > 1
            if event == "end" and level == depth:
                yield element
                _forget(element)
                pending = 0
        if not chunk:
            break
        if pending > MAX_OPEN_CHARS:
            raise CutOffError("one element is larger than 16 MiB, which no article is")
    if level > 1 or not seen:
        raise CutOffError("cut off: the XML ends too early; get the file again")


def _feed(parser: Any, text: str) -> None:
    try:
        parser.feed(text.encode("utf-8", "replace"))
    except etree.XMLSyntaxError as error:
        raise CutOffError(f"damaged XML ({error.msg}); get the file again") from error


def _check_tags(text: str, rest: str) -> None:
    """``rest`` is the beginning of a tag that is not yet seen whole."""
    if len(rest) > MAX_TAG_CHARS:
        raise CutOffError("one tag is larger than 1 MiB, which no record is")
    if has_crowded_tag(text):
        raise CutOffError(TOO_MANY_ATTRIBUTES)


def _cut_before_entity(text: str) -> tuple[str, str]:
    """Cut off what may be the beginning of an entity, a declaration or a tag, for the next
    chunk."""
    start = max(text.rfind("&", -_MAX_ENTITY_CHARS), text.rfind("<", -_MAX_DECLARATION_CHARS))
    start = min(len(text) if start < 0 else start, open_tag(text))
    return text[:start], text[start:]


def _readable(match: re.Match[str]) -> str:
    """HTML's letters, which XML does not know, as they are; a bare ``&`` as XML wants it."""
    name = match[1] or ""
    if name.startswith("#") or name in _XML_ENTITIES:
        return match[0]
    letter = html.unescape(match[0]) if name else ""
    return letter if letter and not letter.startswith("&") else "&amp;" + match[0][1:]


def _forget(element: Any) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None:  # what its ancestors left before it goes too
        while element.getprevious() is not None:
            del parent[0]
        element, parent = parent, parent.getparent()
