"""Does a search keep what the page promises beside it?"""

from __future__ import annotations

from pathlib import Path

import pytest

from search import InvalidRequest, SearchRequest, open_engine

QUERIES = ["của các trong", "cong tac dan van", "nước sông cầu", "dân", "-dân", ""]


@pytest.mark.parametrize("q", QUERIES)
def test_choosing_a_facet_value_finds_as_many_as_it_said(sample_index: Path, q: str) -> None:
    with open_engine(sample_index) as engine:
        facets = engine.search(SearchRequest(q)).facets
        for value in facets.category:
            assert engine.search(SearchRequest(q, category=(value.value,))).total == value.count
        for value in facets.source:
            assert engine.search(SearchRequest(q, source=(value.value,))).total == value.count
        for bucket in facets.date.buckets:
            request = SearchRequest(q, start=bucket.start, end=bucket.start)
            assert engine.search(request).total == bucket.count


def test_a_word_typed_three_times_is_one_word(sample_index: Path) -> None:
    with open_engine(sample_index) as engine:
        results = engine.search(SearchRequest("dân dân dân khôngcóđâu"))
        assert results.total == 0
        assert not results.query.relaxed


def test_words_nested_too_deep_are_still_searched_for(sample_index: Path) -> None:
    with open_engine(sample_index) as engine:
        deep = engine.search(SearchRequest("(" * 60 + "dân" + ")" * 60))
        assert deep.total == engine.search(SearchRequest("dân")).total > 0


def test_a_facet_filter_that_is_one_text_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="category"):
        SearchRequest(category="Thời sự")  # type: ignore[arg-type]


def test_an_id_that_no_article_can_have_is_unknown(sample_index: Path) -> None:
    with open_engine(sample_index) as engine:
        assert engine.article("\ud800") is None
        assert engine.article("") is None
        assert engine.article("x" * 100_000) is None
