"""MHTML: which article does a page hold that a browser saved with its pictures in one file?

It is a mail with the page as its main part; the pictures, styles and frames around it are left
out.  ``Snapshot-Content-Location`` (Chrome) or the part's ``Content-Location`` is the address.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import Compat32

from index.article import Outcome, Reject, Skipped
from index.readers.encoding import UndecodableError
from index.readers.format import Format, Origin
from index.readers.outcomes.file_date import dated_by_name
from index.readers.pages.article import NO_ARTICLE, parse_html
from index.readers.records.fields import web_address

MAX_MHTML_BYTES = 128 * 1024 * 1024
"""Of a whole file, pictures included."""

MAX_TYPE_CHARS = 8192
"""Of one ``Content-Type``: to find a parameter of it takes the square of that."""

_PAGES = ("text/html", "application/xhtml+xml")
_RELATED = re.compile(rb"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_MIME = re.compile(rb"^(?:mime-version|snapshot-content-location):", re.IGNORECASE | re.MULTILINE)
_MAX_LOOK_BYTES = 4096


class _TooLongError(Exception):
    pass


class _Bounded(Compat32):
    """The usual way of reading a mail's headers, if they have an end."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        if name.lower() == "content-type" and len(value) > MAX_TYPE_CHARS:
            raise _TooLongError("a Content-Type longer than in any saved page")
        return name, value


def _read(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    data = stream.read(MAX_MHTML_BYTES + 1)
    if len(data) > MAX_MHTML_BYTES:
        yield Reject(origin.where, "larger than 128 MiB, which no saved page is")
        return
    try:
        message = message_from_bytes(data.lstrip(), policy=_Bounded())
        page = _main_part(message)
    except RecursionError:  # parts inside of parts, one frame of the parser each
        yield Reject(origin.where, "its parts are nested deeper than in any saved page")
        return
    except _TooLongError as error:
        yield Reject(origin.where, str(error))
        return
    if page is None:
        yield Reject(origin.where, "no page in it: none of its parts is HTML")
        return
    payload = page.get_payload(decode=True)
    address = _address(message.get("Snapshot-Content-Location")) or _address(
        page.get("Content-Location")
    )
    charset = page.get_content_charset() or ""
    body = payload if isinstance(payload, bytes) else b""
    try:
        made = parse_html(body, origin, address=address, charset=charset)
    except UndecodableError as error:
        made = str(error)
    if made == NO_ARTICLE:
        yield Skipped(origin.where, made)
    else:
        outcome = Reject(origin.where, made) if isinstance(made, str) else made
        yield from dated_by_name(iter([outcome]), origin.place)


def _main_part(message: Message) -> Message | None:
    """The part that ``start`` names, else the first page."""
    pages = [part for part in message.walk() if part.get_content_type() in _PAGES]
    start = message.get_param("start")
    named = [part for part in pages if start and part.get("Content-ID") == start]
    return next(iter([*named, *pages]), None)


def _address(header: object) -> str:
    # A long address is folded over several lines.
    return web_address(re.sub(r"\s+", "", str(header or "")))


def _looks_like_mhtml(head: bytes, name: str) -> bool:
    del name
    start = head[:_MAX_LOOK_BYTES]
    return _RELATED.search(start) is not None and _MIME.search(start) is not None


FORMAT = Format(
    name="mhtml",
    label="MHTML",
    suffixes=(".mhtml", ".mht"),
    read=_read,
    looks_like=_looks_like_mhtml,
)
