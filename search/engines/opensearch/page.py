"""What is asked of the cluster for one page of hits, and what is read from its answer?

Hits, total, facets and stories come in one answer.  What is filtered lies behind the query, so that
each facet counts what passes the others.  Where articles join that only come near, what answers is
counted apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.cluster.mapping import (
    ALL_TEXTS,
    ARTICLE,
    GROUPED,
    INDEXED,
    KEPT,
    MINUTES,
    STORY,
    TIE,
    UNACCENTED,
)
from search.engines.opensearch import aggregating
from search.engines.opensearch.aggregating import STORIES, Aggregations, Stories, filtered
from search.engines.opensearch.asking import Answer, Body
from search.engines.opensearch.counting import Counter
from search.engines.opensearch.documents import read_article
from search.engines.opensearch.dsl import EVERY, Query, all_of, any_of, named, narrowed
from search.engines.opensearch.filters import DAYS, Filters
from search.engines.opensearch.inquiry import Inquiry
from search.engines.opensearch.scoring import Scoring, with_days
from search.facet_values import FacetName
from search.plan import Plan
from search.request import Sort
from search.results import Facets
from search.searcher import NO_FACETS, FacetFilters, Found, Page, ScoredArticle

_ANSWERS = "answers"
_PASSING, _STORIES, _ALL_STORIES = "passing", "stories", "all_stories"
_FACETS: tuple[FacetName, ...] = ("category", "source")


def order(sort: Sort) -> list[Query]:
    """How hits are ordered (:mod:`search.engines.whoosh.rank` says the same of doc ids)."""
    newest = {MINUTES: {"order": "desc", "missing": "_last"}}
    score, tie = {"_score": "desc"}, {TIE: "asc"}
    match sort:
        case "relevance":
            return [score, newest, tie]
        case "newest":
            return [newest, score, tie]
        case "oldest":
            return [{MINUTES: {"order": "asc", "missing": "_last"}}, score, tie]
        case "indexed":
            return [{INDEXED: "desc"}, score, newest, tie]


@dataclass(frozen=True, slots=True)
class StoryHit:
    """A hit, and the number of its story, if it is in one with others."""

    found: ScoredArticle
    story: int | None


class PageQuestion:
    """One page of what ``plan`` finds and ``filters`` let through."""

    def __init__(
        self, plan: Plan, filters: FacetFilters, page: Page, inquiry: Inquiry, counter: Counter
    ) -> None:
        state = inquiry.state
        self._plan, self._asked, self._page, self._state = plan, filters, page, state
        self._inquiry = inquiry
        self._filters = Filters.of(filters, state.holdings.tables)
        self._near: Query | None = None
        if plan.near is not None and page.sort == "relevance" and not page.sample:
            self._near = state.matching.match(plan.near.must)
        self._answers = state.matching.match(plan.must)
        self._most = counter.count(plan.must)
        self._scoring = Scoring(state.holdings.articles, counter.count, state.matching)

    @property
    def passing(self) -> Query:
        """What answers and passes the filters."""
        return all_of([self._answers, self._filters.all])

    def body(self, only: Query = EVERY) -> Body:
        """What is asked; of the hits those that match ``only``."""
        page = self._page
        body: Body = {
            "size": page.size,
            "from": page.first if page.size else 0,
            "track_total_hits": True,
            "query": self.scored(),
            "sort": order(page.sort),
            "aggs": self._counts(),
            "_source": [ARTICLE if page.bodies else f"{ARTICLE}.{KEPT}"],
            "docvalue_fields": [UNACCENTED, GROUPED, TIE],
        }
        if (shown := all_of([self._filters.all, only])) != EVERY:
            body["post_filter"] = shown
        if page.group and not page.sample:
            body["collapse"] = {"field": STORY}
        return body

    def scored_and_passing(self) -> Query:
        """What answers and passes the filters, with what it scores."""
        scored = self._scoring.scored(self._plan, self._answers, are_answers=True)
        scored = with_days(scored, self._plan, self._state.holdings.newest_day)
        return narrowed(scored, self._filters.all)

    def scored(self) -> Query:
        """All hits, whether the filters let them through or not, with what they score."""
        candidates = self._answers
        if self._near is not None:
            candidates = any_of([named(self._answers, _ANSWERS), self._near])
        scored = self._scoring.scored(self._plan, candidates, are_answers=self._near is None)
        return with_days(scored, self._plan, self._state.holdings.newest_day)

    def _counts(self) -> Aggregations:
        counts: Aggregations = {
            _PASSING: filtered(self._filters.all, {_STORIES: STORIES}),
        }
        interval = self._page.interval
        if interval is not None:
            for name in _FACETS:
                values = aggregating.values_of(self._state.holdings.tables[name])
                counts[name] = filtered(self._filters.others(name), values)
            dates = aggregating.dates_of(interval, self._most)
            counts[DAYS] = filtered(self._filters.others(DAYS), dates)
        if self._near is None:
            return counts
        return {
            _ANSWERS: filtered(self._answers, counts),
            _ALL_STORIES: filtered(self._filters.all, {_STORIES: STORIES}),
        }

    def read(self, answer: Answer) -> tuple[Found, Sequence[StoryHit]]:
        """What was found, and its hits with their stories."""
        hits, counts = answer["hits"], answer["aggregations"]
        listed = hits["total"]["value"]
        every = None
        if self._near is not None:
            every = aggregating.read_stories(counts[_ALL_STORIES][_STORIES])
            counts = counts[_ANSWERS]
        total = counts[_PASSING]["doc_count"]
        stories = aggregating.read_stories(counts[_PASSING][_STORIES])
        repeats = (every or stories).repeats if self._page.group else 0
        shown = list(self._read_hits(hits["hits"], stories))
        found = Found(
            total=total,
            groups=total - stories.repeats,
            listed=listed - repeats,
            articles=tuple(hit.found for hit in shown),
            facets=self._facets(counts),
            near=listed - total if self._near is not None else 0,
        )
        return found, shown

    def _read_hits(self, hits: Sequence[Mapping[str, Any]], stories: Stories) -> Iterator[StoryHit]:
        for hit in hits:
            is_near = self._near is not None and _ANSWERS not in hit.get("matched_queries", ())
            (story,) = hit["fields"].get(GROUPED, (None,))
            similar = stories.articles.get(story, 0) if self._page.group else 0
            found = ScoredArticle(
                read_article(hit),
                hit["_score"] or 0.0,
                self._page.bodies and ALL_TEXTS in hit["fields"].get(UNACCENTED, ()),
                is_near,
                similar if is_near else max(similar - 1, 0),
            )
            yield StoryHit(found, story)

    def _facets(self, counts: Mapping[str, Any]) -> Facets:
        interval, filters = self._page.interval, self._asked
        if interval is None:
            return NO_FACETS
        chosen = {
            "category": (filters.category, filters.not_category),
            "source": (filters.source, filters.not_source),
        }
        values = []
        for name in _FACETS:
            table = self._state.holdings.tables[name]
            folded = table.fold(aggregating.read_values(counts[name]))
            values.append(table.listed(folded, *chosen[name]))
        unit = aggregating.unit_of(counts[DAYS], interval)
        by_date = counts[DAYS]
        if not aggregating.has_unit(by_date, unit):
            by_date = self._ask_days()
        return Facets(values[0], values[1], aggregating.read_dates(by_date, unit))

    def _ask_days(self) -> Mapping[str, Any]:
        """What is counted by day, of what answers and passes all filters but that of days."""
        query = all_of([self._answers, self._filters.others(DAYS)])
        body: Body = {"size": 0, "query": query, "aggs": aggregating.dates_of("day")}
        counts: Mapping[str, Any] = self._inquiry.search(body)["aggregations"]
        return counts
