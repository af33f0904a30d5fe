"""How do the threads of a process search without getting in each other's way?  One at a time.

A search is short and mostly Python, so two at once are no faster: only long loops give up the GIL,
and whoever waits for it waits for a turn of the other (measured: docs/benchmarks.md).  Only
``Engine.search`` goes through the gate: completions, similar articles, key terms, trends and
streams do not wait for each other.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from search.counts import Queue

_MAX_WAIT = 0.1  # seconds; who has waited as long behind a slow search goes ahead beside it


class SearchGate:
    """Admits one thread after the other, as long as that goes fast."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0
        self._admitted = 0
        self._waited = 0.0

    @contextmanager
    def admit(self) -> Iterator[None]:
        """Wait until no other thread is inside, or for :data:`_MAX_WAIT`; inside until the block
        ends."""
        held = self._lock.acquire(blocking=False) or self._wait()
        with self._counting:
            self._admitted += 1
        try:
            yield
        finally:
            if held:
                self._lock.release()

    def queue(self) -> Queue:
        """How many wait, had their turn, and waited for how long."""
        with self._counting:
            return Queue(self._waiting, self._admitted, self._waited)

    def _wait(self) -> bool:
        """Whether it became this thread's turn in time."""
        began = time.perf_counter()
        with self._counting:
            self._waiting += 1
        try:
            return self._lock.acquire(timeout=_MAX_WAIT)
        finally:
            with self._counting:
                self._waiting -= 1
                self._waited += time.perf_counter() - began
