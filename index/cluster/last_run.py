"""What came of the last run on a cluster?  A document beside the files of the index.

Nothing hangs on it, as in a folder (:mod:`index.store.last_run`): one that cannot be read is as
good as none, and one that cannot be written stops nobody.
"""

from __future__ import annotations

from contextlib import suppress

from index.cluster.connection import Cluster
from index.cluster.home import read_document, write_document
from index.errors import StoreError
from index.store.last_run import LastRun

LAST_RUN = "last-run"


def write_last_run(cluster: Cluster, run: LastRun) -> None:
    """Let ``run`` be the last one of the index."""
    with suppress(StoreError):
        write_document(cluster, LAST_RUN, run)


def read_last_run(cluster: Cluster) -> LastRun | None:
    """The last run of the index; ``None`` where nothing is known of it."""
    with suppress(StoreError):
        return read_document(cluster, LAST_RUN, LastRun)[0]
    return None
