"""Does the evaluator find what stock Whoosh finds over the same index, with the same scores?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import oracle
from whoosh import index as whoosh_index
from whoosh import query, scoring
from whoosh.query import spans
from whoosh.searching import SearchContext

from index.scoring import K1, B
from search.deadline import Deadline
from search.engines.whoosh import nodes
from search.engines.whoosh.columns import load_columns
from search.engines.whoosh.matching import postings_matcher
from search.engines.whoosh.matching.evaluator import Evaluator
from search.engines.whoosh.snapshot import Snapshot, SnapshotHolder
from search.engines.whoosh.view import IndexView
from search.errors import SearchTimeout

SYLLABLES = [
    "dân",
    "dẫn",
    "dan",
    "vận",
    "van",
    "vắn",
    "hòa",
    "hoa",
    "đan",
    "an",
    "ân",
    "tra",
    "trà",
]
FIELDS = ["title", "summary", "body", "category", "source"]


def made(prefix: str, count: int, step: int) -> list[dict[str, Any]]:
    """Articles of a few syllables in all mixtures, some without any accent."""
    some = SYLLABLES

    def text(n: int, length: int) -> str:
        words = [some[(n * k + step * k * k) % len(some)] for k in range(1, length + 1)]
        words = [w for w in words if w.isascii()] or ["an"] if n % 9 == 4 else words
        return ", ".join(" ".join(words[i : i + 5]) for i in range(0, len(words), 5))

    return [
        {
            "id": f"{prefix}{n}", "title": text(n, 3), "summary": text(n + 1, 4 + n % 3),
            "body": text(n + 2, 3 + n % 40), "category": text(n, 1), "source": text(n + 3, 2),
        }
        for n in range(count)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def whole(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[tuple[Snapshot, Any]]:
    """One segment without deletions, and stock Whoosh's searcher over it."""
    yield from opened(build_index(tmp_path_factory.mktemp("whole"), made("a", 90, 1)), 1)


@pytest.fixture(scope="module")
def layered(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[tuple[Snapshot, Any]]:
    """Two segments, the first with deleted articles, and stock Whoosh's searcher over them."""
    runs = ({"a.jsonl": made("a", 90, 1)}, {"b.jsonl": [*made("a", 8, 4), *made("b", 20, 3)]})
    yield from opened(build_index(tmp_path_factory.mktemp("layered"), *runs), 2)


def opened(root: Path, segments: int) -> Iterator[tuple[Snapshot, Any]]:
    with closing(SnapshotHolder(root)) as holder, holder.use() as snapshot:
        assert len(snapshot.view.segments) == segments
        assert (snapshot.view.living < snapshot.view.articles) == (segments > 1)
        index = whoosh_index.open_dir(str(snapshot.generation.path), readonly=True)
        weighting = scoring.BM25F(K1=K1, **{f"{field}_B": b for field, b in B.items()})
        with index.searcher(weighting=weighting) as searcher:
            yield snapshot, searcher


def by_stock(searcher: Any, tree: query.Query) -> dict[int, float]:
    """What Whoosh's own matchers find."""
    found: dict[int, float] = {}
    for leaf, offset in searcher.leaf_searchers():
        matcher = tree.matcher(leaf, SearchContext(needs_current=True, weighting=leaf.weighting))
        while matcher.is_active():
            found[matcher.id() + offset] = matcher.score()
            matcher.next()
    return found


def by_arrays(snapshot: Snapshot, searcher: Any, tree: query.Query) -> dict[int, float]:
    with oracle(snapshot, searcher, Deadline.after(60)) as evaluator:
        found = evaluator.evaluate(tree)
        assert (np.diff(found.ids) > 0).all()
        return dict(zip(found.ids.tolist(), found.scores.tolist(), strict=True))


syllable = st.sampled_from(SYLLABLES)
field = st.sampled_from(FIELDS)
boost = st.sampled_from([1.0, 1.0, 2.5, 0.5])
marked = st.one_of(syllable, st.sampled_from(["_dan", "_van", "_hoa", "^dan", "^an", "không"]))
pair = st.tuples(syllable, st.sampled_from(" |"), syllable).map("".join)

terms = st.one_of(
    st.builds(query.Term, field, marked, boost),
    st.builds(query.Term, st.sampled_from(["title_pairs", "body_pairs"]), pair, boost),
)
phrases = st.builds(
    query.Phrase, field, st.lists(st.one_of(syllable, st.just("_dan")), min_size=2, max_size=4)
)
summed = st.recursive(
    st.one_of(terms, terms, phrases),
    lambda parts: st.one_of(
        st.builds(query.And, st.lists(parts, min_size=2, max_size=3), boost),
        st.builds(query.Or, st.lists(parts, min_size=2, max_size=3), boost),
    ),
    max_leaves=6,
)
# only on top: below an And, stock loses the second score of an AndMaybe when it skips ahead
scored = st.one_of(summed, st.builds(query.AndMaybe, summed, summed))
beginnings = st.sampled_from(["t", "tr", "d", "v", "_d", "_h", "", "x"])
unscored = st.one_of(
    st.builds(query.Prefix, field, beginnings),
    st.builds(query.Wildcard, field, st.sampled_from(["t*", "d?n", "v*n", "h*", "*n", "tr?"])),
    st.builds(query.FuzzyTerm, field, syllable),
    st.builds(
        query.TermRange, field, st.sampled_from(["d", "h", "tr"]), st.sampled_from(["h", "v"])
    ),
    st.just(query.Every()),
    st.just(query.NullQuery),
    st.builds(query.ConstantScoreQuery, scored, st.sampled_from([1.0, 3.0])),
    st.builds(query.Phrase, field, st.lists(syllable, min_size=2, max_size=3), st.just(2)),
)
any_tree = st.recursive(
    st.one_of(scored, unscored),
    lambda parts: st.one_of(
        st.builds(query.And, st.lists(parts, min_size=1, max_size=3)),
        st.builds(query.Or, st.lists(parts, min_size=1, max_size=3)),
        st.tuples(scored, parts).map(lambda t: query.And([t[0], query.Not(t[1])])),
        st.builds(query.AndMaybe, parts, parts),
    ),
    max_leaves=5,
)
many = settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@given(scored)
@many
def test_the_same_articles_with_the_same_scores(whole: tuple[Snapshot, Any], tree: Any) -> None:
    snapshot, searcher = whole
    assert by_arrays(snapshot, searcher, tree) == pytest.approx(
        by_stock(searcher, tree), rel=1e-3, abs=1e-3
    )


@given(any_tree)
@many
def test_the_same_articles_whatever_is_asked(whole: tuple[Snapshot, Any], tree: Any) -> None:
    snapshot, searcher = whole
    assert by_arrays(snapshot, searcher, tree).keys() == by_stock(searcher, tree).keys()


@given(any_tree)
@many
def test_the_same_articles_over_segments_with_deletions(
    layered: tuple[Snapshot, Any], tree: Any
) -> None:
    snapshot, searcher = layered
    found = by_arrays(snapshot, searcher, tree).keys()
    assert found == by_stock(searcher, tree).keys()
    assert all(snapshot.view.alive[list(found)])


@pytest.mark.parametrize(
    "tree",
    [
        spans.SpanFirst(query.Term("body", "dân"), limit=3),
        query.DisjunctionMax([query.Term("body", "dân"), query.Term("title", "vận")]),
        query.Or([query.Term("body", "dân"), query.Term("body", "vận")], scale=0.5),
    ],
    ids=["span", "best of", "coordination"],
)
def test_what_only_whoosh_knows_is_answered_by_whoosh(
    whole: tuple[Snapshot, Any], tree: query.Query
) -> None:
    snapshot, searcher = whole
    expected = by_stock(searcher, tree)
    assert expected
    assert by_arrays(snapshot, searcher, tree) == pytest.approx(expected, rel=1e-3)


def test_a_node_of_ours_below_one_that_only_whoosh_knows_is_found(
    whole: tuple[Snapshot, Any],
) -> None:
    snapshot, searcher = whole
    word, nothing = nodes.SynonymQuery((("dân", 1.0),)), nodes.SynonymQuery((("không", 1.0),))
    term = query.Term("body", "vận")
    assert by_arrays(snapshot, searcher, query.Otherwise(word, term)) == pytest.approx(
        by_arrays(snapshot, searcher, word)
    )
    assert by_arrays(snapshot, searcher, query.Otherwise(nothing, term)) == pytest.approx(
        by_arrays(snapshot, searcher, term), rel=1e-3
    )


@given(words=st.lists(syllable, min_size=1, max_size=4))
@many
def test_dense_and_sparse_matches_are_the_same(
    layered: tuple[Snapshot, Any], words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, searcher = layered
    parts = [nodes.SynonymQuery(((word, 1.0), ("_" + word, 0.5))) for word in words]
    trees = [
        query.And(parts), query.Or(parts), query.AndMaybe(parts[0], query.Or(parts)),
        nodes.AndNot(query.Or(parts), parts[-1]),
    ]  # fmt: skip
    answers = []
    for share in (1e9, 0, 1 / 16):
        monkeypatch.setattr(postings_matcher, "_MIN_DENSE_SHARE", share)
        answers.append([by_arrays(snapshot, searcher, tree) for tree in trees])
        with oracle(snapshot, searcher, Deadline.after(60)) as evaluator:
            some, counts = evaluator.tally(parts)
            answers[-1].append(dict(zip(some.ids.tolist(), counts.tolist(), strict=True)))
    for sparse, dense, mixed in zip(*answers, strict=True):
        assert dense == pytest.approx(sparse, rel=1e-5)
        assert mixed == pytest.approx(sparse, rel=1e-5)


def test_a_search_past_its_deadline_is_given_up(whole: tuple[Snapshot, Any]) -> None:
    snapshot, searcher = whole
    with (
        pytest.raises(SearchTimeout, match="given up"),
        oracle(snapshot, searcher, Deadline.after(-1)) as evaluator,
    ):
        evaluator.evaluate(nodes.SynonymQuery((("dân", 1.0),)))
    assert isinstance(by_arrays(snapshot, searcher, query.Every()), dict)


@pytest.mark.parametrize("boost", [0.0, 1e-46])
def test_a_boost_of_next_to_nothing_still_matches(
    whole: tuple[Snapshot, Any], boost: float
) -> None:
    snapshot, searcher = whole
    plain, boosted = (
        by_arrays(snapshot, searcher, query.Term("body", "dân", b)) for b in (1.0, boost)
    )
    assert plain
    assert plain.keys() == boosted.keys()
    assert set(boosted.values()) == {0.0}


def test_nothing_is_found_where_there_is_no_article() -> None:
    view, columns = IndexView([]), load_columns([])
    with view.arenas.borrowed() as arena:
        evaluator = Evaluator(view, columns, arena, Deadline.after(60))
        for tree in (
            query.Term("title", "dân"), query.Phrase("title", ["dân", "vận"]), query.Every(),
            nodes.SynonymQuery((("dân", 1.0),)), nodes.SynonymQuery((), (("dân", "vận"),)),
            nodes.PrefixQuery(("title",), "d"),
            nodes.AndNot(query.Every(), query.Term("title", "dân")),
        ):  # fmt: skip
            assert len(evaluator.evaluate(tree)) == 0
