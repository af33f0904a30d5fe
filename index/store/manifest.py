"""What does a generation say of itself?  Its schema, its age, and the seals of its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from index.errors import IndexDamaged, IndexOutdated, rebuild_hint
from index.store.checksums import FileSeal
from index.store.layout import MANIFEST

SCHEMA_VERSION = 10
"""Rises with every change to the analyzer, the fields or what is stored.  An index of another
version is refused, with the command that rebuilds it."""

OLDEST_STORED = 7
"""The oldest schema whose stored articles can still be read, if nothing else of it."""

CHECKED_RECORDS = 11
"""The oldest schema in which every stored record bears a checksum of its own."""

Seals = Mapping[str, FileSeal]
"""The seals of the files of a generation, by their names."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself.

    ``built`` is when, in ISO 8601 with a zone; ``built_from`` the sources as they were named;
    ``articles`` how many it holds.
    """

    schema_version: int
    built: str
    built_from: tuple[str, ...]
    articles: int
    files: dict[str, FileSeal] = field(default_factory=dict)


def read_manifest(root: Path, generation: Path, oldest: int = SCHEMA_VERSION) -> Manifest:
    """The manifest of the folder ``generation`` of the index in ``root``.

    Raises :class:`IndexDamaged` if it cannot be read, :class:`IndexOutdated` for a schema older
    than ``oldest`` or newer than this version's.
    """
    path = generation / MANIFEST
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise IndexDamaged.at(root, path, "cannot be read") from error
    if not oldest <= manifest.schema_version <= SCHEMA_VERSION:
        raise IndexOutdated(
            f"{root}: the index has schema {manifest.schema_version}, this version reads "
            f"{SCHEMA_VERSION}; {rebuild_hint(root)}"
        )
    return manifest


def encode_manifest(manifest: Manifest) -> bytes:
    """The content of the file that :func:`read_manifest` reads."""
    return msgspec.json.format(msgspec.json.encode(manifest))
