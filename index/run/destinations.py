"""Is the index of a plan in a folder, or on a cluster?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from index.run.clustered.destination import ClusterDestination
from index.run.destination import Destination
from index.run.folder import FolderDestination
from index.run.plan import Plan


@contextmanager
def destination_of(plan: Plan) -> Iterator[Destination]:
    """Where ``plan`` has an index come to be, for as long as the block runs."""
    if plan.cluster is None:
        yield FolderDestination(plan)
        return
    with ClusterDestination.opened(plan, plan.cluster) as destination:
        yield destination
