"""How do many documents come to be on the cluster, each once?  By bulk, with names, again if need
be.

A document has the name that its article's id makes, so whatever is written again takes its own
place.  Its version is the *turn* of whoever wrote it (:class:`index.cluster.lock.Held`): what a
process that was killed had sent, and the cluster carries out only when the next one has mended that
place, is refused there.

What the cluster has no room for at the moment, or what is for a shard whose node is gone, is sent
again a little later, and so is what a node that was cut off has no index for yet; what the cluster
refuses for good ends the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from index.cluster.connection import Cluster
from index.cluster.failures import refusal
from index.cluster.patience import persist
from index.errors import ClusterUnreachable, IndexMissing

REQUEST_BYTES = 4 * 1024**2
"""Of a request: measured, docs/cluster.md."""
_ANSWER = "errors,items.*._id,items.*.status,items.*.error.type,items.*.error.reason"

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Operation:
    """One document to be written (``source``), or taken out, if that is ``None``."""

    name: str
    source: bytes | None

    @classmethod
    def index(cls, name: str, document: object) -> Operation:
        """Write ``document`` under ``name``, in the place of what is there."""
        return cls(name, _encode(document))

    @classmethod
    def delete(cls, name: str) -> Operation:
        """Take out what is there."""
        return cls(name, None)

    def lines(self, turn: int) -> bytes:
        """As it stands in a request, to be done unless a later turn has been there."""
        where = f'"_id":"{self.name}","version":{turn},"version_type":"external_gte"'.encode()
        if self.source is None:
            return b'{"delete":{%b}}\n' % where
        return b'{"index":{%b}}\n%b\n' % (where, self.source)


def send(cluster: Cluster, index: str, operations: Iterable[Operation], turn: int) -> None:
    """Carry out ``operations`` on an index in this ``turn``.

    Raises :class:`~index.errors.IndexBusy` where a later turn has been, and
    :class:`~index.errors.ClusterError` for what is refused for good, or cannot be carried out for
    too long (:func:`index.cluster.patience.persist`).
    """
    for request in _requests(operations):
        _carry_out(cluster, index, request, turn)


def _requests(operations: Iterable[Operation]) -> Iterator[list[Operation]]:
    """Some together, as many as make a request of a bearable size."""
    request: list[Operation] = []
    size = 0
    for one in operations:
        own = len(one.source or b"")
        if request and size + own > REQUEST_BYTES:
            yield request
            request, size = [], 0
        request.append(one)
        size += own
    if request:
        yield request


def _carry_out(cluster: Cluster, index: str, request: list[Operation], turn: int) -> None:
    left = request

    def attempt() -> None:
        nonlocal left
        left, why = _try(cluster, index, left, turn)
        if why is not None:
            raise why

    persist(attempt)


def _try(
    cluster: Cluster, index: str, request: list[Operation], turn: int
) -> tuple[list[Operation], Exception | None]:
    """Send ``request``; return what of it is to be sent again, and why."""
    with cluster.asking():
        answer = cluster.client.bulk(
            index=index,
            body=b"".join(one.lines(turn) for one in request),
            params={"filter_path": _ANSWER},
        )
    if not answer.get("errors"):
        return [], None
    again: list[Operation] = []
    why: Exception | None = None
    for one, (item,) in zip(request, map(dict.values, answer["items"]), strict=True):
        status, error = item["status"], item.get("error")
        if error is None:
            continue
        failure = refusal(error, status, cluster.settings)
        if not isinstance(failure, (ClusterUnreachable, IndexMissing)):
            raise failure
        again.append(one)
        why = failure
    return again, why
