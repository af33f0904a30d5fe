"""What has to be done to a text before it stands in JSON, in XML, in a message, or in a link?

XML has no room for some characters, not even escaped.  (Tables: :mod:`search.tables`.)
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import msgspec

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROLS = bytes(range(32))


def json_text(utf8: bytes) -> bytes:
    """Text in UTF-8 as a JSON string, without decoding it.

    >>> json_text('"lũ"\\n'.encode()).decode()
    '"\\\\"lũ\\\\"\\\\n"'
    """
    escaped = utf8.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    if len(escaped.translate(None, _CONTROLS)) != len(escaped):
        return msgspec.json.encode(utf8.decode())  # rare: few texts have any but line breaks
    return b'"%b"' % escaped


def xml_text(text: str) -> str:
    """Return ``text`` without the characters that XML may not have."""
    return _NOT_XML.sub("", text)


def excerpt(text: str, most: int) -> str:
    """``text`` in at most so many characters, the ellipsis of a cut one among them.

    >>> excerpt("dân vận khéo", 12), excerpt("dân vận khéo", 8)
    ('dân vận khéo', 'dân vận…')
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"


def web_link(url: str | None) -> str | None:
    """``url`` if a browser may safely follow it, else nothing."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None
