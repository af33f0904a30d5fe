"""Which generation is live, and is it whole?

Opening checks that every file is there with its size; :func:`verify` reads every byte.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from index.errors import GenerationGone, IndexDamaged, IndexMissing, StoreError, build_hint
from index.store.checksums import FileSeal, sha256_of, size_damage
from index.store.layout import CURRENT, GENERATIONS, LEASE, LEDGER, MANIFEST
from index.store.manifest import SCHEMA_VERSION, Manifest, encode_manifest, read_manifest

_MAX_NAME = 20  # characters of a generation's name
_MARK_BYTES = 6


@dataclass(frozen=True)
class Generation:
    """A whole index that is open for reading; ``close`` gives its lease back."""

    path: Path
    manifest: Manifest
    lease: int

    @property
    def name(self) -> str:
        """The name of its folder, which ``CURRENT`` holds while it is live."""
        return self.path.name

    @cached_property
    def identity(self) -> str:
        """Its name, and a mark of what it holds: an index that is built anew in an empty folder
        has the same names."""
        mark = blake2b(encode_manifest(self.manifest), digest_size=_MARK_BYTES)
        return f"{self.name}.{mark.hexdigest()}"

    def close(self) -> None:
        """Give the lease back: from now on a reindex may delete the files."""
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
        if any(path.parent.name.isdecimal() for path in (root / GENERATIONS).glob("*/" + MANIFEST)):
            raise IndexDamaged.at(root, path, "is missing") from None
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged.at(root, path, f"cannot be read ({error})") from error
    if not name.isdecimal():
        raise IndexDamaged.at(root, path, "names no generation")
    return name


def open_current(root: Path, oldest: int = SCHEMA_VERSION) -> Generation:
    """Open the live generation, checking that every file is there with its size.

    ``oldest`` is the oldest schema that the caller can read.
    Raises a :class:`~index.errors.StoreError` that says which command mends it.
    """
    while True:
        name = current_name(root)
        if name is None:
            raise IndexMissing(f"{root}: no index here; {build_hint(root)}")
        try:
            return _open_folder(root, root / GENERATIONS / name, oldest)
        except IndexDamaged:
            # A reindex may have swapped and cleaned between reading CURRENT and the lease.
            if current_name(root) == name:
                raise


def open_generation(root: Path, identity: str) -> Generation:
    """Open the generation with this :attr:`Generation.identity`, live or replaced, for searching.

    Raises :class:`GenerationGone` if it is not there any more, or not whole.
    """
    name = identity.partition(".")[0]
    gone = GenerationGone(f"{root}: the generation {name} is gone")
    if not (name.isascii() and name.isdecimal() and len(name) <= _MAX_NAME):
        raise gone
    try:
        generation = _open_folder(root, root / GENERATIONS / name, SCHEMA_VERSION, {LEDGER})
    except StoreError as error:
        raise gone from error
    if generation.identity != identity:
        generation.close()
        raise gone
    return generation


def _open_folder(root: Path, path: Path, oldest: int, optional: Collection[str] = ()) -> Generation:
    try:
        lease = os.open(path / LEASE, os.O_RDONLY)
    except OSError as error:
        raise IndexDamaged.at(root, path / LEASE, "is missing") from error
    try:
        fcntl.flock(lease, fcntl.LOCK_SH)
        manifest = read_manifest(root, path, oldest)
        for name, seal in manifest.files.items():
            if name not in optional:
                _check_size(root, path / name, seal)
    except BaseException:
        os.close(lease)
        raise
    return Generation(path, manifest, lease)


def _check_size(root: Path, path: Path, seal: FileSeal) -> None:
    damage = size_damage(path, seal)
    if damage is not None:
        raise IndexDamaged.at(root, path, damage)


def former_generation(root: Path) -> Path | None:
    """The folder of the live generation, or of the newest that is there where ``CURRENT`` does
    not say which that is; whether it is whole is not looked at.  ``None`` if there is none."""
    try:
        name = current_name(root)
    except IndexDamaged:
        name = None
    folders = [path for path in (root / GENERATIONS).glob("*") if path.name.isdecimal()]
    live = [path for path in folders if path.name == name]
    newest = live or sorted(folders, key=lambda path: int(path.name))[-1:]
    return newest[0] if newest else None


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
