"""What was live before a run, and which states do walks still go on with when it is over?"""

from __future__ import annotations

from dataclasses import dataclass

from index.cluster import indexes
from index.cluster.connection import Cluster
from index.cluster.home import ClusterState, FormerState, Version, now
from index.errors import ClusterError

KEPT_SECONDS = 15 * 60  # since a state was replaced: walks that began with it go on


@dataclass(frozen=True, slots=True)
class Former:
    """What was live before a run: its state, ``None`` if there is none or it cannot be read; its
    index, if it has one; and which writing of ``current`` that is."""

    state: ClusterState | None
    index: str | None
    version: Version

    def kept_with(
        self, cluster: Cluster, replaced: ClusterState | None, pit: str
    ) -> tuple[FormerState, ...]:
        """The states that walks may be on: that which is ``replaced`` now, which ``pit`` leads to
        if its index is written on, and those before it."""
        known = self.state.former if self.state is not None else ()
        numbers = indexes.existing(cluster)
        kept = [
            one
            for one in known
            if one.until > now() and indexes.number_of(cluster, one.index) in numbers
        ]
        if replaced is not None:
            until = now() + KEPT_SECONDS
            kept.append(
                FormerState(replaced.identity, replaced.index, replaced.manifest, pit, until)
            )
        return tuple(kept)


def point_in_time(cluster: Cluster, index: str) -> str:
    """One on the live state, before anything new is seen; ``""`` if there are too many."""
    try:
        with cluster.asking():
            made = cluster.client.create_pit(index=index, params={"keep_alive": f"{KEPT_SECONDS}s"})
    except ClusterError:
        return ""
    return str(made["pit_id"])
