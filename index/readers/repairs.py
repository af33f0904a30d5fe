"""Is this text what was written, or its letters in another encoding's clothes?

Two things happen to Vietnamese text that is valid Unicode and still wrong: UTF-8 was read as
Latin-1 (``NÆ°á»›c``), which ftfy undoes, or it was typed in a font of the time before Unicode
(TCVN3, VNI, VISCII, VPS), which viparse undoes.  Both are slow to be sure, so a look at the letters
comes first: sound Vietnamese has letters that neither leaves.
"""

from __future__ import annotations

import re

import ftfy
import viparse

TWICE = "utf-8 twice"
BROKEN = "broken bytes"

_MOJIBAKE = re.compile(r"á[º»]|Ã[\u0080-\u00bf]|Æ[\u00a0-\u00bf]|Ä[\u0080-\u0091‘’]")
# Letters that only Vietnamese in Unicode has: neither mishap leaves any of them.
_SOUND = re.compile(r"[\u1ea0-\u1ef9ơưƠƯăĂđĐĩĨũŨ]")
_STRANGE = re.compile(r"[\u0080-\u00ff\u0192\u2018-\u203a]")
_MAX_LOOK_CHARS = 4000
_MIN_LOOK_CHARS = 60  # of what is shorter, the font cannot be told
_MIN_STRANGE_SHARE = 0.06  # of a text's characters; French has 4 %, TCVN3 and VNI above 12 %


def encoding_of(text: str) -> str:
    """What ``text`` is garbled by: :data:`TWICE`, an encoding of viparse's, or ``""`` if it is
    sound or too short to tell."""
    look = text[:_MAX_LOOK_CHARS]
    if look.isascii() or _SOUND.search(look):
        return ""
    if _MOJIBAKE.search(look) and _SOUND.search(ftfy.fix_encoding(look)):
        return TWICE
    strange = len(_STRANGE.findall(look))
    if len(look) < _MIN_LOOK_CHARS or strange < _MIN_STRANGE_SHARE * len(look):
        return ""
    encoding = viparse.detect_text_encoding(look) or ""
    return encoding if encoding and _SOUND.search(undone(look, encoding)) else ""


def undone(text: str, encoding: str) -> str:
    """``text`` as it was before it was garbled by ``encoding``, as :func:`encoding_of` names it."""
    if not encoding or text.isascii():
        return text
    fixed = ftfy.fix_encoding(text) if encoding == TWICE else viparse.fix(text, encoding=encoding)
    return str(fixed)


def from_old_font(data: bytes) -> str | None:
    """The text of bytes in an encoding of the time before Unicode; ``None`` if it is in none."""
    text = data.decode("latin-1")
    encoding = encoding_of(text)
    return undone(text, encoding) if encoding and encoding != TWICE else None
