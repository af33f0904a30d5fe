"""How much may clients ask of one worker process?  All that is configured, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is too much, for each worker process."""

    stalled: float = 20.0
    """Seconds in which a request has to arrive, and in which some of an answer has to be read."""
    least: int = 16_384
    """Bytes of an answer that have to be read in so many seconds, if so many are left."""
    body: int = 6_000_000
    """Bytes of a body that are read; the application says what of it is too much."""
    arriving: int = 64_000_000
    """Bytes of unfinished requests; as many of answers that are not read may wait."""
    waiting: int = 32
    """Requests that wait for a thread; what comes beyond is refused."""
    patience: float = 5.0
    """Seconds for which a request waits; after that it is refused."""
    streams: int = 2
    """Exports at a time."""
    proxies: int = 0
    """Proxies in front whose ``X-Forwarded-For`` is believed."""
