"""What does the server refuse by itself?  A request that no application sees."""

from __future__ import annotations

from dataclasses import dataclass, field

from web.noted import new_id


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer of the server's own.

    The client hears ``detail``; ``reason`` says no more than may be written down, so nothing that
    was sent.  ``client`` is an address; ``method`` and ``path`` are "" where none was read.
    """

    status: int
    detail: str
    reason: str
    client: str
    method: str = ""
    path: str = ""
    request_id: str = field(default_factory=new_id)
