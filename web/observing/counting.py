"""What is counted of each request?  How long its answer took, and how many are under way."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from search.counts import Queue
from web.observing.exchange import Exchange
from web.observing.figures import MAX_ROUTES, Slot

NO_ROUTE = ""
OTHER_ROUTES = "(other)"
_MEMORY_SECONDS = 2.0  # between two looks at how much memory the process has
_STATM = Path("/proc/self/statm")
_PAGE = os.sysconf("SC_PAGESIZE")


class Routes:
    """The routes of an application, numbered in the order of their rules, so that all processes
    have the same numbers."""

    def __init__(self, rules: Iterable[str]) -> None:
        self.names: Sequence[str] = [NO_ROUTE, OTHER_ROUTES, *sorted(set(rules))][:MAX_ROUTES]
        self._numbers = {name: number for number, name in enumerate(self.names)}

    def number(self, rule: str) -> int:
        """The number of the route with this rule."""
        return self._numbers.get(rule, self._numbers[OTHER_ROUTES])


class Counting:
    """Counts what becomes of requests in the slot of this process."""

    def __init__(self, slot: Slot, routes: Routes, queue: Callable[[], Queue | None]) -> None:
        self._slot, self._routes, self._queue = slot, routes, queue
        self._looked = 0.0
        self._seen = Queue(0, 0, 0.0)
        self._looking = threading.Lock()

    def began(self, exchange: Exchange) -> None:
        """One more is under way."""
        self._slot.add("in_flight")

    def answered(self, exchange: Exchange) -> None:
        """Its answer begins: what the reader takes to read it is not ours."""
        self._observe(exchange, exchange.waited)
        if exchange.is_stream:
            self._slot.add("streams")

    def ended(self, exchange: Exchange) -> None:
        """One less is under way."""
        if not exchange.waited:  # the application failed altogether
            self._observe(exchange, exchange.took)
        self._slot.add("in_flight", -1)
        self._slot.add("sent", exchange.sent)
        if exchange.is_stream:
            self._slot.add("streams", -1)
            self._slot.add("whole" if exchange.is_whole else "early")
        self.look_at_process()

    def look_at_process(self) -> None:
        """Note how searches wait in this process, and now and then how much memory it has."""
        with self._looking:
            queue, seen = self._queue() or self._seen, self._seen
            self._seen = queue
        self._slot.set("waiting", queue.waiting)
        # a slot counts on from the process that had it before
        self._slot.add("admitted", queue.admitted - seen.admitted)
        self._slot.add("waited", queue.waited - seen.waited)
        now = time.monotonic()
        if now - self._looked > _MEMORY_SECONDS:
            self._looked = now
            self._slot.set("resident", _resident())

    def _observe(self, exchange: Exchange, seconds: float) -> None:
        self._slot.observe(self._routes.number(exchange.note.route), exchange.status, seconds)


def _resident() -> int:
    """The bytes of memory that this process has; 0 where the system does not say."""
    try:
        return int(_STATM.read_text("ascii").split()[1]) * _PAGE
    except OSError:
        return 0
