"""How large may one record be, how far may a file unpack, and how much memory may reading take?

What a file claims of itself is never believed: bytes are counted as they come.  The numbers are
those of ``docs/records.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

MAX_RECORD_BYTES = 16 * 1024 * 1024
"""Of one line, one text file, one HTML page; a larger one is no article but an accident."""

MAX_RECORD_VALUES = 1_000_000
"""Of one JSON record, one row, counted by the signs that part or open values: each takes up to a
hundred times its text in memory."""

PEEK_BYTES = 65536
"""How many first bytes of a part can be looked at before it is read."""

MAX_PAGE_ELEMENTS = 50_000
"""Of one page: to find its article takes more than a glance at each."""

MAX_VALUE_TAGS = 200_000
"""Of one value: beyond, its tags are taken out as signs, since a tree takes 350 bytes for each."""

MAX_TAG_ATTRIBUTES = 2_000
"""Of one element, in pages, feeds, XML and values: libxml2 compares each with those before it."""

MAX_NAMESPACES = 100
"""Of one feed: feedparser looks for each element's among all of them."""

MAX_FEED_ELEMENTS = 1_000_000
"""Of one feed: feedparser takes some 40 microseconds for each."""

_MIB = 1024**2
_TIMES_LISTED = 16  # what zipfile keeps of a zip's list of members, in its own size
_TIMES_WHOLE = 8  # what decoding a document as a whole takes, in its own size


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one source file may take.

    All that is unpacked of it, inside of archives too, is at most ``ratio`` times as many bytes as
    were read for that; this counts beyond ``free`` bytes alone.  Text shrinks to a third or a
    twentieth, markup that repeats itself to a fiftieth, and a bomb of zeros to a thousandth.
    ``memory`` is how many bytes the reading process may take for what the file's author chooses.
    """

    ratio: int = 200
    free: int = 100 * _MIB
    memory: int = 512 * _MIB

    @property
    def listing(self) -> int:
        """How many bytes the list of a zip's members may have: it is held as a whole."""
        return self.memory // _TIMES_LISTED

    @property
    def whole(self) -> int:
        """How many bytes a document may have that is understood only as a whole."""
        return self.memory // _TIMES_WHOLE


DEFAULT_LIMITS = Limits()
