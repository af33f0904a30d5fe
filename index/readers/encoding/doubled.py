"""Is this UTF-8 that somebody read as Latin-1, windows-1252 or windows-1258, and stored as that?

``tiáº¿ng`` is *tiếng*.  Each letter is a row of two to four characters that only such an accident
puts together, so a text may be damaged in part and is repaired in part.  A few rows also occur in
right texts (``«bóng đá»…``), and count only beside others.  ftfy takes what came about by other
encodings, as of a Mac.
"""

from __future__ import annotations

import re

import ftfy

from index.readers.encoding.surface import OWN, surface_of

# windows-1258 has other letters for some bytes that open a row: à is "Ă" and a hard space.
_LEADS_OF_1258 = str.maketrans({"Ă": "\xc3"})
_CONTINUED = "\x80-\xbf" + "".join(
    re.escape(char)
    for code in range(0x80, 0xA0)
    if (char := bytes([code]).decode("cp1252", "ignore"))
)
_ROW = re.compile(
    f"[\xc2-\xdfĂ][{_CONTINUED}]|[\xe0-\xef][{_CONTINUED}]{{2}}|[\xf0-\xf4][{_CONTINUED}]{{3}}"
)
SHORT_CHARS = 200
"""The length up to which every sign of doubled text counts, since a short one has few letters."""
_LOOKED_AT_CHARS = 4000
# A longer text in Vietnamese surely has a letter with two accents, so one of these two.
_SIGNS = ("º", "»")
_AMBIGUOUS = frozenset("…“”‘’–—›‹»")  # what closes a quotation behind a letter
_LETTER = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĐđĂăĨĩŨũƠơƯưẠ-ỹ]")
# à is "Ã" and a hard space, of which somebody made a space: "ngÃ y", "HoÃ ng".
_LOST_SPACE = re.compile(r"[ÃĂ] (?=(ng|nh|[imnouy])(?!\w))")
_LOST_SPACE_AT_END = re.compile(r"(?<=\w)[ÃĂ](?= |$|[.,;:!?)])")


def may_be_doubled(text: str) -> bool:
    """Return whether ``text`` has a character that doubled text has and others rarely have.

    A search for one character takes half a microsecond a page, one for two takes six times that.
    """
    if len(text) > SHORT_CHARS:
        return _SIGNS[0] in text or _SIGNS[1] in text
    return may_be_doubled_in(text)


def may_be_doubled_in(texts: str) -> bool:
    """Return whether one of some short texts, joined, has such a character.

    Eight searches for one character take half the time of one search for eight.
    """
    return (
        "º" in texts or "»" in texts or "Ã" in texts or "Æ" in texts
        or "Ä" in texts or "Å" in texts or "Ă" in texts or "€" in texts
    )  # fmt: skip


def undoubled(text: str) -> str:
    """Return ``text`` as it was meant; unchanged where nothing is sure."""
    if not any(_is_sure(row) for row in _ROW.findall(text)):
        return _by_ftfy(text)
    mended = _ROW.sub(lambda match: _meant(match[0]) or match[0], text)
    mended = _LOST_SPACE.sub("à", mended)
    return _LOST_SPACE_AT_END.sub("à", mended)


def _is_sure(row: str) -> bool:
    """Whether only the accident makes such a row: it means a Vietnamese letter, or a quotation
    mark."""
    meant = _meant(row)
    if not meant:
        return False
    if row.startswith("â€"):
        return True
    return _LETTER.fullmatch(meant) is not None and row[-1] not in _AMBIGUOUS


def _meant(row: str) -> str:
    """The character whose UTF-8 the row is, ``""`` if it is none."""
    try:
        return surface_of(row.translate(_LEADS_OF_1258)).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return ""


def _by_ftfy(text: str) -> str:
    """What ftfy makes of it, if that has Vietnamese letters which the text had not."""
    if OWN.search(text):
        return text
    if not OWN.search(ftfy.fix_encoding(text[:_LOOKED_AT_CHARS])):
        return text
    return ftfy.fix_encoding(text)
