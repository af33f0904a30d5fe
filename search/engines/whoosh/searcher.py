"""How does one generation answer the plans of one request?  Match, filter, score, rank, read.

What a plan matches is found once, as a set, and kept until the plan is run: counting plans before
one of them is run costs nothing twice.  Only what may be shown is scored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.arrays.types import DocIds, Scores
from index.article import Article
from index.codec.keywords import Syllables
from index.lexicon import Lexicon
from search.counts import Split
from search.deadline import Deadline
from search.engines.whoosh import rank
from search.engines.whoosh.compared_terms import CountedSet, compared_terms
from search.engines.whoosh.facets import Sieve
from search.engines.whoosh.hits import Hits, are_among, best_of_stories, check_is_among
from search.engines.whoosh.key_terms import WholeWords, key_terms
from search.engines.whoosh.matching import sets
from search.engines.whoosh.matching.matcher import Matcher, Matches
from search.engines.whoosh.matching.row_counts import count_occurrences
from search.engines.whoosh.matching.scorer import Scorer
from search.engines.whoosh.recency import factors_on_days
from search.engines.whoosh.sample import drawn
from search.engines.whoosh.snapshot import Snapshot
from search.engines.whoosh.stories import (
    count_stories,
    grouped_places,
    members_that_answer,
    others_that_answer,
)
from search.engines.whoosh.tally import Tallied, Tallier
from search.fragments import expand_fragment
from search.meaning.interpreter import Interpreter
from search.plan import Plan, SoughtRow, WordClause
from search.planner import plan_phrase
from search.request import Interval, Sort
from search.searcher import (
    NO_FACETS,
    ComparedSets,
    FacetFilters,
    Found,
    Occurrences,
    Page,
    ScoredArticle,
    Tally,
    Wanted,
)
from search.terms import KeyTerm


@dataclass(frozen=True, slots=True)
class Answering:
    """How many articles answer, as how many stories, and the ``ids`` of those to be walked over, in
    order."""

    total: int
    groups: int
    ids: DocIds


class WhooshSearcher:
    """A :class:`search.searcher.Searcher`: answers the plans of one request over ``snapshot``."""

    def __init__(self, snapshot: Snapshot, deadline: Deadline) -> None:
        self._snapshot, self._deadline = snapshot, deadline
        self._matcher = Matcher(snapshot.view, snapshot.columns, deadline)
        self._tallier: Tallier | None = None

    @property
    def lexicon(self) -> Lexicon:
        """What this generation knows of its language."""
        return self._snapshot.lexicon

    @property
    def interpreter(self) -> Interpreter:
        """What works out the meaning of queries, by this generation's own counts."""
        return self._snapshot.interpreter

    @property
    def state(self) -> str:
        """What leads back to this generation."""
        return self._snapshot.identity

    @property
    def has_dates(self) -> bool:
        """Whether any article is dated."""
        return self._snapshot.columns.days.span > 0

    def count_many(self, plans: Sequence[Plan], *, estimate: bool = False) -> Iterator[int]:
        """How many articles each of ``plans`` finds, counted when it is asked for."""
        for plan in plans:
            pair = _pair_of(plan) if estimate else None
            yield self._matcher.pair_frequency(pair) if pair else self._match(plan).count

    def finds(self, plan: Plan, article_id: str) -> bool:
        """Whether the article with this id answers ``plan``."""
        doc_id = self._snapshot.doc_id_of(article_id)
        return doc_id is not None and doc_id in self._match(plan).ids

    def run(self, plan: Plan, filters: FacetFilters, page: Page) -> Found:
        """The articles that ``plan`` finds and ``filters`` let through."""
        sieve = Sieve(filters, self._snapshot.columns)
        answers = self._match(plan)
        facets = NO_FACETS
        if page.interval is None:
            kept = sieve.keep(answers.ids)
        else:
            sifted = sieve.sift(answers.ids)
            kept, facets = sifted.ids, sieve.facets(sifted, page.interval)
        near = kept[:0]
        if plan.near is not None and page.sort == "relevance" and not page.sample:
            near = sieve.keep(self._match(plan.near).without(answers).ids)
        groups = count_stories(kept, self._snapshot.columns)
        if page.sample:
            hits = Hits(kept, kept[:0], self._drawn(kept, page))
            listed = len(hits.ids)
        else:
            hits = Hits.of(kept, near)
            listed = self._listed(hits, groups, group=page.group)
        shown = kept[:0]
        articles: tuple[ScoredArticle, ...] = ()
        if page.size > 0 and page.first < listed:
            shown, scores = self._shown(plan, hits, page, listed)
            articles = tuple(self._page(shown, scores, hits, page))
        last = int(shown[-1]) if len(shown) else None
        return Found(len(kept), groups, listed, articles, facets, len(hits.near), last)

    def _listed(self, hits: Hits, groups: int, *, group: bool) -> int:
        """How many hits all pages have, where what answers is so many stories."""
        if not group:
            return len(hits.ids)
        return count_stories(hits.ids, self._snapshot.columns) if len(hits.near) else groups

    def _drawn(self, ids: DocIds, page: Page) -> DocIds:
        """What of ``ids`` is drawn for the sample that ``page`` asks for, ascending."""
        view, columns = self._snapshot.view, self._snapshot.columns
        return drawn(ids, view, columns, page.sample, page.seed, group=page.group)

    def answering(self, plan: Plan, filters: FacetFilters, page: Page) -> Answering:
        """All that ``plan`` finds and ``filters`` let through, in the order of ``page``, and as it
        says with ``group`` and ``sample``; its place, size and interval do not count."""
        columns = self._snapshot.columns
        kept = self.filtered_ids(plan, filters)
        ids = self._drawn(kept, page) if page.sample else kept
        scores = self._scores(plan, ids, are_answers=True)
        if page.group and not page.sample:
            ids, scores = best_of_stories(ids, scores, columns, page.sort)
        ordered = ids[rank.places(ids, scores, columns, page.sort, len(ids))]
        return Answering(len(kept), count_stories(kept, columns), ordered)

    def filtered_ids(self, plan: Plan, filters: FacetFilters) -> DocIds:
        """All that ``plan`` finds and ``filters`` let through, ascending."""
        return Sieve(filters, self._snapshot.columns).keep(self._match(plan).ids)

    def tally(
        self, plan: Plan, filters: FacetFilters, interval: Interval, split: Split | None
    ) -> Tally:
        """How many articles ``plan`` finds that ``filters`` let through, in all and by what."""
        what = Tallied(filters, interval, split)
        if self._tallier is None or self._tallier.what != what:
            self._tallier = Tallier(what, self._snapshot.columns, self._snapshot.view.alive)
        return self._tallier.tally(self._match(plan).ids)

    def forget(self) -> None:
        """Let go of the sets that were found, before plans are asked for that have little in common
        with those before."""
        self._matcher = Matcher(self._snapshot.view, self._snapshot.columns, self._deadline)

    def key_terms(self, plan: Plan, filters: FacetFilters, count: int) -> list[KeyTerm]:
        """Up to ``count`` words that tell what ``plan`` finds and ``filters`` let through from all
        other articles."""
        own = self._counted_set(Wanted(plan, filters))
        return key_terms(self._snapshot.view, own.ids, count, self._whole_words, own.articles_with)

    def compared_terms(self, own: Wanted, other: Wanted, count: int) -> ComparedSets:
        """Up to ``count`` words that a larger share of ``own`` has than of ``other``."""
        sets_ = self._counted_set(own), self._counted_set(other)
        terms = compared_terms(self._snapshot.view, *sets_, count, self._whole_words)
        both = int(np.isin(sets_[0].ids, sets_[1].ids, assume_unique=True).sum())
        return ComparedSets(sets_[0].size, sets_[1].size, both, tuple(terms))

    def _counted_set(self, wanted: Wanted) -> CountedSet:
        ids = self.filtered_ids(wanted.plan, wanted.filters)
        return CountedSet(ids, lambda text: self._matcher.count_among(plan_phrase(text).must, ids))

    @property
    def _whole_words(self) -> WholeWords:
        def expand(word: Syllables, doc_id: int) -> Syllables:
            return expand_fragment(word, self._snapshot.article(doc_id), self)

        return WholeWords(self._snapshot.view, self._snapshot.whole_words, expand)

    def occurrences(
        self, rows: Sequence[SoughtRow], filters: FacetFilters, sort: Sort, *, group: bool
    ) -> Occurrences:
        """Where any of ``rows`` stand in articles that ``filters`` let through."""
        columns, sieve = self._snapshot.columns, Sieve(filters, self._snapshot.columns)
        candidates = [sieve.keep(self._matcher.match(row.candidates).ids) for row in rows]
        ids, counts = count_occurrences(rows, candidates, self._matcher, self._deadline)
        if group:
            every = ids
            ids, _ = best_of_stories(every, np.zeros(len(every), np.float32), columns, sort)
            counts = counts[np.searchsorted(every, ids)]
        places = rank.in_order(ids, np.zeros(len(ids), np.float32), columns, sort)
        articles = self._having(ids[places].tolist(), candidates)
        return Occurrences(int(counts.sum()), len(ids), articles)

    def _having(
        self, doc_ids: Sequence[int], candidates: Sequence[DocIds]
    ) -> Iterator[tuple[Article, Sequence[int]]]:
        """The articles ``doc_ids``, each with the numbers of the ``candidates`` it is among."""
        is_in_each = all(ids is candidates[0] for ids in candidates)
        which: Sequence[int] = range(len(candidates))
        for doc_id in doc_ids:
            self._deadline.check()
            if not is_in_each:
                own = np.array([doc_id])
                which = [n for n, ids in enumerate(candidates) if are_among(ids, own).all()]
            yield self._snapshot.article(doc_id), which

    def _match(self, plan: Plan) -> Matches:
        return self._matcher.match(plan.must)

    def _shown(self, plan: Plan, hits: Hits, page: Page, listed: int) -> tuple[DocIds, Scores]:
        """The articles of ``page`` among ``hits``, of which so many are ``listed``, in order; and
        what they score."""
        columns, last, ids = self._snapshot.columns, page.behind, hits.ids
        repeats = len(ids) - listed
        first = page.first if last is None else 0
        if last is not None:
            check_is_among(ids, last)
        ids = rank.contenders(ids, columns, page.sort, first + page.size + repeats, last)
        if last is not None and repeats and len(ids) < len(hits.ids):
            # a story may have been on any page before
            ids = np.union1d(ids, hits.ids[grouped_places(hits.ids, columns)])
        scores = self._scores(plan, ids, are_answers=not len(hits.near))
        if repeats:
            ids, scores = best_of_stories(ids, scores, columns, page.sort)
        if last is not None:
            check_is_among(ids, last)
            follows = rank.behind(ids, scores, columns, page.sort, last)
            ids, scores = ids[follows], scores[follows]
        places = rank.places(ids, scores, columns, page.sort, first + page.size)[first:]
        return ids[places], scores[places]

    def _page(
        self, shown: DocIds, scores: Scores, hits: Hits, page: Page
    ) -> Iterator[ScoredArticle]:
        """The articles ``shown`` of ``hits``, with what they score, read."""
        columns = self._snapshot.columns
        is_near = are_among(hits.near, shown).tolist()
        similar = [0] * len(shown)
        if page.group:
            similar = others_that_answer(shown, hits.answers, columns).tolist()
        for doc_id, score, comes_near, others in zip(
            shown.tolist(), scores.tolist(), is_near, similar, strict=True
        ):
            article = self._read(doc_id, score, bodies=page.bodies)
            if others and page.others:
                article = replace(article, others=tuple(self._others(doc_id, hits, page)))
            yield replace(article, is_near=comes_near, similar=others)

    def _others(self, doc_id: int, hits: Hits, page: Page) -> Iterator[Article]:
        """The articles of a story, as many as are wanted, that a hit stands for."""
        columns = self._snapshot.columns
        for member in members_that_answer(doc_id, hits.answers, columns, page.others).tolist():
            article = self._snapshot.article(member, body=False)
            yield article if article.title else self._snapshot.article(member)

    def _scores(self, plan: Plan, ids: DocIds, *, are_answers: bool) -> Scores:
        """What each of the articles ``ids`` scores by ``plan``; whether all of them answer it."""
        scored = plan.must if plan.scored is None else plan.scored
        sure = are_answers and (plan.scored is None or scored == plan.must)
        scorer = Scorer(self._snapshot.view, self._matcher, self._deadline, ids)
        scores = scorer.score(scored, plan.prefer, sure=sure)
        days = self._snapshot.columns.days
        if plan.recency is not None:
            factors = self._snapshot.recency_factors(plan.recency)
            sets.fade(scores, ids, days.codes, factors)
        if plan.on_days is not None:
            sets.fade(scores, ids, days.codes, factors_on_days(days, plan.on_days))
        return scores

    def _read(self, doc_id: int, score: float, *, bodies: bool) -> ScoredArticle:
        article = self._snapshot.article(doc_id, body=bodies)
        # only marks ask for it, and only whole articles are marked
        is_unaccented = bodies and self._snapshot.is_unaccented(doc_id)
        return ScoredArticle(article, score, is_unaccented)


def _pair_of(plan: Plan) -> tuple[str, str] | None:
    """The two terms of a plan that asks for nothing else: the heads of their lists tell how
    many."""
    match plan.must:
        case WordClause(variants=(), phrases=((first, second),), field=None):
            return first, second
    return None
