"""How does an index on a cluster answer requests?  (See :class:`search.engine.Engine`.)"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from index.article import Article
from index.cluster.connection import Cluster, connect
from index.cluster.last_run import read_last_run
from index.cluster.mapping import ARTICLE, TIE, signed
from index.cluster.settings import ClusterSettings
from index.codec.ids import hash_of
from index.errors import ClusterError, IndexMissing
from search import answer
from search.counts import IndexStats, LastRun, Queue
from search.deadline import Deadline
from search.engines.answering import AnsweringEngine, day_of, told_run
from search.engines.opensearch.asking import Asking, PointGone
from search.engines.opensearch.documents import read_article
from search.engines.opensearch.dsl import term
from search.engines.opensearch.holder import LOOK_SECONDS, StateHolder
from search.engines.opensearch.holdings import index_stats
from search.engines.opensearch.inquiry import Inquiry
from search.engines.opensearch.known_words import LexiconWords
from search.engines.opensearch.searcher import OpenSearchSearcher
from search.engines.opensearch.state import State
from search.engines.opensearch.stories import story_of
from search.engines.opensearch.walk import OpenSearchWalk
from search.engines.similar import words_of
from search.errors import CursorGone, IndexUnavailable
from search.request import SearchRequest
from search.results import Hit
from search.searcher import FacetFilters
from search.story import Story
from search.versions import told
from search.walks import WalkFacts


class OpenSearchEngine(AnsweringEngine[State, OpenSearchSearcher]):
    """Answers requests over the index that ``settings`` name; a state that is published is seen
    within a second or two."""

    def __init__(self, settings: ClusterSettings, seconds: float) -> None:
        super().__init__(seconds)
        try:
            self._asking = Asking(Cluster(settings, connect(settings, timeout=seconds)))
            watched = Cluster(settings, connect(settings, timeout=min(seconds, LOOK_SECONDS)))
        except ClusterError as error:
            raise IndexUnavailable(str(error)) from error
        self._holder = StateHolder(self._asking, watched, seconds)
        self._holder.use()  # or it says at once why it cannot be opened

    @property
    def requests(self) -> int:
        """How many requests were sent to the cluster, those for its state left out."""
        return self._asking.requests

    def article(self, article_id: str) -> Article | None:
        """The stored article, or ``None`` for an unknown id."""
        return self._find_article(self._holder.use(), article_id)

    def was_deleted(self, article_id: str) -> bool:
        """Whether there was an article with this id that somebody took out for good."""
        return article_id in self._holder.use().deleted

    def stream(self, request: SearchRequest, *, group: bool = False) -> Iterator[Article]:
        """All matching articles in the request's order, or with ``group`` the best of each story;
        the request's ``page``, ``size`` and ``group`` are ignored."""
        with self.walk(replace(request, group=group)) as walk:
            yield from walk.read()

    def walk(self, request: SearchRequest, after: int = 0) -> OpenSearchWalk:
        """All that answers ``request``, in its order, from its ``cursor`` on or from the start."""
        day = day_of(request)
        with ExitStack() as held, self._searcher(request) as (state, searcher):
            planned = answer.plan_walk(request, searcher, day)
            begin = planned.page.first if request.at is not None else 0
            page = replace(planned.page, first=begin)
            found, stretch = searcher.stretch_of(planned.plan, FacetFilters.of(request), page, held)
            facts = WalkFacts(
                query=planned.query,
                suggestion=planned.suggestion,
                total=found.total,
                groups=found.groups,
                length=max(found.listed - begin, 0),
                sort=request.sort,
                day=day,
                held=index_stats(state),
                cursor=answer.begin_of(request, searcher, day),
            )
            stretch = replace(stretch, skipped=begin + after)
            return OpenSearchWalk(facts, stretch, searcher.inquiry, held.pop_all())

    def similar(self, article_id: str, count: int) -> list[Hit] | None:
        """Up to ``count`` articles like one, the most alike first; ``None`` for an unknown id."""
        with self._searcher() as (state, searcher):
            article = self._find_article(state, article_id)
            if article is None:
                return None
            words = words_of(article, LexiconWords(state.lexicon, state.holdings.articles))
            return answer.similar(article_id, words, count, searcher)

    def story(self, article_id: str) -> Story | None:
        """The articles that are one story with one, and itself, by time, and who printed it first;
        ``None`` for an unknown id."""
        with self._searcher() as (_, searcher):
            members = story_of(article_id, searcher.inquiry)
            return told(members) if members else None

    def stats(self) -> IndexStats:
        """What the index holds."""
        return index_stats(self._holder.use())

    def trouble(self) -> str | None:
        """Why what answers is not the newest state of the index, if it is not."""
        trouble = self._holder.trouble
        return trouble.told if trouble is not None else None

    def last_run(self) -> LastRun | None:
        """How the last ``reindex`` ended, if that is known."""
        return told_run(read_last_run(self._asking.cluster))

    def queue(self) -> Queue:
        """Searches do not wait for each other: the cluster does their work."""
        return Queue(0, 0, 0.0)

    def close(self) -> None:
        """Let go of the index; calls after this raise ``IndexUnavailable``."""
        self._holder.close()
        self._asking.cluster.client.close()

    @contextmanager
    def _searcher(
        self, request: SearchRequest | None = None
    ) -> Iterator[tuple[State, OpenSearchSearcher]]:
        deadline = Deadline.after(self._seconds)
        identity = request.at.state if request is not None and request.at is not None else None
        state = self._holder.use(identity)
        try:
            yield state, OpenSearchSearcher(state, self._asking, deadline)
        except PointGone as error:
            raise CursorGone from error
        except IndexUnavailable as error:
            self._holder.look_again()
            if identity is not None and isinstance(error.__cause__, IndexMissing):
                raise CursorGone from error  # that of a former state
            raise

    def _find_article(self, state: State, article_id: str) -> Article | None:
        own = term(TIE, signed(hash_of(article_id.encode())))
        inquiry = Inquiry(state, self._asking, Deadline.after(self._seconds))
        for hit in inquiry.hits({"size": 1, "query": own, "_source": [ARTICLE]}):
            article = read_article(hit)
            return article if article.id == article_id else None
        return None
