"""Whose time is over?  Connections in the order in which that comes."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Deadlines(Generic[Item]):
    """Things that have equally long, so that the first is over first."""

    def __init__(self) -> None:
        self._moments: OrderedDict[Item, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._moments)

    def __contains__(self, item: object) -> bool:
        return item in self._moments

    def set(self, item: Item, moment: float) -> None:
        """``item`` has until ``moment`` (of ``time.monotonic``), which is not before others'."""
        if self._moments.get(item) != moment:
            self._moments[item] = moment
            self._moments.move_to_end(item)

    def discard(self, item: Item) -> None:
        """``item`` needs no more time."""
        self._moments.pop(item, None)

    def first(self) -> Item | None:
        """Whose time is over first."""
        return next(iter(self._moments), None)

    def over(self, now: float) -> list[Item]:
        """Whose time is over."""
        late = []
        for item, moment in self._moments.items():
            if moment > now:
                break
            late.append(item)
        return late
