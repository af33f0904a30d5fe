"""What does a query mean where no index says anything?"""

from __future__ import annotations


class NothingKnown:
    """An index without an article (:class:`search.query.typed_row.Known`)."""

    def has_term(self, term: str) -> bool:
        return False

    def is_parted(self, terms: tuple[str, ...]) -> bool:
        return False

    def has_row(self, terms: tuple[str, ...]) -> bool:
        return False
