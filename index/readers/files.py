"""Which articles does a file hold, and if none, why?

Here the readers meet: a file is unpacked, its parts' formats are told, and each part
goes to the reader of its format.  Nothing that a file contains raises: it becomes a
:class:`~index.article.Reject`, and what comes after it is read all the same.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from index.article import Article, Reject
from index.readers.containers import PEEK_BYTES, Part, buffered, guarded, unpack
from index.readers.encoding import UndecodableError, decode_text
from index.readers.fields import host_of
from index.readers.formats.html import read_html
from index.readers.formats.records import Origin, read_csv, read_json, read_jsonl
from index.readers.formats.text import parse_page
from index.readers.identity import article_id
from index.readers.options import KNOWN_FORMATS, MAX_RECORD_BYTES, ReadOptions
from index.readers.sniff import format_of, is_binary

_BINARY = f"a binary file, not text; known formats are {KNOWN_FORMATS}"
_TOO_LARGE = f"larger than {MAX_RECORD_BYTES // 1024**2} MiB, which no single article is"


def read_file(
    path: Path, options: ReadOptions, on_bytes: Callable[[int], None] = lambda _: None
) -> Iterator[Article | Reject]:
    """Yield the articles and rejects of one file, archive members included, in their order.

    ``on_bytes`` is told, before each of them, how many bytes of the file have been read.
    """
    yield from guarded(str(path), _open_and_read(path, options, on_bytes))


def read_stream(stream: BinaryIO, where: str, options: ReadOptions) -> Iterator[Article | Reject]:
    """Yield the articles and rejects of an open stream; JSON Lines unless the options differ."""
    chosen = "jsonl" if options.format == "auto" else options.format
    buffer = buffered(stream)
    try:
        yield from guarded(where, _read(buffer, where, where, ReadOptions(chosen, options.mapping)))
    finally:
        buffer.detach()  # or closing the buffer would close the caller's stream


def _open_and_read(
    path: Path, options: ReadOptions, on_bytes: Callable[[int], None]
) -> Iterator[Article | Reject]:
    with path.open("rb", buffering=0) as raw, buffered(raw) as stream:
        tells = raw.seekable()  # a pipe does not
        for record in _read(stream, path.name, str(path), options):
            if tells:
                on_bytes(raw.tell())
            yield record


def _read(
    stream: io.BufferedReader, name: str, where: str, options: ReadOptions
) -> Iterator[Article | Reject]:
    for part in unpack(stream, name, where):
        if isinstance(part, Reject):
            yield part
        else:
            yield from guarded(part.where, _read_part(part, options))


def _read_part(part: Part, options: ReadOptions) -> Iterator[Article | Reject]:
    head = part.stream.peek(PEEK_BYTES)
    if not head:
        yield Reject(part.where, "empty file")
        return
    chosen = options.format
    if chosen == "auto":
        verdict = format_of(part.name, head)
        if verdict.reason:
            yield Reject(part.where, verdict.reason)
            return
        chosen = verdict.format
    origin = Origin(part.where, part.name, options.mapping)
    match chosen:
        case "jsonl":
            yield from read_jsonl(part.stream, origin)
        case "json":
            yield from read_json(part.stream, origin)
        case "csv":
            yield from read_csv(part.stream, origin)
        case _:
            yield _read_whole(part, chosen)


def _read_whole(part: Part, chosen: str) -> Article | Reject:
    """Read a part that is one article: a text or a page."""
    data = part.stream.read(MAX_RECORD_BYTES + 1)
    if len(data) > MAX_RECORD_BYTES:
        return Reject(part.where, _TOO_LARGE)
    if not data.strip():
        return Reject(part.where, "empty file")
    if is_binary(data[:PEEK_BYTES]):
        return Reject(part.where, _BINARY)
    try:
        made = read_html(data, part.name) if chosen == "html" else _read_text(data, part.name)
    except UndecodableError as error:
        return Reject(part.where, str(error))
    return Reject(part.where, made) if isinstance(made, str) else made


def _read_text(data: bytes, place: str) -> Article | str:
    page = parse_page(decode_text(data))
    if not page.title and not page.body:
        return "no text in it"
    return Article(
        id=article_id("", "", place, page.title, page.body),
        title=page.title,
        body=page.body,
        published=page.published,
        source=host_of(page.source) or page.source,
        author=page.author,
    )
