"""What does one request ask of the cluster?  Searches over one state, by one deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from search.deadline import Deadline
from search.engines.opensearch.asking import Answer, Asking, Body
from search.engines.opensearch.state import State

Hit = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Asks for what is in ``state`` until the ``deadline``."""

    state: State
    asking: Asking
    deadline: Deadline

    def search(self, body: Body) -> Answer:
        """The answer to one search."""
        where = self.state.where
        return self.asking.search(where.index, where.addressed(body), self.deadline)

    def search_many(self, bodies: Sequence[Body]) -> Sequence[Answer]:
        """The answers to several searches, sent as one request."""
        where = self.state.where
        addressed = [where.addressed(body) for body in bodies]
        return self.asking.search_many(where.index, addressed, self.deadline)

    def hits(self, body: Body) -> list[Hit]:
        """The hits of one search."""
        found: list[Hit] = self.search(body)["hits"]["hits"]
        return found

    def total(self, answer: Answer) -> int:
        """How many hits a search had in all."""
        total: int = answer["hits"]["total"]["value"]
        return total
