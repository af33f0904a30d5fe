"""Are words that tell two sets apart counted right, and is their score what the books say?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from brute_force import ReadArticle, matches
from hypothesis import given
from hypothesis import strategies as st

from search import Engine, SearchRequest, open_engine
from search.keyness import log_likelihood, log_ratio
from search.planner import plan_phrase

_FEW = 12  # articles, of which no two need be about one word
SETS: tuple[tuple[SearchRequest, SearchRequest], ...] = (
    (SearchRequest("học sinh"), SearchRequest("")),
    (SearchRequest("lũ OR bão"), SearchRequest("bóng đá")),
    (SearchRequest("", start="2016", end="2016"), SearchRequest("", start="2018", end="2021")),
    (SearchRequest("dan van"), SearchRequest("dan van", end="2017", match="syllables")),
    (SearchRequest(category=("Giáo dục",)), SearchRequest(not_category=("Giáo dục",))),
    (SearchRequest("người"), SearchRequest("không có gì như thế này ở đây cả đâu")),
    (SearchRequest("", undated=True), SearchRequest("trường", source=("",))),
)


@pytest.fixture(scope="module")
def sample(sample_index: Path) -> Iterator[Engine]:
    with open_engine(sample_index) as opened:
        yield opened


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("sets", SETS, ids=str)
def test_every_number_is_that_of_looking_at_every_article(
    sample: Engine, sets: tuple[SearchRequest, SearchRequest], turned: bool
) -> None:
    own, other = reversed(sets) if turned else sets
    found = sample.compared_terms(own, other, 30)
    here = [ReadArticle(one) for one in sample.stream(own)]
    there = [ReadArticle(one) for one in sample.stream(other)]
    both = {one.article.id for one in here} & {one.article.id for one in there}
    assert (found.total, found.other_total, found.both) == (len(here), len(there), len(both))
    assert found.terms or len(here) < _FEW or not there
    for term in found.terms:
        clause = plan_phrase(term.text).must
        assert term.count == sum(matches(clause, one) for one in here) < len(here), term
        assert term.other_count == sum(matches(clause, one) for one in there), term
        assert term.count / len(here) > term.other_count / len(there)
        cells = term.count, len(here), term.other_count, len(there)
        assert term.log_likelihood == pytest.approx(by_the_book(*cells))
        times = (term.count / len(here)) / ((term.other_count or 0.5) / len(there))
        assert 2**term.log_ratio == pytest.approx(times)
    assert [term.log_likelihood for term in found.terms] == sorted(
        (term.log_likelihood for term in found.terms), reverse=True
    )


@pytest.mark.parametrize("sets", SETS[:6], ids=str)
def test_each_word_finds_so_many_as_it_says_when_it_is_asked_for(
    sample: Engine, sets: tuple[SearchRequest, SearchRequest]
) -> None:
    for own, other in (sets, sets[::-1]):
        for term in sample.compared_terms(own, other, 12).terms:
            assert sample.search(narrowed(own, term.text)).total == term.count, term
            assert sample.search(narrowed(other, term.text)).total == term.other_count, term


def narrowed(request: SearchRequest, text: str) -> SearchRequest:
    """``request`` with ``text`` in quotes behind its query."""
    q = f"({request.q})" if " OR " in request.q else request.q
    return replace(request, q=f'{q} "{text}"'.strip())


def by_the_book(k1: int, n1: int, k2: int, n2: int) -> float:
    """Dunning's G² as he writes it: by the likelihoods of binomial distributions."""

    def log_of(p: float, k: int, n: int) -> float:
        hits = k * math.log(p) if k else 0.0
        return hits + ((n - k) * math.log(1 - p) if n > k else 0.0)

    p = (k1 + k2) / (n1 + n2)
    apart = log_of(k1 / n1, k1, n1) + log_of(k2 / n2, k2, n2)
    return 2 * (apart - log_of(p, k1, n1) - log_of(p, k2, n2))


@st.composite
def tables(draw: Any) -> tuple[int, int, int, int]:
    n1, n2 = draw(st.integers(1, 10**7)), draw(st.integers(1, 10**7))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


@given(tables())
def test_the_likelihood_ratio_is_that_of_two_binomial_distributions(
    cells: tuple[int, int, int, int],
) -> None:
    k1, n1, k2, n2 = cells
    found = float(log_likelihood(k1, n1, k2, n2))
    assert found == pytest.approx(by_the_book(*cells), rel=1e-6, abs=1e-5)
    assert found == pytest.approx(float(log_likelihood(k2, n2, k1, n1)), rel=1e-9, abs=1e-6)
    assert log_ratio(k1, n1, k2, n2) == pytest.approx(-log_ratio(k2, n2, k1, n1))


def test_a_known_table() -> None:
    """10 of 100 against 20 of 100: G² is 3.9866 (p = .046), and half the share."""
    assert float(log_likelihood(10, 100, 20, 100)) == pytest.approx(3.9866, abs=1e-3)
    assert log_ratio(10, 100, 20, 100) == -1
    assert log_likelihood([1, 2], 4, [2, 4], 8).tolist() == [0, 0]
    assert log_likelihood([1], 2, [0], 0).tolist() == [0]
    assert log_ratio(0, 10, 0, 10) == log_ratio(1, 2, 0, 0) == 0
