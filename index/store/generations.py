"""How does a new index take the place of the old one?  Whole, or not at all.

A generation is written in a folder ``NNNNNN.building`` beside the live one, synced,
checksummed and renamed; then ``CURRENT`` is renamed onto it.  At every moment, whatever
is killed, ``CURRENT`` names a whole generation.  One process at a time may do this
(:mod:`index.store.lock`).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from index.errors import IndexDamaged, StoreError
from index.store.checksums import FileSeal, seal_file, sha256_of
from index.store.layout import (
    BUILDING_SUFFIX,
    CURRENT,
    DELETED,
    GENERATIONS,
    LEASE,
    LEDGER,
    MANIFEST,
    NEXT,
)
from index.store.manifest import Manifest, Seals, encode_manifest
from index.store.opening import current_name, open_current
from index.store.pointer import pointer_in, pointer_line

KEPT_GENERATIONS = 2  # the live one, and the one before it for a rollback by hand
KEPT_SECONDS = 15 * 60  # since a generation was replaced: walks that began with it go on
_WRITTEN_ANEW = (LEDGER, DELETED)  # under a name that the generation before had, too
_WHOOSH_LOCK = "MAIN_WRITELOCK"  # left behind by who wrote into the folder with stock Whoosh


def start_generation(root: Path, *, copy_current: bool) -> Path:
    """Make the folder of the next generation, empty or with the live one's files in it.

    No file that was written is ever changed, so the files are hard links; all but the
    ledger, which is copied, because it will be written to.
    """
    folder = root / GENERATIONS
    folder.mkdir(exist_ok=True)
    for leftover in folder.glob("*" + BUILDING_SUFFIX):
        shutil.rmtree(leftover)
    taken = [int(p.name) for p in folder.iterdir() if p.name.isdecimal()]
    building = folder / f"{max(taken, default=0) + 1:06d}{BUILDING_SUFFIX}"
    building.mkdir()
    try:
        if copy_current:
            _link_current(root, building)
    except BaseException:  # on a full disk, say
        discard(building)
        raise
    return building


def _link_current(root: Path, building: Path) -> None:
    """Give ``building`` all files of the live generation; it must be whole."""
    live = open_current(root)
    try:
        for name, seal in live.manifest.files.items():
            source, target = live.path / name, building / name
            if name == LEDGER:
                shutil.copyfile(source, target)
                if sha256_of(target) != seal.sha256:
                    raise IndexDamaged.at(root, source, "is not what was written")
            else:
                _link_or_copy(source, target)
    finally:
        live.close()


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)


def publish(
    root: Path,
    building: Path,
    manifest: Manifest,
    inherited: Seals,
    *,
    keep_former: bool = False,
) -> Path:
    """Seal the folder ``building``, make it the live generation and remove old ones, or with
    ``keep_former`` none.

    ``inherited`` are the seals of files taken over unchanged: sealing those again would
    give a damaged file a valid seal.
    """
    (building / _WHOOSH_LOCK).unlink(missing_ok=True)
    files = {p.name: _seal(p, inherited) for p in sorted(building.iterdir())}
    sealed = replace(manifest, files=files)
    _write_synced(building / LEASE, b"")
    _write_synced(building / MANIFEST, encode_manifest(sealed))
    _sync_folder(building)
    final = building.with_name(building.name.removesuffix(BUILDING_SUFFIX))
    _write_synced(root / NEXT, pointer_line(final.name, building))
    building.rename(final)
    _sync_folder(final.parent)
    _note_replaced(root)
    (root / NEXT).rename(root / CURRENT)
    # The swap is done: what fails from here on must not tell anybody that it is not.
    with suppress(OSError):
        _sync_folder(root)
        if not keep_former:
            _remove_old(root, final.name)
    return final


def point_to(root: Path, generation: Path) -> None:
    """Make the folder ``generation``, which is whole, the live one."""
    _write_synced(root / NEXT, pointer_line(generation.name, generation))
    (root / NEXT).rename(root / CURRENT)


def finish_first(root: Path) -> None:
    """Make the first generation of an index the live one, if a run was killed when only that was
    left to do: its ``CURRENT`` has been written, and its folder has its name."""
    try:
        pointer = pointer_in(root / NEXT)
        if pointer is None or (root / CURRENT).exists():
            return
        manifest = sha256_of(root / GENERATIONS / pointer.name / MANIFEST)
    except OSError:  # there is nothing to finish
        return
    if manifest == pointer.manifest:
        (root / NEXT).rename(root / CURRENT)


def discard(building: Path) -> None:
    """Remove a generation that will not be published."""
    shutil.rmtree(building, ignore_errors=True)


def _note_replaced(root: Path) -> None:
    """Let the ``LEASE`` of the live generation say that it is being replaced now."""
    # without it, the time of the next generation tells: a first run replaces nothing, and of a
    # folder of several users not every file can be written
    with suppress(StoreError, OSError):
        name = current_name(root)
        if name is not None:
            os.utime(root / GENERATIONS / name / LEASE, follow_symlinks=False)


def _remove_old(root: Path, live: str) -> None:
    """Remove all but the last generations, save those that a searcher still reads, and those that
    were replaced less than :data:`KEPT_SECONDS` ago; these without the ledger, which is the one
    large file that is no hard link, and which no searcher reads."""
    names = sorted(p for p in (root / GENERATIONS).iterdir() if p.name.isdecimal())
    older = [p for p in names if p.name != live]
    for path in older[: max(0, len(older) - (KEPT_GENERATIONS - 1))]:
        if time.time() - _replaced(path, names) < KEPT_SECONDS:
            (path / LEDGER).unlink(missing_ok=True)
        else:
            _remove_unless_read(path)


def _replaced(path: Path, generations: Sequence[Path]) -> float:
    """When another took the place of the generation ``path``, in seconds since 1970: never too
    early."""
    newer = [other / MANIFEST for other in generations if other.name > path.name][:1]
    told = [0.0]
    for file in (path / LEASE, *newer):
        with suppress(OSError):
            told.append(file.stat().st_mtime)
    return max(told)


def _remove_unless_read(path: Path) -> None:
    try:
        lease = os.open(path / LEASE, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError:
        shutil.rmtree(path, ignore_errors=True)
        return
    try:
        fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path, ignore_errors=True)
    except BlockingIOError:
        pass  # the next reindex tries again
    finally:
        os.close(lease)


def _seal(path: Path, inherited: Seals) -> FileSeal:
    if path.name in inherited and path.name not in _WRITTEN_ANEW:
        return inherited[path.name]
    return seal_file(path)


def _write_synced(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)  # a link would have it written elsewhere, a pipe wait
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
