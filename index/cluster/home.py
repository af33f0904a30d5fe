"""What else is an index on a cluster, beside its articles, and which state of it is live?

The side index ``NAME-home`` has it:

* files (the lexicon, the groups, the ledger…): :mod:`index.cluster.files`;
* the one document ``current``: which index of articles is live, and what that is.  Writing it is
  the moment of publishing: before it everybody sees the former state, and behind it the new one.
  Only whoever read the former one can replace it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from index.cluster.connection import Cluster
from index.cluster.failures import first_index_hint, refusal
from index.errors import ClusterError, IndexBusy, IndexMissing, IndexOutdated
from index.store.checksums import FileSeal
from index.store.layout import DELETED
from index.store.manifest import SCHEMA_VERSION, FileName

CURRENT, NEXT = "current", "next"
OLDEST_STORED = 11
"""The oldest schema whose articles can be read from a cluster, if nothing else."""
KIND = "kind"
"""The field that says which documents are pieces of files (:mod:`index.cluster.files`)."""
_CONFLICT, _NOT_FOUND = 409, 404
_SEARCHED = (".lexicon", ".groups", DELETED)  # without the ledger, and what a run alone needs

T = TypeVar("T")


class ClusterManifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an index says of itself, as :class:`index.store.manifest.Manifest` does; beside that the
    average length of each text in syllables that is baked into its documents, and the newest day
    (:mod:`index.days`) of which it has an article, if any has a date."""

    schema_version: int
    built: str
    built_from: tuple[str, ...]
    articles: int
    averages: dict[str, float]
    newest_day: int | None
    files: dict[FileName, FileSeal]

    def names_of(self, *endings: str) -> list[str]:
        """The files whose names end so: ``.lexicon``, ``deleted.json``."""
        return [name for name in self.files if name.endswith(endings)]


class FormerState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A state that was replaced, and that walks which began with it go on with: ``pit`` is the
    point in time it is read at, ``""`` where ``index`` is as it was; ``until`` when that ends, in
    seconds since 1970."""

    identity: str
    index: str
    manifest: ClusterManifest
    pit: str
    until: float


class ClusterState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The live state of an index: its articles are in ``index``; ``identity`` is another whenever
    anything of it is."""

    identity: str
    index: str
    manifest: ClusterManifest
    former: tuple[FormerState, ...] = ()

    def kept_files(self) -> set[str]:
        """The SHA-256 of every file that this state needs, and of those by which a former one is
        searched."""
        kept = {seal.sha256 for seal in self.manifest.files.values()}
        for one in self.former:
            files = one.manifest.files
            kept |= {files[name].sha256 for name in one.manifest.names_of(*_SEARCHED)}
        return kept


class _Schema(msgspec.Struct):
    schema_version: int


class _Head(msgspec.Struct):
    """What every version's state says."""

    manifest: _Schema


@dataclass(frozen=True, slots=True)
class Version:
    """Which writing of a document was read: it is replaced only if it is still that; both ``None``
    for a document that is not there."""

    seq_no: int | None = None
    primary_term: int | None = None

    @property
    def condition(self) -> dict[str, Any]:
        """What a request says to write only then."""
        if self.seq_no is None:
            return {"op_type": "create"}
        return {"if_seq_no": self.seq_no, "if_primary_term": self.primary_term}


def home_of(name: str) -> str:
    """The name of the side index of the index ``name``."""
    return f"{name}-home"


def make_home(cluster: Cluster) -> None:
    """Create the side index, if it is not there: on a node, and a copy on another if there is
    one."""
    body = {
        "settings": {"index": {"number_of_shards": 1, "auto_expand_replicas": "0-1"}},
        "mappings": {"dynamic": False, "properties": {KIND: {"type": "keyword"}}},
    }
    with cluster.asking():
        made = cluster.client.indices.create(index=home_of(cluster.name), body=body, ignore=400)
    refused = made.get("error", {})
    if refused and refused["type"] != "resource_already_exists_exception":
        raise refusal(refused, made["status"], cluster.settings)


# Single documents


def read_document(cluster: Cluster, key: str, kind: type[T]) -> tuple[T | None, Version]:
    """A document of the side index as ``kind``, and which writing of it that is; ``None`` where
    there is none.  Raises :class:`ClusterError` if it is something else."""
    with cluster.asking():
        found = cluster.client.get(index=home_of(cluster.name), id=key, ignore=_NOT_FOUND)
    if not found.get("found"):
        return None, Version()
    version = Version(found["_seq_no"], found["_primary_term"])
    try:
        return msgspec.convert(found["_source"], kind), version
    except (ValueError, KeyError) as error:
        raise damaged(cluster, f"the document {key} cannot be read ({error})") from error


def write_document(
    cluster: Cluster, key: str, content: object, version: Version | None = None
) -> Version:
    """Write a document, over ``version`` only if that is given; raises :class:`IndexBusy` if
    somebody else has written it since."""
    with cluster.asking():
        written = cluster.client.index(
            index=home_of(cluster.name),
            id=key,
            body=msgspec.json.encode(content),
            params=version.condition if version is not None else {},
            ignore=_CONFLICT,
        )
    if written.get("status") == _CONFLICT:
        raise IndexBusy(
            f"{cluster.settings.where}: another reindex has written here meanwhile; nothing of "
            "this run was published, run it again"
        )
    return Version(written["_seq_no"], written["_primary_term"])


def remove_document(cluster: Cluster, key: str, version: Version | None = None) -> None:
    """Remove a document, if it is there, and still ``version`` if that is given."""
    condition = version.condition if version is not None else {}
    with cluster.asking():
        cluster.client.delete(
            index=home_of(cluster.name), id=key, params=condition, ignore=(_NOT_FOUND, _CONFLICT)
        )


# The live state


def current_state(cluster: Cluster, oldest: int = SCHEMA_VERSION) -> ClusterState:
    """The live state, in one request; ``oldest`` is the oldest schema that the caller can read.

    Raises :class:`~index.errors.IndexMissing`, :class:`~index.errors.IndexOutdated` or another
    :class:`~index.errors.StoreError`, which says which command mends it.
    """
    state, _ = versioned_state(cluster, oldest)
    if state is None:
        raise IndexMissing(f"{cluster.settings.where}: no index here; {first_index_hint()}")
    return state


def versioned_state(
    cluster: Cluster, oldest: int = SCHEMA_VERSION, key: str = CURRENT
) -> tuple[ClusterState | None, Version]:
    """The live state, and which writing of it that is; ``None`` where there is no index."""
    found, version = read_document(cluster, key, dict[str, Any])
    if found is None:
        return None, version
    try:
        schema = msgspec.convert(found, _Head).manifest.schema_version
        if not oldest <= schema <= SCHEMA_VERSION:
            raise IndexOutdated(
                f"{cluster.settings.where}: the index has schema {schema}, this version reads "
                f"{SCHEMA_VERSION}; {upgrade_hint(cluster.name)}"
            )
        return msgspec.convert(found, ClusterState), version
    except msgspec.ValidationError as error:
        raise damaged(cluster, f"the document {key} cannot be read ({error})") from error


def publish_state(cluster: Cluster, state: ClusterState, over: Version) -> Version:
    """Make ``state`` the live one, in the place of what was read as ``over``."""
    return write_document(cluster, CURRENT, state, over)


def now() -> float:
    """Seconds since 1970."""
    return time.time()


# What to do


def upgrade_hint(name: str) -> str:
    """The end of a sentence that says how to bring the index ``name`` to this version."""
    return f"have it {anew_hint(name)}, or {rebuild_hint()}"


def anew_hint(name: str) -> str:
    """The end of a sentence that says how to build the index ``name`` anew without sources."""
    return (
        f"built anew of its own articles with: reindex --engine opensearch --from-index "
        f"opensearch:{name}"
    )


def rebuild_hint() -> str:
    """The end of a sentence that says how to replace an index by a new one."""
    return "rebuild it with: reindex --engine opensearch --fresh SOURCE"


def damaged(cluster: Cluster, what: str) -> ClusterError:
    """The error for an index of which something is not what was written."""
    return ClusterError(
        f"{cluster.settings.where}: {what}; the index is damaged, {upgrade_hint(cluster.name)}"
    )
