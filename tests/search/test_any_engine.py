"""Does another engine, of which the walk knows nothing, find the same?  Policy stands in plans."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from asked import DAY, FILTERS, SPECIAL, shaped
from brute_force import BruteForceSearcher

from index.article import Article
from search import Engine, SearchRequest, SearchResults
from search.answer import compared_terms, count, search
from search.counts import Split

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def titles(articles: list[Article]) -> list[str]:
    """Those of all articles, in one of five shapes each."""
    return shaped(articles)


@pytest.fixture(scope="module")
def queries(titles: list[str]) -> list[str]:
    """Those of ``SPECIAL``, and all titles."""
    return [*SPECIAL, *titles]


def outcome(results: SearchResults) -> dict[str, object]:
    """All that does not hang on scores."""
    return {
        "understood": results.query.understood,
        "relaxed": results.query.relaxed,
        "dates": results.query.dates,
        "total": results.total,
        "pages": results.pages,
        "suggestion": results.suggestion,
        "facets": results.facets,
    }


@pytest.mark.parametrize(
    "number", range(len(FILTERS)), ids=["all", "category", "source", "left out", "undated"]
)
def test_every_count_and_word_is_the_same_by_looking_at_every_article(
    engine: Engine,
    brute: BruteForceSearcher,
    titles: list[str],
    number: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each title without filters, and with one of them; what is special with all."""
    filters = FILTERS[number]
    asked = titles[number - 1 :: len(FILTERS) - 1] if filters else titles
    monkeypatch.setattr("search.engines.answering.today", lambda: DAY)
    relaxed = corrected = 0
    for q in (*SPECIAL, *asked):
        request = SearchRequest(q, interval="month", highlight=False, group=False, **filters)
        expected = outcome(search(request, brute, DAY, time.perf_counter()))
        assert outcome(engine.search(request)) == expected, q
        relaxed += expected["relaxed"] is True
        corrected += expected["suggestion"] is not None
    assert relaxed or filters  # few are near and pass a filter
    assert corrected


def test_all_hits_of_a_query_are_those_of_looking_at_every_article(
    engine: Engine, brute: BruteForceSearcher, queries: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engines.answering.today", lambda: DAY)
    for q in queries:
        request = SearchRequest(q, size=100, interval="year", group=False)
        hits = engine.search(request).hits
        if len(hits) < 100:
            other = search(request, brute, DAY, time.perf_counter()).hits
            assert {hit.id for hit in hits} == {hit.id for hit in other}, q
            marks = {hit.id: hit.highlights for hit in hits}
            assert marks == {hit.id: hit.highlights for hit in other}, q


def test_each_key_term_of_any_engine_narrows_down_to_so_many_as_it_says(
    engine: Engine, brute: BruteForceSearcher
) -> None:
    request = SearchRequest("học sinh", terms=5, interval="year", group=False, highlight=False)
    total = search(request, brute, DAY, time.perf_counter()).total
    assert engine.search(request).total == total
    for found in (
        engine.search(request).terms,
        search(request, brute, DAY, time.perf_counter()).terms,
    ):
        assert found
        for term in found:
            narrowed = engine.search(SearchRequest(f'học sinh "{term.text}"', group=False))
            assert narrowed.total == term.count < total, term


def test_each_compared_term_of_any_engine_is_in_so_many_of_both_sets_as_it_says(
    engine: Engine, brute: BruteForceSearcher
) -> None:
    own, other = SearchRequest("học sinh", start="2014"), SearchRequest("lũ OR bão")
    for found in (
        engine.compared_terms(own, other, 9),
        compared_terms(own, other, 9, brute, DAY),
    ):
        assert found.total == engine.search(own).total
        assert found.other_total == engine.search(other).total
        assert found.both == engine.search(replace(own, q="học sinh (lũ OR bão)")).total
        assert found.terms
        for term in found.terms:
            said = f'"{term.text}"'
            here = engine.search(replace(own, q=f"học sinh {said}")).total
            there = engine.search(replace(other, q=f"(lũ OR bão) {said}")).total
            assert (term.count, term.other_count) == (here, there), term


def test_trends_are_those_of_looking_at_every_article(
    engine: Engine, brute: BruteForceSearcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engines.answering.today", lambda: DAY)
    request = SearchRequest(interval="month", start="2016")
    for split in (None, Split("source", dates=True), Split("category", dates=True, limit=2)):
        expected = [count(q, request, brute, DAY, split) for q in SPECIAL]
        # looking at every article knows of no stories
        counted = engine.count(SPECIAL, request, split).counts
        assert [replace(one, groups=one.total) for one in counted] == expected
