"""Is a whole article marked as its hit is, whichever engine answers, and where a correction is?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from brute_force import BruteForceSearcher
from indexes import live_folder

from index.article import Article
from index.lexicon import open_lexicon
from search import Engine, SearchRequest
from search.answer import marks
from search.results import ArticleMarks, Hit, Snippet

DAY = date(2024, 1, 1)
QUERIES = (
    "dân vận", "dan van", "công tác dân vận", '"học sinh"', "title:lũ", "lũ OR bão", "tr*", "binh~",
    "lũ -bão", "ủy ban nhân dân", "TP.HCM", "xây dựng cầu đường ở miền núi", "thời tiêt",
    "tieengs vieejt", "lũ năm 2020", "nước NEAR/5 sông", "người",
)  # fmt: skip


def is_marked_alike(snippet: Snippet, text: str, own: tuple[tuple[int, int], ...]) -> bool:
    """Whether ``snippet`` stands in ``text`` with exactly these marks in that place."""
    at = text.find(snippet.text)
    while at >= 0:
        end = at + len(snippet.text)
        if snippet.marks == tuple((s - at, e - at) for s, e in own if at <= s and e <= end):
            return True
        at = text.find(snippet.text, at + 1)
    return False


def check(article: Article, hit: Hit, found: ArticleMarks) -> None:
    assert hit.highlights is not None
    if hit.highlights.title is not None:
        assert found.title == hit.highlights.title.marks
    for snippet in hit.highlights.body:
        assert is_marked_alike(snippet, article.summary, found.summary) or is_marked_alike(
            snippet, article.body, found.body
        )


@pytest.mark.parametrize("q", QUERIES)
def test_an_article_is_marked_as_its_hit_is(engine: Engine, q: str) -> None:
    request = SearchRequest(q, size=100, group=False)
    hits = engine.search(request).hits
    assert hits
    for hit in hits:
        article, found = engine.article(hit.id), engine.marks(hit.id, request)
        assert article is not None
        assert found is not None
        check(article, hit, found)
        for text, own in (
            (article.title, found.title),
            (article.summary, found.summary),
            (article.body, found.body),
        ):
            places = [place for mark in own for place in mark]
            assert places == sorted(places)
            assert not places or (places[0] >= 0 and places[-1] <= len(text))


def test_a_correction_is_marked_in_place_of_what_was_typed(engine: Engine) -> None:
    request = SearchRequest("thời tiêt")
    results = engine.search(request)
    assert results.suggestion is not None
    assert results.suggestion.applied
    article, found = engine.article(results.hits[0].id), engine.marks(results.hits[0].id, request)
    assert article is not None
    assert found is not None
    marked = {article.body[start:end].lower() for start, end in found.body}
    assert "thời tiết" in marked


def test_an_article_that_only_comes_near_has_marks(engine: Engine) -> None:
    request = SearchRequest("xây dựng cầu đường ở miền núi", size=100)
    near = [hit for hit in engine.search(request).hits if hit.near]
    assert near
    for hit in near:
        found = engine.marks(hit.id, request)
        assert found is not None
        assert found.title or found.summary or found.body


def test_nothing_is_marked_where_nothing_was_asked_for(engine: Engine) -> None:
    some = engine.search(SearchRequest()).hits[0].id
    for q in ("", "?!", "date:2016", "-dân"):
        assert engine.marks(some, SearchRequest(q)) == ArticleMarks()


def test_an_unknown_article_has_no_marks(engine: Engine) -> None:
    assert engine.marks("none", SearchRequest("dân")) is None


def test_filters_order_and_page_change_no_mark(engine: Engine) -> None:
    some = engine.search(SearchRequest("dân")).hits[0].id
    other = SearchRequest("dân", page=9, sort="oldest", category=("không có",), start="1999")
    assert engine.marks(some, other) == engine.marks(some, SearchRequest("dân"))


@pytest.mark.slow
@pytest.mark.parametrize("q", QUERIES)
def test_another_engine_marks_the_same(engine: Engine, sample_index: Path, q: str) -> None:
    articles = list(engine.stream(SearchRequest()))
    brute = BruteForceSearcher(articles, open_lexicon(live_folder(sample_index)))
    request = SearchRequest(q)
    for article in articles:
        assert marks(article, request, brute, DAY) == engine.marks(article.id, request)
