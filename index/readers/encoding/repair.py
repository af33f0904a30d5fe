"""Is a text that is valid Unicode really what it seems?

UTF-8 that was read as Latin-1 and stored again, TCVN3 or VNI out of a document whose font made the
letters: all of it is valid, goes in, and is found by nobody.  A right Vietnamese text is told by a
letter that no such text has, mostly within its first words, so it costs a few microseconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from index.readers.encoding.doubled import (
    SHORT_CHARS,
    may_be_doubled,
    may_be_doubled_in,
    undoubled,
)
from index.readers.encoding.legacy import decode_legacy, told_encoding
from index.readers.encoding.surface import ODD, OWN, spelling_of, surface_of

TWICE = "utf-8 twice"
"""What a text is called that was put through UTF-8 two times."""

_SEGMENT = re.compile(r"[^<>\n]+")
_SAMPLE_CHARS = 3000
_MAX_DEPTH = 6
_own = OWN.search


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what it was put right from: an encoding's name, ``""`` if nothing was wrong."""

    text: str
    repaired: str = ""


def repaired_text(text: str) -> Decoded:
    """Return a whole text, a page's with its markup, as it was meant."""
    if text.isascii():
        return Decoded(text)
    mended, twice = _undoubled(text)
    if not OWN.search(mended) and (name := told_of(surface_of(mended))):
        return Decoded(decode_legacy(surface_of(mended), name), name)
    return Decoded(mended, TWICE if twice else "")


def repaired_record(record: dict[str, object]) -> tuple[dict[str, object], str]:
    """Return a record with every text in it as it was meant, and the name of what was repaired.

    The same ``record`` and ``""`` come back where nothing was.  What encoding the texts are in is
    asked of all doubtful ones together, since a title alone has few words; where more of the record
    is surely right, what is doubtful has signs such as º and ®, and stays.
    """
    if not _has_doubtful(record):
        return record, ""
    names: list[str] = []
    unclear: list[str] = []
    right = 0

    def once(text: str) -> str:
        nonlocal right
        if text.isascii():
            return text
        mended, twice = _undoubled(text)
        if twice:
            names.append(TWICE)
        if not OWN.search(mended):
            unclear.append(mended)
        else:
            right += len(mended)
        return mended

    mended = _visit(record, once, 0)
    surface = surface_of("\n".join(unclear))
    if len(surface) > right and (name := told_of(surface)):
        names.append(name)
        mended = _visit(mended, lambda text: _from_legacy(text, name), 0)
    if not names or not isinstance(mended, dict):
        return record, ""
    return mended, names[-1]


def told_of(surface: str, *, min_words: int = 4) -> str:
    """:func:`~index.readers.encoding.legacy.told_encoding` of what is beyond ASCII in a long text.

    Scripts and tags say nothing about its language, so only stretches between tags that have such
    letters count.
    """
    sample: list[str] = []
    chars = 0
    for match in _SEGMENT.finditer(surface):
        if match[0].isascii():
            continue
        sample.append(match[0][:_SAMPLE_CHARS])
        chars += len(sample[-1])
        if chars > _SAMPLE_CHARS:
            break
    # A line of JSON has the breaks between its words written out.
    text = "\n".join(sample).replace("\\n", "\n").replace("\\t", "\t")
    return told_encoding(text, min_words=min_words) if sample else ""


def _has_doubtful(record: dict[str, object]) -> bool:
    """:func:`_is_doubtful` of any value, for a record of right texts in some microseconds: what is
    looked for in several texts is looked for once."""
    short: list[str] = []
    for value in record.values():
        if type(value) is not str:
            if value and _is_doubtful(value):
                return True
        elif not value.isascii():
            if len(value) > SHORT_CHARS:
                if may_be_doubled(value):
                    return True
            else:
                short.append(value)
            if _own(value) is None and ODD.search(value) is not None:
                return True
    return bool(short) and may_be_doubled_in("\n".join(short))


def _is_doubtful(value: object, depth: int = 0) -> bool:
    """Whether a text, or one that lies deeper in a record, has to be looked at."""
    if type(value) is str:
        if value.isascii():
            return False
        if OWN.search(value) is None and ODD.search(value) is not None:
            return True
        return may_be_doubled(value)
    if not value or depth > _MAX_DEPTH:
        return False
    if type(value) is list:
        return any(_is_doubtful(one, depth + 1) for one in value)
    return type(value) is dict and any(_is_doubtful(one, depth + 1) for one in value.values())


def _undoubled(text: str) -> tuple[str, bool]:
    if not may_be_doubled(text) and OWN.search(text):
        return text, False
    mended = undoubled(text)
    if mended == text:
        return text, False
    # What went through two such programs is doubled twice.
    return undoubled(mended) if may_be_doubled(mended) else mended, True


def _from_legacy(text: str, name: str) -> str:
    """A record's text out of the encoding that its texts are in, unless it is right as it is."""
    if text.isascii() or OWN.search(text):
        return text
    mended = decode_legacy(surface_of(text), name)
    former, now = spelling_of(text), spelling_of(mended)
    return mended if now.share > former.share or now.right > former.right else text


def _visit(value: object, change: Callable[[str], str], depth: int) -> object:
    """``value`` with each text in it changed; the same object where none was."""
    if isinstance(value, str):
        return change(value)
    if depth > _MAX_DEPTH:
        return value
    if isinstance(value, dict):
        changed = {key: _visit(one, change, depth + 1) for key, one in value.items()}
        return value if all(changed[key] is value[key] for key in value) else changed
    if isinstance(value, list):
        items = [_visit(one, change, depth + 1) for one in value]
        return value if all(a is b for a, b in zip(items, value, strict=True)) else items
    return value
