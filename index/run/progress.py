"""How far is a reindex?  What it tells whoever watches it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from index.run.report import Tally

Phase = Literal["reading", "writing the index"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: its phase, bytes of input done and in all, and the tally so far."""

    phase: Phase
    bytes_done: int
    bytes_total: int
    tally: Tally


Watcher = Callable[[Progress], None]
