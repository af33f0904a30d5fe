"""HTML: a saved page, which is one article or none."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from index.article import Outcome, Reject, Skipped
from index.readers.format import Format, Origin
from index.readers.outcomes.file_date import dated_by_name
from index.readers.outcomes.whole import read_whole
from index.readers.pages.article import NO_ARTICLE, parse_html

_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_MAX_LOOK_BYTES = 4096


def _read(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    for outcome in dated_by_name(read_whole(stream, origin, parse_html), origin.place):
        if isinstance(outcome, Reject) and outcome.reason == NO_ARTICLE and not origin.named:
            yield Skipped(outcome.where, "a page without an article")
        else:
            yield outcome


def _looks_like_html(head: bytes, name: str) -> bool:
    """Whether markup begins here, and a page soon."""
    del name
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"<") and _PAGE.search(start[:_MAX_LOOK_BYTES]) is not None


FORMAT = Format(
    name="html", label="HTML", suffixes=(".html", ".htm"), read=_read, looks_like=_looks_like_html
)
