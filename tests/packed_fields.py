"""Which fields of posting lists are drawn by chance, and how does one become a file?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

from index.arrays.file import ArrayFile, ArrayWriter
from index.codec.build import invert
from index.codec.postings import Inverted, TermField, TermKeys, write_field

ARTICLES = 200_000

Occurrences = dict[Any, dict[int, list[int]]]
"""Key → article → positions."""

positions = st.lists(st.integers(0, 5000), min_size=1, max_size=6, unique=True).map(sorted)
# few articles, many side by side, one with many positions, and many with a few each
few = st.dictionaries(st.integers(0, 199_999), positions, min_size=1, max_size=8)
dense = st.builds(
    lambda first, count, places: {first + n: places for n in range(count) if n % 7},
    st.integers(0, 1000), st.integers(60, 400), positions,
)  # fmt: skip
often = st.builds(
    lambda first, tf: {first: list(range(tf)), first + 900: [7]},
    st.integers(0, 500), st.sampled_from([1, 3, 4, 15, 16, 17, 300, 1000]),
)  # fmt: skip
spread = st.builds(
    lambda count, step, most: {n * step: list(range(n, 300 * n, 299))[:most] or [0]
                               for n in range(count)},
    st.integers(130, 300), st.integers(1, 500), st.sampled_from([2, 5, 20]),
)  # fmt: skip
postings = st.one_of(few, dense, often, spread)
fields = st.dictionaries(st.integers(0, 40), postings, min_size=1, max_size=4)


def inverted(terms: Occurrences, *, has_positions: bool) -> Inverted:
    rows = sorted((article, key, position) for key, articles in terms.items()
                  for article, places in articles.items() for position in places)  # fmt: skip
    article, key, position = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    return invert(key, article, position if has_positions else None)


def written(folder: Path, terms: Occurrences, *, has_positions: bool = True) -> TermField:
    """A field with these postings, packed, written and mapped again."""
    with ArrayWriter(folder / "field.arrays") as writer:
        write_field(writer, "f", inverted(terms, has_positions=has_positions))
    file = ArrayFile(folder / "field.arrays")
    return TermField(
        TermKeys.read(file, "f"), file["f.starts"], file["f.lists"], ARTICLES, has_positions
    )
