"""How is one request answered, by any engine?  Plan, count, widen, correct, run, assemble.

:mod:`search.typed_query` goes from what was typed to the plan that is run, and
:mod:`search.correction` to what is answered instead.  What the engine
(:class:`search.searcher.Searcher`) answers in the end, :func:`search` makes into results.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.article import Article
from search.alternatives import alternatives
from search.complete.completer import Completer
from search.complete.phrase_finder import PhraseFinder
from search.correction import plan_corrected, suggestion
from search.counts import Count, Split
from search.cursor import Cursor
from search.highlight.highlighter import Highlighter
from search.highlight.patterns import patterns
from search.highlight.whole import article_marks
from search.plan import Plan
from search.planner import plan_similar
from search.query.variants import Terms
from search.request import SearchRequest, Sort
from search.results import (
    ArticleMarks,
    Completion,
    Filters,
    Highlights,
    Hit,
    QueryEcho,
    SearchResults,
    Suggestion,
)
from search.searcher import NO_FILTERS, FacetFilters, Found, Page, ScoredArticle, Searcher, Wanted
from search.stopwatch import Stopwatch
from search.terms import Comparison, KeyTerm
from search.typed_query import with_near


def search(request: SearchRequest, searcher: Searcher, day: date, started: float) -> SearchResults:
    """One page of results; ``day`` is today in Vietnam, which *hôm qua* counts from, and
    ``started`` when the request came in (of ``time.perf_counter``)."""
    watch = Stopwatch(started)
    planned, suggested = plan_corrected(request, searcher, day)
    watch.lap("understand")
    ways = None
    if request.alternatives:
        answered = request.q if suggested is None else suggested.q
        ways = alternatives(request, answered, planned, searcher, day)
        watch.lap("alternatives")
    plan, articles = with_near(planned, searcher)
    if suggested is None:
        suggested = suggestion(request.q, planned, articles, searcher, day)
    plan, sort = _ordered(plan, request)
    watch.lap("widen")
    filters, page = FacetFilters.of(request), _page(request, sort)
    found = searcher.run(plan, filters, page)
    watch.lap("find")
    hits = tuple(_hits(found.articles, plan, highlight=request.highlight))
    watch.lap("mark")
    terms = None
    if request.terms:
        terms = tuple(searcher.key_terms(plan, filters, request.terms))
        watch.lap("terms")
    return SearchResults(
        query=QueryEcho(
            request.q,
            _understood(plan, found),
            found.near > 0,
            Filters.of(request),
            planned.dates,
        ),
        total=found.total,
        page=page.first // request.size + 1,
        size=request.size,
        pages=math.ceil(found.listed / request.size),
        sort=request.sort,
        took_ms=round(watch.ms, 2),
        suggestion=suggested,
        hits=hits,
        facets=found.facets,
        near=found.near,
        groups=found.groups,
        alternatives=ways,
        terms=terms,
        timings=watch.laps,
        cursor=_next(request, searcher, day, page, found),
    )


def _page(request: SearchRequest, sort: Sort) -> Page:
    """The stretch of the hits that ``request`` asks for, in the order ``sort``."""
    return Page(
        first=request.first,
        size=request.size,
        sort=sort,
        interval=request.interval,
        bodies=request.highlight,
        group=request.group,
        others=request.others,
        behind=request.at.last if request.at is not None else None,
        sample=request.sample,
        seed=request.seed,
    )


def _next(
    request: SearchRequest, searcher: Searcher, day: date, page: Page, found: Found
) -> str | None:
    """The cursor of what comes behind ``page``; ``None`` if nothing does."""
    place = page.first + len(found.articles)
    if not found.articles or place >= found.listed:
        return None
    return str(Cursor(searcher.state, day, place, found.last, request.asked))


def _understood(plan: Plan, found: Found) -> str:
    """How the query was read, and what comes near it, if anything is shown that does."""
    if plan.near is None or not found.near:
        return plan.understood
    return f"{plan.understood}; near: {plan.near.understood}"


def _ordered(plan: Plan, request: SearchRequest) -> tuple[Plan, Sort]:
    """``plan`` and the order in which ``request`` gets what it finds.

    Where nothing was asked for, nothing is more relevant: the newest comes first.
    """
    sort: Sort = "newest" if plan.is_browsing and request.sort == "relevance" else request.sort
    if plan.recency is None or (request.recency and sort == "relevance"):
        return plan, sort
    return replace(plan, recency=None), sort


def plan_request(request: SearchRequest, searcher: Searcher, day: date) -> tuple[Plan, Sort]:
    """The plan that finds what ``request`` asks for, and the order it is asked for in."""
    planned, _ = plan_corrected(request, searcher, day)
    return _ordered(planned.plan, request)


@dataclass(frozen=True, slots=True)
class PlannedWalk:
    """What finds all that answers a request and in which order, and what is told of it."""

    plan: Plan
    page: Page
    query: QueryEcho
    suggestion: Suggestion | None


def plan_walk(request: SearchRequest, searcher: Searcher, day: date) -> PlannedWalk:
    """How all that answers ``request`` is found; what only comes near is not gone over."""
    planned, suggested = plan_corrected(request, searcher, day)
    plan, sort = _ordered(planned.plan, request)
    query = QueryEcho(request.q, plan.understood, False, Filters.of(request), planned.dates)
    return PlannedWalk(plan, _page(request, sort), query, suggested)


def begin_of(request: SearchRequest, searcher: Searcher, day: date) -> str:
    """The cursor that leads back to where a walk for ``request`` begins."""
    return request.cursor or str(Cursor(searcher.state, day, 0, None, request.asked))


# What else is asked of a query, or of an article


def marks(article: Article, request: SearchRequest, searcher: Searcher, day: date) -> ArticleMarks:
    """Where ``article`` has what ``request`` finds; one that does not answer is marked like those
    that come near, if any do."""
    planned, _ = plan_corrected(request, searcher, day)
    plan, _ = with_near(planned, searcher)
    if plan.near is not None and not searcher.finds(plan, article.id):
        plan = plan.near
    return article_marks(article, patterns(plan))


def count(
    q: str, request: SearchRequest, searcher: Searcher, day: date, split: Split | None = None
) -> Count:
    """How many articles answer ``q``, or what it is corrected to; filters and interval are
    ``request``'s."""
    planned, suggested = plan_corrected(replace(request, q=q, cursor=None), searcher, day)
    found = searcher.tally(planned.plan, FacetFilters.of(request), request.interval, split)
    return Count(
        q=q,
        understood=planned.plan.understood,
        total=found.total,
        groups=found.groups,
        dates=found.dates,
        series=found.series,
        values=found.values,
        spoken=planned.dates,
        suggestion=suggested,
    )


def key_terms(request: SearchRequest, count: int, searcher: Searcher, day: date) -> list[KeyTerm]:
    """Up to ``count`` words that tell what ``request`` finds from all other articles."""
    plan, _ = plan_request(request, searcher, day)
    return searcher.key_terms(plan, FacetFilters.of(request), count)


def compared_terms(
    request: SearchRequest, other: SearchRequest, count: int, searcher: Searcher, day: date
) -> Comparison:
    """Up to ``count`` words that a larger share of what ``request`` finds has than of what
    ``other`` finds."""
    own_plan, _ = plan_request(request, searcher, day)
    other_plan, _ = plan_request(other, searcher, day)
    found = searcher.compared_terms(
        Wanted(own_plan, FacetFilters.of(request)),
        Wanted(other_plan, FacetFilters.of(other)),
        count,
    )
    return Comparison(
        total=found.total,
        other_total=found.other_total,
        both=found.both,
        understood=own_plan.understood,
        other_understood=other_plan.understood,
        terms=found.terms,
    )


def similar(article_id: str, words: Sequence[Terms], count: int, searcher: Searcher) -> list[Hit]:
    """Up to ``count`` other articles that have any of ``words``, which an article is about."""
    page = Page(0, count + 1, bodies=False)
    found = searcher.run(plan_similar(words), NO_FILTERS, page).articles
    others = [one for one in found if one.article.id != article_id]
    return [_hit(one.article, one.score) for one in others[:count]]


def complete(typed: str, count: int, searcher: Searcher) -> list[Completion]:
    """Up to ``count`` queries that somebody may be about to type who has ``typed`` so much."""
    completer = Completer(searcher.lexicon, searcher.interpreter)
    return completer.complete(typed, count, PhraseFinder(searcher))


# What is shown


def _hits(found: Sequence[ScoredArticle], plan: Plan, *, highlight: bool) -> Iterator[Hit]:
    """What was found as hits; in each is marked what it was found by."""
    marked = _marked(found, plan) if highlight else ((one, None) for one in found)
    has_scores = not plan.is_browsing
    for one, highlights in marked:
        hit = _hit(one.article, one.score if has_scores else None, highlights)
        is_plain = not one.is_near and not one.similar
        if not is_plain:
            others = tuple(_hit(other, None) for other in one.others)
            hit = replace(hit, near=one.is_near, similar=one.similar, others=others)
        yield hit


def _marked(
    found: Sequence[ScoredArticle], plan: Plan
) -> Iterator[tuple[ScoredArticle, Highlights]]:
    answering = Highlighter(patterns(plan))
    near = Highlighter(patterns(plan.near)) if plan.near is not None else answering
    for one in found:
        highlighter = near if one.is_near else answering
        yield one, highlighter.highlight(one.article, unaccented=one.is_unaccented)


def _hit(article: Article, score: float | None, highlights: Highlights | None = None) -> Hit:
    """``article`` as a hit, its score to four digits behind the point."""
    return Hit(article, round(score, 4) if score is not None else None, highlights)
