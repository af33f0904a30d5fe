"""Which text do the bytes of a file, a page or a line hold?

UTF-8 first, always: bytes that are valid UTF-8 and mean something else do not occur.  Then a byte
order mark, then the bytes themselves (UTF-16 without a mark, a Vietnamese encoding that makes every
word right), then what the page declares.  A few broken bytes become U+FFFD.  A guess that is not
sure is an error that says what to do.
"""

from __future__ import annotations

import re

from index.readers.encoding.bits import BOMS, wide_encoding
from index.readers.encoding.legacy import decode_legacy
from index.readers.encoding.repair import Decoded, repaired_text, told_of
from index.readers.encoding.surface import as_windows_1252, spelling_of

BROKEN = "broken bytes"
"""What a text is called in which some letters are lost."""
NOT_UTF8 = (
    "not UTF-8, and its encoding cannot be told with confidence; "
    "convert this line first, e.g. iconv -f WINDOWS-1258 -t UTF-8"
)
"""The reason for the reject of one line or record."""

_UNDECODABLE = (
    "not UTF-8, and its encoding cannot be told with confidence; "
    "convert it first, e.g. iconv -f WINDOWS-1258 -t UTF-8"
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*+=\s*+["']?\s*+([A-Za-z0-9_-]{2,20})""",
    re.IGNORECASE,
)
# What a page may declare.  Not every codec Python has: some are no text, some are slow.
_DECLARABLE = re.compile(r"windows-125[28]|cp125[28]|iso-8859-1|latin-?1|utf-16(?:le|be)?")
_LATIN = re.compile(r"windows-1252|cp1252|iso-8859-1|latin-?1")
_UTF8 = frozenset({"utf-8", "utf8"})
_MAX_HEAD_BYTES = 4096
_MAX_SAMPLE_BYTES = 65536
_FEW = 100  # one byte in so many may be broken, where nothing else tells
_MIN_WORDS = 4
_MIN_LINE_WORDS = 2
_LETTER = re.compile("[À-ÖØ-öø-ÿŒœŠšŽžŸƒªºµ¹²³¼½¾]")


class UndecodableError(ValueError):
    """Bytes in no encoding that could be told with confidence; the message says what to do."""


def decode_text(data: bytes) -> Decoded:
    """Return the text that a whole file's ``data`` holds, and what it was repaired from.

    Raises :class:`UndecodableError` if its encoding cannot be told with confidence.
    """
    return _marked_or_utf8(data) or _by_lines(data)


def decode_html(data: bytes, charset: str = "") -> Decoded:
    """Return the text of a page, which may declare its encoding in a ``<meta>``.

    ``charset`` is what the server said of it, ``""`` if nothing; it goes before the page's word,
    save for ISO-8859-1, which servers say of everything.  Either is believed only where the bytes
    do not tell otherwise.

    Raises :class:`UndecodableError` if its encoding cannot be told with confidence.
    """
    if found := _marked_or_utf8(data):
        return found
    declared = _declared(data, charset)
    # Bytes that are UTF-8 but for a few are not what a page declares without thinking.
    if declared in _UTF8 or not _DECLARABLE.fullmatch(declared):
        text = data.decode("utf-8", "replace")
        if declared in _UTF8 and text.count("\ufffd") * 1000 < len(text):
            return Decoded(text.replace("\0", ""), BROKEN)
        return _by_lines(data)
    if _is_mostly_utf8(data):
        return _by_lines(data)
    told = told_of(data.decode("latin-1"), min_words=_MIN_WORDS)
    if told:
        is_as_declared = told == "windows-1258" and not _LATIN.fullmatch(declared)
        return Decoded(_legacy(data, told), "" if is_as_declared else told)
    try:
        return Decoded(data.decode(declared).replace("\0", ""))
    except UnicodeDecodeError:
        return _by_lines(data)  # the page is wrong about itself


def stream_encoding(head: bytes) -> str:
    """Return the codec for a file that is not UTF-8 and begins with ``head``.

    ``latin-1`` stands for the encodings that no codec knows: each record is repaired by itself.

    Raises :class:`UndecodableError` if none can be told with confidence.
    """
    if _is_mostly_utf8(head):
        return "utf-8"
    told = told_of(head.decode("latin-1"), min_words=_MIN_LINE_WORDS)
    if told:
        return "cp1258" if told == "windows-1258" else "latin-1"
    text = head.decode("utf-8", "replace")
    if text.count("\ufffd") * _FEW < len(text):
        return "utf-8"
    raise UndecodableError(_UNDECODABLE)


class LineDecoder:
    """Decodes the lines of a file, each by itself: two programs may have written to it.

    ``head`` is the file's beginning, which tells the encoding of lines that are too short to tell
    it themselves.
    """

    def __init__(self, head: bytes = b"") -> None:
        self._usual = ""
        bad = [line for line in head.split(b"\n") if not _is_utf8(line)]
        legacy = [line for line in bad if not _is_mostly_utf8(line)]
        if legacy:
            sample = b"\n".join(legacy)[:_MAX_SAMPLE_BYTES].decode("latin-1")
            self._usual = told_of(sample, min_words=_MIN_LINE_WORDS)

    def decode(self, data: bytes) -> Decoded | None:
        """Return the text of a line, ``None`` if its encoding cannot be told with confidence.

        A line in UTF-8 is not looked at any further.
        """
        try:
            return Decoded(data.decode("utf-8"))
        except UnicodeDecodeError:
            pass
        if _is_mostly_utf8(data):
            return Decoded(data.decode("utf-8", "replace"), BROKEN)
        surface = data.decode("latin-1")
        told = told_of(surface, min_words=_MIN_WORDS) or self._usual
        told = told or told_of(surface, min_words=_MIN_LINE_WORDS)
        if told:
            self._usual = told
            return Decoded(_legacy(data, told), told)
        text = as_windows_1252(surface)
        if _LETTER.search(text) is None or spelling_of(text).share == 1:
            return Decoded(text, "windows-1252")
        text = data.decode("utf-8", "replace")
        return Decoded(text, BROKEN) if text.count("\ufffd") * _FEW < len(text) else None


def _by_lines(data: bytes) -> Decoded:
    """Decode a text whose lines may be in several encodings; what was repaired last names it."""
    decoder = LineDecoder(data[:_MAX_SAMPLE_BYTES])
    texts: list[str] = []
    repaired = ""
    lost = 0
    for line in data.replace(b"\0", b"").split(b"\n"):
        found = decoder.decode(line)
        if found is None:
            found = Decoded(line.decode("utf-8", "replace"), BROKEN)
            lost += found.text.count("\ufffd")
        repaired = found.repaired or repaired
        texts.append(found.text)
    text = "\n".join(texts)
    if lost * _FEW > len(text):
        raise UndecodableError(_UNDECODABLE)
    return Decoded(text, repaired)


def _declared(data: bytes, charset: str) -> str:
    said = charset.strip().lower()
    if said and not _LATIN.fullmatch(said):
        return said
    match = _DECLARED.search(data[:_MAX_HEAD_BYTES])
    return match[1].decode("ascii").lower() if match else said


def _legacy(data: bytes, encoding: str) -> str:
    return decode_legacy(data.replace(b"\0", b"").decode("latin-1"), encoding)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether of what is beyond ASCII in ``data`` far more is valid UTF-8 than not."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = len(text) - len(text.encode("ascii", "ignore")) - broken
    return whole >= 2 * broken


def _marked_or_utf8(data: bytes) -> Decoded | None:
    for mark, name in BOMS:
        if data.startswith(mark):
            return repaired_text(data.decode(name, "replace").replace("\0", ""))
    if wide := wide_encoding(data):
        return Decoded(data.decode(wide, "replace").replace("\0", ""), wide)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A file cut off in the middle of a letter is UTF-8 all the same.
        if error.reason != "unexpected end of data" or not error.start:
            return None
        text = data[: error.start].decode("utf-8")
    return repaired_text(text.replace("\0", ""))
