"""What does a run make of an index on a cluster, step by step, until it is the live one?"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import msgspec

from index.cluster import indexes
from index.cluster.connection import Cluster
from index.cluster.files import drop_files, fetch_files, store_file
from index.cluster.home import (
    ClusterManifest,
    ClusterState,
    FormerState,
    anew_hint,
    damaged,
    publish_state,
    versioned_state,
)
from index.cluster.lock import Held
from index.cluster.prints import average_lengths
from index.days import MINUTES_A_DAY, UNDATED
from index.errors import StoreError
from index.groups.file import read_groups
from index.run.clustered.former import Former, point_in_time
from index.run.clustered.mending import (
    Journal,
    count_seen,
    miscounted,
    note_next,
    publish_next,
    take_back,
)
from index.run.clustered.parts import COUNTS, PRINTS, Parts
from index.run.clustered.shipping import Target
from index.run.clustered.writer import ClusterWriter, Hooks
from index.run.plan import Plan
from index.store.checksums import FileSeal
from index.store.layout import DELETED, LEDGER
from index.store.manifest import SCHEMA_VERSION

DEFAULT_SHARDS = 1
_WRITTEN_ANEW = (LEDGER, DELETED)  # under a name that the state before had, too
_MARK_DIGITS = 12
_TAKEN_BACK = "nobody sees what this run wrote there, and the next reindex takes it back"
_DRIFT = 0.1  # of average lengths
_TELLING = 1000  # articles


class ClusterBuilding:
    """An index that is being built, on the live one or beside it."""

    def __init__(
        self,
        plan: Plan,
        cluster: Cluster,
        former: Former,
        held: Held,
        target: Target,
        *,
        is_new: bool,
    ) -> None:
        self._plan, self._cluster, self._former = plan, cluster, former
        self._check = held.check
        self._target, self._is_new = target, is_new
        live = former.state if former.state is not None and not is_new else None
        self._live = live
        self.built_from = live.manifest.built_from if live is not None else ()
        self._files: Mapping[str, FileSeal] = live.manifest.files if live is not None else {}
        self.folder = Path(tempfile.mkdtemp(prefix="timbao-"))
        self._is_done = False
        self._journal: Journal | None = None
        self._writer: ClusterWriter | None = None
        self._parts: Parts | None = None

    @classmethod
    def beside(cls, plan: Plan, cluster: Cluster, former: Former, held: Held) -> Self:
        """A new index beside the live one, which is numbered behind all that there are."""
        _remove_leftovers(cluster, former.index)
        numbers = indexes.existing(cluster)
        shards = plan.shards
        if shards is None and former.index is not None:
            shards = indexes.shards_of(cluster, former.index)
        number = max(numbers, default=0) + 1
        index = indexes.create(cluster, number, shards or DEFAULT_SHARDS)
        target = Target(cluster.settings, index, held.turn, {})
        return cls(plan, cluster, former, held, target, is_new=True)

    @classmethod
    def on_live(cls, plan: Plan, cluster: Cluster, former: Former, held: Held) -> Self:
        """The live index, as it was published."""
        state = former.state
        if state is None:
            raise damaged(cluster, "nothing says which index is live")
        _remove_leftovers(cluster, state.index)
        number = indexes.number_of(cluster, state.index)
        if number is None or cluster.name not in indexes.existing(cluster).get(number, ()):
            indexes.lead_to(cluster, state.index)
        target = Target(cluster.settings, state.index, held.turn, state.manifest.averages)
        building = cls(plan, cluster, former, held, target, is_new=False)
        try:
            building._take_over(state)
        except BaseException:
            building.discard()
            raise
        return building

    def _take_over(self, state: ClusterState) -> None:
        """Bring what a run needs of the live state, and take back what a killed one has left."""
        names = [name for name in self._files if not name.endswith((COUNTS, PRINTS))]
        fetch_files(self._cluster, self._files, names, self.folder)
        groups = read_groups(self.folder)
        stories = dict(zip(groups.members.tolist(), groups.names.tolist(), strict=True))
        self._journal = Journal(self._cluster, state.identity)
        take_back(self._journal, self._target, stories, self.folder, self._refresh)

    def writer(self) -> ClusterWriter:
        """What writes its articles."""
        self._parts = Parts(self.folder, self._fetch)
        hooks = Hooks(self._check)
        if self._journal is not None:
            hooks = Hooks(self._check, self._journal.announce)
        self._writer = ClusterWriter(
            self._target, self._parts, hooks, jobs=self._plan.jobs, memory=self._plan.memory
        )
        return self._writer

    def _fetch(self, name: str) -> None:
        if name not in self._files:
            raise damaged(self._cluster, f"the file {name} is missing")
        fetch_files(self._cluster, self._files, [name], self.folder)

    def _refresh(self) -> None:
        indexes.refresh(self._cluster, self._target.index)

    # The last steps

    def publish(
        self, built_from: Sequence[str], articles: int, *, keep_former: bool = False
    ) -> Sequence[str]:
        """Make it the live one."""
        self._check()
        if self._is_new:
            notes = self._publish_new(built_from, articles)
        else:
            notes = self._publish_on_live(built_from, articles)
        # What fails from here on must not tell anybody that the index is not what it is.
        with suppress(StoreError):
            self._tidy(keep_former=keep_former)
        return notes

    def _publish_new(self, built_from: Sequence[str], articles: int) -> list[str]:
        index = self._target.index
        self._refresh()
        seen = count_seen(self._cluster, index)
        if seen != articles:
            raise miscounted(self._cluster, index, seen, articles)
        replicas = self._plan.replicas
        if replicas is None:
            replicas = min(1, indexes.data_nodes(self._cluster) - 1)
        late = indexes.copy_shards(self._cluster, index, replicas, self._plan.stop)
        former = self._former.state
        state = self._state(
            built_from, articles, self._former.kept_with(self._cluster, former, pit="")
        )
        self._check()
        publish_state(self._cluster, state, self._former.version)
        self._is_done = True
        with suppress(StoreError):  # the next run does it
            indexes.lead_to(self._cluster, index)
        return [late] if late is not None else []

    def _publish_on_live(self, built_from: Sequence[str], articles: int) -> list[str]:
        live = self._former.state
        if live is None:
            raise damaged(self._cluster, "nothing says which index is live")
        pit = point_in_time(self._cluster, live.index)
        state = self._state(
            built_from, articles, self._former.kept_with(self._cluster, live if pit else None, pit)
        )
        self._check()
        note_next(self._cluster, state, live.identity)
        publish_next(self._cluster, state, self._former.version, self._refresh)
        self._is_done = True
        return self._drift(state)

    def _drift(self, state: ClusterState) -> list[str]:
        """A sentence where the lengths of texts are not those that are baked in any more."""
        baked = state.manifest.averages
        found = average_lengths([*self._parts.living()]) if self._parts is not None else baked
        drifted = ", ".join(
            name for name, own in found.items() if abs(own - baked[name]) > _DRIFT * baked[name]
        )
        if not drifted or state.manifest.articles < _TELLING:
            return []
        anew = anew_hint(self._cluster.name)
        return [f"{drifted}: of another length than when it was begun; it ranks better {anew}"]

    def _state(
        self, built_from: Sequence[str], articles: int, formers: tuple[FormerState, ...]
    ) -> ClusterState:
        """The state that is built, all files of which are kept on the cluster then."""
        if self._parts is None or self._writer is None:
            raise damaged(self._cluster, "nothing was written")
        published = [
            int(prints.published[alive].max())
            for prints, alive in self._parts.living()
            if alive.any()
        ]
        newest = max(published, default=UNDATED)
        manifest = ClusterManifest(
            schema_version=SCHEMA_VERSION,
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            built_from=tuple(built_from),
            articles=articles,
            averages=dict(self._writer.target.averages),
            newest_day=newest // MINUTES_A_DAY if newest != UNDATED else None,
            files=self._store(),
        )
        mark = hashlib.sha256(msgspec.json.encode(manifest)).hexdigest()[:_MARK_DIGITS]
        number = self._target.index.rpartition("-")[2]
        return ClusterState(f"{number}.{mark}", self._target.index, manifest, formers)

    def _store(self) -> dict[str, FileSeal]:
        """Keep every file on the cluster; those that are as they were are there."""
        own = {path.name for path in self.folder.iterdir() if path.is_file()}
        names = sorted({*own, *(self._parts.files() if self._parts is not None else ())})
        return {name: self._seal(name) for name in names}

    def _seal(self, name: str) -> FileSeal:
        if name in self._files and name not in _WRITTEN_ANEW:
            return self._files[name]
        return store_file(self._cluster, self.folder / name)

    def _tidy(self, *, keep_former: bool) -> None:
        """Remove what nobody needs any more."""
        if self._journal is not None:
            self._journal.clear()
        numbers = sorted(indexes.existing(self._cluster))
        live = indexes.number_of(self._cluster, self._target.index)
        older = [number for number in numbers if live is not None and number < live]
        for number in older[: -(indexes.KEPT_INDEXES - 1)] if not keep_former else ():
            indexes.remove(self._cluster, number)
        state, _ = versioned_state(self._cluster)
        if state is not None:
            drop_files(self._cluster, state.kept_files())

    def discard(self) -> str | None:
        """Remove what was begun, unless it is live; what the cluster does not get to remove the
        next run does."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._is_done:
            return None
        index = self._target.index
        if not self._is_new:
            is_touched = self._journal is not None and self._journal.is_begun
            return f"{index}: {_TAKEN_BACK}" if is_touched else None
        try:
            indexes.remove(self._cluster, indexes.number_of(self._cluster, index) or 0)
        except StoreError:
            return f"{index} is left over: the next reindex removes it, or DELETE /{index}"
        return None


def _remove_leftovers(cluster: Cluster, live: str | None) -> None:
    """Remove the indexes that runs before this one have begun and not published."""
    number = indexes.number_of(cluster, live) if live is not None else None
    for other, aliases in indexes.existing(cluster).items():
        is_newer = number is None or other > number
        if is_newer and cluster.name not in aliases:
            indexes.remove(cluster, other)
