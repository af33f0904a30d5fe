"""What was put right in the record that is being read, and is told before its article?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from index.article import Article, Outcome, Repaired


class Repairs:
    """Notes repairs while a file is read, and tells of those that an article came of."""

    def __init__(self) -> None:
        self._noted: dict[Repaired, None] = {}

    def note(self, where: str, encoding: str) -> None:
        """Note that the text at ``where`` was in ``encoding``; ``""`` if nothing was wrong."""
        if encoding:
            self._noted[Repaired(where, encoding)] = None

    def noting(self, where: str) -> Callable[[str], None]:
        """``note`` for the texts of one record, all of which stand at ``where``."""
        return partial(self.note, where)

    def told(self, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
        """Yield ``outcomes``, and before an article what was repaired for it."""
        for outcome in outcomes:
            if isinstance(outcome, Article):
                yield from self._noted
            self._noted.clear()
            yield outcome
