"""How are the files of an index kept on a cluster?

Cut into documents ``<sha256>:<n>`` of the side index, each packed on its own.  A file is known by
what it holds, so two states share what they have in common.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from index.cluster.connection import Cluster
from index.cluster.home import KIND, damaged, home_of, read_document, write_document
from index.store.checksums import FileSeal

CHUNK_BYTES = 4 * 1024**2
_LEVEL = 3  # of zstd
_CHUNK, _SHA256, _CONTENT = "chunk", "sha256", "content"
_LISTED = 10_000  # documents a request gives at most


def store_file(cluster: Cluster, path: Path) -> FileSeal:
    """Keep the file at ``path`` on the cluster; return its seal."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        packer = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
        number = size = 0
        while chunk := file.read(CHUNK_BYTES):
            content = {KIND: _CHUNK, _SHA256: sha256, _CONTENT: packer.compress(chunk)}
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
        "query": {"term": {KIND: _CHUNK}},
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


def _chunk_id(sha256: str, number: int) -> str:
    return f"{sha256}:{number}"
