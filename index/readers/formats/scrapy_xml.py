"""XML records: which articles does an export hold in which each field is an element?

Scrapy writes ``<items><item><title>…</title><tags><value>…</value></tags></item>``; other exports
differ in the names around the fields.  So a record is the parent of the first element that is
called as a title or a text is, and all elements of its depth are records; or the first element
whose attributes name a title (trafilatura's ``<doc title="…"><main>…``).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from lxml import etree

from index.article import Outcome, Reject, Skipped
from index.readers.encoding import UndecodableError
from index.readers.format import Format, Origin
from index.readers.limits import PEEK_BYTES
from index.readers.outcomes.records import read_record
from index.readers.records.keys import bare_key, field_of, keys_for
from index.readers.texts.xml_stream import CutOffError, elements, local_name, root_name, xml_text

_MAX_DEPTH = 5
_SCRAPY_DEPTH = 2
_OTHER_ROOTS = {
    "opml": "a list of feeds (OPML), no articles; fetch those that it names",
    **dict.fromkeys(
        (
            *("browserconfig", "cross-domain-policy", "opensearchdescription", "project", "plist"),
            *("stylesheet", "manifest", "configuration", "sitemapstatus"),
        ),
        "no articles but settings of a site or a program",
    ),
}
"""Documents that hold no article, by their root."""
_NO_RECORDS = (
    "XML, but no element in it is called as a title or a text is; name them with --map, "
    "e.g. --map title=NAME"
)


def _read(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    head = stream.peek(PEEK_BYTES)
    if what := _OTHER_ROOTS.get(root_name(head)):
        yield Reject(origin.where, what) if origin.named else Skipped(origin.where, what)
        return
    depth = _SCRAPY_DEPTH if root_name(head) == "items" else _record_depth(head, origin)
    if depth == 0:
        yield Reject(origin.where, _NO_RECORDS)
        return
    number = 0
    try:
        for number, element in enumerate(elements(stream, depth), 1):
            where = f"{origin.where}#{number}"
            record = _record(element)
            if record:
                yield read_record(record, where, origin)
            else:
                yield Skipped(where, "an element without fields")
    except (CutOffError, UndecodableError) as error:
        yield Reject(origin.where, str(error))
        return
    if not number:
        yield Skipped(origin.where, "an export without records")


def _record_depth(head: bytes, origin: Origin) -> int:
    """How deep records stand, 1 being the root; 0 if no field is seen in the first bytes."""
    titles = keys_for("title", origin.mapping)
    known = {key for field in ("title", "body") for key in keys_for(field, origin.mapping)}
    parser: Any = etree.XMLPullParser(
        events=("start", "end"), encoding="utf-8", recover=True, resolve_entities=False
    )
    try:
        parser.feed(xml_text(head).encode("utf-8", "replace"))
    except UndecodableError:
        return _SCRAPY_DEPTH  # reading it says what is wrong
    level = outer = 0
    for event, element in parser.read_events():
        level += 1 if event == "start" else -1
        if event == "start" and any(field_of(key) == "title" for key in element.attrib):
            return level
        if outer and event == "end" and level == outer:
            return outer
        is_known = event == "start" and bare_key(local_name(element)) in known
        if is_known and 1 < level <= _MAX_DEPTH:
            if outer:
                return level - 1  # <article><title>…: what is called as a text is the record
            outer = level - 1
            if bare_key(local_name(element)) in titles:
                return outer
    return outer


def _record(element: Any) -> dict[str, object]:
    """Its children by name, and its attributes; a name that comes again makes a list."""
    record: dict[str, object] = {str(key): str(value) for key, value in element.attrib.items()}
    for child in element:
        name = local_name(child)
        name = "body" if name == "main" else name
        if not name:
            continue
        value = _value(child)
        if name not in record:
            record[name] = value
        elif isinstance(known := record[name], list):
            known.append(value)
        else:
            record[name] = [known, value]
    return record


def _value(element: Any) -> object:
    """An element's text; of ``<value>`` elements their list, of other markup its lines."""
    children = [child for child in element if local_name(child)]
    if not children:
        return "".join(element.itertext()).strip()
    if len({local_name(child) for child in children}) == 1 and not (element.text or "").strip():
        return ["".join(child.itertext()).strip() for child in children]
    if local_name(children[0]).lower() == "name":  # <author><name>…</name><email>…</email></author>
        return "".join(children[0].itertext()).strip()
    inner = etree.tostring(element, encoding="unicode", with_tail=False)
    return str(inner)


def _looks_like_records(head: bytes, name: str) -> bool:
    """Whether it is XML that no other format here knows."""
    root = root_name(head)
    if not root or root in ("html", "svg"):
        return False
    return name.lower().endswith(".xml") or head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml")


FORMAT = Format(
    name="xml",
    label="XML records",
    suffixes=(),
    read=_read,
    looks_like=_looks_like_records,
)
