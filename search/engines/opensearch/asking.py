"""How is the cluster asked for searches, and what is made of its errors?

An answer is whole or an error: where a shard is lost, the cluster would else give what is left,
half the hits and no word.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, TypeVar

import msgspec

from index.cluster.connection import Cluster
from index.cluster.failures import refusal
from index.errors import ClusterUnreachable, IndexMissing, StoreError
from search.deadline import Deadline
from search.errors import IndexUnavailable, SearchTimeout

Answer = Mapping[str, Any]
Body = dict[str, Any]
T = TypeVar("T")

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
        timed = {**body, "timeout": _seconds_left(deadline)}
        params = {"allow_partial_search_results": "false", "request_cache": "true"}
        return self._send(path, timed, deadline, partial(self._checked, deadline=deadline), params)

    def search_many(
        self, index: str, bodies: Sequence[Body], deadline: Deadline
    ) -> Sequence[Answer]:
        """The answers to several searches, sent as one request."""
        lines: list[bytes] = []
        for body in bodies:
            head = _WHOLE if "pit" in body else {"index": index, **_WHOLE}
            timed = {**body, "timeout": _seconds_left(deadline)}
            lines += (msgspec.json.encode(head), msgspec.json.encode(timed))

        def read(answer: Answer) -> Sequence[Answer]:
            return [self._checked(one, deadline) for one in answer["responses"]]

        return self._send("/_msearch", b"\n".join([*lines, b""]), deadline, read)

    def open_point(self, index: str, deadline: Deadline) -> str:
        """A point in time at which ``index`` stays as it is."""
        path = f"/{index}/_search/point_in_time"
        params = {"keep_alive": KEEP_ALIVE, "allow_partial_pit_creation": "false"}
        return self._send(path, None, deadline, _point_in, params)

    def close_point(self, point: str) -> None:
        """Let go of a point in time; one that cannot be reached any more ends by itself."""
        with suppress(IndexUnavailable, PointGone), self._telling(None):
            self.cluster.client.delete_pit(body={"pit_id": [point]}, ignore=_NOT_FOUND)

    def _send(
        self,
        path: str,
        body: Body | bytes | None,
        deadline: Deadline,
        read: Callable[[Answer], T],
        params: Mapping[str, Any] | None = None,
    ) -> T:
        """What ``read`` makes of the answer, until the deadline.  All that is asked here only
        reads, so it may be sent again."""
        encoded = msgspec.json.encode(body) if isinstance(body, dict) else body
        pause = _FIRST_PAUSE
        while True:
            deadline.check()
            # a node that is stopped answers nobody: another one is asked long before the deadline
            seconds = max(min(deadline.left, deadline.seconds * _SHARE), _LEAST_SECONDS)
            try:
                with self._telling(deadline):
                    answer = self.cluster.client.transport.perform_request(
                        "POST",
                        path,
                        params={**(params or {}), "request_timeout": seconds},
                        body=encoded,
                    )
                return read(answer)
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


def _point_in(answer: Answer) -> str:
    point: str = answer["pit_id"]
    return point


def _seconds_left(deadline: Deadline) -> str:
    """What is left of the time of a search, as the cluster reads it: whole seconds, since it
    remembers the answer to what is asked in the same words."""
    return f"{max(math.ceil(deadline.left), 1)}s"


def _may_pass(error: IndexUnavailable) -> bool:
    """Whether a moment later the cluster may answer: a node is gone, and another one has not taken
    its place yet; or one is back, and does not know yet of an index that was made meanwhile.  Where
    no node could be reached, each of them was asked already."""
    told = error.__cause__
    if not isinstance(told, (ClusterUnreachable, IndexMissing)):
        return False
    return told.__cause__ is None or isinstance(getattr(told.__cause__, "status_code", None), int)


def _is_lost_point(error: BaseException | None) -> bool:
    info = getattr(error, "info", None)
    return isinstance(info, Mapping) and _is_lost_point_in(info.get("error"))


def _is_lost_point_in(error: object) -> bool:
    """Whether ``error`` says that a point in time is not kept, or that the node has left which
    kept it."""
    said = msgspec.json.encode(error)
    return any(sign in said for sign in _LOST_POINT)
