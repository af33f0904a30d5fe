"""What if there is no time left for a query?  A clock that stands still until it is counted."""

from __future__ import annotations

from typing import Any

import pytest

from search.answer import count


def no_time_from(monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    """Let all the time there is have passed once ``query`` is counted."""
    clock = [0.0]

    def late(q: str, *more: Any) -> Any:
        clock[0] += 100 if q == query else 0
        return count(q, *more)

    monkeypatch.setattr("search.answer.count", late)
    monkeypatch.setattr("search.deadline.time.monotonic", lambda: clock[0])
