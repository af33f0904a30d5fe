"""How does the index on this machine answer requests?  (See :class:`search.engine.Engine`.)"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Self

from index.article import Article
from index.days import today
from index.store.last_run import read_last_run
from search import answer
from search.concordance import Concordance, ConcordanceRequest
from search.counts import Count, Counts, IndexStats, LastRun, Queue, Split
from search.deadline import Deadline
from search.engines.whoosh.holder import SnapshotHolder
from search.engines.whoosh.search_gate import SearchGate
from search.engines.whoosh.searcher import WhooshSearcher
from search.engines.whoosh.similar import words_of
from search.engines.whoosh.snapshot import Snapshot
from search.engines.whoosh.stories import story_of
from search.engines.whoosh.walk import WhooshWalk
from search.errors import SearchTimeout
from search.kwic.concord import concordance
from search.loosening import loosened
from search.request import SearchRequest
from search.results import ArticleMarks, Completion, Hit, Loosening, SearchResults
from search.searcher import FacetFilters
from search.story import Story
from search.terms import Comparison, KeyTerm
from search.versions import told
from search.walks import WalkFacts


class WhooshEngine:
    """Answers requests over the index in a folder; one that is swapped in is seen at once."""

    def __init__(self, index: Path, seconds: float, *, check: bool = True) -> None:
        self._root = index
        self._seconds = seconds
        self._gate = SearchGate()
        self._holder = SnapshotHolder(index, check=check)
        with self._holder.use():
            pass  # opens the index, or says at once why it cannot be opened

    def search(self, request: SearchRequest) -> SearchResults:
        """One page of results with exact totals and facets."""
        started = time.perf_counter()
        with self._gate.admit(), self._searcher(request) as (_, searcher):
            return answer.search(request, searcher, _day_of(request), started)

    def loosened(self, request: SearchRequest) -> list[Loosening]:
        """What ``request``, which no article answers, finds with one restriction less, the best
        first."""
        with self._gate.admit(), self._searcher() as (_, searcher):
            return loosened(request, searcher, today())

    def article(self, article_id: str) -> Article | None:
        """The stored article, or ``None`` for an unknown id."""
        with self._holder.use() as snapshot:
            return snapshot.find_article(article_id)

    def marks(self, article_id: str, request: SearchRequest) -> ArticleMarks | None:
        """Where an article has what ``request`` finds; ``None`` for an unknown id."""
        with self._searcher() as (snapshot, searcher):
            article = snapshot.find_article(article_id)
            if article is None:
                return None
            return answer.marks(article, request, searcher, today())

    def was_deleted(self, article_id: str) -> bool:
        """Whether there was an article with this id that somebody took out for good."""
        with self._holder.use() as snapshot:
            return article_id in snapshot.deleted

    def stream(self, request: SearchRequest, *, group: bool = False) -> Iterator[Article]:
        """All matching articles in the request's order, or with ``group`` the best of each story;
        the request's ``page``, ``size`` and ``group`` are ignored."""
        # What was matched is let go before the first article goes out: whoever reads a stream
        # may take hours.
        with self.walk(replace(request, group=group)) as walk:
            yield from walk.read()

    def walk(self, request: SearchRequest, after: int = 0) -> WhooshWalk:
        """All that answers ``request``, in its order, from its ``cursor`` on or from the start."""
        day = _day_of(request)
        with ExitStack() as held:
            snapshot, searcher = held.enter_context(self._searcher(request))
            planned = answer.plan_walk(request, searcher, day)
            found = searcher.answering(planned.plan, FacetFilters.of(request), planned.page)
            begin = planned.page.first if request.at is not None else 0
            facts = WalkFacts(
                query=planned.query,
                suggestion=planned.suggestion,
                total=found.total,
                groups=found.groups,
                length=max(len(found.ids) - begin, 0),
                sort=request.sort,
                day=day,
                held=snapshot.stats,
                cursor=answer.begin_of(request, searcher, day),
            )
            doc_ids = found.ids[begin + after :]
            return WhooshWalk(facts, doc_ids, snapshot, self._holder, held.pop_all())

    def complete(self, typed: str, count: int) -> list[Completion]:
        """Up to ``count`` queries that somebody may be about to type."""
        with self._searcher() as (_, searcher):
            return answer.complete(typed, count, searcher)

    def similar(self, article_id: str, count: int) -> list[Hit] | None:
        """Up to ``count`` articles like one, the most alike first; ``None`` for an unknown id."""
        with self._searcher() as (snapshot, searcher):
            doc_id = snapshot.doc_id_of(article_id)
            if doc_id is None:
                return None
            words = words_of(snapshot.article(doc_id), snapshot.view)
            return answer.similar(article_id, words, count, searcher)

    def story(self, article_id: str) -> Story | None:
        """The articles that are one story with one, and itself, by time, and who printed it first;
        ``None`` for an unknown id."""
        with self._holder.use() as snapshot:
            doc_id = snapshot.doc_id_of(article_id)
            if doc_id is None:
                return None
            members = story_of(doc_id, snapshot.columns, snapshot.view.alive)
            return told(list(map(snapshot.article, members.tolist())))

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

    def stats(self) -> IndexStats:
        """What the index holds."""
        with self._holder.use() as snapshot:
            return snapshot.stats

    def trouble(self) -> str | None:
        """Why what answers is not the newest state of the index, if it is not."""
        trouble = self._holder.trouble
        return trouble.told if trouble is not None else None

    def last_run(self) -> LastRun | None:
        """How the last ``reindex`` ended, if that is known."""
        run = read_last_run(self._root)
        if run is None:
            return None
        counted = asdict(run)
        about = {name: counted.pop(name) for name in ("ended", "succeeded", "seconds")}
        return LastRun(**about, records=counted)

    def queue(self) -> Queue:
        """How searches wait for each other."""
        return self._gate.queue()

    def close(self) -> None:
        """Let go of the index; calls after this raise ``IndexUnavailable``."""
        self._holder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @contextmanager
    def _searcher(
        self, request: SearchRequest | None = None
    ) -> Iterator[tuple[Snapshot, WhooshSearcher]]:
        """The live generation, or that which the cursor of ``request`` names, and what answers one
        request over it, until the block ends."""
        deadline = Deadline.after(self._seconds)
        state = request.at.state if request is not None and request.at is not None else None
        with self._holder.use(state) as snapshot:
            yield snapshot, WhooshSearcher(snapshot, deadline)


def _day_of(request: SearchRequest) -> date:
    """The day that *hôm qua* counts from: that on which a walk began, else today in Vietnam."""
    return request.at.day if request.at is not None else today()
