"""What does a generation say of itself?  Its schema, its age, and the seals of its files."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Rises with every change to the analyzer, the fields or what is stored.  An index of
#: another version is refused, with the command that rebuilds it.
SCHEMA_VERSION = 5

MANIFEST = "manifest.json"
LEDGER = "ledger.sqlite"
"""The one file of a generation that is written to in place, and so copied and never linked."""


@dataclass(frozen=True, slots=True)
class FileSeal:
    """The size in bytes and the SHA-256 of one file when it was written."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself."""

    schema_version: int
    built: str
    built_from: tuple[str, ...]
    articles: int
    files: dict[str, FileSeal] = field(default_factory=dict)
