"""How does an index come to be on a cluster?  Beside the live one, or on it, and seen all at once.

A new index is written beside the live one, and what was written on the live one is not seen before
the last step.  Everything else that an index is (:mod:`index.cluster.home`) is made in a folder of
this machine, and kept on the cluster when it is done.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Self

import msgspec

from index.cluster import indexes
from index.cluster.connection import Cluster, open_cluster
from index.cluster.failures import first_index_hint
from index.cluster.files import fetch_files
from index.cluster.home import (
    CURRENT,
    ClusterState,
    damaged,
    read_document,
    rebuild_hint,
    versioned_state,
)
from index.cluster.last_run import write_last_run
from index.cluster.lock import Held, holding
from index.cluster.settings import ClusterSettings
from index.errors import IndexingError, IndexMissing, StoreError
from index.groups.file import read_groups
from index.run.clustered.building import ClusterBuilding
from index.run.clustered.former import Former
from index.run.clustered.mending import finish
from index.run.clustered.shipping import WRITE_TIMEOUT
from index.run.ledger import Ledger
from index.run.noting import noting
from index.run.plan import Plan
from index.run.report import Report, Tally
from index.store.deleted import read_deleted
from index.store.layout import DELETED, LEDGER


class ClusterDestination:
    """The index of ``plan`` on a cluster."""

    def __init__(self, plan: Plan, cluster: Cluster) -> None:
        self._plan, self._cluster = plan, cluster
        self._held: Held | None = None
        self.where = cluster.settings.where
        self.rebuild_hint = rebuild_hint()

    @classmethod
    @contextmanager
    def opened(cls, plan: Plan, settings: ClusterSettings) -> Iterator[Self]:
        """The index, for as long as the block runs."""
        cluster = open_cluster(settings, timeout=WRITE_TIMEOUT)
        try:
            yield cls(plan, cluster)
        finally:
            cluster.client.close()

    def exists(self) -> bool:
        """Whether there is an index."""
        return read_document(self._cluster, CURRENT, dict[str, Any])[0] is not None

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """Hold the right to write."""
        with holding(self._cluster, self._plan.wait, self._plan.stop) as (held, waited):
            self._held = held
            yield waited

    def noting(self) -> AbstractContextManager[Callable[[Report], None]]:
        """Note what comes of the run in the block."""
        return noting(partial(write_last_run, self._cluster))

    def is_live(self) -> bool:
        """Whether there is an index; one that was all but published is."""
        finish(self._cluster, partial(indexes.refresh, self._cluster))
        state, _ = versioned_state(self._cluster)
        if state is not None and indexes.shards_of(self._cluster, state.index) is None:
            raise damaged(self._cluster, f"the index {state.index} is missing")
        return state is not None

    def start(self, *, on_live: bool) -> ClusterBuilding:
        """Begin to build, once what runs before this have left is gone."""
        indexes.check_name(self._cluster)
        former = self._former(on_live=on_live)
        if self._held is None:
            raise RuntimeError("only who has the right to write may build")
        start = ClusterBuilding.on_live if on_live else ClusterBuilding.beside
        return start(self._plan, self._cluster, former, self._held)

    def _former(self, *, on_live: bool) -> Former:
        """What is there; to be replaced it need not be readable."""
        found, version = read_document(self._cluster, CURRENT, dict[str, Any])
        if on_live:
            state, version = versioned_state(self._cluster)
            return Former(state, state.index if state else None, version)
        with suppress(msgspec.ValidationError):
            readable = msgspec.convert(found, ClusterState)
            return Former(readable, readable.index, version)
        index = (found or {}).get("index")
        return Former(None, index if isinstance(index, str) else None, version)

    def copy_ledger(self, folder: Path) -> int | None:
        """Copy the live ledger."""
        state, _ = versioned_state(self._cluster)
        if state is None:
            return None
        files = state.manifest
        fetch_files(self._cluster, files.files, [LEDGER, *files.names_of(".groups")], folder)
        return len(read_groups(folder).members)

    def carry_over(self, ledger: Ledger, tally: Tally) -> None:
        """Let what the index knows of single articles outlive it."""
        former = self._former(on_live=False)
        if former.state is None:
            if former.index is not None:
                tally.notes.append(
                    f"{self.where}: what was known of single articles cannot be read: those that "
                    "were deleted have come in again, and all count as indexed first now"
                )
            return
        try:
            with tempfile.TemporaryDirectory(prefix="timbao-") as scratch:
                folder = Path(scratch)
                fetch_files(self._cluster, former.state.manifest.files, [LEDGER], folder)
                ledger.carry_over(folder / LEDGER)
        except (StoreError, KeyError, sqlite3.Error) as error:
            self._keep_deleted(former.state, ledger, tally, str(error))

    def _keep_deleted(self, state: ClusterState, ledger: Ledger, tally: Tally, error: str) -> None:
        lost = "all articles count as indexed first now"
        try:
            with tempfile.TemporaryDirectory(prefix="timbao-") as scratch:
                files = state.manifest
                fetch_files(self._cluster, files.files, files.names_of(DELETED), Path(scratch))
                for article_id in read_deleted(Path(scratch)):
                    ledger.delete(article_id)
        except IndexingError:
            lost = (
                f"articles that were deleted have come in again, and {lost}; delete them anew "
                "with --delete"
            )
        tally.notes.append(f"{LEDGER}: cannot be read ({error}): {lost}")

    def missing(self) -> StoreError:
        """The error for there being no index."""
        return IndexMissing(f"{self.where}: no index here; {first_index_hint()}")

    def damaged(self, path: Path, what: str) -> StoreError:
        """The error for a file of it that is not what was written."""
        return damaged(self._cluster, f"{path.name}: {what}")
