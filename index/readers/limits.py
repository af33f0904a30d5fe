"""How large may what is read be: a record, a page, and what a file unpacks to?

A small file can ask for any amount of memory, disk or time: compressed data of nothing but zeros,
members of an archive that lie on top of each other, a list of a million empty objects.  What is
larger than here is a reject that says how to get round it; what was read before stays read.
"""

from __future__ import annotations

MAX_RECORD_BYTES = 16 * 1024 * 1024
"""Of one line, one text file, one HTML page; a larger one is no article but an accident."""

PEEK_BYTES = 65536
"""How many first bytes of a part can be looked at before it is read."""

MAX_RECORD_VALUES = 1_000_000
"""Commas in one JSON record or document that is decoded as a whole: an empty object takes three
bytes of a file, and more than twenty times that in memory."""

FREE_UNPACKED_BYTES = 256 * 1024**2
"""What any source file may unpack to, however small it is: beyond, :data:`MAX_UNPACKED_RATIO` counts."""

MAX_UNPACKED_RATIO = 200
"""How many times its own bytes a source file may unpack to, all its members together.  Articles
shrink to a third or a twentieth, a table that repeats itself to a fiftieth; gzip reaches 1030 on
zeros, xz and zstd many thousands."""

MAX_UNPACKED_BYTES = 1024**4
"""What one source file may unpack to in all, at whatever ratio."""

MAX_DICTIONARY_BYTES = 512 * 1024**2
"""Memory that undoing xz may take; ``xz -9`` asks for 65 MiB."""

MAX_DIRECTORY_BYTES = 64 * 1024**2
"""Of a zip's list of members, which is held in memory: some half a million members."""

MAX_MEMBER_NAME_BYTES = 1024**2
"""Of what a tar says of one member (a long name, extended headers)."""

MAX_WORKBOOK_BYTES = 1024**3
"""What an Excel workbook may unpack to; its texts are held in memory."""

MAX_PAGE_ELEMENTS = 50_000
"""Of one page: to find its article takes more than a glance at each."""

MAX_TAG_ATTRIBUTES = 2_000
"""Of one element: libxml2 compares each with those before it."""

MAX_QUERY_SECONDS = 600
"""How long a SQLite database may compute on one row: a view can be a query without an end."""
