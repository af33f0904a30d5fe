"""How common are words in a segment?

That tells which words of an article are worth noticing.  A batch of thousands of articles
tells it by itself; the ten articles of an hour, or one, are held against what was indexed
before the run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from index.arrays.terms import TermTable
from index.arrays.types import Counts
from index.article import TEXT_FIELDS
from index.codec.layout import COMPOUND_MARK, WORDS
from index.codec.postings import TermField
from index.codec.segment import SegmentData


class Known(Protocol):
    """What was indexed before, of so many ``articles``: the largest segment, as a rule."""

    @property
    def articles(self) -> int: ...

    def document_frequencies(self, words: Sequence[bytes]) -> Counts:
        """How many articles have each of ``words``: compounds, or syllables (in the text field
        where most have it; deleted articles are counted until they are merged away)."""


class KnownSegment:
    """What a segment tells of that."""

    def __init__(self, segment: SegmentData) -> None:
        self._segment = segment
        self.articles = segment.articles

    def document_frequencies(self, words: Sequence[bytes]) -> Counts:
        """As :class:`Known` has it."""
        return document_frequencies(self._segment, words)


def document_frequencies(segment: SegmentData, words: Sequence[bytes]) -> Counts:
    """How many articles of ``segment`` have each of ``words``, as :class:`Known` has it."""
    is_compound = np.array([COMPOUND_MARK in word for word in words], bool)
    counts = np.zeros(len(words), np.int64)
    counts[is_compound] = _counts(
        segment.word_table, segment.terms[WORDS], [word for word in words if COMPOUND_MARK in word]
    )
    syllables = [word for word in words if COMPOUND_MARK not in word]
    for name in TEXT_FIELDS:
        own = _counts(segment.vocabulary.terms, segment.terms[name], syllables)
        counts[~is_compound] = np.maximum(counts[~is_compound], own)
    return counts


def _counts(table: TermTable, field: TermField, texts: Sequence[bytes]) -> Counts:
    ordinals = np.array([table.ordinal_of(text) for text in texts], np.int64)  # -1: none
    keys = field.keys.all()
    counts = np.zeros(len(texts), np.int64)
    if len(keys):
        at = np.minimum(np.searchsorted(keys, ordinals), len(keys) - 1)
        found = np.flatnonzero(keys[at] == ordinals)
        counts[found] = field.frequencies(field.starts[at[found]].astype(np.int64))[0]
    return counts
