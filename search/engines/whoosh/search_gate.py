"""How do the threads of a process search without getting in each other's way?  One at a time.

A search is short and mostly Python, so two at once are no faster: only long loops give up the GIL,
and whoever waits for it waits for a turn of the other (measured: docs/benchmarks.md).  Only
``Engine.search`` goes through the gate: completions, similar articles, key terms, trends and
streams do not wait for each other.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_MAX_WAIT = 0.1  # seconds; who has waited as long behind a slow search goes ahead beside it


class SearchGate:
    """Admits one thread after the other, as long as that goes fast."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    @contextmanager
    def admit(self) -> Iterator[None]:
        """Wait until no other thread is inside, or for :data:`_MAX_WAIT`; inside until the block
        ends."""
        held = self._lock.acquire(timeout=_MAX_WAIT)
        try:
            yield
        finally:
            if held:
                self._lock.release()
