"""What does every engine do alike?  It has a searcher at hand for each request, which is asked.

An engine adds how a state of its index is opened, and what is read of single articles.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import asdict
from datetime import date
from typing import Generic, Protocol, Self, TypeVar

from index.article import Article
from index.days import today
from index.store.last_run import LastRun as StoredRun
from search import answer
from search.concordance import Concordance, ConcordanceRequest
from search.counts import Count, Counts, LastRun, Split
from search.errors import SearchTimeout
from search.kwic.concord import concordance
from search.loosening import loosened
from search.request import SearchRequest
from search.results import ArticleMarks, Completion, Loosening, SearchResults
from search.searcher import Searcher
from search.terms import Comparison, KeyTerm


class OneRequestSearcher(Searcher, Protocol):
    """A searcher that keeps what it found for the length of one request."""

    def forget(self) -> None:
        """Let go of that, before plans are asked for that have little in common with those
        before."""


State = TypeVar("State")
"""One state of an index, as an engine holds it."""
AnySearcher = TypeVar("AnySearcher", bound=OneRequestSearcher)


class AnsweringEngine(ABC, Generic[State, AnySearcher]):
    """The part of a :class:`search.engine.Engine` that is the same for all; a search may take
    ``seconds``."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    @abstractmethod
    def _searcher(
        self, request: SearchRequest | None = None
    ) -> AbstractContextManager[tuple[State, AnySearcher]]:
        """The live state, or that which the cursor of ``request`` names, and what answers one
        request over it, until the block ends."""

    @abstractmethod
    def _find_article(self, state: State, article_id: str) -> Article | None:
        """The article of ``state`` with this id."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the index."""

    def _admitted(self) -> AbstractContextManager[None]:
        """A block in which a search is answered: an engine may let one wait for another."""
        return nullcontext()

    def search(self, request: SearchRequest) -> SearchResults:
        """One page of results with exact totals and facets."""
        started = time.perf_counter()
        with self._admitted(), self._searcher(request) as (_, searcher):
            return answer.search(request, searcher, day_of(request), started)

    def loosened(self, request: SearchRequest) -> list[Loosening]:
        """What ``request``, which no article answers, finds with one restriction less, the best
        first."""
        with self._admitted(), self._searcher() as (_, searcher):
            return loosened(request, searcher, today())

    def marks(self, article_id: str, request: SearchRequest) -> ArticleMarks | None:
        """Where an article has what ``request`` finds; ``None`` for an unknown id."""
        with self._searcher() as (state, searcher):
            article = self._find_article(state, article_id)
            if article is None:
                return None
            return answer.marks(article, request, searcher, today())

    def complete(self, typed: str, count: int) -> list[Completion]:
        """Up to ``count`` queries that somebody may be about to type."""
        with self._searcher() as (_, searcher):
            return answer.complete(typed, count, searcher)

    def key_terms(self, request: SearchRequest, count: int) -> list[KeyTerm]:
        """Up to ``count`` words that tell what ``request`` finds from all other articles."""
        with self._searcher() as (_, searcher):
            return answer.key_terms(request, count, searcher, today())

    def compared_terms(
        self, request: SearchRequest, other: SearchRequest, count: int
    ) -> Comparison:
        """Up to ``count`` words that a larger share of what ``request`` finds has than of what
        ``other`` finds."""
        with self._searcher() as (_, searcher):
            return answer.compared_terms(request, other, count, searcher, today())

    def concordance(self, request: ConcordanceRequest) -> Concordance:
        """Where the words of a query stand as a row, each place with what is beside it."""
        with self._searcher() as (_, searcher):
            return concordance(request, searcher)

    def count(
        self, queries: Sequence[str], request: SearchRequest, split: Split | None = None
    ) -> Counts:
        """How many articles answer each of ``queries``, beside what the filters of ``request`` let
        through.

        When the time of a search is over, those queries are left that were not counted by then.
        """
        counted: list[Count] = []
        with self._searcher() as (_, searcher):
            everything = answer.count("", request, searcher, today(), split)
            # what was counted by then is right, and the caller is told of the rest
            with suppress(SearchTimeout):
                for q in queries:
                    searcher.forget()  # or the sets of all would be in memory together
                    counted.append(answer.count(q, request, searcher, today(), split))
        return Counts(everything, tuple(counted), tuple(queries[len(counted) :]))

    def trends(self, queries: Sequence[str], request: SearchRequest) -> list[Count]:
        """What :meth:`count` counts of each of ``queries``, all of them or none."""
        counts = self.count(queries, request)
        if counts.left:
            raise SearchTimeout(self._seconds)
        return list(counts.counts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def day_of(request: SearchRequest) -> date:
    """The day that *hôm qua* counts from: that on which a walk began, else today in Vietnam."""
    return request.at.day if request.at is not None else today()


def told_run(run: StoredRun | None) -> LastRun | None:
    """The last run, as whoever watches over the index is told it."""
    if run is None:
        return None
    counted = asdict(run)
    about = {name: counted.pop(name) for name in ("ended", "succeeded", "seconds")}
    return LastRun(**about, records=counted)
