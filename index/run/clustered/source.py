"""How is another index read that is on a cluster?  Its articles by a walk, its ledger as a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.article import Article
from index.cluster.articles import article_in, every_document
from index.cluster.connection import Cluster, open_cluster
from index.cluster.files import fetch_files
from index.cluster.home import OLDEST_STORED, ClusterState, current_state
from index.cluster.settings import ClusterSettings
from index.codec.segment_infos import SEGMENTS_SUFFIX
from index.errors import StoreError
from index.run.clustered.shipping import WRITE_TIMEOUT
from index.run.salvage import Trusted, Unreadable
from index.store.condition import Condition
from index.store.layout import DELETED, LEDGER
from index.store.manifest import Manifest


@dataclass(frozen=True, slots=True)
class ClusterSource:
    """The live state of an index on a cluster, with what was brought of its files to ``folder``;
    ``damage`` says what could not be."""

    cluster: Cluster
    state: ClusterState
    folder: Path
    damage: dict[str, str]

    def read(self, _: Condition, __: Trusted) -> Iterator[Article | Unreadable]:
        """All its articles; the cluster's own checksums vouch for them."""
        for name, source in every_document(self.cluster, self.state.index):
            try:
                yield article_in(source)
            except ValueError as error:
                yield Unreadable(f"{self.state.index}/{name}", str(error))


@contextmanager
def readable(settings: ClusterSettings) -> Iterator[ClusterSource]:
    """The index, for as long as the block runs."""
    cluster = open_cluster(settings, timeout=WRITE_TIMEOUT)
    try:
        state = current_state(cluster, OLDEST_STORED)
        with tempfile.TemporaryDirectory(prefix="timbao-") as scratch:
            folder, damage = Path(scratch), {}
            for name in state.manifest.names_of(LEDGER, DELETED, SEGMENTS_SUFFIX):
                try:
                    fetch_files(cluster, state.manifest.files, [name], folder)
                except StoreError as error:
                    damage[name] = str(error)
            yield ClusterSource(cluster, state, folder, damage)
    finally:
        cluster.client.close()


def condition_of(source: ClusterSource) -> Condition:
    """What is known of its files, as of those of a generation."""
    own = source.state.manifest
    files = {name: own.files[name] for name in own.names_of(LEDGER, DELETED, SEGMENTS_SUFFIX)}
    manifest = Manifest(own.schema_version, own.built, own.built_from, own.articles, files)
    return Condition(source.folder, manifest, source.damage)
