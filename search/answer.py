"""How is one request answered, by any engine?  Parse, plan, count, widen, run, correct, assemble.

:func:`plan_typed` goes from what was typed to the plan that is run: a date among the words limits
the days, and where too few articles have all the words the plan is widened.  What the engine
(:class:`search.engine.Searcher`) is asked for on the way are counts; what it answers in the
end, :func:`search` makes into results.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.analysis import analyse_query
from index.article import Article
from index.days import day_of
from search.complete.completer import Completer
from search.complete.phrase_finder import PhraseFinder
from search.engine import NO_FILTERS, FacetFilters, Page, ScoredArticle, Searcher
from search.highlight.highlighter import Highlighter
from search.highlight.patterns import patterns
from search.meaning.suggestion import suggest
from search.meaning.words import Meaning, meaning_of
from search.plan import Plan, phrase
from search.planner import (
    ENOUGH_ARTICLES,
    MIN_WORDS_TO_RELAX,
    plan_nothing_typed,
    plan_query,
    plan_similar,
)
from search.query.parser import parse, query_text
from search.query.spoken_dates import SpokenDate
from search.query.spoken_spans import find_dates
from search.query.synonyms import with_equivalents
from search.query.tree import plain_words
from search.query.variants import Terms
from search.query.wording import say_days
from search.request import SearchRequest, Sort
from search.results import (
    Completion,
    DateInQuery,
    Filters,
    Highlights,
    Hit,
    QueryEcho,
    SearchResults,
    Suggestion,
    Trend,
)

_NO_WORD = "·"
_MIN_WORDS_OF_HEADLINE = 6  # beside the date: more than people ask with
_MIN_RELAXED_WORDS_SURE = 6  # some article has most of so many as they were meant


@dataclass(frozen=True, slots=True)
class PlannedQuery:
    """What is to be run for a query: its plan, widened as far as need be.

    ``words`` is how many different plain words it has, 0 if there is anything else in it;
    ``meaning`` is ``None`` where it has no word at all; ``articles`` is how many the plan finds
    before any filter of the request, ``None`` if that was not counted.
    """

    plan: Plan
    meaning: Meaning | None = None
    words: int = 0
    dates: tuple[DateInQuery, ...] = ()
    articles: int | None = None


def search(request: SearchRequest, searcher: Searcher, day: date, started: float) -> SearchResults:
    """One page of results; ``day`` is today in Vietnam, which *hôm qua* counts from, and
    ``started`` when the request came in (of ``time.perf_counter``)."""
    planned = plan_typed(request.q, searcher, day)
    plan, sort = _ordered(planned.plan, request)
    first = (request.page - 1) * request.size
    page = Page(first, request.size, sort, request.interval, bodies=request.highlight)
    found = searcher.run(plan, FacetFilters.of(request), page)
    suggestion = _suggestion(request.q, planned, searcher, day)
    hits = tuple(_hits(found.articles, plan, highlight=request.highlight))
    return SearchResults(
        query=QueryEcho(
            request.q,
            plan.understood,
            plan.relaxed,
            Filters(request.category, request.source, request.start, request.end),
            planned.dates,
        ),
        total=found.total,
        page=request.page,
        size=request.size,
        pages=math.ceil(found.total / request.size),
        sort=request.sort,
        took_ms=round((time.perf_counter() - started) * 1000, 2),
        suggestion=suggestion,
        hits=hits,
        facets=found.facets,
    )


def _ordered(plan: Plan, request: SearchRequest) -> tuple[Plan, Sort]:
    """``plan`` and the order in which ``request`` gets what it finds.

    Where nothing was asked for, nothing is more relevant: the newest comes first.
    """
    sort: Sort = "newest" if plan.is_browsing and request.sort == "relevance" else request.sort
    if request.recency and sort == "relevance":
        return plan, sort
    return replace(plan, recency=None), sort


def plan_typed(q: str, searcher: Searcher, day: date) -> PlannedQuery:
    """What ``q`` asks for.

    A date among the words limits the days.  Where no article of those days has the other words,
    articles may be *about* that day: they have it, in numbers, and all the other words.  A
    headline that names a day is looked for as it stands, if not on that day.
    """
    text = query_text(q)
    spoken = list(find_dates(text, day))
    if not spoken or not searcher.has_dates:  # where nothing is dated, no date limits anything
        return _plan_words(q, searcher)
    dated = _on_days(_plan_words(_blanked(text, spoken), searcher), text, spoken)
    articles = _count(dated.plan, searcher)
    if articles:
        return replace(dated, articles=articles)
    as_words = _plan_words(q, searcher)
    return as_words if _is_about(as_words, text, spoken, searcher) else dated


def _plan_words(q: str, searcher: Searcher) -> PlannedQuery:
    """What the words of ``q`` ask for, dates being words like all others."""
    parsed = parse(q)
    if parsed is None:
        return PlannedQuery(plan_nothing_typed(q))

    def articles_with(terms: Terms) -> int:
        return next(searcher.count_many([Plan(phrase(terms))], estimate=True))

    node = with_equivalents(parsed)
    meaning = meaning_of(node, searcher.interpreter, articles_with)
    plan, articles = _widened(plan_query(node, meaning), searcher)
    return PlannedQuery(plan, meaning, len(plain_words(node) or ()), articles=articles)


def _widened(plan: Plan, searcher: Searcher) -> tuple[Plan, int | None]:
    """The first step of ``plan`` that finds enough, or the last that finds more than those before
    it; and how many articles it finds, if that was counted."""
    articles: int | None = None
    while plan.wider is not None:
        articles, enough = _is_enough(plan, searcher)
        if enough:
            break
        more = _count(plan.wider, searcher)
        if more == articles:
            break
        plan, articles = plan.wider, more
    return plan, articles


def _is_enough(plan: Plan, searcher: Searcher) -> tuple[int, bool]:
    """How many articles ``plan`` finds, and whether they need no others beside them."""
    asked = [plan] if plan.meant is None else [plan, Plan(plan.meant)]
    counts = searcher.count_many(asked)
    articles = next(counts)
    return articles, articles >= plan.enough and all(count >= plan.enough for count in counts)


def _count(plan: Plan, searcher: Searcher) -> int:
    return next(searcher.count_many([plan]))


def plan_request(request: SearchRequest, searcher: Searcher, day: date) -> tuple[Plan, Sort]:
    """The plan that finds what ``request`` asks for, and the order it is asked for in."""
    return _ordered(plan_typed(request.q, searcher, day).plan, request)


# What else is asked of a query, or of an article


def trend(q: str, request: SearchRequest, searcher: Searcher, day: date) -> Trend:
    """How many articles of each interval answer ``q``; filters and interval are ``request``'s."""
    plan = plan_typed(q, searcher, day).plan
    total, dates = searcher.histogram(plan, FacetFilters.of(request), request.interval)
    return Trend(q, plan.understood, total, dates)


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


# Dates among the words


def _blanked(text: str, spoken: Sequence[SpokenDate]) -> str:
    """``text`` with signs that mean nothing for the dates: all other offsets stay, which they would
    not with spaces, since cleaning leaves but one of several."""
    for one in spoken:
        text = text[: one.start] + _NO_WORD * (one.end - one.start) + text[one.end :]
    return text if text.strip(f" {_NO_WORD}") else ""


def _on_days(planned: PlannedQuery, text: str, spoken: Sequence[SpokenDate]) -> PlannedQuery:
    """``planned`` limited to the days that all of the dates mean."""
    days = tuple((day_of(one.span.first), day_of(one.span.last)) for one in spoken)
    said = " ".join([planned.plan.understood, *(say_days(one.span) for one in spoken)])
    plan = replace(planned.plan, days=days, understood=said.strip())
    dates = tuple(_echo(text, one) for one in spoken)
    return replace(planned, plan=plan, dates=dates, articles=None)


def _is_about(
    as_words: PlannedQuery, text: str, spoken: Sequence[SpokenDate], searcher: Searcher
) -> bool:
    """Whether what was found with the dates ``spoken`` of as words is to be shown."""
    if not _count(as_words.plan, searcher):
        return False
    if len(analyse_query(_blanked(text, spoken))) >= _MIN_WORDS_OF_HEADLINE:
        return True
    said = "".join(text[one.start : one.end] for one in spoken)
    return not as_words.plan.relaxed and any(map(str.isdecimal, said))


def _echo(text: str, one: SpokenDate) -> DateInQuery:
    rest = " ".join((text[: one.start] + text[one.end :]).split())
    first, last = one.span.first, one.span.last
    return DateInQuery(
        text[one.start : one.end],
        first if first > date.min else None,
        last if last < date.max else None,
        rest,
    )


# What was probably meant


def _suggestion(q: str, planned: PlannedQuery, searcher: Searcher, day: date) -> Suggestion | None:
    """What ``q`` probably meant; ``None`` also if that finds nothing."""
    suggested = suggest(q, planned.meaning) if planned.meaning is not None else None
    if suggested is None:
        return None
    if _surely_leads_on(planned) and not any(find_dates(query_text(suggested.q), day)):
        return suggested
    return suggested if _count(plan_typed(suggested.q, searcher, day).plan, searcher) else None


def _surely_leads_on(planned: PlannedQuery) -> bool:
    """Whether there are articles for what was meant, as far as ``planned`` tells already."""
    if planned.dates or planned.articles is None or planned.articles < ENOUGH_ARTICLES:
        return False
    is_relaxed = planned.plan.relaxed
    return planned.words >= (_MIN_RELAXED_WORDS_SURE if is_relaxed else MIN_WORDS_TO_RELAX)


# What is shown


def _hits(found: Sequence[ScoredArticle], plan: Plan, *, highlight: bool) -> Iterator[Hit]:
    highlighter = Highlighter(patterns(plan)) if highlight else None
    for one in found:
        marks = None
        if highlighter is not None:
            marks = highlighter.highlight(one.article, unaccented=one.is_unaccented)
        yield _hit(one.article, None if plan.is_browsing else one.score, marks)


def _hit(article: Article, score: float | None, highlights: Highlights | None = None) -> Hit:
    """``article`` as a hit, its score to four digits behind the point."""
    return Hit(article, round(score, 4) if score is not None else None, highlights)
