"""What can any engine do, and how is one opened?

The page and the endpoint know only this Protocol; they cannot tell which engine
answered, save by its speed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Protocol, Self

from index.article import Article
from search.request import SearchRequest
from search.results import Completion, Hit, IndexStats, KeyTerm, SearchResults, Trend


class Engine(Protocol):
    """Answers requests over one index.  Safe to share between threads.

    A context manager: whoever leaves its ``with`` block closes it.

    Every method raises :class:`search.errors.IndexUnavailable` when no index can be opened;
    a later call succeeds as soon as there is one.
    """

    def search(self, request: SearchRequest) -> SearchResults:
        """One page of results with exact totals and facets.

        Raises :class:`search.errors.SearchTimeout` if the query costs too much time.
        """

    def article(self, article_id: str) -> Article | None:
        """The stored article, or ``None`` for an unknown id."""

    def stream(self, request: SearchRequest) -> Iterator[Article]:
        """All matching articles in the request's order; ``page`` and ``size`` are ignored."""

    def complete(self, typed: str, count: int) -> list[Completion]:
        """Up to ``count`` queries that somebody may be about to type."""

    def similar(self, article_id: str, count: int) -> list[Hit] | None:
        """Up to ``count`` articles like one, the most alike first; ``None`` for an unknown id."""

    def key_terms(self, request: SearchRequest, count: int) -> list[KeyTerm]:
        """Up to ``count`` words that tell what ``request`` finds from all other articles."""

    def trends(self, queries: Sequence[str], request: SearchRequest) -> list[Trend]:
        """How many articles of each interval match each of ``queries``; filters and interval are
        those of ``request``."""

    def stats(self) -> IndexStats:
        """What the index holds."""

    def close(self) -> None:
        """Let go of the index; calls after this raise ``IndexUnavailable``."""

    def __enter__(self) -> Self:
        """The engine itself."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the engine, whatever happened in the block."""
