"""What is left of a generation?  Each of its files is held against its checksum, or is missing.

Other than opening, this takes no damage for the end: it says of every file whether it can be
trusted, so that what is sound can be saved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexDamaged, StoreError
from index.store.checksums import damage_of
from index.store.layout import CURRENT, GENERATIONS, LEASE, MANIFEST
from index.store.manifest import (
    OLDEST_STORED,
    SCHEMA_VERSION,
    Manifest,
    manifest_sha256,
    read_manifest,
)
from index.store.opening import open_current
from index.store.pointer import Pointer, current_pointer


@dataclass(frozen=True, slots=True)
class Condition:
    """The generation in the folder ``path``: its ``manifest``, ``None`` where that cannot be read;
    and what is wrong, by the names of files."""

    path: Path
    manifest: Manifest | None
    damage: Mapping[str, str]

    @property
    def is_sound(self) -> bool:
        """Whether every file is what was written."""
        return not self.damage

    @property
    def is_current_schema(self) -> bool:
        """Whether this version can search it, if it is sound."""
        return self.manifest is not None and self.manifest.schema_version == SCHEMA_VERSION

    @property
    def articles(self) -> int:
        """How many it holds, as far as it says so."""
        return self.manifest.articles if self.manifest is not None else 0

    def vouches_for(self, name: str) -> bool:
        """Whether the file ``name`` is certainly what was written."""
        return self.manifest is not None and name in self.manifest.files and name not in self.damage


def examine(root: Path, path: Path) -> Condition:
    """The condition of the generation ``path`` of the index in ``root``; reads every byte of it.

    Raises :class:`~index.errors.IndexOutdated` for a schema that cannot be read at all.
    """
    damage: dict[str, str] = {}
    if not (path / LEASE).exists():
        damage[LEASE] = "is missing"
    try:
        sha256 = manifest_sha256(root, path)
        manifest = read_manifest(root, path, sha256, OLDEST_STORED)
    except IndexDamaged:
        return Condition(path, None, damage | {MANIFEST: "cannot be read"})
    if not _may_be(_pointer(root), path, sha256):
        return Condition(path, None, damage | {MANIFEST: f"is not what {CURRENT} says of it"})
    for name, seal in manifest.files.items():
        found = damage_of(path / name, seal)
        if found is not None:
            damage[name] = found
    return Condition(path, manifest, damage)


def _may_be(pointer: Pointer | None, path: Path, sha256: str) -> bool:
    """Whether a manifest may be what was written in the folder ``path``, as far as ``CURRENT``
    tells; it tells nothing of other folders."""
    if pointer is None or pointer.manifest is None or pointer.name != path.name:
        return True
    return pointer.is_nearly(sha256)


def folders_by_age(root: Path) -> list[Path]:
    """The folders of all generations in ``root``, as they are to be tried: first the one that
    ``CURRENT`` names, if it names one that is there, and then from the newest to the oldest."""
    folders = [path for path in (root / GENERATIONS).glob("*") if path.name.isdecimal()]
    newest_first = sorted(folders, key=lambda path: int(path.name), reverse=True)
    name = _named(root)
    return sorted(newest_first, key=lambda path: path.name != name)


def _named(root: Path) -> str | None:
    """The name of the generation whose manifest ``CURRENT`` has the checksum of, or else of that
    which it names."""
    pointer = _pointer(root)
    if pointer is None:
        return None
    if pointer.manifest is not None:
        for path in (root / GENERATIONS).glob("*"):
            with suppress(IndexDamaged):
                if path.name.isdecimal() and manifest_sha256(root, path) == pointer.manifest:
                    return path.name
    return pointer.name


def _pointer(root: Path) -> Pointer | None:
    with suppress(IndexDamaged):
        return current_pointer(root)
    return None


def named_but_gone(root: Path) -> Path | None:
    """The folder of the generation that ``CURRENT`` names, if it is not there."""
    name = _named(root)
    path = root / GENERATIONS / name if name is not None else None
    return path if path is not None and not path.is_dir() else None


def pointer_damage(root: Path, live: Condition) -> str | None:
    """What is wrong with ``CURRENT``, if it does not lead to ``live``, which is sound."""
    try:
        generation = open_current(root)
    except StoreError as error:
        return str(error)
    generation.close()
    return None if generation.path == live.path else f"{root / CURRENT} names another generation"


def other_conditions(root: Path, than: Path) -> Iterator[Condition]:
    """The conditions of the other generations in ``root``, from the newest to the oldest, without
    those of schemas that cannot be read."""
    for path in folders_by_age(root):
        if path != than:
            with suppress(StoreError):
                yield examine(root, path)
