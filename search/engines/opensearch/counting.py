"""How many articles match clauses?  All that is not known yet is asked at once, and remembered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from index.article import TEXT_FIELDS
from search.engines.opensearch.asking import Body
from search.engines.opensearch.dsl import Query
from search.engines.opensearch.inquiry import Inquiry
from search.engines.opensearch.rows import match_row
from search.plan import AtLeast, Clause
from search.query.variants import Row

_AT_ONCE = 200  # searches in one request


class Counter:
    """Counts for one request."""

    def __init__(self, inquiry: Inquiry) -> None:
        self._inquiry, self._state = inquiry, inquiry.state

    def learn(self, clauses: Iterable[Clause | AtLeast]) -> None:
        """Ask for all of ``clauses`` that were not counted before."""
        unknown = [one for one in dict.fromkeys(clauses) if self._state.known_count(one) is None]
        for start in range(0, len(unknown), _AT_ONCE):
            some = unknown[start : start + _AT_ONCE]
            for clause, count in zip(
                some, self._ask(map(self._state.matching.match, some)), strict=True
            ):
                self._state.counts.put(clause, count)

    def count(self, clause: Clause | AtLeast) -> int:
        """How many articles match ``clause``."""
        count = self._state.known_count(clause)
        if count is None:
            self.learn([clause])
            count = self._state.known_count(clause)
            if count is None:  # thousands were counted meanwhile
                (count,) = self._ask([self._state.matching.match(clause)])
        return count

    def count_pair(self, pair: tuple[str, str]) -> int:
        """In how many texts two terms stand side by side, whatever parts them: an article counts
        once for each of its texts."""
        key = ("texts", pair)
        count = self._state.counts.get(key)
        if count is None:
            row = Row(pair)
            count = sum(self._ask([match_row(name, row) for name in TEXT_FIELDS]))
            self._state.counts.put(key, count)
        return count

    def _ask(self, queries: Iterable[Query]) -> Iterator[int]:
        for answer in self._inquiry.search_many(list(map(_counting, queries))):
            yield self._inquiry.total(answer)


def _counting(query: Query) -> Body:
    return {"size": 0, "track_total_hits": True, "query": query}
