"""Which clauses may a plan have?  All, drawn by chance, of the syllables of :mod:`mixtures`."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st
from mixtures import FIELDS, SYLLABLES

from index.days import day_of
from search.plan import (
    EVERYTHING,
    AllOf,
    AnyOf,
    AtLeast,
    DateClause,
    FuzzyClause,
    NearClause,
    PrefixClause,
    RowClause,
    Without,
    WordClause,
)
from search.query.variants import Row

FIRST_DAY = day_of(date(2016, 4, 25))

syllable = st.sampled_from(SYLLABLES)
folded = st.sampled_from(["_dan", "_van", "_hoa", "_an", "_khong"])
bare = st.sampled_from(["^dan", "^van", "^hoa", "^an"])
term = st.one_of(syllable, folded)
several = st.one_of(
    st.lists(term, min_size=2, max_size=4), st.lists(bare, min_size=2, max_size=3)
).map(tuple)
row = st.one_of(
    st.one_of(term, bare).map(lambda one: Row((one,))), st.builds(Row, several, st.booleans())
)
rows = st.lists(row, min_size=1, max_size=3).map(tuple)
worth = st.sampled_from([1.0, 0.2])
variants = st.lists(
    st.tuples(st.one_of(term, bare), worth), max_size=2, unique_by=lambda one: one[0]
).map(tuple)
phrases = st.lists(st.lists(term, min_size=2, max_size=4).map(tuple), max_size=1).map(tuple)
boost, times, tags = st.sampled_from([1.0, 0.5]), st.integers(1, 2), st.booleans()
word = st.one_of(
    st.builds(WordClause, variants, phrases, boost=boost, times=times, tags=tags),
    st.builds(
        WordClause,
        st.just((("_dan", 1.0),)),
        phrases,
        boost=boost,
        likely=st.sampled_from([("dân",), ("dẫn", "dân")]),
        likely_boost=boost,
        times=times,
        tags=tags,
    ),
)
in_field = st.builds(WordClause, variants, phrases, st.sampled_from(FIELDS))
some_field = st.one_of(st.none(), st.sampled_from(FIELDS))
beginning = st.sampled_from(["d", "_d", "va", "_h", "t", "x"])
days = st.integers(FIRST_DAY, FIRST_DAY + 40)
leaf = st.one_of(
    word, word, in_field,
    st.builds(RowClause, rows, tags), st.builds(RowClause, rows, tags),
    st.builds(NearClause, rows, rows, st.integers(1, 4), tags=tags),
    st.builds(PrefixClause, beginning, some_field),
    st.builds(FuzzyClause, term, some_field),
    st.builds(DateClause, days, days),
    st.just(EVERYTHING),
)  # fmt: skip


def composed(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(parts, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(AllOf, several),
        st.builds(AllOf, several),
        st.builds(AnyOf, st.lists(parts, max_size=3).map(tuple)),
        st.builds(Without, parts, parts),
    )


clause = st.recursive(leaf, composed, max_leaves=8)
at_least = st.builds(
    AtLeast, st.integers(1, 5), st.lists(clause, min_size=1, max_size=5).map(tuple)
)
top = st.one_of(clause, clause, at_least)
