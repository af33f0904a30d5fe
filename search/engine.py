"""What can any engine do?

:class:`Engine` is what the page and the endpoint know; they cannot tell which engine answered,
save by its speed.  What an engine offers to whoever works the answer out is another thing, and
stands in :mod:`search.searcher`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, Self

from index.article import Article, StoredArticle
from search.concordance import Concordance, ConcordanceRequest
from search.counts import Count, Counts, IndexStats, LastRun, Queue, Split
from search.request import SearchRequest
from search.results import (
    ArticleMarks,
    Completion,
    Hit,
    Loosening,
    SearchResults,
)
from search.story import Story
from search.terms import Comparison, KeyTerm
from search.walks import WalkFacts


class Walk(Protocol):
    """All that answers a request, in one state of the index, which stays as it is until the walk is
    closed; in memory are no more than the numbers of the articles.  Only for one thread at a time.

    Its methods raise :class:`search.errors.IndexUnavailable` where the index is found damaged.
    """

    @property
    def facts(self) -> WalkFacts:
        """What there is to go over."""

    def ids(self) -> Iterator[str]:
        """The ids of the articles."""

    def articles(self, *, bodies: bool = True) -> Iterator[tuple[StoredArticle, bytes]]:
        """The articles as they are kept, each with its body in UTF-8, or with nothing where bodies
        are not wanted."""

    def close(self) -> None:
        """Let go of the index."""

    def __enter__(self) -> Self:
        """The walk itself, which is closed at the end of the block."""

    def __exit__(self, *error: object) -> None:
        """Close."""


class Engine(Protocol):
    """Answers requests over one index.  Safe to share between threads.

    Every method raises :class:`search.errors.IndexUnavailable` when no index can be opened;
    a later call succeeds as soon as there is one.
    """

    def search(self, request: SearchRequest) -> SearchResults:
        """One page of results with exact totals and facets.

        Raises :class:`search.errors.SearchTimeout` if the query costs too much time, and
        :class:`search.errors.CursorGone` if the state of the index that the request's ``cursor``
        names is no longer kept.
        """

    def loosened(self, request: SearchRequest) -> list[Loosening]:
        """What ``request``, which no article answers, finds with one restriction less, the best
        first."""

    def article(self, article_id: str) -> Article | None:
        """The stored article, or ``None`` for an unknown id."""

    def marks(self, article_id: str, request: SearchRequest) -> ArticleMarks | None:
        """Where an article has what ``request`` finds, or what is answered in its place, marked as
        in hits; filters, order and page do not count.  ``None`` for an unknown id.

        Raises :class:`search.errors.SearchTimeout` if the query costs too much time.
        """

    def was_deleted(self, article_id: str) -> bool:
        """Whether there was an article with this id that somebody took out for good."""

    def stream(self, request: SearchRequest, *, group: bool = False) -> Iterator[Article]:
        """All matching articles in the request's order, or with ``group`` the best of each story;
        the request's ``page``, ``size`` and ``group`` are ignored."""

    def walk(self, request: SearchRequest, after: int = 0) -> Walk:
        """All that answers ``request``, in its order, from its ``cursor`` on or from the start, and
        without the first ``after`` of them; with its ``group`` the best of each story, with its
        ``sample`` what is drawn.  Its ``page`` and ``size`` do not count, and what only comes near
        is not gone over.  Whoever asks for a walk closes it.

        Raises :class:`search.errors.SearchTimeout` if finding it takes too much time, and
        :class:`search.errors.CursorGone`.
        """

    def complete(self, typed: str, count: int) -> list[Completion]:
        """Up to ``count`` queries that somebody may be about to type."""

    def similar(self, article_id: str, count: int) -> list[Hit] | None:
        """Up to ``count`` articles like one, the most alike first; ``None`` for an unknown id."""

    def story(self, article_id: str) -> Story | None:
        """The articles that are one story with one, and itself, by time, and who printed it first;
        ``None`` for an unknown id."""

    def key_terms(self, request: SearchRequest, count: int) -> list[KeyTerm]:
        """Up to ``count`` words that tell what ``request`` finds from all other articles."""

    def concordance(self, request: ConcordanceRequest) -> Concordance:
        """Where the words of a query stand as a row, each place with what is beside it.

        Raises :class:`search.errors.SearchTimeout` if that costs too much time.
        """

    def compared_terms(
        self, request: SearchRequest, other: SearchRequest, count: int
    ) -> Comparison:
        """Up to ``count`` words that a larger share of what ``request`` finds has than of what
        ``other`` finds, the surest first, and how large both are.

        Raises :class:`search.errors.SearchTimeout` if that costs too much time.
        """

    def count(
        self, queries: Sequence[str], request: SearchRequest, split: Split | None = None
    ) -> Counts:
        """How many articles answer each of ``queries``, in all, in each interval and, with
        ``split``, of each value of a facet; beside what the filters of ``request`` let through.
        Filters, interval and way of matching are those of ``request``.

        When the time of a search is over, those queries are left that were not counted by then;
        raises :class:`search.errors.SearchTimeout` if not even everything was.
        """

    def trends(self, queries: Sequence[str], request: SearchRequest) -> list[Count]:
        """What :meth:`count` counts of each of ``queries``, all of them or none.

        Raises :class:`search.errors.SearchTimeout` if that costs too much time.
        """

    def stats(self) -> IndexStats:
        """What the index holds."""

    def trouble(self) -> str | None:
        """Why what answers is not the newest state of the index, if it is not; anybody may know it,
        and this never fails."""

    def last_run(self) -> LastRun | None:
        """How the last ``reindex`` ended, if that is known; this never fails."""

    def queue(self) -> Queue:
        """How searches wait for each other; this never fails."""

    def close(self) -> None:
        """Let go of the index; calls after this raise ``IndexUnavailable``."""

    def __enter__(self) -> Self:
        """The engine itself, which is closed at the end of the block."""

    def __exit__(self, *error: object) -> None:
        """Close."""
