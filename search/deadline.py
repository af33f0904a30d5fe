"""Has a search taken longer than anybody will wait for?"""

from __future__ import annotations

import time
from dataclasses import dataclass

from search.errors import SearchTimeout


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment (of ``time.monotonic``) by which a search has to be done."""

    moment: float
    seconds: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        return cls(time.monotonic() + seconds, seconds)

    @property
    def left(self) -> float:
        """How many seconds there are until then; negative after it."""
        return self.moment - time.monotonic()

    def check(self) -> None:
        """Raise :class:`search.errors.SearchTimeout` if it has passed."""
        if time.monotonic() > self.moment:
            raise SearchTimeout(self.seconds)
