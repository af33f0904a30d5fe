"""How does the cluster answer the plans of one request?  Count, then ask for all else at once.

What has to be counted before, how many articles have each word of the plan, is asked in one request
and remembered, so that a search takes two, and one where its words are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.cluster.mapping import document_id
from index.lexicon import Lexicon
from search.deadline import Deadline
from search.engines.opensearch.asking import Asking
from search.engines.opensearch.counting import Counter
from search.engines.opensearch.filters import Filters
from search.engines.opensearch.page import PageQuestion
from search.engines.opensearch.scoring import frequencies_of
from search.engines.opensearch.state import State
from search.meaning.interpreter import Interpreter
from search.plan import Clause, Plan, WordClause
from search.searcher import FacetFilters, Found, Page


class OpenSearchSearcher:
    """A :class:`search.searcher.Searcher`: answers the plans of one request over ``state``."""

    def __init__(self, state: State, asking: Asking, deadline: Deadline) -> None:
        self._state, self._asking, self._deadline = state, asking, deadline
        self._counter = Counter(state, asking, deadline)

    @property
    def lexicon(self) -> Lexicon:
        """What this state knows of its language."""
        return self._state.lexicon

    @property
    def interpreter(self) -> Interpreter:
        """What works out the meaning of queries, by this state's own counts."""
        return self._state.interpreter

    @property
    def state(self) -> str:
        """What leads back to this state."""
        return self._state.where.identity

    @property
    def has_dates(self) -> bool:
        """Whether any article is dated."""
        return self._state.holdings.first_day is not None

    def count_many(self, plans: Sequence[Plan], *, estimate: bool = False) -> Iterator[int]:
        """How many articles each of ``plans`` finds; with what their scores will ask for, since the
        one that finds enough is run."""
        asked = [plan for plan in plans if not (estimate and _pair_of(plan))]
        self._counter.learn([clause for plan in asked for clause in self._needed(plan)])
        for plan in plans:
            pair = _pair_of(plan) if estimate else None
            yield self._counter.count_pair(pair) if pair else self._counter.count(plan.must)

    def finds(self, plan: Plan, article_id: str) -> bool:
        """Whether the article with this id answers ``plan``."""
        only: dict[str, object] = {"ids": {"values": [document_id(article_id)]}}
        body = {
            "size": 0,
            "track_total_hits": True,
            "query": {"bool": {"filter": [self._state.matching.match(plan.must), only]}},
        }
        where = self._state.where
        answer = self._asking.search(where.index, where.addressed(body), self._deadline)
        return bool(answer["hits"]["total"]["value"])

    def run(self, plan: Plan, filters: FacetFilters, page: Page) -> Found:
        """The articles that ``plan`` finds and ``filters`` let through."""
        self._counter.learn(self._needed(plan))
        question = PageQuestion(
            plan, Filters.of(filters, self._state.holdings.tables), page, self._state, self._counter
        )
        where = self._state.where
        answer = self._asking.search(where.index, where.addressed(question.body()), self._deadline)
        return question.read(answer, filters)

    def _needed(self, plan: Plan) -> Iterator[Clause]:
        """What has to be counted before ``plan`` is run."""
        yield plan.must  # type: ignore[misc]
        if plan.scored is not None or plan.prefer:
            yield from frequencies_of(plan)


def _pair_of(plan: Plan) -> tuple[str, str] | None:
    """The two terms of a plan that asks for nothing else."""
    match plan.must:
        case WordClause(variants=(), phrases=((first, second),), field=None):
            return first, second
    return None
