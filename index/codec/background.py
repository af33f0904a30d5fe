"""How common are words in a segment?

That tells which words of an article are worth noticing.  A batch of thousands of articles
tells it by itself; the ten articles of an hour, or one, are held against what is indexed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.codec.keywords import Numbers
from index.codec.layout import COMPOUND_MARK, WORDS
from index.codec.postings import TermField
from index.codec.segment import SegmentData
from index.codec.terms import TermTable

_SYLLABLES = "body"  # the field whose counts stand for all texts


def document_frequencies(segment: SegmentData, words: Sequence[bytes]) -> Numbers:
    """How many articles of ``segment`` have each of ``words``: compounds, or syllables."""
    is_compound = np.array([COMPOUND_MARK in word for word in words], bool)
    counts = np.zeros(len(words), np.int64)
    counts[is_compound] = _counts(
        segment.word_table, segment.terms[WORDS], [word for word in words if COMPOUND_MARK in word]
    )
    counts[~is_compound] = _counts(
        segment.vocabulary.terms,
        segment.terms[_SYLLABLES],
        [word for word in words if COMPOUND_MARK not in word],
    )
    return counts


def _counts(table: TermTable, field: TermField, texts: Sequence[bytes]) -> Numbers:
    numbers = np.array([table.find(text) for text in texts], np.int64)
    keys = field.keys.all()
    counts = np.zeros(len(texts), np.int64)
    if len(keys):
        at = np.minimum(np.searchsorted(keys, numbers), len(keys) - 1)
        found = np.flatnonzero(keys[at] == numbers)
        counts[found] = field.frequencies(field.starts[at[found]].astype(np.int64))[0]
    return counts
