"""How does the cluster answer the plans of one request?  Count, then ask for all else at once.

What has to be counted before, how many articles have each word of the plan, is asked in one request
and remembered, so that a search takes two, and one where its words are known; what its words mean
may have to be asked before, where it was not asked yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice

from index.article import Article
from index.cluster.mapping import MAX_WINDOW, TIE, document_id
from index.lexicon import Lexicon
from search.counts import Split
from search.deadline import Deadline
from search.engines.opensearch.asking import Asking
from search.engines.opensearch.counting import Counter
from search.engines.opensearch.dsl import EVERY, NONE, Query, all_of, narrowed, terms
from search.engines.opensearch.filters import Filters
from search.engines.opensearch.inquiry import Inquiry
from search.engines.opensearch.key_terms import KeywordCounter
from search.engines.opensearch.occurrences import OccurrenceFinder
from search.engines.opensearch.page import PageQuestion, order
from search.engines.opensearch.sample import drawn
from search.engines.opensearch.scoring import frequencies_of
from search.engines.opensearch.state import State
from search.engines.opensearch.stories import with_others
from search.engines.opensearch.streaming import Sought, best_of_stories, held_still, stream
from search.engines.opensearch.tally import Tallier
from search.engines.opensearch.walk import Stretch
from search.fragments import expand_fragment
from search.meaning.interpreter import Interpreter
from search.plan import AtLeast, Clause, Plan, SoughtRow, WordClause
from search.request import Interval, Sort
from search.searcher import (
    ComparedSets,
    FacetFilters,
    Found,
    Occurrences,
    Page,
    Tally,
    Wanted,
)
from search.terms import KeyTerm

Syllables = tuple[str, ...]


class OpenSearchSearcher:
    """A :class:`search.searcher.Searcher`: answers the plans of one request over ``state``."""

    def __init__(self, state: State, asking: Asking, deadline: Deadline) -> None:
        self._state = state
        self.inquiry = Inquiry(state, asking, deadline)
        self._counter = Counter(self.inquiry)
        self._tallier: Tallier | None = None

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
        only: Query = {"ids": {"values": [document_id(article_id)]}}
        both = all_of([self._match(plan), only])
        return bool(self.inquiry.hits({"size": 1, "query": both, "_source": False}))

    def run(self, plan: Plan, filters: FacetFilters, page: Page) -> Found:
        """The articles that ``plan`` finds and ``filters`` let through."""
        self._counter.learn(self._needed(plan))
        question = PageQuestion(plan, filters, page, self.inquiry, self._counter)
        only = EVERY
        if page.sample:
            drawn_ties = drawn(question.passing, self.inquiry, page)
            only = terms(TIE, drawn_ties) if drawn_ties else NONE
        if page.first + page.size > MAX_WINDOW:
            return self._deep(plan, filters, page)
        found, shown = question.read(self.inquiry.search(question.body(only)))
        if page.sample:
            found = replace(found, listed=len(drawn_ties))
        if page.group and page.others:
            hits = with_others(shown, question.passing, page.others, self.inquiry)
            found = replace(found, articles=tuple(hit.found for hit in hits))
        return found

    def _deep(self, plan: Plan, filters: FacetFilters, page: Page) -> Found:
        """A page that lies so deep that it is walked to."""
        first = replace(page, first=0, size=0)
        found = self.run(plan, filters, first)
        if page.first >= found.listed:
            return found
        question = PageQuestion(plan, filters, first, self.inquiry, self._counter)
        with held_still(self.inquiry) as where:
            sought = Sought(question.scored_and_passing(), order(page.sort))
            hits = stream(self.inquiry, where, sought)
            hits = best_of_stories(hits) if page.group else hits
            ties = [
                hit["fields"][TIE][0] for hit in islice(hits, page.first, page.first + page.size)
            ]
        shown = PageQuestion(plan, filters, replace(page, first=0), self.inquiry, self._counter)
        there, _ = shown.read(self.inquiry.search(shown.body(terms(TIE, ties))))
        return replace(found, articles=there.articles, last=there.last)

    def stretch_of(
        self, plan: Plan, filters: FacetFilters, page: Page, held: ExitStack
    ) -> tuple[Found, Stretch]:
        """All that ``plan`` finds and ``filters`` let through, in the order of ``page`` and as it
        says with ``group`` and ``sample``, to be gone over as long as ``held`` is open; and how
        much of it there is."""
        counted = self.run(plan, filters, replace(page, first=0, size=0, interval=None, sample=0))
        question = PageQuestion(plan, filters, page, self.inquiry, self._counter)
        query = question.scored_and_passing()
        if page.sample:
            ties = drawn(question.passing, self.inquiry, page)
            query = narrowed(query, terms(TIE, ties) if ties else NONE)
            counted = replace(counted, listed=len(ties))
        where = held.enter_context(held_still(self.inquiry))
        sought = Sought(query, order(page.sort))
        return counted, Stretch(sought, where, page.group and not page.sample, page.first)

    def tally(
        self, plan: Plan, filters: FacetFilters, interval: Interval, split: Split | None
    ) -> Tally:
        """How many articles ``plan`` finds that ``filters`` let through, in all and by what."""
        if self._tallier is None or not self._tallier.is_for(filters, interval, split):
            self._tallier = Tallier(self.inquiry, filters, interval, split)
        return self._tallier.tally(self._match(plan))

    def forget(self) -> None:
        """Nothing is kept here but numbers."""

    def key_terms(self, plan: Plan, filters: FacetFilters, count: int) -> list[KeyTerm]:
        """Up to ``count`` words that tell what ``plan`` finds and ``filters`` let through from all
        other articles."""
        return self._keywords.key_terms(self._passing(Wanted(plan, filters)), count)

    def compared_terms(self, own: Wanted, other: Wanted, count: int) -> ComparedSets:
        """Up to ``count`` words that a larger share of ``own`` has than of ``other``."""
        return self._keywords.compared(self._passing(own), self._passing(other), count)

    def occurrences(
        self, rows: Sequence[SoughtRow], filters: FacetFilters, sort: Sort, *, group: bool
    ) -> Occurrences:
        """Where any of ``rows`` stand in articles that ``filters`` let through."""
        passing = Filters.of(filters, self._state.holdings.tables).all
        return OccurrenceFinder(self.inquiry, rows, passing).find(sort, group=group)

    @property
    def _keywords(self) -> KeywordCounter:
        def expand(word: Syllables, article: Article) -> Syllables:
            return expand_fragment(word, article, self)

        return KeywordCounter(self.inquiry, expand)

    def _passing(self, wanted: Wanted) -> Query:
        filters = Filters.of(wanted.filters, self._state.holdings.tables)
        return all_of([self._match(wanted.plan), filters.all])

    def _needed(self, plan: Plan) -> Iterator[Clause | AtLeast]:
        """What has to be counted before ``plan`` is run."""
        yield plan.must
        if plan.scored is not None or plan.prefer:
            yield from frequencies_of(plan, self._state.matching)

    def _match(self, plan: Plan) -> Query:
        return self._state.matching.match(plan.must)


def _pair_of(plan: Plan) -> tuple[str, str] | None:
    """The two terms of a plan that asks for nothing else."""
    match plan.must:
        case WordClause(variants=(), phrases=((first, second),), field=None):
            return first, second
    return None
