"""How is a text shown on a terminal that must not obey it?

File names and records come from strangers: an escape sequence in one would colour, clear or rename
the terminal, a carriage return overwrite what stands before it, a bidirectional mark turn a name
round.  Such signs are written as escapes (``\\x1b``, ``\\u202e``).  JSON is not written through
here: it is exact, and escapes them by itself.
"""

from __future__ import annotations

import re

from index.run.plan import printable

# Controls (C0 without tab, DEL, C1), what turns the direction of writing, line and paragraph
# separators, and marks that show nothing.
_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ud800-\\udfff]"
)


def visible(line: str) -> str:
    """One ``line``, with every sign in it that a terminal would obey written as an escape."""
    return _UNSEEN.sub(_escape, printable(line))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
