"""Does reading positions article by article find what comparing all of them finds?"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packed_fields import ARTICLES, Occurrences, fields, written

from index.arrays.types import BitSet, BitWords, DocIds, Frequencies
from index.codec import nearness, within


def as_set(ids: Sequence[int]) -> BitSet:
    bits = np.zeros(ARTICLES // 8, np.uint8)
    within.mark_ids(np.array(ids, np.int32), bits)
    return bits


def ranked(ids: DocIds) -> tuple[BitWords, Frequencies]:
    words = as_set(ids.tolist()).view(np.uint64)
    ranks = np.empty(len(words), np.uint32)
    within.rank_words(words, ranks)
    return words, ranks


@given(
    fields,
    st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=2), min_size=2, max_size=4),
    st.integers(0, 400),
    st.randoms(),
)
@settings(deadline=None, max_examples=80)
def test_what_is_near_is_what_comparing_all_positions_finds(
    tmp_path_factory: pytest.TempPathFactory, terms: Occurrences, rows: list[list[int]], gap: int,
    pick: random.Random,
) -> None:  # fmt: skip
    field = written(tmp_path_factory.mktemp("near"), terms)
    keys = sorted(terms)
    rows = [[n % len(keys) for n in row] for row in rows]
    firsts = pick.randint(1, len(rows) - 1)
    bare = [pick.random() < 0.3 for _ in rows]
    every = sorted(set().union(*terms.values(), (1, 5, 70_000)))
    unaccented = {a for a in every if pick.random() < 0.5}
    wanted = [a for a in every if pick.random() < 0.8]

    def begins(n: int, article: int) -> list[int]:
        if bare[n] and article not in unaccented:
            return []
        places = [set(terms[keys[term]].get(article, ())) for term in rows[n]]
        return [p for p in places[0] if all(p + i in found for i, found in enumerate(places))]

    def is_near(article: int) -> bool:
        return any(
            0 <= late - (early + length) <= gap
            for a in range(firsts)
            for b in range(firsts, len(rows))
            for p in begins(a, article)
            for q in begins(b, article)
            for early, length, late in ((p, len(rows[a]), q), (q, len(rows[b]), p))
        )

    starts = [field.starts_of(np.array([keys[term]])) for row in rows for term in row]
    ends = np.cumsum([0, *map(len, rows)])
    among = np.array(wanted, np.int32)
    for bits, ranks in ((None, None), ranked(among)):
        near = np.zeros(ARTICLES // 8, np.uint8)
        nearness.mark_near(
            field.blob, np.concatenate(starts), np.arange(len(starts) + 1), ends, firsts,
            np.array(bare, np.uint8), as_set(sorted(unaccented)),
            gap, among, bits, ranks, near,
        )  # fmt: skip
        found = np.flatnonzero(np.unpackbits(near, bitorder="little"))
        assert found.tolist() == [*filter(is_near, wanted)]
