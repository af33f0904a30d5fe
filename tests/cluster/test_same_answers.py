"""Do both engines answer alike, over the same articles?  Whatever does not hang on scores is equal,
and what does comes in the same order, save where scores are as good as equal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from asked import DAY, FILTERS, SPECIAL, shaped
from drawn_clauses import clause, top, word
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from index_pairs import EnginePair, IndexPair
from mixtures import made
from odd_articles import LONG_WORD

from search import Engine, SearchRequest, SearchResults
from search.concordance import CONTEXT_SORTS, ConcordanceRequest
from search.counts import Split
from search.deadline import Deadline
from search.engines.opensearch import aggregating
from search.engines.opensearch.rows import is_bare, is_folded
from search.engines.opensearch.searcher import OpenSearchSearcher
from search.engines.whoosh.holder import SnapshotHolder
from search.engines.whoosh.searcher import WhooshSearcher
from search.plan import AtLeast, Clause, Plan, WordClause
from search.request import MATCHES, SORTS, Sort
from search.results import ArticleMarks, Hit
from search.searcher import NO_FILTERS, Found, Page

NEAR_TIE, SAME = 0.005, 0.01
"""Scores that differ by no larger a share of them may come in any order, and may be the same one:
the cluster keeps what an article is worth to nine bits, and with the averages of the first run."""
ODD = (
    "3,5 tấn", "3.5 tấn", "3.500 người", "3500 người", "ngày 30.4", "ngày 30/4", '"3,5"',
    "1.234.567,8", "công tác dân vận", '"công tác, dân vận"', "cong tac dan van", "dan van",
    '"dan van"', "DÂN VẬN", LONG_WORD, f'"dân {LONG_WORD}"', f"title:{LONG_WORD}", "a.b", "c|d",
    "e:f", "#g", "^h", "_i", "^dan", "kỹ sư", "hoà", "tags:dân", 'tags:"vận dân"',
    'tags:"dân vận"', "tags:lũ dân", "title:dân vận", "summary:dân", "body:(dân vận)",
    'body:"công tác dân"', 'title:"dan van"', "source:thể", "date:2031", "after:2030",
    "before:1917", "dân vận năm 2031", "dân hòa van tra", "dân vận lũ bão miền trung xã",
    "danf vaanj", "cong tacs dan vânj", "baóng đá", "thuong tin huyện", "dân vận NOT lũ",
    "(dân OR lũ) -vận", "https://lạ.vn/bai-3.html", "url:https://lạ.vn/bai-3.html?x=1", "日本",
    "dâ* vậ*", "dân~1", "van~ hoa~", '"dân vận" "công tác"', "dân NEAR/3 vận", '"dân vận"~3',
    "hôm qua dân", "tháng 5 năm 2016",
)  # fmt: skip
QUERIES = (*SPECIAL, *ODD)
FEW = (
    "",
    "dân",
    "dân vận",
    "dan van",
    "công tác dân vận ở xã",
    "lũ OR bão",
    "bóng đá",
    '"dân vận"',
)


@pytest.fixture(autouse=True)
def the_same_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Midnight passes for neither."""
    monkeypatch.setattr("search.engines.answering.today", lambda: DAY)


@pytest.fixture(scope="session")
def titles(engines: EnginePair) -> list[str]:
    """Those of all articles, in one of five shapes each."""
    return shaped(engines.folder.stream(SearchRequest(sort="newest")))


def is_scored_alike(results: SearchResults) -> bool:
    """Whether scores are the same on both.  The cluster knows what an article has of a thing in all
    its texts together and of no longer row than two: what stands in one field alone, a word of
    three syllables and a number with its sign are worth about as much there."""
    q, understood = results.query.q, results.query.understood
    words = re.sub(r" (OR|NOT) ", " · ", understood)
    return not re.search(r"\w:|\d\W\d", q) and not re.search(r"\w+ \w+ \w+", words)


def outcome(results: SearchResults) -> dict[str, object]:
    """All that does not hang on scores."""
    return {
        "query": results.query,
        "suggestion": results.suggestion,
        "total": results.total,
        "near": results.near,
        "groups": results.groups,
        "pages": results.pages,
        "facets": results.facets,
        "alternatives": results.alternatives,
        "has more": results.cursor is not None,
    }


def told(hit: Hit) -> Hit:
    """A hit without its score, and without when it was indexed."""
    return replace(
        hit,
        score=None,
        article=replace(hit.article, indexed=None),
        others=tuple(map(told, hit.others)),
    )


def by_id(hits: Sequence[Hit]) -> dict[str, Hit]:
    """What is told of each article."""
    found = {hit.id: told(hit) for hit in hits}
    assert len(found) == len(hits), "no hit comes twice"
    return found


def assert_same_order(own: Sequence[Hit], other: Sequence[Hit], sort: Sort, what: object) -> None:
    """``other`` has the hits of ``own`` in their order, save where scores are as good as equal."""
    scores = {hit.id: hit.score or 0.0 for hit in own}
    for hit, there in zip(own, other, strict=True):
        if hit.id == there.id:
            continue
        assert _place(hit, sort) == _place(there, sort), (what, hit.id, there.id)
        score, another = hit.score or 0.0, scores.get(there.id, there.score or 0.0)
        assert another == pytest.approx(score, rel=NEAR_TIE), (what, hit.id, there.id)


def _place(hit: Hit, sort: Sort) -> object:
    match sort:
        case "relevance":
            return None
        case "indexed":
            return hit.id in {"a3", "later"}
    return hit.published and hit.published[:16]


def compare(engines: EnginePair, request: SearchRequest) -> tuple[SearchResults, SearchResults]:
    """Ask both; all that has to be is equal."""
    own, other = (engine.search(request) for engine in engines.both)
    assert outcome(other) == outcome(own), request
    if own.pages <= 1 and not request.group:
        assert by_id(other.hits) == by_id(own.hits), request
        if is_scored_alike(own):
            assert_same_order(own.hits, other.hits, request.sort, request)
    return own, other


# Searches


@pytest.mark.parametrize(
    "filters", FILTERS, ids=["all", "category", "source", "left out", "undated"]
)
def test_every_query_finds_and_counts_the_same(
    engines: EnginePair, titles: list[str], filters: dict[str, Any]
) -> None:
    number = FILTERS.index(filters)
    relaxed = suggested = 0
    queries = QUERIES if not filters else (*SPECIAL, *ODD[number :: len(FILTERS)])
    for n, q in enumerate((*queries, *titles[number :: 3 * len(FILTERS)])):
        request = SearchRequest(q, size=100, group=False, others=n % 3, **filters)
        own, _ = compare(engines, request)
        relaxed += own.query.relaxed
        suggested += own.suggestion is not None
    assert suggested
    assert relaxed or filters


@pytest.mark.parametrize("match", MATCHES)
def test_stories_and_other_readings_are_counted_the_same(engines: EnginePair, match: Any) -> None:
    for n, q in enumerate(QUERIES[MATCHES.index(match) :: len(MATCHES)]):
        interval: Any = ("auto", "year", "month", "day")[n % 4]
        compare(
            engines,
            SearchRequest(q, match=match, alternatives=True, interval=interval, size=1 + n % 20),
        )


def test_days_are_the_same_where_they_are_asked_for_apart(
    engines: EnginePair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As they are of what many articles answer."""
    monkeypatch.setattr(aggregating, "FEW", -1)
    units = Counter(
        compare(engines, SearchRequest(q))[1].facets.date.interval
        for q in (*FEW, *SPECIAL, *(f"{q} tháng 5/2016" for q in FEW[1:]))
    )
    assert units["day"]
    assert units["month"] + units["year"]


def test_where_every_article_has_accents_bare_words_find_the_same(
    index_name: str, new_pair: Callable[[str], IndexPair]
) -> None:
    articles = made("a", 40, 3)
    assert not any(f"{one['title']}{one['body']}".isascii() for one in articles)
    pair = new_pair(index_name)
    pair.run({"accented.jsonl": articles})
    with pair.opened() as opened:
        requests = [SearchRequest(q, size=100, group=False) for q in QUERIES]
        found = [compare(opened, request)[1].total for request in requests]
    assert sum(map(bool, found)) > 10


def test_a_hit_stands_for_the_same_articles_of_its_story(engines: EnginePair) -> None:
    seen = 0
    for q in (*FEW, "nước", "tin từ", "story"):
        for sort in SORTS:
            request = SearchRequest(q, size=100, others=3, sort=sort, highlight=False)
            own, other = (engine.search(request) for engine in engines.both)
            stories = [
                {hit.id: told(hit) for hit in one.hits if hit.similar} for one in (own, other)
            ]
            for article_id in stories[0].keys() & stories[1].keys():
                assert stories[0][article_id] == stories[1][article_id]
                seen += len(stories[0][article_id].others)
    assert seen > 20


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_is_the_same(engines: EnginePair, sort: Sort) -> None:
    compared = 0
    for n, q in enumerate((*FEW, *SPECIAL)):
        request = SearchRequest(q, sort=sort, size=100, group=False, recency=n % 2 == 0)
        own, other = (engine.search(replace(request, highlight=False)) for engine in engines.both)
        if not is_scored_alike(own):
            continue
        compared += len(own.hits)
        assert_same_order(own.hits, other.hits, sort, request)
        assert [hit.near for hit in other.hits[:1]] == [hit.near for hit in own.hits[:1]]
    assert compared > 500


def test_scores_are_the_same_to_nine_bits(engines: EnginePair) -> None:
    for q in QUERIES:
        request = SearchRequest(q, size=100, group=False, highlight=False)
        own, other = (engine.search(request) for engine in engines.both)
        scores = {hit.id: hit.score for hit in own.hits if is_scored_alike(own)}
        for hit in other.hits:
            if scores.get(hit.id):
                assert hit.score == pytest.approx(scores[hit.id], rel=SAME), (q, hit.id)


def test_samples_are_drawn_the_same(engines: EnginePair) -> None:
    for q in FEW:
        for seed, group in ((0, True), (7, False)):
            for number in (3, 1000):
                request = SearchRequest(
                    q, sample=number, seed=seed, group=group, size=100, highlight=False
                )
                own, other = (engine.search(request) for engine in engines.both)
                assert outcome(other) == outcome(own)
                assert by_id(other.hits) == by_id(own.hits), request


def test_what_finds_nothing_is_loosened_the_same(engines: EnginePair) -> None:
    for q, filters in (
        ("không có gì như thế này", {}),
        ("dân", {"category": ("không có",), "start": "1990", "end": "1991"}),
        ('"dân lũ bão vận"', {"source": ("a.vn",)}), ("title:(lũ bão) dân -vận", {"undated": True}),
    ):  # fmt: skip
        request = SearchRequest(q, **filters)
        own, other = (engine.loosened(request) for engine in engines.both)
        assert other == own, request


def test_marks_are_the_same(engines: EnginePair) -> None:
    marked = 0
    for q in QUERIES[::2]:
        request = SearchRequest(q, size=3, highlight=False)
        for hit in engines.folder.search(request).hits:
            own, other = (engine.marks(hit.id, request) for engine in engines.both)
            assert other == own, (q, hit.id)
            marked += own != ArticleMarks()
    assert marked > 50
    assert [engine.marks("none", SearchRequest("dân")) for engine in engines.both] == [None, None]


# Walks


def walked(
    engine: Engine, request: SearchRequest, after: int = 0
) -> tuple[list[str], list[Any], str]:
    """The ids, all facts that do not tell the engine, and the cursor of its beginning."""
    with engine.walk(request, after) as walk:
        facts = walk.facts
        told_of = [facts.query, facts.suggestion, facts.total, facts.groups, facts.length]
        ids = list(walk.ids())
        kept = [one.id for one, _ in walk.articles(bodies=False)]
        assert kept == ids
        return ids, [*told_of, facts.sort, facts.day], facts.cursor


@pytest.mark.parametrize("sort", SORTS)
def test_walks_go_over_the_same(engines: EnginePair, sort: Sort) -> None:
    for q in FEW[:4]:
        for group, sample, after in (
            (False, 0, 0),
            (True, 0, 0),
            (False, 9, 2),
            (True, 9, 0),
            (False, 0, 7),
        ):
            request = SearchRequest(q, sort=sort, group=group, sample=sample, seed=4)
            (own, facts, _), (other, other_facts, begin) = (
                walked(engine, request, after) for engine in engines.both
            )
            assert other_facts == facts
            assert len(other) == len(own) == len(set(other))
            if not group and not after:
                assert set(other) == set(own), request
            again = replace(request, cursor=begin)
            assert walked(engines.cluster, again, after)[0] == other


def test_a_walk_keeps_every_text_as_it_is(engines: EnginePair) -> None:
    request = SearchRequest(sort="newest")
    kept = []
    for engine in engines.both:
        with engine.walk(request) as walk:
            kept.append(
                {
                    one.id: (msgspec.structs.replace(one, indexed=None), body)
                    for one, body in walk.articles()
                }
            )
    assert kept[0] == kept[1]
    streamed = [
        {one.id: replace(one, indexed=None) for one in engine.stream(request)}
        for engine in engines.both
    ]
    assert streamed[0] == streamed[1]
    for article_id, article in [*streamed[0].items()][::5]:
        found = engines.cluster.article(article_id)
        assert found
        assert replace(found, indexed=None) == article
    assert engines.cluster.article("none") is None


def pages(engine: Engine, request: SearchRequest) -> list[Hit]:
    """The hits of all pages by cursor."""
    found: list[Hit] = []
    while True:
        results = engine.search(request)
        found += results.hits
        if results.cursor is None:
            return found
        request = replace(request, cursor=results.cursor)


@pytest.mark.parametrize("group", [True, False])
def test_page_behind_page_gives_every_hit_once(engines: EnginePair, group: bool) -> None:
    for q in FEW[:3]:
        for sort in SORTS:
            request = SearchRequest(q, sort=sort, size=45, group=group, highlight=False)
            own, other = (pages(engine, request) for engine in engines.both)
            assert len(own) == len(other) == len(by_id(other))
            if not group:
                assert by_id(other) == by_id(own)
                assert_same_order(own, other, sort, request)
            by_number = [
                hit
                for page in range(1, engines.cluster.search(request).pages + 1)
                for hit in engines.cluster.search(replace(request, page=page)).hits
            ]
            assert [hit.id for hit in by_number] == [hit.id for hit in other]


# Words, stories, counts


def test_concordances_are_the_same(engines: EnginePair) -> None:
    for q in (
        "dân",
        "dan",
        '"dân vận"',
        "công tác",
        "lũ OR bão",
        "va*",
        "dân~",
        "3,5",
        "title:dân",
    ):
        for sort in CONTEXT_SORTS:
            for limit, group in ((5, False), (5000, True)):
                request = ConcordanceRequest(
                    SearchRequest(q, source=() if limit > 5 else ("lạ.vn", "")),
                    sort=sort, limit=limit, group=group,
                )  # fmt: skip
                own, other = (engine.concordance(request) for engine in engines.both)
                assert other == own, request


@pytest.mark.parametrize(
    ("split", "filters"),
    [
        (None, {"undated": True, "interval": "month"}),
        (Split("source", dates=True), {}),
        (Split("category", dates=True, limit=2), {"interval": "day", "start": "2016"}),
        (Split("category"), {"interval": "year", "not_category": ("thể thao",)}),
    ],
    ids=["whole", "sources", "two categories", "categories"],
)
def test_counts_are_the_same(
    engines: EnginePair, split: Split | None, filters: dict[str, Any]
) -> None:
    queries, request = QUERIES[::3], SearchRequest(**filters)
    own, other = (engine.count(queries, request, split) for engine in engines.both)
    assert other == own
    own_trends, trends = (engine.trends(FEW, request) for engine in engines.both)
    assert trends == own_trends


def test_stories_are_the_same(engines: EnginePair) -> None:
    longest = 0
    every = list(engines.folder.stream(SearchRequest(sort="oldest")))
    for article in [one for n, one in enumerate(every) if n % 8 == 0 or "story" in one.id]:
        own, other = (engine.story(article.id) for engine in engines.both)
        assert own
        assert other
        assert other.first == own.first
        assert [replace(one, hit=told(one.hit)) for one in other.versions] == [
            replace(one, hit=told(one.hit)) for one in own.versions
        ]
        longest = max(longest, len(own.versions))
    assert longest > 2
    assert engines.cluster.story("none") is None


def test_similar_articles_are_mostly_the_same(engines: EnginePair) -> None:
    shared = asked = 0
    for article in list(engines.folder.stream(SearchRequest(sort="oldest")))[::6]:
        own, other = (engine.similar(article.id, 10) for engine in engines.both)
        assert own is not None
        assert other is not None
        assert article.id not in {hit.id for hit in other}
        asked += len(own)
        shared += len({hit.id for hit in own} & {hit.id for hit in other})
    assert shared >= 0.8 * asked > 0
    assert engines.cluster.similar("none", 10) is None


def test_each_key_term_narrows_down_to_so_many_as_it_says(engines: EnginePair) -> None:
    for q in ("dân", "học sinh", "lũ OR bão", "bóng"):
        request = SearchRequest(q, terms=8, group=False, highlight=False)
        results = engines.cluster.search(request)
        assert results.terms
        assert results.terms == tuple(engines.cluster.key_terms(request, 8))
        for term in results.terms:
            narrowed = SearchRequest(f'({q}) "{term.text}"', group=False)
            for engine in engines.both:
                assert engine.search(narrowed).total == term.count, (q, term)


def test_each_compared_term_is_in_so_many_of_both_as_it_says(engines: EnginePair) -> None:
    own, other = SearchRequest("học sinh", start="2014"), SearchRequest("lũ OR bão")
    found = engines.cluster.compared_terms(own, other, 9)
    here = engines.folder.compared_terms(own, other, 9)
    assert (found.total, found.other_total, found.both) == (
        here.total, here.other_total, here.both,
    )  # fmt: skip
    assert found.terms
    for term in found.terms:
        said = f'"{term.text}"'
        totals = [
            engines.folder.search(replace(one, q=f"({one.q}) {said}")).total for one in (own, other)
        ]
        assert totals == [term.count, term.other_count], term


def test_what_somebody_types_is_completed_the_same(engines: EnginePair) -> None:
    completed = 0
    for typed in (
        "d",
        "dân",
        "dân v",
        "cong t",
        "bong",
        "thể t",
        "lu",
        "3",
        "công tác dâ",
        "zz",
        "",
    ):
        own, other = (engine.complete(typed, 8) for engine in engines.both)
        assert other == own, typed
        completed += len(own)
    assert completed > 10


# The index itself


def test_the_same_is_told_of_the_index(engines: EnginePair) -> None:
    own, other = (engine.stats() for engine in engines.both)
    assert replace(other, built=own.built, generation=own.generation) == own
    for article_id in ("gone", "no-date", "none"):
        own_said, said = (engine.was_deleted(article_id) for engine in engines.both)
        assert said == own_said == (article_id == "gone")
    assert engines.cluster.article("gone") is None
    assert engines.cluster.trouble() is None
    ran, ran_there = (engine.last_run() for engine in engines.both)
    assert ran is not None
    assert ran_there is not None
    assert (ran_there.succeeded, ran_there.records) == (ran.succeeded, ran.records)


# Plans drawn by chance

many = settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
EVERY = Page(0, 1000, "relevance", group=False)


def is_matched_alike(asked: Clause | AtLeast) -> bool:
    """Whether both engines match it: which terms of a body alone are an edit away is nothing that
    the cluster can tell, and it takes those of all texts."""
    return not re.search(r"FuzzyClause\(text='[^']*', field='body'\)", repr(asked))


exactly = top.filter(is_matched_alike)


def run(
    pair: IndexPair, engines: EnginePair, plans: Sequence[Plan], page: Page
) -> Iterator[tuple[Found, Found]]:
    """What both searchers find by each of ``plans``."""
    with (
        closing(SnapshotHolder(pair.root)) as holder,
        holder.use() as snapshot,
        engines.cluster._searcher() as (_, there),
    ):
        assert isinstance(there, OpenSearchSearcher)
        for plan in plans:
            here = WhooshSearcher(snapshot, Deadline.after(60))
            yield here.run(plan, NO_FILTERS, page), there.run(plan, NO_FILTERS, page)


@given(st.lists(exactly, min_size=1, max_size=4))
@many
def test_every_clause_matches_the_same(
    sample_pair: IndexPair, engines: EnginePair, asked: list[Clause | AtLeast]
) -> None:
    plans = list(map(Plan, asked))
    for plan, (own, other) in zip(plans, run(sample_pair, engines, plans, EVERY), strict=True):
        ids = {one.article.id for one in own.articles}
        assert {one.article.id for one in other.articles} == ids, plan
        assert other.total == own.total == len(ids), plan


def is_scored_as_in_a_folder(word: WordClause) -> bool:
    """Whether it is one row that the cluster names (:func:`is_scored_alike`): of several in an
    article it takes the best."""
    rows = [(one,) for one, _ in word.variants] + [*word.phrases]
    return len(rows) == 1 and all(
        len(row) <= 2 and len(set(map(is_folded, row))) == 1 and not is_bare(row) for row in rows
    )


@given(exactly, word.filter(is_scored_as_in_a_folder), clause.filter(is_matched_alike))
@many
def test_what_only_comes_near_and_all_scores_are_the_same(
    sample_pair: IndexPair,
    engines: EnginePair,
    asked: Clause | AtLeast,
    scored: Clause,
    near: Clause,
) -> None:
    plan = Plan(asked, scored, near=Plan(near))
    ((own, other),) = run(sample_pair, engines, [plan], EVERY)
    assert (other.total, other.near, other.listed) == (own.total, own.near, own.listed), plan
    assert {one.article.id: one.is_near for one in other.articles} == {
        one.article.id: one.is_near for one in own.articles
    }
    scores = {one.article.id: one.score for one in own.articles}
    for one in other.articles:
        assert one.score == pytest.approx(scores[one.article.id], rel=SAME, abs=1e-4), plan
