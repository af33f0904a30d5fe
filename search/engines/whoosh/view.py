"""What does a search read?  The segments of one generation, as one sequence of doc ids."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from index.analysis import FOLDED_MARK
from index.arrays.types import BitSet, Counts, Lengths, Mask, Norms, Ordinals
from index.article import TAGS
from index.codec.layout import SYLLABLE_FIELDS, unaccented_column
from index.codec.segment import SegmentData
from index.scoring import length_norms
from search.engines.remembered import Remembered
from search.engines.whoosh.matching import bitset
from search.engines.whoosh.matching.lists import ListFinder

_MAX_FREQUENCIES = 16384
"""Document frequencies that are remembered of an index."""


class SegmentView:
    """One segment: its article n has the doc id ``doc_base + n`` in the whole index."""

    def __init__(self, data: SegmentData, alive: Mask, doc_base: int) -> None:
        self.data = data
        self.alive = alive
        self.doc_base = doc_base
        self.end = doc_base + data.articles
        self.lists = ListFinder(data)
        self.norms: dict[str, Norms] = {}
        """What :meth:`IndexView.norms` has told so far."""
        self._unaccented: dict[str, BitSet] = {}

    @property
    def doc_range(self) -> slice:
        """Its doc ids in the whole index."""
        return slice(self.doc_base, self.end)

    @cached_property
    def living(self) -> BitSet:
        """The articles that are not deleted."""
        return bitset.of_mask(self.alive)

    @cached_property
    def has_tags(self) -> bool:
        """Whether any article has a tag."""
        return len(self.data.terms[TAGS].starts) > 0

    def unaccented(self, field: str) -> BitSet:
        """The articles that have no accent in ``field``, or in any text for a text field."""
        name = unaccented_column(field)
        found = self._unaccented.get(name)
        if found is None:
            found = self._unaccented[name] = bitset.of_mask(self.data.column(name) != 0)
        return found

    def fuzzy_ordinals(self, term: str, max_edits: int, prefix: int) -> Ordinals:
        """The ordinals, ascending, of the terms at most so many edits (Levenshtein) from ``term``
        that begin with the same ``prefix`` characters; of the variants of folded terms for a
        folded term."""
        folded = term.startswith(FOLDED_MARK)
        texts = self._folded_texts if folded else self._term_texts
        term = term.removeprefix(FOLDED_MARK)
        near = process.extract(
            term, texts, scorer=Levenshtein.distance, score_cutoff=max_edits, limit=None
        )
        ordinals = [n for text, _, n in near if text.startswith(term[:prefix])]
        if not folded:
            return np.array(sorted(ordinals), np.uint32)
        variants = [self.data.vocabulary.variants(n) for n in ordinals]
        return np.sort(np.concatenate([np.zeros(0, np.uint32), *variants]))

    @cached_property
    def keyword_counts(self) -> Counts:
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
        views, doc_base = [], 0
        for data, alive in segments:
            views.append(SegmentView(data, alive, doc_base))
            doc_base += data.articles
        self.segments = tuple(views)
        self.articles = doc_base
        self.alive = np.concatenate([np.zeros(0, bool), *(s.alive for s in views)])
        self.living = int(self.alive.sum())
        self.living_ids = np.flatnonzero(self.alive).astype(np.int32)
        self.has_tags = any(segment.has_tags for segment in views)
        self.frequencies: Remembered[int] = Remembered(_MAX_FREQUENCIES)
        """How many living articles match a clause."""

    def norms(self, segment: SegmentView, field: str) -> Norms:
        """Per article of a segment what a frequency in ``field`` is multiplied by: less in a long
        one."""
        norms = segment.norms.get(field)
        if norms is None:
            every = length_norms(field, self._lengths(field))
            for one in self.segments:
                one.norms[field] = every[one.doc_range]
            norms = segment.norms[field]
        return norms

    def _lengths(self, field: str) -> Lengths:
        if field not in SYLLABLE_FIELDS:  # pairs and words have no length of their own: all alike
            return np.ones(self.articles, np.uint32)
        columns = (segment.data.column(f"{field}.lengths") for segment in self.segments)
        return np.concatenate([np.zeros(0, np.uint32), *columns])
