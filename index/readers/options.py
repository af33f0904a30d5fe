"""What may a caller ask of the readers, and what happens when a source cannot be read at all?

:class:`ReadOptions` carries ``--format``, ``--map`` and ``--table``.  It is checked once, when it
is made, so that a slip on the command line stops the run before the first file.

Options that ask for what does not exist are a :class:`~index.errors.UsageError`.  Bad *content* is
never an error: it is a :class:`~index.article.Reject`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from index.article import Article
from index.errors import UsageError
from index.readers.formats.registry import AUTO, FORMAT_CHOICES

READERS_VERSION = 5
"""Rises when a reader would make another article of the same file: all files are read again."""

FIELDS = tuple(one.name for one in fields(Article) if one.name != "indexed")
"""What ``--map`` can name: the fields of an article that its record may have."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user says of sources: ``mapping`` goes from an article's field to a record's key,
    ``table`` names what is read of a database or workbook.

    Raises :class:`~index.errors.UsageError` for a format or a field that there is not.
    """

    format: str = AUTO
    # Left out of the hash, so that options stay usable as a key although a dict is not.
    mapping: Mapping[str, str] = field(default_factory=dict, hash=False)
    table: str = ""

    def __post_init__(self) -> None:
        if self.format not in FORMAT_CHOICES:
            raise UsageError(
                f"unknown format '{self.format}'; known are {', '.join(FORMAT_CHOICES)}"
            )
        for name, key in self.mapping.items():
            if name not in FIELDS:
                raise UsageError(
                    f"--map {name}={key}: an article has no field '{name}'; "
                    f"its fields are {', '.join(FIELDS)}"
                )
        object.__setattr__(self, "mapping", dict(self.mapping))
