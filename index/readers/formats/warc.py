"""WARC: which articles do the pages hold that a crawler archived?

fastwarc cuts the archive into records; of them count the answers of servers that are pages, and the
pages stored without an answer.  Redirects, errors, repeats, pictures and lists are passed over and
counted.  One record at a time is in memory.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any

from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, ZstdReader
from fastwarc.warc import ArchiveIterator, WarcRecordType

from index.article import Outcome, Reject, Skipped
from index.readers.encoding import UndecodableError
from index.readers.format import Format, Origin
from index.readers.formats.feed import read_feed
from index.readers.limits import MAX_RECORD_BYTES
from index.readers.pages.article import NO_ARTICLE, parse_html
from index.readers.texts.xml_stream import root_name

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_READ = (
    WarcRecordType.response
    | WarcRecordType.resource
    | WarcRecordType.revisit
    | WarcRecordType.conversion  # texts made of pages: none is read, but none is lost unsaid
)
_MAX_LOOK_BYTES = 4096
_MAGIC = b"WARC/"
_OK = 200
_REDIRECTS = range(300, 400)


def _read(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    number = 0
    records: Any = ArchiveIterator(
        stream, record_types=_READ, parse_http=True, auto_decode="none", fsspec_args=False
    )
    for number, record in enumerate(records, 1):
        yield from _outcomes(record, f"{origin.where}#{number}", origin)
    if not number:
        yield Reject(origin.where, "no pages in it: a WARC archive without responses")


def _outcomes(record: Any, where: str, origin: Origin) -> Iterator[Outcome]:
    address = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    if what := _no_page(record):
        yield Skipped(where, f"{what}: {address}")
        return
    promised = record.content_length
    raw = record.reader.read(MAX_RECORD_BYTES + 1)
    if len(raw) > MAX_RECORD_BYTES:
        yield Reject(where, f"larger than 16 MiB, which no page is: {address}")
        return
    if len(raw) < promised:
        yield Reject(where, f"cut off: the archive ends too early; get the file again: {address}")
        return
    data = _decoded(raw, record.http_headers)
    if data is None:
        yield Reject(where, f"its compressed body is damaged: {address}")
        return
    if _content_type(record) in _FEEDS:
        inside = Origin(where, origin.place, origin.mapping, repairs=origin.repairs)
        yield from read_feed(io.BufferedReader(io.BytesIO(data)), inside)
        return
    if not _content_type(record) and not root_name(data[:_MAX_LOOK_BYTES]):
        yield Skipped(where, f"no page but data of no type: {address}")
        return
    try:
        made = parse_html(data, origin, where=where, address=address, charset=_charset(record))
    except UndecodableError as error:
        made = str(error)
    if made == NO_ARTICLE or not data.strip():
        yield Skipped(where, f"{NO_ARTICLE}: {address}")
    else:
        yield Reject(where, f"{made}: {address}") if isinstance(made, str) else made


def _no_page(record: Any) -> str:
    """What the record is if no page can be in it, else ``""``."""
    if record.record_type == WarcRecordType.revisit:
        return "a page archived before, and not again"
    headers = record.http_headers
    status = headers.status_code if headers is not None else _OK
    if status in _REDIRECTS:
        return f"a redirect ({status})"
    if status != _OK:
        return f"an answer without a page ({status})"
    kind = _content_type(record)
    return "" if kind in _PAGES | _FEEDS | {""} else f"no page but {kind}"


def _content_type(record: Any) -> str:
    headers = record.http_headers if record.http_headers is not None else record.headers
    return str(headers.get("Content-Type") or "").partition(";")[0].strip().lower()


def _charset(record: Any) -> str:
    headers = record.http_headers if record.http_headers is not None else record.headers
    for parameter in str(headers.get("Content-Type") or "").split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'")
    return ""


def _decoded(raw: bytes, headers: Any) -> bytes | None:
    """The body without its transfer's chunks and compression; ``None`` if it is damaged.

    Some crawlers undo these and leave the headers as they were, so a body that is not what its
    header says, and begins like markup, is taken as it stands.
    """
    if headers is None:
        return raw
    if "chunked" in str(headers.get("Transfer-Encoding") or "").lower():
        raw = _through(ChunkedReader(io.BytesIO(raw))) or raw
    for coding in reversed(str(headers.get("Content-Encoding") or "").lower().split(",")):
        reader = _reader(coding.strip(), raw)
        if reader is None:
            continue
        undone = _through(reader) or (_inflated(raw) if coding.strip() == "deflate" else b"")
        if not undone and raw and not raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return None
        raw = undone or raw
    return raw


def _reader(coding: str, raw: bytes) -> Any:
    if coding in ("gzip", "x-gzip"):
        return GzipReader(io.BytesIO(raw))
    if coding == "deflate":
        return GzipReader(io.BytesIO(raw), zlib=True)
    if coding == "br":
        return BrotliReader(io.BytesIO(raw))
    return ZstdReader(io.BytesIO(raw)) if coding == "zstd" else None


def _through(reader: Any) -> bytes:
    """All that ``reader`` gives, up to the bound of a record; ``b""`` if it cannot be undone."""
    try:
        return bytes(reader.read(MAX_RECORD_BYTES))
    except (OSError, ValueError, EOFError):
        return b""


def _inflated(raw: bytes) -> bytes:
    """What some servers call deflate: the bare data without zlib's frame."""
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(raw, MAX_RECORD_BYTES)
    except zlib.error:
        return b""


def _looks_like_warc(head: bytes, name: str) -> bool:
    del name
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_MAGIC)


FORMAT = Format(
    name="warc",
    label="WARC",
    suffixes=(".warc",),
    read=_read,
    looks_like=_looks_like_warc,
    binary=True,
)
