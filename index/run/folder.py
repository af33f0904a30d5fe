"""How does an index come to be in a folder?  In a generation of its own beside the live one.

Whatever goes wrong, that is thrown away and the live index is as it was.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from shutil import copyfile

from index.codec.segment_infos import ARRAYS_SUFFIX
from index.errors import (
    IndexDamaged,
    IndexMissing,
    SegmentDamaged,
    StoreError,
    build_hint,
    rebuild_hint,
)
from index.groups.file import read_groups
from index.run.ledger import Ledger
from index.run.noting import noting
from index.run.plan import Plan
from index.run.report import Report, Tally
from index.run.writer import IndexWriter
from index.store.checksums import damage_of
from index.store.deleted import read_deleted
from index.store.generations import discard, finish_first, publish, start_generation
from index.store.last_run import write_last_run
from index.store.layout import LEDGER
from index.store.lock import writing
from index.store.manifest import SCHEMA_VERSION, Manifest
from index.store.opening import current_name, former_generation, open_current


class FolderBuilding:
    """A generation that is being built; ``live`` is the manifest of what it was copied from."""

    def __init__(self, plan: Plan, folder: Path, live: Manifest | None) -> None:
        self.folder = folder
        self.built_from = live.built_from if live else ()
        self._plan = plan
        self._seals = live.files if live else {}

    def writer(self) -> IndexWriter:
        """What writes its articles."""
        for name in self._seals:  # of segments, only what is merged
            if not name.endswith(ARRAYS_SUFFIX) and name != LEDGER:
                self._check(name)
        plan = self._plan
        return IndexWriter(self.folder, jobs=plan.jobs, memory=plan.memory, check=self._check)

    def _check(self, name: str) -> None:
        """Refuse to build on a file of the live index that is not what was written."""
        path = self.folder / name
        what = damage_of(path, self._seals[name]) if name in self._seals else None
        if what is not None:
            raise IndexDamaged.at(self._plan.root, path, what)

    def publish(
        self, built_from: Sequence[str], articles: int, *, keep_former: bool = False
    ) -> Sequence[str]:
        """Make it the live generation."""
        built = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(SCHEMA_VERSION, built, tuple(built_from), articles, {})
        publish(self._plan.root, self.folder, manifest, self._seals, keep_former=keep_former)
        return ()

    def discard(self) -> None:
        """Remove it; after publishing there is nothing of that name, and what cannot be removed the
        next run does."""
        discard(self.folder)


class FolderDestination:
    """The index in the folder ``plan.root``."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._root = plan, plan.root
        self.where = str(plan.root)
        self.rebuild_hint = rebuild_hint(plan.root)

    def exists(self) -> bool:
        """Whether the folder is there."""
        return self._root.is_dir()

    def writing(self) -> AbstractContextManager[bool]:
        """Hold the right to write."""
        return writing(self._root, self._plan.wait, self._plan.stop)

    def noting(self) -> AbstractContextManager[Callable[[Report], None]]:
        """Note what comes of the run in the block."""
        return noting(partial(write_last_run, self._root))

    def is_live(self) -> bool:
        """Whether there is an index, once it has been found whole."""
        finish_first(self._root)
        if current_name(self._root) is None:
            return False
        open_current(self._root).close()
        return True

    def start(self, *, on_live: bool) -> FolderBuilding:
        """Begin a generation."""
        folder = start_generation(self._root, copy_current=on_live)
        return FolderBuilding(self._plan, folder, self._live_manifest() if on_live else None)

    def _live_manifest(self) -> Manifest:
        live = open_current(self._root)
        live.close()
        return live.manifest

    def copy_ledger(self, folder: Path) -> int | None:
        """Copy the live ledger."""
        if current_name(self._root) is None:
            return None
        live = open_current(self._root)
        try:
            copyfile(live.path / LEDGER, folder / LEDGER)
            return len(read_groups(live.path).members)
        except SegmentDamaged as error:
            raise self.damaged(live.path, str(error)) from error
        finally:
            live.close()

    def carry_over(self, ledger: Ledger, tally: Tally) -> None:
        """Let what the index knows of single articles outlive it."""
        former = former_generation(self._root)
        if former is None:
            return
        try:
            ledger.carry_over(former / LEDGER)
        except sqlite3.Error as error:
            lost = "all articles count as indexed first now"
            try:
                for article_id in read_deleted(former):
                    ledger.delete(article_id)
            except SegmentDamaged:
                lost = (
                    f"articles that were deleted have come in again, and {lost}; "
                    "delete them anew with --delete"
                )
            tally.notes.append(f"{former / LEDGER}: cannot be read ({error}): {lost}")

    def missing(self) -> StoreError:
        """The error for there being no index."""
        return IndexMissing(f"{self._root}: no index here; {build_hint(self._root)}")

    def damaged(self, path: Path, what: str) -> StoreError:
        """The error for a file of it that is not what was written."""
        return IndexDamaged.at(self._root, path, what)
