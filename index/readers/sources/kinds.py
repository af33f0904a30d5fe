"""What is a file that no reader knows?  Its kind by its first bytes, so that a reject can name it.

The signatures are the formats' own, as in the ``file`` command's database.
"""

from __future__ import annotations

from pathlib import PurePosixPath

_SIGNATURES = (
    (b"%PDF", "a PDF document; save its text as .txt"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"RIFF", "a WebP picture, sound or film"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"\x04\x22\x4d\x18", "LZ4 data; unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (.doc, .xls); save it as .txt or .csv"),
    (b"{\\rtf", "an RTF document; save it as .txt"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"ARROW1", "an Arrow (Feather) table; save it as Parquet or JSON Lines"),
    (b"ITSF", "a CHM help file"),
    (b"!BDN", "an Outlook mailbox"),
)
_OFFICE = {
    ".docx": "a Word document; save it as .txt",
    ".pptx": "a PowerPoint presentation; save it as .txt",
    ".odt": "an OpenDocument text; save it as .txt",
    ".ods": "an OpenDocument table; save it as .csv",
    ".epub": "an EPUB book; unpack it as .zip",
}


_PICTURES = (
    *(b"\x89PNG", b"GIF87a", b"GIF89a", b"\xff\xd8\xff", b"RIFF", b"<svg", b"\x00\x00\x01\x00"),
    *(b"wOFF", b"wOF2", b"OggS", b"\x1aE\xdf\xa3"),
)
_FILM = b"ftyp"  # behind the length of the first box of an MP4 or AVIF file


def is_picture(head: bytes) -> bool:
    """Whether a picture, a font, sound or film begins here: what a page has beside its text."""
    return head.lstrip().startswith(_PICTURES) or (head[:1] == b"\x00" and head[4:8] == _FILM)


def kind_of(head: bytes, name: str) -> str:
    """What a file that begins with ``head`` is called, and what to do; ``""`` if unknown."""
    if head.startswith(b"PK\x03\x04"):
        suffix = PurePosixPath(name).suffix.lower()
        kind = _OFFICE.get(suffix, "a zip archive of another name; let it end in .zip")
    else:
        kind = next((kind for magic, kind in _SIGNATURES if head.startswith(magic)), "")
    what, sign, advice = kind.partition("; ")
    return f"{what}, which is not read{sign}{advice}" if what else ""
