"""What do the errors of OpenSearch's client mean, and what is somebody to do about them?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from index.cluster.settings import CA, PASSWORD, URL, USER, ClusterSettings
from index.errors import (
    ClusterError,
    ClusterFull,
    ClusterUnreachable,
    IndexBusy,
    IndexMissing,
    StoreError,
)

GATEWAY = (502, 503, 504)
NO_INDEX = "index_not_found_exception"
_NO_SHARD = (
    "no_shard_available_action_exception",
    "unavailable_shards_exception",
    "search_phase_execution_exception",
    "cluster_manager_not_discovered_exception",
    "cluster_block_exception",
)
_BAD_REQUEST, _UNAUTHORIZED, _FORBIDDEN, _TOO_MANY = 400, 401, 403, 429


@contextmanager
def translating(settings: ClusterSettings) -> Iterator[None]:
    """Have what the client raises in the block raised as a :class:`~index.errors.StoreError`."""
    from opensearchpy import OpenSearchException  # noqa: PLC0415 - an extra, which not all have

    try:
        yield
    except OpenSearchException as error:
        raise translated(error, settings) from error


def translated(error: Exception, settings: ClusterSettings) -> Exception:
    """What an exception of the client is to us; others stay what they are."""
    from opensearchpy import exceptions  # noqa: PLC0415 - an extra, which not all have

    where = settings.where
    if isinstance(error, exceptions.ConnectionTimeout):
        return ClusterUnreachable(
            f"{where}: no answer in time; look whether its nodes are overloaded or stopped "
            "(GET _cat/nodes?v)"
        )
    if isinstance(error, exceptions.SSLError):
        return ClusterError(
            f"{where}: the connection is not trusted ({_cause(error)}); name the file of the "
            f"authority that signed the nodes' certificates in {CA}"
        )
    if isinstance(error, exceptions.ConnectionError):
        return ClusterUnreachable(
            f"{where}: cannot be reached ({_cause(error)}); start its nodes, or correct {URL}"
        )
    if isinstance(error, exceptions.SerializationError):
        return ClusterError(f"{where}: the answer is not what OpenSearch answers; correct {URL}")
    if not isinstance(error, exceptions.TransportError):
        return error
    if error.status_code == _UNAUTHORIZED:
        return ClusterError(f"{where}: user or password is wrong; correct {USER} and {PASSWORD}")
    return _by_reason(error.status_code, error.error, reason_in(error.info), settings)


def refusal(reason: Mapping[str, Any], status: int, settings: ClusterSettings) -> Exception:
    """The error for one thing that was refused of several that were asked together; ``reason`` is
    its ``error``."""
    return _by_reason(status, str(reason.get("type", "")), str(reason.get("reason", "")), settings)


def _by_reason(status: object, kind: object, reason: str, settings: ClusterSettings) -> StoreError:
    where = settings.where
    if kind == NO_INDEX:
        return IndexMissing(f"{where}: no index here; {first_index_hint()}")
    if "flood" in reason or "read-only-allow-delete" in reason or "read-only / allow" in reason:
        return ClusterFull(
            f"{where}: a node's disk is full, so the index can only be read; make room there: "
            "the block goes by itself, or with: " + lift_block(settings)
        )
    if kind == "index_create_block_exception":
        return ClusterFull(
            f"{where}: no index may be created, since a disk was full; make room, and lift it "
            "with: " + lift_create_block(settings)
        )
    if status == _FORBIDDEN and kind != "cluster_block_exception":
        return ClusterError(
            f"{where}: {settings.user or 'nobody'} may not do that ({reason}); give the user the "
            f"right to write, create and delete {settings.name}*, and to read the cluster's state"
        )
    if (kind in _NO_SHARD and status != _BAD_REQUEST) or status in GATEWAY:
        return ClusterUnreachable(
            f"{where}: not all of the index is there ({reason or kind}); start the nodes that are "
            f"missing, or make room on their disks (GET _cat/shards/{settings.name}*?v says which "
            "shards are not there), and ask again"
        )
    if kind == "version_conflict_engine_exception":
        return lost_right(settings)
    if status == _TOO_MANY:
        return ClusterUnreachable(
            f"{where}: the cluster has too much to do ({reason}); give its nodes more memory "
            "(OPENSEARCH_JAVA_OPTS), or fewer --jobs"
        )
    return ClusterError(f"{where}: the cluster refused ({status} {kind}: {reason})")


def lost_right(settings: ClusterSettings) -> IndexBusy:
    """The error for a run that another one took for dead, and has come after."""
    return IndexBusy(
        f"{settings.where}: the right to write was lost, since this process did not get to renew "
        "it for too long; nothing of this run was published, run it again"
    )


def lift_block(settings: ClusterSettings) -> str:
    """The command that lets indexes be written again that a full disk has closed."""
    return _put(
        settings, f"{settings.name}*/_settings", '{"index.blocks.read_only_allow_delete": null}'
    )


def lift_create_block(settings: ClusterSettings) -> str:
    """The command that lets indexes be created again."""
    return _put(
        settings, "_cluster/settings", '{"persistent": {"cluster.blocks.create_index": null}}'
    )


def _put(settings: ClusterSettings, path: str, body: str) -> str:
    who = f"-u {settings.user} " if settings.user else ""
    return (
        f"curl -X PUT {who}{settings.urls[0].rstrip('/')}/{path} "
        f"-H 'Content-Type: application/json' -d '{body}'"
    )


def first_index_hint() -> str:
    """The end of a sentence that says how to build a first index."""
    return "build one with: reindex --engine opensearch SOURCE"


def reason_in(info: object) -> str:
    """The reason that an error's body gives, the innermost one."""
    error = info.get("error") if isinstance(info, Mapping) else None
    if not isinstance(error, Mapping):
        return str(error or info or "")
    causes: Sequence[Any] = error.get("root_cause") or [error]
    found = next((one for one in causes if isinstance(one, Mapping)), error)
    return str(found.get("reason") or error.get("reason") or "")


def _cause(error: Any) -> str:
    """What lies behind an error of the connection, in one line, without a long trail."""
    cause = error.info if len(error.args) > 2 else error
    return str(getattr(cause, "reason", None) or cause).splitlines()[0].rsplit(": ", 1)[-1]
