"""How long is a cluster waited for that has lost a node, or has one back?"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from index.errors import ClusterUnreachable, IndexMissing

PATIENCE = 300.0
"""Seconds that a node may be gone, or overloaded, before a run gives up."""
_WITHOUT_INDEX = 10.0
"""Seconds within which a node that is back knows of every index there is."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0

T = TypeVar("T")


def persist(attempt: Callable[[], T]) -> T:
    """What ``attempt`` returns, which is called until it does.

    What it raises for the last time is raised: :class:`~index.errors.ClusterUnreachable` after
    ``PATIENCE``, :class:`~index.errors.IndexMissing` when it was nothing else for a while, and
    every other error at once.
    """
    until, pause = time.monotonic() + PATIENCE, _FIRST_PAUSE
    missing_since: float | None = None
    while True:
        try:
            return attempt()
        except ClusterUnreachable:
            missing_since = None
            if time.monotonic() > until:
                raise
        except IndexMissing:
            missing_since = missing_since or time.monotonic()
            if time.monotonic() > min(until, missing_since + _WITHOUT_INDEX):
                raise
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
