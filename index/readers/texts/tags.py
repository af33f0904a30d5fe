"""Which tags have more attributes than any text has a use for?

Parsers compare each attribute of a tag with those before it, so that a tag of a million takes for
ever.  It is told by the text, before anything is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.readers.limits import MAX_TAG_ATTRIBUTES

# A quote opens a value only behind "="; one that is never closed is a sign as any other.
_TAG = re.compile(r"""<[^\s!?/<>](?:=\s*+(?:"[^"]*+"|'[^']*+')|[^>])*+""")
# Here it may be closed in what comes yet.
_OPEN_TAG = re.compile(r"""<[^\s!?/<>](?:=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))|[^>])*+\Z""")
_VALUE = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')""")
_SEPARATED = re.compile(r"[\s/]+")
_NAME = re.compile(r"<[^\s/>]{1,100}")


def has_crowded_tag(text: str) -> bool:
    """Whether a tag in ``text`` has more than ``MAX_TAG_ATTRIBUTES``.  Linear in the text."""
    return next(_crowded(text), None) is not None


def without_crowds(text: str) -> str:
    """``text`` with such tags bare of all attributes."""
    pieces, end = [], 0
    for tag in _crowded(text):
        name = _NAME.match(tag[0])
        pieces += [text[end : tag.start()], name[0] if name else "<"]
        end = tag.end()
    return "".join([*pieces, text[end:]])


def open_tag(text: str) -> int:
    """Where the tag begins that ``text`` does not end; its length if there is none."""
    start = text.rfind("<")
    return start if start >= 0 and _OPEN_TAG.match(text, start) else len(text)


def _crowded(text: str) -> Iterator[re.Match[str]]:
    for tag in _TAG.finditer(text):
        if tag.end() - tag.start() <= 2 * MAX_TAG_ATTRIBUTES:
            continue  # an attribute has a letter and a space at least
        bare = _VALUE.sub("= ", tag[0])
        pieces = _SEPARATED.split(bare, maxsplit=MAX_TAG_ATTRIBUTES + 1)
        if len(pieces) > MAX_TAG_ATTRIBUTES + 1:
            yield tag
