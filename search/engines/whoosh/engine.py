"""How does the index on this machine answer requests?  (See :class:`search.engine.Engine`.)"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from index.article import Article
from index.store.last_run import read_last_run
from search import answer
from search.counts import IndexStats, LastRun, Queue
from search.deadline import Deadline
from search.engines.answering import AnsweringEngine, day_of, told_run
from search.engines.similar import words_of
from search.engines.whoosh.holder import SnapshotHolder
from search.engines.whoosh.known_words import IndexedWords
from search.engines.whoosh.search_gate import SearchGate
from search.engines.whoosh.searcher import WhooshSearcher
from search.engines.whoosh.snapshot import Snapshot
from search.engines.whoosh.stories import story_of
from search.engines.whoosh.walk import WhooshWalk
from search.request import SearchRequest
from search.results import Hit
from search.searcher import FacetFilters
from search.story import Story
from search.versions import told
from search.walks import WalkFacts


class WhooshEngine(AnsweringEngine[Snapshot, WhooshSearcher]):
    """Answers requests over the index in a folder; one that is swapped in is seen at once."""

    def __init__(self, index: Path, seconds: float, *, check: bool = True) -> None:
        super().__init__(seconds)
        self._root = index
        self._gate = SearchGate()
        self._holder = SnapshotHolder(index, check=check)
        with self._holder.use():
            pass  # opens the index, or says at once why it cannot be opened

    def article(self, article_id: str) -> Article | None:
        """The stored article, or ``None`` for an unknown id."""
        with self._holder.use() as snapshot:
            return snapshot.find_article(article_id)

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
        day = day_of(request)
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

    def similar(self, article_id: str, count: int) -> list[Hit] | None:
        """Up to ``count`` articles like one, the most alike first; ``None`` for an unknown id."""
        with self._searcher() as (snapshot, searcher):
            doc_id = snapshot.doc_id_of(article_id)
            if doc_id is None:
                return None
            words = words_of(snapshot.article(doc_id), IndexedWords(snapshot.view))
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
        return told_run(read_last_run(self._root))

    def queue(self) -> Queue:
        """How searches wait for each other."""
        return self._gate.queue()

    def close(self) -> None:
        """Let go of the index; calls after this raise ``IndexUnavailable``."""
        self._holder.close()

    def _admitted(self) -> AbstractContextManager[None]:
        return self._gate.admit()

    def _find_article(self, state: Snapshot, article_id: str) -> Article | None:
        return state.find_article(article_id)

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
