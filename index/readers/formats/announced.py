"""Which formats does the public list of ``--format`` name that no module here reads yet?

They are recognised, so that the reject or the error can say "not yet" rather than "unknown".
A format that gets its module leaves this list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.readers.format import LooksLike

_FEED = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:rss|feed|rdf:RDF)\b", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Announced:
    """A format to come: its ``name`` for ``--format``, and ``what`` such a file is called."""

    name: str
    what: str
    looks_like: LooksLike


def _looks_like_feed(head: bytes, name: str) -> bool:
    del name
    return _FEED.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def _looks_like_warc(head: bytes, name: str) -> bool:
    del name
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"WARC/")


ANNOUNCED = (
    Announced("feed", "a feed", _looks_like_feed),
    Announced("warc", "a WARC archive", _looks_like_warc),
)
