"""What is left of a run that was killed while it wrote on the live index?  Nothing, after this.

What a run writes is not seen before the one refresh at its end, but it is there.  So before
it changes anything of an article it says so in a *journal* on the cluster; a run that finds one
writes what searches see in the place of what it names.  If the cluster had shown any of it
meanwhile, as when a node was started again, what the ledger does not know goes, and what it knows
otherwise is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from index.cluster.articles import KeptArticle, published_articles
from index.cluster.connection import Cluster
from index.cluster.home import (
    ClusterState,
    Version,
    publish_state,
    read_document,
    remove_document,
    versioned_state,
    write_document,
)
from index.cluster.mapping import document_id
from index.errors import ClusterError
from index.run.clustered.shipping import Target, cluster_of, put
from index.run.rebuilt_ledger import RebuiltLedger
from index.run.settling import content_hash

_NEXT = "next"
_AT_ONCE = 250


class _Entry(msgspec.Struct, frozen=True):
    """What was about to be changed on the state ``identity``: articles, by their ids, and documents
    by their names, of articles that stay what they are."""

    identity: str
    ids: tuple[str, ...]
    documents: tuple[str, ...] = ()


class _Next(msgspec.Struct, frozen=True):
    """A state that is wholly written, and is to be published in the place of ``identity``."""

    identity: str
    state: ClusterState


class Journal:
    """What was announced on the state ``identity`` of an index."""

    def __init__(self, cluster: Cluster, identity: str) -> None:
        self._cluster, self._identity = cluster, identity
        self._length = sum(1 for _ in self.entries())

    @property
    def is_begun(self) -> bool:
        """Whether anything was announced."""
        return self._length > 0

    def announce(self, ids: Sequence[str], documents: Sequence[str] = ()) -> None:
        """Say that these articles are about to be changed, or these documents of articles that stay
        what they are."""
        entry = _Entry(self._identity, tuple(ids), tuple(documents))
        write_document(self._cluster, _key(self._length), entry)
        self._length += 1

    def entries(self) -> Iterator[_Entry]:
        """All that was announced, in order; of other states too, if a run was killed before it had
        removed that."""
        number = 0
        while True:
            entry, _ = read_document(self._cluster, _key(number), _Entry)
            if entry is None:
                return
            yield entry
            number += 1

    def own(self) -> Iterator[_Entry]:
        """What was announced on this state."""
        return (entry for entry in self.entries() if entry.identity == self._identity)

    def clear(self) -> None:
        """Forget all, the last first: a journal is read up to the first that is missing."""
        for number in reversed(range(self._length)):
            remove_document(self._cluster, _key(number))
        self._length = 0


def take_back(
    journal: Journal,
    target: Target,
    stories: Mapping[int, int],
    folder: Path,
    refresh: Callable[[], None],
) -> None:
    """Take back what a killed run has announced in ``journal`` and written; the ledger of the live
    state is in ``folder``."""
    if not journal.is_begun:
        return
    cluster = cluster_of(target.settings)
    with closing(RebuiltLedger(folder)) as ledger:
        for entry in journal.own():
            for some in _slices(entry.ids):
                names = [*map(document_id, some)]
                seen = published_articles(cluster, target.index, names)
                put(target, names, _settle(some, seen, ledger), stories)
            for others in _slices(entry.documents):
                put(target, others, published_articles(cluster, target.index, others), stories)
    refresh()
    journal.clear()


def _slices(items: Sequence[str]) -> Iterator[Sequence[str]]:
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))


def _settle(
    ids: Sequence[str], seen: Mapping[str, KeptArticle], ledger: RebuiltLedger
) -> Mapping[str, KeptArticle]:
    """Have the ledger agree with what searches see of these articles, as it does as a rule; return
    what of that it knows."""
    settled = {}
    for article_id in dict.fromkeys(ids):
        name = document_id(article_id)
        known, kept = ledger.lookup(article_id), seen.get(name)
        if known is None:
            continue
        if kept is None:
            ledger.forget_content(article_id)
            continue
        settled[name] = kept
        if known[0] != content_hash(kept.article):
            ledger.replace_content(article_id, content_hash(kept.article))
    return settled


# The last step


def note_next(cluster: Cluster, state: ClusterState, over: str) -> None:
    """Say that all of ``state`` is written, which is to be published over the state of the identity
    ``over``: from now on it is finished, not taken back."""
    write_document(cluster, _NEXT, _Next(over, state))


def publish_next(
    cluster: Cluster, state: ClusterState, over: Version, refresh: Callable[[], None]
) -> None:
    """Have searches see what was written, and publish ``state``."""
    refresh()
    seen = count_seen(cluster, state.index)
    if seen != state.manifest.articles:
        raise miscounted(cluster, state.index, seen, state.manifest.articles)
    publish_state(cluster, state, over)
    remove_document(cluster, _NEXT)


def finish(cluster: Cluster, refresh: Callable[[str], None]) -> None:
    """Publish what a run had written wholly before it was killed, if one had."""
    following, _ = read_document(cluster, _NEXT, _Next)
    if following is None:
        return
    live, version = versioned_state(cluster)
    if live is None or live.identity != following.identity:
        remove_document(cluster, _NEXT)
        return
    index = following.state.index
    publish_next(cluster, following.state, version, lambda: refresh(index))


def count_seen(cluster: Cluster, index: str) -> int:
    """How many articles searches see, by the first copies of shards: others may lag behind."""
    with cluster.asking():
        answer = cluster.client.count(index=index, params={"preference": "_primary"})
    shards = answer["_shards"]
    if shards["successful"] != shards["total"]:
        raise ClusterError(f"{cluster.settings.where}: not all shards of {index} could be counted")
    return int(answer["count"])


def miscounted(cluster: Cluster, index: str, seen: int, written: int) -> ClusterError:
    """The error for an index that has not what was written."""
    return ClusterError(
        f"{cluster.settings.where}: {index} has {seen:,} articles where {written:,} were written; "
        "nothing of this run was published; build it anew with: reindex --engine opensearch "
        f"--from-index opensearch:{cluster.name}, or --fresh SOURCE"
    )


def _key(number: int) -> str:
    return f"journal:{number}"
