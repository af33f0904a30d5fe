"""In which format is this part: what does its name say, and if nothing, its first bytes?

The suffix decides where some format has it, the content only where none has: a ``.txt`` that
happens to open with ``{`` is a text.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from index.readers.encoding import is_binary
from index.readers.format import Format
from index.readers.formats.registry import FORMATS, TEXT, Registry


def format_of(name: str, head: bytes, formats: Registry = FORMATS) -> Format | str:
    """Return the format of a part, or the reason why there is none, for the reject.

    ``name`` is its base name without ``.gz`` and the like, ``head`` its first bytes.
    """
    suffix = PurePosixPath(name).suffix
    if known := formats.by_suffix(suffix):
        return known
    if is_binary(head):
        return formats.by_look(head, name, binary=True) or (
            f"a binary file, which no reader knows; known are {formats.sentence()}"
        )
    if seen := formats.by_look(head, name, binary=False):
        return seen
    if suffix:  # notes.md, style.css: text, but is it an article?  The user has to say so
        return (
            "neither its name nor its content says which format it has; "
            f"known are {formats.sentence()}; --format text reads it as plain text"
        )
    return TEXT
