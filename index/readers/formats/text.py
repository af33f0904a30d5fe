"""Plain text: one file is one article, as somebody saved it from a page.

Nothing looks like plain text in particular, so it has no look; but a file whose name has no
suffix and whose bytes no other format claims is taken for text (:mod:`index.readers.sniff`).
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from index.article import Article, Outcome
from index.readers.encoding import decode_text
from index.readers.fields import host_of
from index.readers.format import Format, Origin
from index.readers.identity import article_id
from index.readers.page import parse_page
from index.readers.whole import read_whole


def _read(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    return read_whole(stream, origin, _parse)


def _parse(data: bytes, origin: Origin) -> Article | str:
    decoded = decode_text(data)
    origin.repairs.note(origin.where, decoded.repaired)
    page = parse_page(decoded.text)
    if not page.title and not page.body:
        return "no text in it"
    return Article(
        id=article_id("", "", origin.place, page.title, page.body),
        title=page.title,
        body=page.body,
        published=page.published,
        source=host_of(page.source) or page.source,
        author=page.author,
        published_from=page.published_from,
        published_sure=page.published_sure,
    )


FORMAT = Format(name="text", label="text", suffixes=(".txt",), read=_read)
