"""Does the matcher find what stock Whoosh finds over the same index, with the same scores?

Whoosh knows words in one field, prefixes, and what joins clauses; the rest of a plan is compared
with a walk over every article (``test_clauses.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mixtures import FIELDS, made
from whoosh import index as whoosh_index
from whoosh import query, scoring
from whoosh.searching import SearchContext

from index.scoring import K1, B
from search.deadline import Deadline
from search.engines.whoosh.holder import SnapshotHolder
from search.engines.whoosh.matching.matcher import Matcher
from search.engines.whoosh.matching.scorer import Scorer
from search.engines.whoosh.snapshot import Snapshot
from search.plan import (
    EVERYTHING,
    AllOf,
    AnyOf,
    AtLeast,
    Clause,
    Everything,
    PrefixClause,
    Without,
    WordClause,
)

Opened = tuple[Snapshot, Any]


@pytest.fixture(scope="module")
def whole(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[Opened]:
    """One segment without deletions, and stock Whoosh's searcher over it."""
    yield from opened(build_index(tmp_path_factory.mktemp("whole"), made("a", 90, 1)), 1)


@pytest.fixture(scope="module")
def layered(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[Opened]:
    """Two segments, the first with deleted articles, and stock Whoosh's searcher over them."""
    runs = ({"a.jsonl": made("a", 90, 1)}, {"b.jsonl": [*made("a", 8, 4), *made("b", 20, 3)]})
    yield from opened(build_index(tmp_path_factory.mktemp("layered"), *runs), 2)


def opened(root: Path, segments: int) -> Iterator[Opened]:
    with closing(SnapshotHolder(root)) as holder, holder.use() as snapshot:
        assert len(snapshot.view.segments) == segments
        assert (snapshot.view.living < snapshot.view.articles) == (segments > 1)
        index = whoosh_index.open_dir(str(snapshot.generation.path), readonly=True)
        weighting = scoring.BM25F(K1=K1, **{f"{field}_B": b for field, b in B.items()})
        with index.searcher(weighting=weighting) as searcher:
            yield snapshot, searcher


def said_to_whoosh(clause: Clause | AtLeast) -> query.Query:
    """``clause`` in Whoosh's nodes."""
    match clause:
        case WordClause(variants, phrases, str(field)):
            leaves = [query.Term(field, term, boost=worth) for term, worth in variants]
            leaves += [query.Phrase(field, list(terms)) for terms in phrases]
            return query.Or(leaves)
        case PrefixClause(text, str(field)):
            return query.Prefix(field, text)
        case Everything():
            return query.Every()
        case AllOf(clauses):
            return query.And([said_to_whoosh(one) for one in clauses])
        case AnyOf(clauses):
            return query.Or([said_to_whoosh(one) for one in clauses])
        case Without(wanted, unwanted):
            # Whoosh's AndNot misses an exclusion that begins before the first match
            return query.And([said_to_whoosh(wanted), query.Not(said_to_whoosh(unwanted))])
    raise AssertionError(clause)


def by_stock(searcher: Any, clause: Clause) -> dict[int, float]:
    """What Whoosh's own matchers find."""
    found: dict[int, float] = {}
    tree = said_to_whoosh(clause)
    for leaf, offset in searcher.leaf_searchers():
        matcher = tree.matcher(leaf, SearchContext(needs_current=True, weighting=leaf.weighting))
        while matcher.is_active():
            found[matcher.id() + offset] = matcher.score()
            matcher.next()
    return found


def by_sets(snapshot: Snapshot, clause: Clause) -> dict[int, float]:
    matcher = Matcher(snapshot.view, snapshot.columns, Deadline.after(60))
    ids = matcher.match(clause).ids
    scores = Scorer(snapshot.view, matcher, Deadline.after(60), ids).score(clause, sure=True)
    return dict(zip(ids.tolist(), scores.tolist(), strict=True))


marked = st.sampled_from(["dân", "dan", "vận", "hòa", "an", "_dan", "_hoa", "^dan", "^an", "không"])
field = st.sampled_from(FIELDS)
variants = st.lists(
    st.tuples(marked, st.sampled_from([1.0, 0.5])), min_size=1, max_size=2, unique_by=lambda v: v[0]
).map(tuple)  # fmt: skip
rows = st.lists(
    st.sampled_from(["dân", "dan", "vận", "an", "_dan"]), min_size=2, max_size=4
).map(tuple)  # fmt: skip
words = st.one_of(
    st.builds(WordClause, variants, st.just(()), field),
    st.builds(lambda terms, name: WordClause((), (terms,), name), rows, field),
)


def joined(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(AllOf, some), st.builds(AnyOf, some))


scored = st.recursive(words, joined, max_leaves=6)
unscored = st.one_of(
    st.builds(PrefixClause, st.sampled_from(["t", "d", "v", "_d", "_h", "x"]), field),
    st.just(EVERYTHING),
)
anything = st.recursive(
    st.one_of(scored, unscored),
    lambda parts: st.one_of(joined(parts), st.builds(Without, parts, parts)),
    max_leaves=5,
)
many = settings(
    deadline=None,
    max_examples=60,  # others in each run
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@given(scored)
@many
def test_the_same_articles_with_the_same_scores(whole: Opened, clause: Clause) -> None:
    snapshot, searcher = whole
    assert by_sets(snapshot, clause) == pytest.approx(
        by_stock(searcher, clause), rel=1e-3, abs=1e-3
    )


@given(anything)
@many
def test_the_same_articles_whatever_is_asked(whole: Opened, clause: Clause) -> None:
    snapshot, searcher = whole
    assert by_sets(snapshot, clause).keys() == by_stock(searcher, clause).keys()


@given(anything)
@many
def test_the_same_articles_over_segments_with_deletions(layered: Opened, clause: Clause) -> None:
    snapshot, searcher = layered
    found = by_sets(snapshot, clause).keys()
    living = {n for n in by_stock(searcher, clause) if snapshot.view.alive[n]}
    assert found == living  # below a Not, stock runs onto deleted ones
