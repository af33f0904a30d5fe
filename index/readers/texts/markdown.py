"""What is the text of Markdown without its marks?"""

from __future__ import annotations

import re

HEADING = re.compile(r"^#{1,6}[ \t]++(.*[^ \t#\n])[ \t#]*$", re.MULTILINE)
_QUOTED = re.compile(r"^(?:>[ \t]?)++", re.MULTILINE)  # possessive: else 60 bytes a mark
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,1000}(?:[ \t]+\"[^\"\n]{0,200}\")?\)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,500}?)(?<=\S)\1")


def without_marks(text: str) -> str:
    """Return Markdown's text without the marks of headings, links and emphasis."""
    text = _QUOTED.sub("", HEADING.sub(r"\1", text))
    return _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text))
