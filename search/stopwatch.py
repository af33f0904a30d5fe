"""What of a request takes how long?"""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """A part of a request, and how many milliseconds it took."""

    name: str
    ms: float


class Stopwatch:
    """Measures one part of a request after the other, from when it is made."""

    def __init__(self, started: float) -> None:
        self._started = self._last = started
        self._laps: list[Timing] = []

    def lap(self, name: str) -> None:
        """What went on since the last one was ``name``."""
        now = time.perf_counter()
        self._laps.append(Timing(name, round((now - self._last) * 1000, 3)))
        self._last = now

    @property
    def laps(self) -> tuple[Timing, ...]:
        """The parts so far, in milliseconds."""
        return tuple(self._laps)

    @property
    def ms(self) -> float:
        """Milliseconds since the start."""
        return (time.perf_counter() - self._started) * 1000
