"""How is the cluster asked, and what is made of its errors?

An answer is whole or an error: where a shard is lost, the cluster would else give what is left,
half the hits and no word.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    ConnectionTimeout,
    NotFoundError,
    OpenSearchException,
    TransportError,
)

from search.deadline import Deadline
from search.errors import IndexUnavailable, SearchTimeout

Answer = Mapping[str, Any]
Body = dict[str, Any]

_WHOLE = {"allow_partial_search_results": "false"}
_LEAST_SECONDS = 0.05
_TOO_MANY_REQUESTS = 429


class Asking:
    """Asks one cluster; safe to share between threads."""

    def __init__(self, client: OpenSearch) -> None:
        self.client = client
        self._lock = threading.Lock()
        self._requests = 0

    @property
    def requests(self) -> int:
        """How many were sent."""
        return self._requests

    def search(self, index: str, body: Body, deadline: Deadline, **params: Any) -> Answer:
        """The answer of ``index`` to one search."""
        if "pit" in body:
            params_of_index: dict[str, Any] = {}
        else:
            params_of_index = {"index": index}
        seconds = self._left(deadline)
        body = {**body, "timeout": _milliseconds(seconds)}
        with self._telling(deadline):
            answer: Answer = self.client.search(
                body=body, params={**_WHOLE, **params}, request_timeout=seconds, **params_of_index
            )
        return _checked(answer, deadline)

    def search_many(
        self, index: str, bodies: Sequence[Body], deadline: Deadline
    ) -> Iterator[Answer]:
        """The answers to several searches, sent as one request."""
        seconds = self._left(deadline)
        lines: list[Body] = []
        for body in bodies:
            head: Body = {} if "pit" in body else {"index": index}
            lines += [{**head, **_PARTIAL}, {**body, "timeout": _milliseconds(seconds)}]
        with self._telling(deadline):
            answers = self.client.msearch(body=lines, request_timeout=seconds)["responses"]
        for answer in answers:
            yield _checked(answer, deadline)

    @contextmanager
    def _telling(self, deadline: Deadline) -> Iterator[None]:
        with self._lock:
            self._requests += 1
        with telling(deadline):
            yield

    def _left(self, deadline: Deadline) -> float:
        deadline.check()
        return max(deadline.left, _LEAST_SECONDS)


_PARTIAL = {"allow_partial_search_results": False}


@contextmanager
def telling(deadline: Deadline | None = None) -> Iterator[None]:
    """Within the block, errors of the cluster are told as ours."""
    try:
        yield
    except ConnectionTimeout as error:
        if deadline is None:
            raise IndexUnavailable(f"the cluster does not answer: {error.error}") from error
        raise SearchTimeout(deadline.seconds) from error
    except OpenSearchException as error:
        raise unavailable(error) from error


def unavailable(error: OpenSearchException) -> IndexUnavailable:
    """What is told of an error of the cluster."""
    if isinstance(error, NotFoundError):
        return IndexUnavailable(f"the cluster has no such index: {error.error}")
    if isinstance(error, TransportError):
        return IndexUnavailable(f"the cluster: {error.status_code} {error.error}")
    return IndexUnavailable(f"the cluster: {error}")


def _checked(answer: Answer, deadline: Deadline) -> Answer:
    if "error" in answer:
        error = answer["error"]
        reason = error.get("reason") if isinstance(error, dict) else error
        raise IndexUnavailable(f"the cluster: {answer.get('status')} {reason}")
    if answer["timed_out"]:
        raise SearchTimeout(deadline.seconds)
    if answer["_shards"]["failed"]:
        raise IndexUnavailable("the cluster: not every shard answered")
    return answer


def _milliseconds(seconds: float) -> str:
    return f"{max(int(seconds * 1000), 1)}ms"
