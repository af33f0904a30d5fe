"""Where do rows of words stand?  A cluster cannot count places, so the articles' texts are read.

What may have a row is found there; each such article is fetched and looked at here, once to count
and once more as far as somebody wants the places.  A common word costs as much as its articles take
to read, so the time of a search ends it sooner than on one machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.article import Article
from search.engines.opensearch.documents import read_article
from search.engines.opensearch.dsl import Query, all_of, any_of, named
from search.engines.opensearch.inquiry import Hit, Inquiry
from search.engines.opensearch.page import order
from search.engines.opensearch.streaming import Sought, best_of_stories, held_still, stream
from search.kwic.lines import LineFinder
from search.plan import SoughtRow
from search.request import Sort
from search.searcher import Occurrences


@dataclass(frozen=True, slots=True)
class OccurrenceFinder:
    """Finds the places of ``rows`` in articles that ``passing`` lets through."""

    inquiry: Inquiry
    rows: Sequence[SoughtRow]
    passing: Query

    def find(self, sort: Sort, *, group: bool) -> Occurrences:
        """How many places there are in how many articles, and these in order, in which scores do
        not count; with ``group`` the first of each story."""
        finder = LineFinder(self.rows)
        sought = Sought(self._candidates(), _without_score(sort), article=True, bodies=True)
        total = count = 0
        for article, which in self._having(sought, finder, group=group):
            total += sum(1 for _ in finder.lines(article, which))
            count += 1
        return Occurrences(total, count, self._having(sought, finder, group=group))

    def _candidates(self) -> Query:
        matching = self.inquiry.state.matching
        each = [
            named(matching.match(row.candidates), str(number))
            for number, row in enumerate(self.rows)
        ]
        return all_of([any_of(each), self.passing])

    def _having(
        self, sought: Sought, finder: LineFinder, *, group: bool
    ) -> Iterator[tuple[Article, Sequence[int]]]:
        """The articles that have any row, in order, each with the numbers of the rows it may
        have."""
        with held_still(self.inquiry) as where:
            hits = self._placed(stream(self.inquiry, where, sought), finder)
            for hit in best_of_stories(hits) if group else hits:
                yield read_article(hit), _which(hit)

    def _placed(self, hits: Iterator[Hit], finder: LineFinder) -> Iterator[Hit]:
        """What of ``hits`` has any of the rows indeed."""
        for hit in hits:
            self.inquiry.deadline.check()
            if any(True for _ in finder.lines(read_article(hit), _which(hit))):
                yield hit


def _which(hit: Hit) -> Sequence[int]:
    return sorted(map(int, hit["matched_queries"]))


def _without_score(sort: Sort) -> Sequence[Query]:
    """The order of ``sort`` among equals."""
    return [one for one in order("newest" if sort == "relevance" else sort) if "_score" not in one]
