"""What else is an index on a cluster, beside its articles, and which state of it is live?

The side index ``NAME-home`` has it:

* files (the lexicon, the groups, the ledger…), cut into documents ``<sha256>:<n>``, each packed on
  its own.  A file is known by what it holds, so two states share what they have in common;
* the one document ``current``: which index of articles is live, and what that is.  Writing it is
  the moment of publishing: before it everybody sees the former state, and behind it the new one.
  Only whoever read the former one can replace it.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import zstandard

from index.cluster.connection import Cluster
from index.cluster.failures import first_index_hint
from index.errors import ClusterError, IndexBusy, IndexMissing, IndexOutdated
from index.store.checksums import FileSeal
from index.store.layout import DELETED
from index.store.manifest import SCHEMA_VERSION, FileName

CURRENT, NEXT = "current", "next"
OLDEST_STORED = 11
"""The oldest schema whose articles can be read from a cluster, if nothing else."""
CHUNK_BYTES = 4 * 1024**2
_LEVEL = 3  # of zstd
_CONFLICT, _NOT_FOUND = 409, 404
_KIND, _CHUNK, _SHA256, _CONTENT = "kind", "chunk", "sha256", "content"
_SEARCHED = (".lexicon", ".groups", DELETED)  # without the ledger, and what a run alone needs
_LISTED = 10_000  # documents a request gives at most

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
        "mappings": {"dynamic": False, "properties": {_KIND: {"type": "keyword"}}},
    }
    with cluster.asking():
        cluster.client.indices.create(index=home_of(cluster.name), body=body, ignore=400)
        if not cluster.client.indices.exists(index=home_of(cluster.name)):
            cluster.client.indices.create(index=home_of(cluster.name), body=body)


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


# Files


def store_file(cluster: Cluster, path: Path) -> FileSeal:
    """Keep the file at ``path`` on the cluster; return its seal."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        packer = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
        number = size = 0
        while chunk := file.read(CHUNK_BYTES):
            content = {_KIND: _CHUNK, _SHA256: sha256, _CONTENT: packer.compress(chunk)}
            write_document(cluster, _chunk_id(sha256, number), content)
            number, size = number + 1, size + len(chunk)
    return FileSeal(size, sha256)


def fetch_files(
    cluster: Cluster, files: Mapping[str, FileSeal], names: Iterable[str], folder: Path
) -> None:
    """Put those of the ``files`` of a manifest that are in ``names`` into ``folder``, under these
    names.  Raises :class:`ClusterError` for one that is not what was written."""
    for name in names:
        what = _fetch(cluster, files[name], folder / name)
        if what is not None:
            raise damaged(cluster, f"the file {name} {what}")


def damaged_files(
    cluster: Cluster, files: Mapping[str, FileSeal], scratch: Path
) -> list[tuple[str, str]]:
    """Read every byte of all ``files``; return the names of those that are not what was written,
    each with what is wrong.  ``scratch`` has room for one."""
    damage = []
    for name, seal in files.items():
        what = _fetch(cluster, seal, scratch / name)
        if what is not None:
            damage.append((name, what))
        (scratch / name).unlink(missing_ok=True)
    return damage


def _fetch(cluster: Cluster, seal: FileSeal, path: Path) -> str | None:
    """Bring a file; return what is wrong with it, if anything is."""
    digest, size = hashlib.sha256(), 0
    unpacker = zstandard.ZstdDecompressor()
    with path.open("wb") as file:
        for number in range(-(-seal.size // CHUNK_BYTES)):
            found, _ = read_document(cluster, _chunk_id(seal.sha256, number), dict[str, Any])
            if found is None:
                return "is missing"
            try:
                packed = msgspec.convert(found[_CONTENT], bytes)
                if zstandard.frame_content_size(packed) > CHUNK_BYTES:
                    return "is not what was written"
                chunk = unpacker.decompress(packed)
            except (zstandard.ZstdError, ValueError, KeyError) as error:
                return f"cannot be read ({error})"
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
    is_whole = (size, digest.hexdigest()) == (seal.size, seal.sha256)
    return None if is_whole else "is not what was written"


def drop_files(cluster: Cluster, kept: set[str]) -> None:
    """Remove the files that no state needs; ``kept`` has the SHA-256 of those that one does."""
    home = home_of(cluster.name)
    wanted = {
        "query": {"term": {_KIND: _CHUNK}},
        "_source": False,
        "size": _LISTED,
        "sort": ["_doc"],
    }
    with cluster.asking():
        cluster.client.indices.refresh(index=home)
        found = cluster.client.search(index=home, body=wanted)["hits"]["hits"]
        lines = [
            msgspec.json.encode({"delete": {"_id": hit["_id"]}})
            for hit in found
            if hit["_id"].partition(":")[0] not in kept
        ]
        if lines:
            cluster.client.bulk(index=home, body=b"\n".join([*lines, b""]))


def now() -> float:
    """Seconds since 1970."""
    return time.time()


def _chunk_id(sha256: str, number: int) -> str:
    return f"{sha256}:{number}"


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
