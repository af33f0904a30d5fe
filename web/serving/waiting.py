"""Which request goes next, and which goes no further?

A kind of requests has so many threads and no more, so that exports, counts and walks over facets
leave some to readers.  Of a kind, clients take turns, however many requests one of them has there.
Beyond a bound, who waits with most of the least urgent kind is refused.
"""

from __future__ import annotations

import re
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, TypeVar

from web.serving.framing import Head

Item = TypeVar("Item")
_LIGHT = re.compile(
    rb"/(?:healthz|readyz|metrics|robots\.txt|opensearch\.xml|static/.*)", re.DOTALL
)
_EXPORTS = re.compile(rb"/search\.(?:csv|jsonl|ris|bib)")
_COUNTS = re.compile(rb"/api/(?:kwic|terms|trends|count|receipt)|/dem(?:\.\w+)?|/kho-bao")
_SEARCHES = re.compile(rb"/|/search|/api/search|/search\.atom")
_FILTER = re.compile(
    rb"(?:^|[&;])(?:(?:not_)?(?:category|source)=|(?:from|to|undated|cursor)=[^&])"
)


class Kind(IntEnum):
    """What a request is, the most urgent first."""

    LIGHT = 0
    """What costs next to nothing: files, and what watches the site."""
    READ = 1
    WALK = 2
    """A search under filters: there are so many that crawlers find no end of them."""
    COUNT = 3
    EXPORT = 4


def kind_of(head: Head) -> Kind:
    """By its address."""
    if _LIGHT.fullmatch(head.path):
        return Kind.LIGHT
    if _EXPORTS.fullmatch(head.path):
        return Kind.EXPORT
    if _COUNTS.fullmatch(head.path):
        return Kind.COUNT
    if _SEARCHES.fullmatch(head.path) and _FILTER.search(head.query):
        return Kind.WALK
    return Kind.READ


@dataclass(frozen=True, slots=True)
class Place(Generic[Item]):
    """One request in the queue."""

    kind: Kind
    client: str
    item: Item
    until: float
    """The moment (of ``time.monotonic``) until which it waits."""


class WaitingRoom(Generic[Item]):
    """Requests that wait; for one thread."""

    def __init__(self, most: int, threads: Callable[[Kind], int]) -> None:
        """``most`` wait, and of each kind no more are busy than it has ``threads``."""
        self._most = most
        self._threads = threads
        self._busy = dict.fromkeys(Kind, 0)
        self._queues: dict[Kind, OrderedDict[str, deque[Place[Item]]]] = {
            kind: OrderedDict() for kind in Kind
        }
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, place: Place[Item]) -> None:
        """Let ``place`` wait, be there room or not."""
        self._queues[place.kind].setdefault(place.client, deque()).append(place)
        self._size += 1

    def beyond(self) -> Place[Item] | None:
        """One for whom there is no room, who waits no longer: the last come of the client with the
        most requests of the least urgent kind."""
        if self._size <= self._most:
            return None
        queue = next(queue for queue in reversed(self._queues.values()) if queue)
        client = max(reversed(queue), key=lambda client: len(queue[client]))
        return self._without(queue, client, last=True)

    def next(self) -> Place[Item] | None:
        """Whose turn it is, if there is a thread for them; that is busy then until :meth:`done`."""
        for kind, queue in self._queues.items():
            if queue and self._busy[kind] < self._threads(kind):
                self._busy[kind] += 1
                client = next(iter(queue))
                place = self._without(queue, client, last=False)
                if client in queue:
                    queue.move_to_end(client)
                return place
        return None

    def done(self, kind: Kind) -> None:
        """A thread of this kind has time again."""
        self._busy[kind] -= 1

    def expired(self, now: float) -> list[Place[Item]]:
        """Who has waited too long, and waits no longer."""
        late = []
        for queue in self._queues.values():
            for client in list(queue):
                while client in queue and queue[client][0].until <= now:
                    late.append(self._without(queue, client, last=False))
        return late

    def _without(
        self, queue: OrderedDict[str, deque[Place[Item]]], client: str, *, last: bool
    ) -> Place[Item]:
        places = queue[client]
        place = places.pop() if last else places.popleft()
        if not places:
            del queue[client]
        self._size -= 1
        return place
