"""With which letters does no term of a body begin, while one of title or summary does?

That is told of an article by the shortest such beginnings: what begins as one of them is in the
body no more than that itself.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.arrays.types import Int64s
from index.cluster.mapping import beginning


@dataclass(frozen=True, slots=True)
class Beginnings:
    """By the numbers of articles the terms of their bodies, in order."""

    terms: Mapping[int, Sequence[str]]

    @classmethod
    def of(cls, owners: Int64s, terms: Sequence[str]) -> Beginnings:
        """Those of bodies where each owner has the term at its place."""
        bodies: dict[int, list[str]] = {}
        for owner, term in zip(owners.tolist(), terms, strict=True):
            bodies.setdefault(owner, []).append(term)
        return cls({owner: sorted(own) for owner, own in bodies.items()})

    def missing(self, owner: int, term: str) -> str:
        """The shortest beginning of ``term`` that no term of the owner's body has, as a document
        names it; ``""`` if one begins with all of it."""
        own = self.terms.get(owner, ())
        place = bisect(own, term)
        shared = max((_shared(term, one) for one in own[max(place - 1, 0) : place + 1]), default=0)
        return beginning(term[: shared + 1]) if shared < len(term) else ""


def _shared(text: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = zip(text, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(text), len(other)))
