"""What does a generation say of itself?  Its schema, its age, and the seals of its files.

Nothing of it is taken for granted: a field that is missing, or that nobody knows, a value that
cannot be, or a list of files without those that every generation has, is damage.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

import msgspec

from index.errors import IndexDamaged, IndexOutdated, upgrade_hint
from index.regular import read_regular
from index.store.checksums import FileSeal
from index.store.layout import LEASE, LEDGER, MANIFEST

SCHEMA_VERSION = 11
"""Rises with every change to the analyzer, the fields or what is stored.  An index of another
version is refused, with the command that rebuilds it."""

OLDEST_STORED = 7
"""The oldest schema whose stored articles can still be read, if nothing else of it."""

CHECKED_RECORDS = 11
"""The oldest schema in which every stored record bears a checksum of its own."""

SEALED_MANIFESTS = 11
"""The oldest schema in which ``CURRENT`` has the checksum of the manifest."""

_MAX_BYTES = 64 * 1024**2  # some 500,000 files
_REQUIRED = ("*.segments", "_MAIN_*.toc", LEDGER)  # what every generation has one of

FileName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}\Z")]
"""Of a file that lies in the folder itself."""

Seals = Mapping[str, FileSeal]
"""The seals of the files of a generation, by their names."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a generation says of itself.

    ``built`` is when, in ISO 8601 with a zone; ``built_from`` the sources as they were named;
    ``articles`` how many it holds.
    """

    schema_version: Annotated[int, msgspec.Meta(ge=1, le=2**31)]
    built: Annotated[str, msgspec.Meta(max_length=64)]
    built_from: tuple[str, ...]
    articles: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
    files: dict[FileName, FileSeal]

    def __post_init__(self) -> None:
        if datetime.fromisoformat(self.built).tzinfo is None:
            raise ValueError("built has no zone")


class _Head(msgspec.Struct):
    """The one thing that every version's manifest says."""

    schema_version: Annotated[int, msgspec.Meta(ge=1, le=2**31)]


def read_manifest(
    root: Path, generation: Path, sha256: str | None, oldest: int = SCHEMA_VERSION
) -> Manifest:
    """The manifest of the folder ``generation`` of the index in ``root``; ``sha256`` is what
    ``CURRENT`` says of it.

    Raises :class:`IndexDamaged` if it is not that or cannot be read, :class:`IndexOutdated` for a
    schema older than ``oldest`` or newer than this version's.
    """
    path = generation / MANIFEST
    try:
        content = read_regular(path, _MAX_BYTES)
        if sha256 is not None and hashlib.sha256(content).hexdigest() != sha256:
            raise IndexDamaged.at(root, path, "is not the manifest that CURRENT names")
        schema = msgspec.json.decode(content, type=_Head).schema_version
        if schema >= SEALED_MANIFESTS and sha256 is None:
            raise IndexDamaged.at(root, path, "CURRENT does not say its checksum")
        if not oldest <= schema <= SCHEMA_VERSION:
            raise IndexOutdated(
                f"{root}: the index has schema {schema}, this version reads {SCHEMA_VERSION}; "
                f"{upgrade_hint(root)}"
            )
        manifest = msgspec.json.decode(content, type=Manifest)
        _check_files(manifest.files)
    # ValueErrors are those of msgspec and of UTF-8
    except (OSError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        raise IndexDamaged.at(root, path, f"cannot be read ({error})") from error
    return manifest


def manifest_sha256(root: Path, generation: Path) -> str:
    """The SHA-256 of a manifest as it is; raises :class:`IndexDamaged`."""
    path = generation / MANIFEST
    try:
        return hashlib.sha256(read_regular(path, _MAX_BYTES)).hexdigest()
    except (OSError, MemoryError) as error:
        raise IndexDamaged.at(root, path, f"cannot be read ({error})") from error


def _check_files(files: Seals) -> None:
    for name in files:
        if name in (LEASE, MANIFEST) or name.startswith(f"{LEDGER}-"):
            raise ValueError(f"names {name}, which is no part of what is kept")
    for pattern in _REQUIRED:
        found = sum(fnmatchcase(name, pattern) for name in files)
        if found != 1:
            raise ValueError(f"names {found} files {pattern} instead of one")


def encode_manifest(manifest: Manifest) -> bytes:
    """The content of the file that :func:`read_manifest` reads."""
    return msgspec.json.format(msgspec.json.encode(manifest))
