"""Why was something rejected, passed over, repaired or doubted, how often, and where first?"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_REASONS = 1000  # kinds of reasons that are told apart: memory does not grow with the input
OTHER_REASONS = "other reasons"

# What differs between two reasons of one kind: what is quoted, places, addresses, numbers.
_PARTICULAR = re.compile(
    r"'[^']{1,300}'|\"[^\"]{1,300}\"|\([^()]{1,300}\)|https?://\S{1,2000}|\d[\d.,]*"
)


@dataclass(frozen=True, slots=True)
class Reason:
    """What befell ``count`` files or records; ``where`` is the first of them, and ``reason`` what
    was said of it (others may name another value)."""

    reason: str
    count: int
    where: str


class Reasons:
    """Reasons as they come, counted by their kind; takes room for ``MAX_REASONS`` of them."""

    def __init__(self) -> None:
        self._kinds: dict[str, Reason] = {}

    def add(self, reason: str, where: str) -> None:
        """Count one more."""
        kind = _PARTICULAR.sub("…", reason)
        if kind not in self._kinds and len(self._kinds) >= MAX_REASONS:
            kind = reason = OTHER_REASONS
        before = self._kinds.get(kind) or Reason(reason, 0, where)
        self._kinds[kind] = Reason(before.reason, before.count + 1, before.where)

    def by_count(self) -> tuple[Reason, ...]:
        """All of them, the most frequent first."""
        return tuple(sorted(self._kinds.values(), key=lambda one: -one.count))
