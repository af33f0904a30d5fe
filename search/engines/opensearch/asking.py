"""How is the cluster asked for searches, and what is made of its errors?

An answer is whole or an error: where a shard is lost, the cluster would else give what is left,
half the hits and no word.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import msgspec

from index.cluster.connection import Cluster
from index.cluster.failures import refusal
from index.errors import ClusterUnreachable, StoreError
from search.deadline import Deadline
from search.errors import IndexUnavailable, SearchTimeout

Answer = Mapping[str, Any]
Body = dict[str, Any]

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0  # seconds before a search is sent again: 3.1 in all
_SHARE = 0.4  # of the time of a search that one node has for it
_WHOLE = {"allow_partial_search_results": False}
_LEAST_SECONDS = 0.05
_NOT_FOUND = 404
_LOST_POINT = (b"search_context_missing_exception", b"no node found for id")
KEEP_ALIVE = "5m"
"""How long the cluster keeps a point in time that nobody asks for."""


class PointGone(Exception):
    """A point in time is no longer kept."""


class Asking:
    """Asks one cluster; safe to share between threads."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._lock = threading.Lock()
        self._requests = 0

    @property
    def requests(self) -> int:
        """How many were sent."""
        return self._requests

    def search(self, index: str, body: Body, deadline: Deadline) -> Answer:
        """The answer of ``index``, or of the point in time that ``body`` names, to one search."""
        path = "/_search" if "pit" in body else f"/{index}/_search"
        answer = self._send(path, {**body, "timeout": _seconds_left(deadline)}, deadline)
        return self._checked(answer, deadline)

    def search_many(
        self, index: str, bodies: Sequence[Body], deadline: Deadline
    ) -> Iterator[Answer]:
        """The answers to several searches, sent as one request."""
        lines: list[bytes] = []
        for body in bodies:
            head = _WHOLE if "pit" in body else {"index": index, **_WHOLE}
            timed = {**body, "timeout": _seconds_left(deadline)}
            lines += (msgspec.json.encode(head), msgspec.json.encode(timed))
        for answer in self._send("/_msearch", b"\n".join([*lines, b""]), deadline)["responses"]:
            yield self._checked(answer, deadline)

    def open_point(self, index: str, deadline: Deadline) -> str:
        """A point in time at which ``index`` stays as it is."""
        path = f"/{index}/_search/point_in_time"
        params = {"keep_alive": KEEP_ALIVE, "allow_partial_pit_creation": "false"}
        point: str = self._send(path, None, deadline, params)["pit_id"]
        return point

    def close_point(self, point: str) -> None:
        """Let go of a point in time; one that cannot be reached any more ends by itself."""
        with suppress(IndexUnavailable, PointGone), self._telling(None):
            self.cluster.client.delete_pit(body={"pit_id": [point]}, ignore=_NOT_FOUND)

    def _send(
        self,
        path: str,
        body: Body | bytes | None,
        deadline: Deadline,
        params: Mapping[str, Any] | None = None,
    ) -> Any:
        """A request that may take until the deadline; one that only reads may be sent again."""
        if params is None and path.endswith("/_search"):
            params = {"allow_partial_search_results": "false", "request_cache": "true"}
        encoded = msgspec.json.encode(body) if isinstance(body, dict) else body
        pause = _FIRST_PAUSE
        while True:
            deadline.check()
            # a node that is stopped answers nobody: another one is asked long before the deadline
            seconds = max(min(deadline.left, deadline.seconds * _SHARE), _LEAST_SECONDS)
            try:
                with self._telling(deadline):
                    return self.cluster.client.transport.perform_request(
                        "POST",
                        path,
                        params={**(params or {}), "request_timeout": seconds},
                        body=encoded,
                    )
            except IndexUnavailable as error:
                if not _may_pass(error) or pause > _LONGEST_PAUSE or deadline.left <= pause:
                    raise
                time.sleep(pause)
                pause *= 2

    @contextmanager
    def _telling(self, deadline: Deadline | None) -> Iterator[None]:
        with self._lock:
            self._requests += 1
        try:
            with self.cluster.asking():
                yield
        except StoreError as error:
            if _is_lost_point(error.__cause__):
                raise PointGone from error
            is_unreachable = isinstance(error, ClusterUnreachable)
            if is_unreachable and deadline is not None and deadline.left <= 0:
                raise SearchTimeout(deadline.seconds) from error
            raise IndexUnavailable(str(error)) from error

    def _checked(self, answer: Answer, deadline: Deadline) -> Answer:
        if "error" in answer:
            if _is_lost_point_in(answer["error"]):
                raise PointGone
            told = refusal(answer["error"], int(answer["status"]), self.cluster.settings)
            raise IndexUnavailable(str(told)) from told
        if answer["timed_out"]:
            raise SearchTimeout(deadline.seconds)
        if answer["_shards"]["successful"] < answer["_shards"]["total"]:
            lost = ClusterUnreachable(f"{self.cluster.settings.where}: not every shard answered")
            raise IndexUnavailable(str(lost)) from lost
        return answer


def _seconds_left(deadline: Deadline) -> str:
    """What is left of the time of a search, as the cluster reads it: whole seconds, since it
    remembers the answer to what is asked in the same words."""
    return f"{max(math.ceil(deadline.left), 1)}s"


def _may_pass(error: IndexUnavailable) -> bool:
    """Whether a moment later the cluster may answer: a node is gone, and another one has not taken
    its place yet."""
    unreachable = error.__cause__
    cause = unreachable.__cause__ if isinstance(unreachable, ClusterUnreachable) else None
    return isinstance(getattr(cause, "status_code", None), int)


def _is_lost_point(error: BaseException | None) -> bool:
    info = getattr(error, "info", None)
    return isinstance(info, Mapping) and _is_lost_point_in(info.get("error"))


def _is_lost_point_in(error: object) -> bool:
    """Whether ``error`` says that a point in time is not kept, or that the node has left which
    kept it."""
    said = msgspec.json.encode(error)
    return any(sign in said for sign in _LOST_POINT)
