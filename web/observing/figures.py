"""What did all processes of the site count together?  Numbers in memory that they share.

``python -m web`` makes the memory before it starts its processes, and gives each a slot of its own,
in which no other writes; who wants the sum reads all.  A process that takes the slot of one that
has ended goes on counting where that stopped.
"""

from __future__ import annotations

import mmap
import os
import threading
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds: the upper bounds of the buckets, both of them included; a last one has no bound."""

STATUSES = (
    200, 206, 303, 304, 308, 400, 403, 404, 405, 406, 408, 410, 413, 414, 415, 416, 417, 422, 429,
    431, 500, 501, 503, 504, 0,
)  # fmt: skip
"""Those that are told apart; 0 stands for any other."""

MAX_ROUTES = 64
SLOTS = 32
"""Processes at a time: while the site is loaded anew, those that still send a stream, too."""

NUMBERS = (
    "pid", "resident", "in_flight", "streams", "waiting",
    "requests_waiting", "admitted", "waited", "whole", "early", "sent", "turned_away", "no_request",
)  # fmt: skip
_GAUGES = 6  # of these tell of now, and end with their process
_DOUBLE = 8
_ROW = len(BOUNDS) + 2  # counts of buckets, and the sum
_ROWS = MAX_ROUTES * len(STATUSES)
_SIZE = len(NUMBERS) + _ROWS * _ROW
_PLACES = {name: place for place, name in enumerate(NUMBERS)}
_STATUS = {status: place for place, status in enumerate(STATUSES)}
_OTHER = _STATUS[0]


@dataclass(frozen=True, slots=True)
class Latency:
    """How many answers of a route had a status, by the bucket of their seconds, and the sum of
    these; ``route`` is its number."""

    route: int
    status: int
    buckets: tuple[int, ...]
    seconds: float


class Slot:
    """The counts of this process.  Safe to share between threads."""

    def __init__(self, memory: memoryview[float]) -> None:
        self._memory = memory
        self._lock = threading.Lock()

    def add(self, name: str, value: float = 1) -> None:
        """Add to one of :data:`NUMBERS`."""
        with self._lock:
            self._memory[_PLACES[name]] += value

    def set(self, name: str, value: float) -> None:
        """Let one of :data:`NUMBERS` be ``value``."""
        self._memory[_PLACES[name]] = value

    def observe(self, route: int, status: int, seconds: float) -> None:
        """Count an answer of the route of this number, from 0 to :data:`MAX_ROUTES` - 1."""
        row = route * len(STATUSES) + _STATUS.get(status, _OTHER)
        begin = len(NUMBERS) + row * _ROW
        with self._lock:
            self._memory[begin + bisect_left(BOUNDS, seconds)] += 1
            self._memory[begin + _ROW - 1] += seconds


class Figures:
    """The slots of all processes, in memory that those share which are forked from this one."""

    def __init__(self, slots: int = SLOTS) -> None:
        self._memory = mmap.mmap(-1, slots * _SIZE * _DOUBLE)  # anonymous, zero, and shared
        self._taken: set[int] = set()
        self._slots = slots

    def claim(self) -> int | None:
        """The number of a slot that no process has; ``None`` if there is none."""
        free = (number for number in range(self._slots) if number not in self._taken)
        number = next(free, None)
        if number is not None:
            self._taken.add(number)
        return number

    def release(self, number: int) -> None:
        """The process that had this slot has ended: what it did at the time it does no more."""
        self._taken.discard(number)
        self._table()[number, :_GAUGES] = 0

    def slot(self, number: int) -> Slot:
        """The slot of this number, for the process that calls this."""
        size = _SIZE * _DOUBLE
        memory = memoryview(self._memory)[number * size : (number + 1) * size].cast("d")
        slot = Slot(memory)
        slot.set("pid", os.getpid())
        return slot

    def numbers(self) -> dict[str, float]:
        """:data:`NUMBERS` but the process's own, of all processes."""
        totals = self._table()[:, : len(NUMBERS)].sum(axis=0).tolist()
        return dict(zip(NUMBERS, totals, strict=True))

    def resident(self) -> dict[int, float]:
        """The bytes of memory that each process has, by its pid."""
        table = self._table()[:, : len(NUMBERS)]
        return {
            int(row[_PLACES["pid"]]): float(row[_PLACES["resident"]])
            for row in table
            if row[_PLACES["pid"]] and row[_PLACES["resident"]]
        }

    def latencies(self) -> list[Latency]:
        """What all processes answered, as far as there is anything."""
        rows = self._table()[:, len(NUMBERS) :].sum(axis=0).reshape(_ROWS, _ROW)
        return [
            Latency(
                route=row // len(STATUSES),
                status=STATUSES[row % len(STATUSES)],
                buckets=tuple(map(int, rows[row, :-1])),
                seconds=float(rows[row, -1]),
            )
            for row in np.flatnonzero(rows[:, :-1].any(axis=1)).tolist()
        ]

    def _table(self) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        return np.frombuffer(self._memory, np.float64).reshape(self._slots, _SIZE)
