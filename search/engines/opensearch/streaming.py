"""How are all hits gone over, however many there are?  A page behind the other, at a point in time.

Nothing of what was gone over is held here or on the cluster: each page begins behind the last hit
of the one before, told by its place in an order that knows no equals.  So where the node is gone
that kept the point in time, the live state is gone over from there on, if it is still the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from index.cluster.mapping import ARTICLE, GROUPED, KEPT, TIE
from search.deadline import Deadline
from search.engines.opensearch.asking import Body, PointGone
from search.engines.opensearch.dsl import Query
from search.engines.opensearch.inquiry import Hit, Inquiry
from search.engines.opensearch.state import Where
from search.errors import IndexUnavailable

_PAGE, _PAGE_OF_ARTICLES, _PAGE_OF_BODIES = 10_000, 1_000, 200


@dataclass(frozen=True, slots=True)
class Sought:
    """What is gone over: what matches ``query``, in the order of ``sort``, which ends with the hash
    of the id, and of each hit nothing but its numbers, or the ``article``, with or without
    ``bodies``."""

    query: Query
    sort: Sequence[Query] = ({TIE: "asc"},)
    article: bool = False
    bodies: bool = False

    @property
    def page(self) -> int:
        """How many hits are asked for at a time."""
        if not self.article:
            return _PAGE
        return _PAGE_OF_BODIES if self.bodies else _PAGE_OF_ARTICLES

    def body(self, after: Sequence[Any] | None) -> Body:
        """What is asked for the hits behind that with these values of its order."""
        kept: Any = [ARTICLE if self.bodies else f"{ARTICLE}.{KEPT}"] if self.article else False
        body: Body = {
            "size": self.page,
            "query": self.query,
            "sort": list(self.sort),
            "track_total_hits": False,
            "_source": kept,
            "docvalue_fields": [TIE, GROUPED],
        }
        return body if after is None else {**body, "search_after": list(after)}


@contextmanager
def held_still(inquiry: Inquiry) -> Iterator[Where]:
    """Its state at a point in time, which is let go of at the end of the block."""
    where = inquiry.state.where
    if where.pit is not None:
        yield where
        return
    point = inquiry.asking.open_point(where.index, inquiry.deadline)
    try:
        yield replace(where, pit=point)
    finally:
        inquiry.asking.close_point(point)


def stream(inquiry: Inquiry, where: Where, sought: Sought) -> Iterator[Hit]:
    """All hits at the point in time ``where``; each page of them may take as long as a search."""
    after: Sequence[Any] | None = None
    while True:
        body = sought.body(after)
        deadline = Deadline.after(inquiry.deadline.seconds)
        try:
            answer = inquiry.asking.search(where.index, where.addressed(body), deadline)
        except (PointGone, IndexUnavailable):
            if not inquiry.state.is_live(where):
                raise
            where = replace(where, pit=None)
            continue
        hits: list[Hit] = answer["hits"]["hits"]
        yield from hits
        if len(hits) < sought.page:
            return
        after = hits[-1]["sort"]


def best_of_stories(hits: Iterator[Hit]) -> Iterator[Hit]:
    """``hits`` without those of whose story one came before."""
    seen: set[int] = set()
    for hit in hits:
        grouped = hit["fields"].get(GROUPED)
        if grouped:
            if grouped[0] in seen:
                continue
            seen.add(grouped[0])
        yield hit
