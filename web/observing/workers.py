"""What does a process of the server know of itself?  Where it counts, and whether it is to end.

Gunicorn tells by its hooks: the first process gives each new one a slot before it is forked, and
takes it back when it has ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from web.api.about import STOPPING
from web.observing.access_log import AccessLog
from web.observing.figures import Figures, Slot
from web.observing.refusal import Refusal

FIGURES = "FIGURES"
"""The key of a configuration under which a process is told the :class:`Figures` of all and the
number of its own slot; without, it counts for itself."""


class Told:
    """What a worker of the server tells of requests that no application sees."""

    def __init__(self, slot: Slot) -> None:
        self._slot = slot
        self.log: AccessLog | None = None

    def refused(self, refusal: Refusal, sent: int, *, is_whole: bool) -> None:
        """One was answered by the worker itself; the client took so many bytes of the body."""
        is_full = refusal.status == HTTPStatus.SERVICE_UNAVAILABLE
        self._slot.add("turned_away" if is_full else "no_request")
        if self.log is not None:
            self.log.refused(refusal, sent, is_whole=is_whole)

    def waiting(self, count: int) -> None:
        """So many wait for a thread."""
        self._slot.set("requests_waiting", count)


class Workers:
    """The processes of one server.  One object, made before any is forked, so that each has its
    own copy of what is its own."""

    def __init__(self) -> None:
        self._figures = Figures()
        self._slots: dict[int, int] = {}
        self._own: Any = None

    def hooks(self) -> dict[str, Any]:
        """Settings of gunicorn."""
        return {
            "pre_fork": self._before_fork,
            "post_fork": self._after_fork,
            "child_exit": self._after_end,
        }

    def config(self) -> Mapping[str, Any]:
        """What the application of this process is told."""
        number = self._slots.get(self._own.age) if self._own is not None else None
        if number is None:  # more processes at a time than anybody foresaw
            return {STOPPING: self._is_stopping}
        return {STOPPING: self._is_stopping, FIGURES: (self._figures, number)}

    def log_to(self, log: AccessLog | None) -> None:
        """What this process refuses is written to the ``log`` of its application."""
        self._own.told.log = log

    def _is_stopping(self) -> bool:
        return self._own is not None and not self._own.alive

    def _before_fork(self, server: Any, worker: Any) -> None:
        number = self._figures.claim()
        if number is None:
            server.log.warning("too many processes: the figures of one are its own")
        else:
            self._slots[worker.age] = number

    def _after_fork(self, server: Any, worker: Any) -> None:
        self._own = worker
        number = self._slots.get(worker.age)
        figures, place = (self._figures, number) if number is not None else (Figures(slots=1), 0)
        worker.told = Told(figures.slot(place))

    def _after_end(self, server: Any, worker: Any) -> None:
        number = self._slots.pop(worker.age, None)
        if number is not None:
            self._figures.release(number)
