"""Where is the index, and is it whole?

    INDEX/
      CURRENT                 the name of the live generation, one line
      LOCK                    held by the one reindex that may write
      generations/000007/     one whole, immutable index: Whoosh's files, ledger.sqlite,
                              manifest.json (sizes and SHA-256 of all), LEASE
      generations/000008.building/    not yet whole; a crash leaves it to the next run

This module opens and checks; :mod:`index.store.generations` makes new ones.  A searcher holds a
shared lock on ``LEASE``, so a generation that is still being read is not removed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from index.errors import IndexDamaged, IndexMissing, IndexOutdated
from index.store.manifest import MANIFEST, SCHEMA_VERSION, Manifest

CURRENT = "CURRENT"
GENERATIONS = "generations"
LEASE = "LEASE"


@dataclass(frozen=True, slots=True)
class Generation:
    """A whole index that is open for reading; ``close`` gives its lease back."""

    path: Path
    manifest: Manifest
    lease: int

    @property
    def name(self) -> str:
        return self.path.name

    def close(self) -> None:
        os.close(self.lease)


def current_name(root: Path) -> str | None:
    """The live generation's name, or ``None`` where there has never been one.

    Raises :class:`IndexDamaged` if ``CURRENT`` names nothing, or is gone while there are
    generations: taking that for an empty folder would drop what they hold.
    """
    path = root / CURRENT
    try:
        name = path.read_text("ascii").strip()
    except FileNotFoundError:
        if any((root / GENERATIONS).glob("*/" + MANIFEST)):
            raise IndexDamaged(damage(root, path, "is missing")) from None
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(damage(root, path, f"cannot be read ({error})")) from error
    if not name.isdecimal():
        raise IndexDamaged(damage(root, path, "names no generation"))
    return name


def open_current(root: Path) -> Generation:
    """Open the live generation, checking that every file is there with its size.

    Raises a :class:`StoreError` that says which command mends it.
    """
    while True:
        name = current_name(root)
        if name is None:
            raise IndexMissing(
                f"{root}: no index here; build one with: reindex --index {root} SOURCE"
            )
        try:
            return _open_generation(root, root / GENERATIONS / name)
        except IndexDamaged:
            # A reindex may have swapped and cleaned between reading CURRENT and the lease.
            if current_name(root) == name:
                raise


def _open_generation(root: Path, path: Path) -> Generation:
    try:
        lease = os.open(path / LEASE, os.O_RDONLY)
    except OSError as error:
        raise IndexDamaged(damage(root, path / LEASE, "is missing")) from error
    try:
        fcntl.flock(lease, fcntl.LOCK_SH)
        manifest = read_manifest(root, path)
        for name, seal in manifest.files.items():
            _check_size(root, path / name, seal.size)
    except BaseException:
        os.close(lease)
        raise
    return Generation(path, manifest, lease)


def damage(root: Path, path: Path, what: str) -> str:
    """The message for a damaged index: which file, what is wrong, what to run."""
    remedy = f"rebuild it with: reindex --fresh --index {root} SOURCE"
    return f"{path}: {what}; the index is damaged, {remedy}"


def _check_size(root: Path, path: Path, size: int) -> None:
    try:
        found = path.stat().st_size
    except OSError as error:
        raise IndexDamaged(damage(root, path, "is missing")) from error
    if found != size:
        raise IndexDamaged(damage(root, path, f"has {found} bytes instead of {size}"))


def read_manifest(root: Path, path: Path) -> Manifest:
    """The manifest of the generation at ``path``; refuses another schema."""
    try:
        manifest = msgspec.json.decode((path / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise IndexDamaged(damage(root, path / MANIFEST, "cannot be read")) from error
    if manifest.schema_version != SCHEMA_VERSION:
        raise IndexOutdated(
            f"{root}: the index has schema {manifest.schema_version}, this version reads "
            f"{SCHEMA_VERSION}; rebuild it with: reindex --fresh --index {root} SOURCE"
        )
    return manifest


def verify(root: Path) -> list[str]:
    """Read every byte of the live generation; return the names of files that changed."""
    generation = open_current(root)
    try:
        return [
            name
            for name, seal in generation.manifest.files.items()
            if sha256_of(generation.path / name) != seal.sha256
        ]
    finally:
        generation.close()


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
