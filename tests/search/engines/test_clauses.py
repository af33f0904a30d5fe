"""Does the matcher find what looking at every article finds, and score it as the formula says?

Clauses are drawn by chance, over two segments with deleted articles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from brute_force import ReadArticle, matches
from brute_scores import Scored
from drawn_clauses import clause, rows, term, top, word
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from mixtures import SYLLABLES, made

from index.analysis import analyse_query
from index.groups.file import Groups
from search.deadline import Deadline
from search.engines.whoosh.columns import load_columns
from search.engines.whoosh.holder import SnapshotHolder
from search.engines.whoosh.matching.clauses import AnyClause
from search.engines.whoosh.matching.matcher import Matcher
from search.engines.whoosh.matching.scorer import Scorer
from search.engines.whoosh.searcher import WhooshSearcher
from search.engines.whoosh.snapshot import Snapshot
from search.engines.whoosh.view import IndexView
from search.errors import SearchTimeout
from search.plan import (
    EVERYTHING,
    AdjacentPairs,
    AllOf,
    Plan,
    Preference,
    PrefixClause,
    RowClause,
    TagPreference,
    Without,
    WordClause,
)
from search.query.variants import Row
from search.request import SORTS, Sort
from search.searcher import NO_FILTERS, Page


class Corpus:
    """An open index and the articles of all its doc ids, deleted ones too."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        every = range(snapshot.view.articles)
        self.articles = [ReadArticle(snapshot.article(n)) for n in every]

    def matcher(self, seconds: float = 60) -> Matcher:
        return Matcher(self.snapshot.view, self.snapshot.columns, Deadline.after(seconds))

    def found(self, clause: AnyClause) -> list[int]:
        """What looking at every living article finds."""
        alive = self.snapshot.view.alive
        return [n for n, one in enumerate(self.articles) if alive[n] and matches(clause, one)]


@pytest.fixture(scope="module")
def corpus(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[Corpus]:
    """Two segments, the first with deleted articles."""
    runs = ({"a.jsonl": made("a", 90, 1)}, {"b.jsonl": [*made("a", 8, 4), *made("b", 20, 3)]})
    root = build_index(tmp_path_factory.mktemp("clauses"), *runs)
    with closing(SnapshotHolder(root)) as holder, holder.use() as snapshot:
        assert len(snapshot.view.segments) == 2
        assert snapshot.view.living < snapshot.view.articles
        yield Corpus(snapshot)


pair = st.tuples(term, term)
preference = st.one_of(
    word,
    st.builds(AdjacentPairs, st.lists(pair, max_size=3).map(tuple), st.just(0.5)),
    st.builds(TagPreference, rows, st.just(0.5)),
)
many = settings(
    deadline=None,
    max_examples=12,  # others in each run
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],  # shrinking would look at every article for minutes
)


@given(st.lists(top, min_size=1, max_size=4))
@many
def test_clauses_match_what_looking_at_every_article_finds(
    corpus: Corpus, asked: list[AnyClause]
) -> None:
    matcher = corpus.matcher()  # one for all: what it keeps must not hang on who asked first
    for one in asked:
        found = matcher.match(one)
        assert found.ids.tolist() == corpus.found(one), one
        assert found.count == len(found.ids)


def test_what_was_found_among_others_is_not_taken_for_all(corpus: Corpus) -> None:
    leaves = [RowClause((Row((analyse_query(one)[0].accented,)),)) for one in SYLLABLES[:5]]
    for first, second, third in permutations(leaves, 3):
        for part in (AllOf((second, third)), Without(second, third)):
            matcher = corpus.matcher()
            for one in (AllOf((first, part)), part):
                assert matcher.match(one).ids.tolist() == corpus.found(one), one


@given(top, st.lists(preference, max_size=2), st.sets(st.integers(0, 109)))
@many
def test_scores_are_those_of_the_formula(
    corpus: Corpus, asked: AnyClause, prefer: list[Preference], some: set[int]
) -> None:
    alive = corpus.snapshot.view.alive
    reference = Scored(corpus.articles, alive)
    matcher = corpus.matcher()
    answers = matcher.match(asked).ids
    others = np.array([n for n in sorted(some) if n < len(alive) and alive[n]], np.int32)
    for ids, sure in ((answers, True), (others, False)):
        scorer = Scorer(corpus.snapshot.view, matcher, Deadline.after(60), ids)
        scores = scorer.score(asked, prefer, sure=sure)
        expected = [
            reference.of(asked, n) + sum(reference.preferred(one, n) for one in prefer)
            for n in ids.tolist()
        ]
        np.testing.assert_allclose(scores, expected, rtol=1e-4, atol=1e-4, err_msg=str(asked))


@given(top, word, clause, st.sampled_from(SORTS))
@many
def test_a_page_is_in_order_and_says_what_only_comes_near(
    corpus: Corpus, asked: AnyClause, scored: WordClause, near: AnyClause, sort: Sort
) -> None:
    snapshot = corpus.snapshot
    plan = Plan(asked, scored, near=Plan(near))
    reference = Scored(corpus.articles, snapshot.view.alive)
    answers = set(corpus.found(asked))
    shown = answers | set(corpus.found(near)) if sort == "relevance" else answers
    columns = snapshot.columns
    undated = 2**62 if sort == "oldest" else 0
    sign = {"newest": -1, "oldest": 1}.get(sort, 0)

    def page(first: int, size: int) -> tuple[list[int], list[tuple[int, float, int]]]:
        """The doc ids, and what the order goes by."""
        searcher = WhooshSearcher(snapshot, Deadline.after(60))
        found = searcher.run(plan, NO_FILTERS, Page(first, size, sort))
        assert found.total == len(answers)
        assert found.near == len(shown) - len(answers)
        ids = [n for one in found.articles if (n := snapshot.doc_id_of(one.article.id)) is not None]
        assert [one.is_near for one in found.articles] == [n not in answers for n in ids]
        scores = [one.score for one in found.articles]
        assert scores == pytest.approx([reference.of(scored, n) for n in ids], rel=1e-4, abs=1e-4)
        dates = [sign * (int(columns.published[n]) or undated) for n in ids]
        if sort == "indexed":
            dates = (-columns.indexed[ids]).tolist()
        ranks = columns.newest_first[ids].tolist()
        return ids, list(zip(dates, (-score for score in scores), ranks, strict=True))

    whole, places = page(0, 1000)
    assert set(whole) == shown
    assert places == sorted(places)
    for first in (0, 3):
        assert page(first, 4)[0] == whole[first : first + 4]


def test_a_search_past_its_deadline_is_given_up(corpus: Corpus) -> None:
    with pytest.raises(SearchTimeout, match="given up"):
        corpus.matcher(-1).match(WordClause((("dân", 1.0),)))


def test_nothing_is_found_where_there_is_no_article() -> None:
    matcher = Matcher(IndexView([]), load_columns([], Groups.of({})), Deadline.after(60))
    for one in (
        WordClause((("dân", 1.0),)), WordClause((), (("dân", "vận"),)), EVERYTHING,
        PrefixClause("d"), Without(EVERYTHING, RowClause((Row(("dân",)),))),
    ):  # fmt: skip
        assert matcher.match(one).count == 0
        assert len(matcher.match(one).ids) == 0
