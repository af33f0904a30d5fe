"""Does the evaluator find what stock Whoosh finds in the same index, whatever tree it is given?

Every tree is evaluated twice: by :mod:`search.evaluate` over arrays and by Whoosh's own matchers,
posting by posting.  ``plain`` says the nodes of this project, and those that Whoosh 2.7.4 has with
a fault, in nodes that it evaluates rightly.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import index as whoosh_index
from whoosh import query, scoring
from whoosh.query import spans
from whoosh.searching import SearchContext

from index.analysis import TEXT_FIELDS
from index.codec.layout import PAIR_FIELDS, SYLLABLE_FIELDS, WORDS, pairs_of
from index.store import open_current
from search import SearchRequest, leaves, nodes, open_engine
from search.bm25f import K1, B
from search.deadline import Deadline
from search.errors import SearchTimeout
from search.matches import Matches
from search.snapshot import Snapshot, SnapshotHolder
from web import create_app

Found = dict[int, float]
Record = dict[str, str]

SYLLABLES = "dân dẫn dan đan dâng vận van vạn hòa hoa bình tra trà học sinh an ân 3 Lộc".split()
PIECES = [*SYLLABLES[:-2], "học sinh", "hòa bình", "dân vận,", "an - ân", "3", "Lộc"]
COMMON = [8] * 4 + [4] * 6 + [2] * (len(PIECES) - 11) + [1]

# --- the indexes


def made(prefix: str, count: int, pick: random.Random) -> list[Record]:
    """Articles of a few syllables, some common and some rare, every ninth without any accent."""

    def text(most: int, bare: bool) -> str:
        words = pick.choices(PIECES, COMMON, k=pick.randint(0, most))
        return " ".join(w for w in words if w.isascii() or not bare)

    return [
        {
            "id": f"{prefix}{n}",
            "title": f"{text(3, n % 9 == 4)} an",
            **{name: text(30 if name == "body" else 6, n % 9 == 4) for name in TEXT_FIELDS[1:]},
            **{name: text(2, n % 9 == 5) for name in ("category", "source", "author")},
        }
        for n in range(count)
    ]


class Opened(NamedTuple):
    """An index, open for both."""

    snapshot: Snapshot
    searcher: Any

    def by_arrays(self, tree: query.Query) -> Found:
        with self.snapshot.evaluator(Deadline.after(60)) as evaluator:
            found = evaluator.find(tree)
            assert (np.diff(found.ids) > 0).all()
            assert self.snapshot.view.alive[found.ids].all()
            return dict(zip(found.ids.tolist(), found.scores.tolist(), strict=True))

    def by_stock(self, tree: query.Query) -> Found:
        """What Whoosh finds; its ``Not`` may run into a deleted article, which is left out."""
        found: Found = {}
        for leaf, first in self.searcher.leaf_searchers():
            context = SearchContext(needs_current=True, weighting=leaf.weighting)
            matcher = tree.matcher(leaf, context)
            while matcher.is_active():
                if not leaf.reader().is_deleted(matcher.id()):
                    found[matcher.id() + first] = matcher.score()
                matcher.next()
        return found


@contextmanager
def opened(root: Path) -> Iterator[Opened]:
    weighting = scoring.BM25F(K1=K1, **{f"{field}_B": b for field, b in B.items()})
    holder = SnapshotHolder(root)
    generation = open_current(root)
    try:
        index = whoosh_index.open_dir(str(generation.path), readonly=True)
        with holder.use() as snapshot, index.searcher(weighting=weighting) as searcher:
            yield Opened(snapshot, searcher)
    finally:
        generation.close()
        holder.close()


@pytest.fixture(scope="module")
def indexes(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[dict[str, Opened]]:
    """One segment; two; two with deleted articles in the first."""
    pick = random.Random(3)
    first = {"a.jsonl": made("a", 120, pick)}
    runs: dict[str, list[Any]] = {
        "one": [first],
        "two": [first, {"b.jsonl": made("b", 30, pick)}],
        "holed": [first, {"b.jsonl": [*made("a", 9, pick), *made("b", 25, pick)]}],
    }
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(opened(build_index(tmp_path_factory.mktemp(name), *several)))
            for name, several in runs.items()
        }


# --- the trees

syllable = st.sampled_from([s.lower() for s in SYLLABLES] + ["không"])
folded = st.sampled_from(["_dan", "_van", "_hoa", "_an", "_3", "_khong"])
either = st.one_of(syllable, syllable, folded)
field = st.sampled_from([*TEXT_FIELDS, *SYLLABLE_FIELDS])
boost = st.sampled_from([1.0, 1.0, 2.5, 0.5])
several = st.lists(either, min_size=2, max_size=4)
pair = st.tuples(either, st.sampled_from(" |"), either).map("".join)
word = st.sampled_from(["học sinh", "hòa bình", "dân vận"])
bare = st.sampled_from(["^dan", "^an", "^3", "^dân"])

terms = st.one_of(
    st.builds(query.Term, field, either, boost),
    st.builds(query.Term, field, bare, boost),
    st.builds(query.Term, st.sampled_from(PAIR_FIELDS), pair, boost),
    st.builds(query.Term, st.just(WORDS), word, boost),
)
phrases = st.builds(query.Phrase, field, several, st.just(1), boost)


def all_or_any(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(parts, min_size=2, max_size=4)
    return st.one_of(st.builds(query.And, some, boost), st.builds(query.Or, some, boost))


summed = st.recursive(st.one_of(terms, terms, phrases), all_or_any, max_leaves=6)
# Whoosh's AndMaybe loses its second score where it is told to skip: it stands above the rest.
scored = st.recursive(
    summed,
    lambda parts: st.one_of(
        st.builds(query.AndMaybe, parts, summed),
        st.builds(query.Or, st.lists(parts, min_size=2, max_size=3), boost),
    ),
    max_leaves=3,
)
table = st.one_of(field, st.just(WORDS))
beginning = st.sampled_from(["t", "tr", "d", "h", "_d", "_", "^d", "", "x"])
pattern = st.sampled_from(["d?n", "v*n", "h*h", "*n", "_d*", "d[aâ]n*", "*", "x*", "an"])
bound = st.sampled_from(["b", "dan", "dâng", "h", "tra", "v", "x", "đ", "3", None])
close = st.tuples(st.integers(1, 2), st.integers(0, 2))
multiple = st.one_of(
    st.builds(query.Prefix, table, beginning),
    st.builds(query.Wildcard, table, pattern),
    st.builds(lambda f, s, c: query.FuzzyTerm(f, s, 1.0, *c), table, either, close),
    st.builds(query.TermRange, table, bound, bound, st.booleans(), st.booleans()),
)
own = st.one_of(
    st.builds(nodes.Word, st.lists(st.tuples(either, boost), min_size=1).map(tuple)),
    st.builds(nodes.Neighbours, either, either),
    st.builds(nodes.SideBySide, several.map(tuple)),
    st.builds(nodes.Beginning, st.just(TEXT_FIELDS), st.sampled_from(["d", "tr", "_d", "_", "x"])),
)
other = st.one_of(
    st.just(query.NullQuery),
    st.builds(query.Every, st.sampled_from([None, "category"])),
    st.builds(query.Phrase, field, several, st.just(2)),
    st.builds(query.Term, st.sampled_from(["id", "nowhere"]), st.sampled_from(["a3", "b7"])),
)


def composed(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(parts, min_size=1, max_size=3)
    return st.one_of(
        st.builds(query.And, some),
        st.builds(query.Or, some),
        st.builds(query.Not, parts),
        st.tuples(some, parts).map(lambda t: query.And([*t[0], query.Not(t[1])])),
        *(st.builds(kind, parts, parts) for kind in (query.AndMaybe, query.AndNot, query.Require)),
        st.builds(query.ConstantScoreQuery, parts, st.sampled_from([1.0, 3.0])),
        st.builds(nodes.Excluding, parts, parts),
        st.builds(nodes.Flat, parts, st.sampled_from([0.0, 2.0])),
        st.builds(nodes.AtLeast, st.integers(1, 3), some.map(tuple)),
        st.builds(query.DisjunctionMax, some),
    )


trees = st.recursive(st.one_of(terms, phrases, multiple, own, other), composed, max_leaves=6)


def plain(tree: query.Query) -> query.Query:
    """A tree for Whoosh that says the same of the articles, if not of their scores."""
    match tree:
        case nodes.Word():
            wanted = [query.Term(f, text) for f in TEXT_FIELDS for text, _ in tree.variants]
        case nodes.Neighbours():
            both = f"{tree.first} {tree.second}"
            wanted = [query.Term(pairs_of(f), both) for f in TEXT_FIELDS]
        case nodes.SideBySide():
            wanted = [query.Phrase(f, list(tree.terms_)) for f in TEXT_FIELDS]
        case nodes.Beginning():
            wanted = [query.Prefix(f, tree.text) for f in tree.fields]
        case nodes.AtLeast():
            enough = combinations(map(plain, tree.nodes), tree.minimum)
            wanted = [query.And(list(some)) for some in enough]
        case nodes.Flat():
            return plain(tree.child)
        case nodes.Excluding():
            return query.And([plain(tree.scored), query.Not(plain(tree.unwanted))])
        case query.AndNot():
            return query.And([plain(tree.a), query.Not(plain(tree.b))])
        case query.Require():
            return query.And([plain(tree.a), plain(tree.b)])
        case _:
            return tree if tree.is_leaf() else tree.apply(plain)
    return query.Or(wanted)


def many(examples: int) -> settings:
    checks = list(HealthCheck)
    return settings(deadline=None, max_examples=examples, suppress_health_check=checks)


def alike(scores: Found) -> Any:
    return pytest.approx(scores, rel=1e-3, abs=1e-3)


# --- the comparison


def test_the_indexes_have_the_segments_and_deletions_that_they_are_for(
    indexes: dict[str, Opened],
) -> None:
    views = {name: both.snapshot.view for name, both in indexes.items()}
    segments = {name: len(view.segments) for name, view in views.items()}
    assert segments == {"one": 1, "two": 2, "holed": 2}
    deleted = {name: view.articles - view.living for name, view in views.items()}
    assert deleted == {"one": 0, "two": 0, "holed": 9}


@pytest.mark.parametrize("name", ["one", "two"])
@given(tree=scored)
@many(100)
def test_the_same_articles_with_the_same_scores(
    indexes: dict[str, Opened], name: str, tree: query.Query
) -> None:
    assert indexes[name].by_arrays(tree) == alike(indexes[name].by_stock(tree))


@pytest.mark.parametrize("name", ["one", "two", "holed"])
@given(tree=trees)
@many(150)
def test_the_same_articles_and_no_deleted_one_whatever_the_tree(
    indexes: dict[str, Opened], name: str, tree: query.Query
) -> None:
    assert indexes[name].by_arrays(tree).keys() == indexes[name].by_stock(plain(tree)).keys()
