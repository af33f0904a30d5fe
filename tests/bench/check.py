"""Do engines that are asked the same answer the same?  Totals and facets beside this project's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bench.engines import ENGINES
from bench.shapes import Asked, Timing


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many queries were compared, and in how many the answers are equal."""

    compared: int
    totals: int
    facets: int


def agreement(ours: Asked, peer: str, theirs: Asked) -> Agreement:
    """Compare what ``peer`` found with what this project found."""
    pairs = list(_comparable(ours, peer, theirs))
    return Agreement(
        compared=len(pairs),
        totals=sum(own.total == other.total for own, other in pairs),
        facets=sum(own.facets == other.facets for own, other in pairs),
    )


def _comparable(ours: Asked, peer: str, theirs: Asked) -> Iterator[tuple[Timing, Timing]]:
    """Pairs of timings of one query, where both engines mean the same by it."""
    own = {timing.query: timing for timing in ours.timings if not timing.wider}
    for timing in theirs.timings:
        if timing.query in own and timing.query.kind in ENGINES[peer].same:
            yield own[timing.query], timing
