"""Which characters do these bytes stand for?

UTF-8 first, always: bytes that are valid UTF-8 and mean something else do not occur.
Then a byte order mark, then what the page declares, then a guess: windows-1258 if the
outcome is Vietnamese without leftovers, else charset-normalizer if *it* sees
Vietnamese.  A guess that is not sure is an error that says what to do: wrong letters
in an index are found by nobody.
"""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from typing import BinaryIO

import charset_normalizer

from index.readers.repairs import from_old_font

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the other's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.IGNORECASE
)
# What a page may declare.  Not every codec Python has: some are no text, some are slow.
_DECLARABLE = re.compile(r"windows-125[28]|cp125[28]|iso-8859-1|latin-?1|utf-16(?:le|be)?")
_MAX_HEAD_BYTES = 4096
# What begins files that are no text although their first bytes might pass for one.
_MAGIC = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x7fELF",
    b"Rar!",
    b"7z\xbc",
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b"))
NOT_UTF8 = "not valid UTF-8 (byte {}); convert the file first, e.g. iconv -f WINDOWS-1258 -t UTF-8"
"""The reason for the reject of one line or record; takes the place of the byte, from 1."""

_MIN_LETTERS_A_BREAK = 20  # letters beyond ASCII that are whole, for one that is not
_MAX_GUESS_BYTES = 200_000
_CHUNK_BYTES = 65536
_VIETNAMESE = frozenset("ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđơưăĐƠƯĂ")


class UndecodableError(ValueError):
    """Bytes in no encoding that could be told with confidence; the message says what to do."""


def has_wide_bom(head: bytes) -> str | None:
    """Return ``utf-16`` or ``utf-32`` if ``head`` opens with its byte order mark, else ``None``."""
    for mark, name in _BOMS:
        if head.startswith(mark) and name != "utf-8-sig":
            return name
    return None


def is_binary(head: bytes) -> bool:
    """Whether the first bytes of a file are no text in any encoding."""
    if has_wide_bom(head):
        return False
    if head.startswith(_MAGIC):
        return True
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 100 or b"\0" in head


def decode_text(data: bytes) -> str:
    """Return the text that a whole file's ``data`` holds.

    Raises :class:`UndecodableError` if its encoding cannot be told with confidence.
    """
    text = _marked_or_utf8(data)
    if text is None:
        text = _guess(data) or _nearly_utf8(data)
    if text is None:
        text = from_old_font(data)
    if text is None:
        raise UndecodableError(
            "not UTF-8, and its encoding cannot be told with confidence; "
            "convert it first, e.g. iconv -f WINDOWS-1258 -t UTF-8"
        )
    return text


def decode_html(data: bytes, charset: str = "") -> str:
    """Return the text of a page, which may declare its encoding in a ``<meta>``.

    ``charset`` is what the server said of it, ``""`` if nothing; it goes before the page's word,
    save for ISO-8859-1, which servers say of everything.

    Raises :class:`UndecodableError` if its encoding cannot be told with confidence.
    """
    text = _marked_or_utf8(data)
    if text is not None:
        return text
    match = _DECLARED.search(data[:_MAX_HEAD_BYTES])
    said = charset.strip().lower()
    if said in {"iso-8859-1", "latin-1", "latin1"}:
        said = ""
    declared = said or (match[1].decode("ascii").lower() if match else "")
    if _DECLARABLE.fullmatch(declared):
        try:
            return data.decode(declared)
        except UnicodeDecodeError:
            pass  # the page is wrong about itself: guess
    if declared in {"utf-8", "utf8"}:
        text = data.decode("utf-8", "replace")
        # A few broken bytes in an advertisement do not make the article unreadable.
        if text.count("\ufffd") * 1000 < len(text):
            return text
    return decode_text(data)


def as_utf8(stream: BinaryIO, encoding: str) -> io.BufferedReader:
    """Return a stream that hands out as UTF-8 what ``stream`` holds in ``encoding``.

    Bytes that mean nothing in ``encoding`` come out as U+FFFD.
    """
    return io.BufferedReader(_Recoder(stream, encoding), _CHUNK_BYTES)


class _Recoder(io.RawIOBase):
    """Decodes and encodes chunk by chunk, so that a file of any size needs one chunk."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            chunk = self._stream.read(_CHUNK_BYTES)
            text = self._decoder.decode(chunk, final=not chunk)
            self._ready = text.encode("utf-8", "replace")
            if not chunk:
                break
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size


def _marked_or_utf8(data: bytes) -> str | None:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A file cut off in the middle of a letter is UTF-8 all the same.
        if error.reason == "unexpected end of data" and error.start > 0:
            return data[: error.start].decode("utf-8")
    return None


def _nearly_utf8(data: bytes) -> str | None:
    """The text with U+FFFD for what is broken, if that is little and the rest Vietnamese."""
    text = data.decode("utf-8", "replace")
    beyond = sum(char > "\x7f" for char in text)
    broken = text.count("\ufffd")
    if broken * _MIN_LETTERS_A_BREAK > beyond or broken * 1000 > len(text) + 3000:
        return None
    return text if _is_vietnamese(text.replace("\ufffd", "")) else None


def _guess(data: bytes) -> str | None:
    try:
        text = data.decode("cp1258")
    except UnicodeDecodeError:
        text = ""
    if _is_vietnamese(text):
        return text
    best = charset_normalizer.from_bytes(data[:_MAX_GUESS_BYTES]).best()
    if best is None or best.language != "Vietnamese":
        return None
    try:
        text = data.decode(best.encoding)
    except UnicodeDecodeError:
        return None
    return text if _is_vietnamese(text) else None


def _is_vietnamese(text: str) -> bool:
    """Whether the letters beyond ASCII are Vietnamese ones, nearly all of them.

    TCVN3 read as windows-1258 gives signs (``®``, ``µ``) where letters belong, other
    languages give accents that combine with nothing.
    """
    beyond = [char for char in unicodedata.normalize("NFC", text) if char > "\x7f"]
    letters = sum(char.isalpha() and char not in "µªº" for char in beyond)
    if not beyond or any(unicodedata.category(char) == "Cc" for char in beyond):
        return False
    odd = sum(unicodedata.category(char) in {"Mn", "So", "Sc", "Sm", "Lo", "Cn"} for char in beyond)
    own = sum(char in _VIETNAMESE for char in beyond)
    return own * 4 >= letters > 0 and odd * 50 <= len(beyond)
