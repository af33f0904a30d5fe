"""What can go wrong between a file of articles and a searchable index?

IndexingError
├── SourceError         a source that cannot be read at all
│   └── UsageError      options that ask for what does not exist
├── UnknownArticle      an id that the index knows nothing of
├── Interrupted         a run that somebody ended, and that left the index as it was
├── NothingToIndex      a run that would leave no article
├── StoreError          the index folder cannot be used
│   ├── IndexMissing    there is no index in it yet
│   ├── IndexOutdated   the index has a schema that this version does not read
│   ├── IndexDamaged    a file of the index is gone or is not what was written
│   ├── GenerationGone  a former state of the index can no longer be opened
│   ├── IndexBusy       another reindex is writing
│   └── ClusterError    a cluster cannot be used
│       ├── ClusterUnreachable   nobody answers, or not in time, or a shard is lost
│       └── ClusterFull          a disk of it is full, so that nothing can be written
└── SegmentDamaged      what stands in a file of arrays, or in the list of segments, cannot be

Messages are for people: they name the file and, where there is one, the command that mends it.
:class:`SegmentDamaged` alone knows only of its file; who knows the index folder turns it into
:class:`IndexDamaged`.  A record that cannot become an article is none of these: it is a
:class:`~index.article.Reject`, and the run goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from index.article import Reject


class IndexingError(Exception):
    """The root: catch this to catch all that :mod:`index` raises on purpose."""


class SourceError(IndexingError):
    """A source that cannot be read at all; the message names it and the way out."""


class UsageError(SourceError):
    """Options that ask for what does not exist."""


class NothingToIndex(IndexingError):
    """The run would leave no article at all; ``rejects`` says what was found instead."""

    def __init__(self, message: str, rejects: Sequence[Reject]) -> None:
        super().__init__(message)
        self.rejects = rejects


class Interrupted(IndexingError):
    """Somebody ended the run before anything could be committed."""


class UnknownArticle(IndexingError):
    """An article is named that is not there; the message names it."""


class StoreError(IndexingError):
    """The index folder cannot be used; the message says why and what to do."""


class IndexMissing(StoreError):
    """There is no index in the folder yet."""


class IndexOutdated(StoreError):
    """The index was built by a version whose schema this one does not read."""


class IndexDamaged(StoreError):
    """A file of the index is gone or is not what was written."""

    @classmethod
    def at(cls, root: Path, path: Path, what: str) -> Self:
        """The error for the index in ``root``, whose file ``path`` has the damage ``what``."""
        return cls(f"{path}: {what}; the index is damaged, {mend_hint(root)}")


class GenerationGone(StoreError):
    """A former generation was asked for by its name, and can no longer be opened."""


class IndexBusy(StoreError):
    """Another reindex is writing."""


class ClusterError(StoreError):
    """A cluster cannot be used: another version, a wrong password, an answer that makes no sense;
    the message says what to do."""


class ClusterUnreachable(ClusterError):
    """Nobody answers, or not in time, or not all of the index is there: it may pass."""


class ClusterFull(ClusterError):
    """Nothing can be written, because a disk of the cluster is or was full."""


class SegmentDamaged(IndexingError, ValueError):
    """A file is not what was written: something in it breaks off or points outside."""


def mend_hint(root: Path) -> str:
    """The end of a sentence that says how to mend the index in ``root``."""
    return f"mend it with: reindex --repair --index {root}, or {rebuild_hint(root)}"


def upgrade_hint(root: Path) -> str:
    """The end of a sentence that says how to bring the index in ``root`` to this version."""
    anew = f"reindex --from-index {root} --index {root}"
    return f"build it anew of its own articles with: {anew}, or {rebuild_hint(root)}"


def rebuild_hint(root: Path) -> str:
    """The end of a sentence that says how to replace the index in ``root`` by a new one."""
    return f"rebuild it with: reindex --fresh --index {root} SOURCE"


def build_hint(root: Path) -> str:
    """The end of a sentence that says how to build a first index in ``root``."""
    return f"build one with: reindex --index {root} SOURCE"
