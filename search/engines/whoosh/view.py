"""What does a search read?  The segments of one generation, their articles numbered through."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from index.analysis import FOLDED_MARK
from index.codec.layout import SYLLABLE_FIELDS
from index.codec.segment import SegmentData
from index.scoring import length_norms
from search.engines.whoosh.matching.arena import ArenaPool

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]


class SegmentView:
    """One segment: its articles have the numbers ``first`` up to ``end`` of the whole index."""

    def __init__(self, data: SegmentData, alive: Mask, first: int) -> None:
        self.data = data
        self.alive = alive
        self.first = first
        self.end = first + data.articles

    @property
    def range(self) -> slice:
        return slice(self.first, self.end)

    def near(self, term: str, most_edits: int, prefix: int) -> npt.NDArray[np.int64]:
        """The numbers of the terms at most so many edits from ``term`` that begin with the same
        ``prefix`` characters; of the variants of folded terms for a folded term."""
        folded = term.startswith(FOLDED_MARK)
        texts = self._folded_texts if folded else self._term_texts
        term = term.removeprefix(FOLDED_MARK)
        close = process.extract(
            term, texts, scorer=Levenshtein.distance, score_cutoff=most_edits, limit=None
        )
        numbers = [n for text, _, n in close if text.startswith(term[:prefix])]
        if not folded:
            return np.array(sorted(numbers), np.int64)
        variants = [self.data.vocabulary.variants(n) for n in numbers]
        return np.sort(np.concatenate([np.zeros(0, np.int64), *variants]))

    @cached_property
    def keyword_counts(self) -> npt.NDArray[np.int64]:
        """Per code of a key word how many living articles are about it."""
        codes, counts = self.data.keywords.count(np.flatnonzero(self.alive))
        every = np.zeros(len(self.data.word_table) + len(self.data.vocabulary.terms), np.int64)
        every[codes] = counts
        return every

    @cached_property
    def _term_texts(self) -> list[str]:
        return [text.decode() for text in self.data.vocabulary.terms]

    @cached_property
    def _folded_texts(self) -> list[str]:
        return [text.decode() for text in self.data.vocabulary.folded]


class IndexView:
    """All segments of a generation.  Safe to share between threads."""

    def __init__(self, segments: Sequence[tuple[SegmentData, Mask]]) -> None:
        views, first = [], 0
        for data, alive in segments:
            views.append(SegmentView(data, alive, first))
            first += data.articles
        self.segments = tuple(views)
        self.articles = first
        self.alive = np.concatenate([np.zeros(0, bool), *(s.alive for s in views)])
        self.living = int(self.alive.sum())
        self.living_ids = np.flatnonzero(self.alive).astype(np.int32)
        self._norms: dict[str, Floats] = {}
        self.arenas = ArenaPool(self.articles)

    def norms(self, field: str) -> Floats:
        """What a frequency in ``field`` of each article is multiplied by: less in a long one."""
        norms = self._norms.get(field)
        if norms is None:
            norms = self._norms[field] = length_norms(field, self._lengths(field))
        return norms

    def _lengths(self, field: str) -> npt.NDArray[np.uint32]:
        if field not in SYLLABLE_FIELDS:  # pairs and words have no length of their own: all alike
            return np.ones(self.articles, np.uint32)
        columns = (segment.data.column(f"{field}.lengths") for segment in self.segments)
        return np.concatenate([np.zeros(0, np.uint32), *columns])
