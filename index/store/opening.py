"""Is the live generation whole?

Opening checks that every file is there with its size; :meth:`Generation.check` and :func:`verify`
read every byte.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import GenerationGone, IndexDamaged, IndexMissing, StoreError, build_hint
from index.store.checksums import FileSeal, damage_of, size_damage
from index.store.layout import GENERATIONS, LEASE, LEDGER
from index.store.manifest import SCHEMA_VERSION, Manifest, manifest_sha256, read_manifest
from index.store.pointer import Pointer, current_pointer

_MAX_NAME = 20  # characters of a generation's name
_MARK_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation of the index in ``root`` that is open for reading, in the folder ``path``;
    ``close`` gives its lease back.  ``manifest_sha256`` is the SHA-256 of its manifest."""

    root: Path
    path: Path
    manifest: Manifest
    manifest_sha256: str
    lease: int

    @property
    def name(self) -> str:
        """The name of its folder, which ``CURRENT`` holds while it is live."""
        return self.path.name

    @property
    def identity(self) -> str:
        """Its name, and a mark of what it holds: an index that is built anew in an empty folder
        has the same names."""
        return f"{self.name}.{self.manifest_sha256[:_MARK_DIGITS]}"

    @property
    def bytes(self) -> int:
        """The size of all its files."""
        return sum(seal.size for seal in self.manifest.files.values())

    def is_at(self, pointer: Pointer | None) -> bool:
        """Whether ``pointer`` leads here."""
        return pointer is not None and (pointer.name, pointer.manifest) == (
            self.name,
            self.manifest_sha256,
        )

    def damage(self) -> Iterator[tuple[str, str]]:
        """The names of the files that are not what was written, each with what is wrong with it;
        reads every byte."""
        return self._damage(self.manifest.files)

    def check(self) -> None:
        """Read every byte that a searcher may; raises :class:`IndexDamaged` at the first file that
        is not what was written."""
        for name, what in self._damage(self.manifest.files.keys() - {LEDGER}):
            raise IndexDamaged.at(self.root, self.path / name, what)

    def _damage(self, names: Collection[str]) -> Iterator[tuple[str, str]]:
        for name in names:
            what = damage_of(self.path / name, self.manifest.files[name])
            if what is not None:
                yield name, what

    def close(self) -> None:
        """Give the lease back: from now on a reindex may delete the files."""
        os.close(self.lease)


def current_name(root: Path) -> str | None:
    """The live generation's name, or ``None`` where there has never been one.

    Raises :class:`IndexDamaged` as :func:`~index.store.pointer.current_pointer` does.
    """
    pointer = current_pointer(root)
    return pointer.name if pointer is not None else None


def open_current(root: Path, oldest: int = SCHEMA_VERSION) -> Generation:
    """Open the live generation, checking that every file is there with its size.

    ``oldest`` is the oldest schema that the caller can read.
    Raises a :class:`~index.errors.StoreError` that says which command mends it.
    """
    while True:
        pointer = current_pointer(root)
        if pointer is None:
            raise IndexMissing(f"{root}: no index here; {build_hint(root)}")
        try:
            return _open_folder(root, root / GENERATIONS / pointer.name, pointer.manifest, oldest)
        except IndexDamaged:
            # A reindex may have swapped and cleaned between reading CURRENT and the lease.
            if current_pointer(root) == pointer:
                raise


def open_generation(root: Path, identity: str) -> Generation:
    """Open the generation with this :attr:`Generation.identity`, live or replaced, for searching.

    Raises :class:`GenerationGone` if it is not there any more, or not whole.
    """
    name, _, mark = identity.partition(".")
    gone = GenerationGone(f"{root}: the generation {name} is gone")
    if not (name.isascii() and name.isdecimal() and len(name) <= _MAX_NAME):
        raise gone
    path = root / GENERATIONS / name
    try:
        sha256 = manifest_sha256(root, path)
        if sha256[:_MARK_DIGITS] != mark:
            raise gone
        return _open_folder(root, path, sha256, SCHEMA_VERSION, {LEDGER})
    except StoreError as error:
        raise gone from error


def _open_folder(
    root: Path, path: Path, sha256: str | None, oldest: int, optional: Collection[str] = ()
) -> Generation:
    try:
        lease = os.open(path / LEASE, os.O_RDONLY | os.O_NONBLOCK)  # which may be a pipe
    except OSError as error:
        raise IndexDamaged.at(root, path / LEASE, "is missing") from error
    try:
        fcntl.flock(lease, fcntl.LOCK_SH)
        manifest = read_manifest(root, path, sha256, oldest)
        for name, seal in manifest.files.items():
            if name not in optional:
                _check_size(root, path / name, seal)
        return Generation(root, path, manifest, sha256 or manifest_sha256(root, path), lease)
    except BaseException:
        os.close(lease)
        raise


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
    """Read every byte of the live generation; return the names of the files that are not what was
    written.

    Raises a :class:`~index.errors.StoreError` where that is not even known.
    """
    generation = open_current(root)
    try:
        return [name for name, _ in generation.damage()]
    finally:
        generation.close()
