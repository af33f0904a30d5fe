"""Where is the index, and is it whole?

    INDEX/
      CURRENT                 the name of the live generation, one line
      LOCK                    held by the one reindex that may write
      generations/000007/     one whole, immutable index: Whoosh's files, ledger.sqlite,
                              manifest.json (sizes and SHA-256 of all), LEASE
      generations/000008.building/    not yet whole; a crash leaves it to the next run

A generation is written beside the live one, synced, checksummed and renamed; then
``CURRENT`` is renamed onto it.  At every moment, whatever is killed, ``CURRENT`` names a
whole generation.  A searcher holds a shared lock on ``LEASE``, so a generation that is
still being read is not removed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from index.schema import SCHEMA_VERSION

_CURRENT = "CURRENT"
_MANIFEST = "manifest.json"
_LEASE = "LEASE"
_WHOOSH_LOCK = "MAIN_WRITELOCK"
_BUILDING = ".building"
_KEPT = 2  # the live generation and the one before it, for a rollback by hand


class StoreError(Exception):
    """The index folder cannot be used; the message says why and what to do."""


class IndexMissing(StoreError):
    """There is no index in the folder yet."""


class IndexOutdated(StoreError):
    """The index was built by a version whose schema this one does not read."""


class IndexDamaged(StoreError):
    """A file of the generation is gone or is not what was written."""


class IndexBusy(StoreError):
    """Another reindex is writing."""


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
    """The live generation's name, or ``None`` where there is none."""
    try:
        return (root / _CURRENT).read_text("ascii").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{root / _CURRENT}: cannot be read ({error})") from error


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
            return _open_generation(root, root / "generations" / name)
        except IndexDamaged:
            # A reindex may have swapped and cleaned between reading CURRENT and the lease.
            if current_name(root) == name:
                raise


def _open_generation(root: Path, path: Path) -> Generation:
    try:
        lease = os.open(path / _LEASE, os.O_RDONLY)
    except OSError as error:
        raise IndexDamaged(_damage(root, path / _LEASE, "is missing")) from error
    try:
        fcntl.flock(lease, fcntl.LOCK_SH)
        manifest = read_manifest(root, path)
        for name, seal in manifest.files.items():
            _check_size(root, path / name, seal.size)
    except BaseException:
        os.close(lease)
        raise
    return Generation(path, manifest, lease)


def _damage(root: Path, path: Path, what: str) -> str:
    remedy = f"rebuild it with: reindex --fresh --index {root} SOURCE"
    return f"{path}: {what}; the index is damaged, {remedy}"


def _check_size(root: Path, path: Path, size: int) -> None:
    try:
        found = path.stat().st_size
    except OSError as error:
        raise IndexDamaged(_damage(root, path, "is missing")) from error
    if found != size:
        raise IndexDamaged(_damage(root, path, f"has {found} bytes instead of {size}"))


def read_manifest(root: Path, path: Path) -> Manifest:
    """The manifest of the generation at ``path``; refuses another schema."""
    try:
        manifest = msgspec.json.decode((path / _MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise IndexDamaged(_damage(root, path / _MANIFEST, "cannot be read")) from error
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
            if _sha256(generation.path / name) != seal.sha256
        ]
    finally:
        generation.close()


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Hold the right to write below ``root``; :class:`IndexBusy` if somebody else has it.

    The kernel frees the lock when the process ends, however it ends.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = os.open(root / "LOCK", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(
            f"{root}: cannot be written ({error.strerror}); choose another --index"
        ) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexBusy(
                f"{root}: another reindex is writing here; wait for it to end"
            ) from error
        yield
    finally:
        os.close(lock)


def start_generation(root: Path, *, copy_current: bool) -> Path:
    """Make the folder of the next generation, empty or with the live one's files in it.

    Whoosh never changes a file it has written, so its files are hard links; the ledger
    is copied, because it will be written to.
    """
    folder = root / "generations"
    folder.mkdir(exist_ok=True)
    for leftover in folder.glob("*" + _BUILDING):
        shutil.rmtree(leftover)
    taken = [int(p.name) for p in folder.iterdir() if p.name.isdecimal()]
    building = folder / f"{max(taken, default=0) + 1:06d}{_BUILDING}"
    building.mkdir()
    live = current_name(root)
    if copy_current and live is not None:
        for source in (folder / live).iterdir():
            if source.name not in (_MANIFEST, _LEASE):
                _link_or_copy(source, building / source.name)
    return building


def _link_or_copy(source: Path, target: Path) -> None:
    if source.suffix == ".sqlite":
        shutil.copyfile(source, target)
        return
    try:
        target.hardlink_to(source)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)


def publish(root: Path, building: Path, manifest: Manifest) -> Path:
    """Seal the folder ``building``, make it the live generation and remove old ones."""
    (building / _WHOOSH_LOCK).unlink(missing_ok=True)
    files = {p.name: _seal(p) for p in sorted(building.iterdir()) if p.is_file()}
    sealed = replace(manifest, files=files)
    _write_synced(building / _LEASE, b"")
    _write_synced(building / _MANIFEST, msgspec.json.format(msgspec.json.encode(sealed)))
    _sync_folder(building)
    final = building.with_name(building.name.removesuffix(_BUILDING))
    building.rename(final)
    _sync_folder(final.parent)
    _write_synced(root / (_CURRENT + ".new"), final.name.encode() + b"\n")
    (root / (_CURRENT + ".new")).rename(root / _CURRENT)
    _sync_folder(root)
    _remove_old(root, final.name)
    return final


def discard(building: Path) -> None:
    """Remove a generation that will not be published."""
    shutil.rmtree(building, ignore_errors=True)


def _remove_old(root: Path, live: str) -> None:
    """Remove all but the last generations, save those that a searcher still reads."""
    names = sorted(p for p in (root / "generations").iterdir() if p.name.isdecimal())
    older = [p for p in names if p.name != live]
    for path in older[: max(0, len(older) - (_KEPT - 1))]:
        try:
            lease = os.open(path / _LEASE, os.O_RDONLY)
        except FileNotFoundError:
            shutil.rmtree(path, ignore_errors=True)
            continue
        try:
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path, ignore_errors=True)
        except BlockingIOError:
            continue  # the next reindex tries again
        finally:
            os.close(lease)


def _seal(path: Path) -> FileSeal:
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return FileSeal(path.stat().st_size, _sha256(path))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
