"""What may a caller ask of the readers, and what happens when a source cannot be read at all?

:class:`ReadOptions` carries ``--format`` and ``--map``.  It is checked once, when it
is made, so that a slip on the command line stops the run before the first file.

Options that ask for what does not exist are a :class:`~index.errors.UsageError`.  Bad *content* is
never an error: it is a :class:`~index.article.Reject`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from index.errors import UsageError

#: Rises when a reader would make another article of the same file: all files are read again.
READERS_VERSION = 1

# A record (one line, one text file, one HTML page) beyond this is not an article but an accident.
MAX_RECORD_BYTES = 16 * 1024 * 1024

FIELDS = (
    "id",
    "title",
    "summary",
    "body",
    "published",
    "category",
    "source",
    "url",
    "author",
    "tags",
)
FORMATS = ("auto", "text", "html", "jsonl", "json", "csv")
_LATER = ("feed", "warc")

KNOWN_FORMATS = (
    "text (.txt), HTML (.html, .htm), JSON Lines (.jsonl, .ndjson), JSON (.json), "
    "CSV (.csv, .tsv), each also as .gz, .xz, .bz2 or inside .zip"
)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """``--format`` and ``--map``: ``mapping`` goes from an article's field to a record's key."""

    format: str = "auto"
    # Left out of the hash, so that options stay usable as a key although a dict is not.
    mapping: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.format in _LATER:
            raise UsageError(f"the format '{self.format}' is not in this version yet")
        if self.format not in FORMATS:
            raise UsageError(f"unknown format '{self.format}'; known are {', '.join(FORMATS)}")
        for name, key in self.mapping.items():
            if name not in FIELDS:
                raise UsageError(
                    f"--map {name}={key}: an article has no field '{name}'; "
                    f"its fields are {', '.join(FIELDS)}"
                )
        object.__setattr__(self, "mapping", dict(self.mapping))
