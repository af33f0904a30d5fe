"""Which characters do these bytes stand for, and is a text what it seems?

``bits`` tells text from other bytes and knows encodings of two and four bytes; ``decode`` decides
for files, pages and lines; ``legacy`` knows the Vietnamese encodings before Unicode, ``doubled``
UTF-8 that was read as something else; ``repair`` puts texts and records right that are valid
Unicode and mean nothing.  Wrong letters in an index are found by nobody, so every repair has to be
sure, and each is said (:class:`~index.article.Repaired`).
"""

from index.readers.encoding.bits import as_utf8, is_binary, wide_encoding
from index.readers.encoding.decode import (
    NOT_UTF8,
    LineDecoder,
    UndecodableError,
    decode_html,
    decode_text,
    stream_encoding,
)
from index.readers.encoding.repair import Decoded, repaired_record, repaired_text

__all__ = [
    "NOT_UTF8",
    "Decoded",
    "LineDecoder",
    "UndecodableError",
    "as_utf8",
    "decode_html",
    "decode_text",
    "is_binary",
    "repaired_record",
    "repaired_text",
    "stream_encoding",
    "wide_encoding",
]
