"""How do many documents come to be on the cluster, each once?  By bulk, with names, again if need
be.

A document has the name that its article's id makes, so whatever is written again takes its own
place.  What the cluster has no room for at the moment, or what is for a shard whose node is gone,
is sent again a little later; what it refuses for good ends the run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from index.cluster.connection import Cluster
from index.cluster.failures import refusal
from index.errors import ClusterFull, ClusterUnreachable

REQUEST_BYTES = 4 * 1024**2
"""Of a request: measured, docs/cluster.md."""
PATIENCE = 300.0
"""Seconds that a node may be gone, or overloaded, before a run gives up."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_ANSWER = "errors,items.*._id,items.*.status,items.*.error.type,items.*.error.reason"
_NOT_FOUND = 404
_TOO_MANY, _UNAVAILABLE = 429, 503

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

    @property
    def lines(self) -> bytes:
        """As it stands in a request."""
        if self.source is None:
            return b'{"delete":{"_id":"%b"}}\n' % self.name.encode()
        return b'{"index":{"_id":"%b"}}\n%b\n' % (self.name.encode(), self.source)


def send(
    cluster: Cluster,
    index: str,
    operations: Iterable[Operation],
    *,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Carry out ``operations`` on an index; return how many bytes were sent.

    Raises :class:`~index.errors.ClusterError` for what is refused for good, and for what cannot be
    carried out within ``PATIENCE``, or before ``stop``.
    """
    sent = 0
    for request in _requests(operations):
        sent += sum(len(one.lines) for one in request)
        _carry_out(cluster, index, request, stop)
    return sent


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


def _carry_out(
    cluster: Cluster, index: str, left: list[Operation], stop: Callable[[], bool]
) -> None:
    until, pause = time.monotonic() + PATIENCE, _FIRST_PAUSE
    while True:
        try:
            left, why = _try(cluster, index, left)
        except ClusterFull:
            raise
        except ClusterUnreachable as error:
            why = error
        if not left:
            return
        if why is not None and (time.monotonic() > until or stop()):
            raise why
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _try(
    cluster: Cluster, index: str, request: list[Operation]
) -> tuple[list[Operation], Exception | None]:
    """Send ``request``; return what of it is to be sent again, and why."""
    with cluster.asking():
        answer = cluster.client.bulk(
            index=index,
            body=b"".join(one.lines for one in request),
            params={"filter_path": _ANSWER},
        )
    if not answer.get("errors"):
        return [], None
    again: list[Operation] = []
    why: Exception | None = None
    for one, (item,) in zip(request, map(dict.values, answer["items"]), strict=True):
        status, error = item["status"], item.get("error")
        if error is None or (one.source is None and status == _NOT_FOUND):
            continue
        failure = _failure(error, status, cluster)
        if isinstance(failure, ClusterFull) or not isinstance(failure, ClusterUnreachable):
            raise failure
        again.append(one)
        why = failure
    return again, why


def _failure(error: dict[str, Any], status: int, cluster: Cluster) -> Exception:
    return refusal(error, status, cluster.settings)
