"""Which articles does one word, phrase, beginning or range match?  From lists to matches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.analysis import FOLDED_MARK
from index.arrays.terms import TermTable
from index.codec import kernels
from index.codec.layout import PAIR_FIELDS, WORDS, pairs_of
from index.codec.segment import Lists
from index.codec.union import POSITION_BITS, articles_of, read_places
from index.scoring import FIELD_WEIGHTS, idf, saturate, whoosh_idf
from search.deadline import Deadline
from search.engines.whoosh.matching import sets
from search.engines.whoosh.matching.arena import Arena, Floats
from search.engines.whoosh.matching.matches import AnyMatches, DenseMatches, Ids, Matches, within
from search.engines.whoosh.view import IndexView, SegmentView
from search.query.variants import Variants

_Numbers = npt.NDArray[np.int64]
_LISTS_AT_ONCE = 512  # between two looks at the clock

_DENSE_SHARE = 16  # a word in more than one of so many articles is kept dense

AddUp = Callable[[SegmentView, Floats], int]
"""Adds the frequencies in a segment to a total per article; returns how many postings it read."""


class Leaves:
    """Reads the leaves of one query from ``view``."""

    def __init__(self, view: IndexView, arena: Arena, deadline: Deadline) -> None:
        self._view = view
        self._arena = arena
        self._deadline = deadline

    def word(self, variants: Variants, phrases: Sequence[Sequence[str]] = ()) -> AnyMatches:
        """A word in any of the text fields, scored over all of them; ``phrases`` count as if they
        were one word."""

        def add_up(segment: SegmentView, total: Floats) -> int:
            postings = 0
            for term, worth in variants:
                lists_in = segment.data.text_lists(term.encode())
                for (field, weight), lists in zip(FIELD_WEIGHTS.items(), lists_in, strict=False):
                    postings += self._add(segment, total, field, lists, weight * worth)
            for phrase in phrases:
                postings += self._add_phrases(segment, total, phrase)
            return postings

        return self._scored(add_up, idf)

    def neighbours(self, first: str, second: str) -> AnyMatches:
        """Two terms side by side in any of the text fields, scored over all of them."""

        def add_up(segment: SegmentView, total: Floats) -> int:
            before = segment.data.numbers_of(first.encode())
            behind = segment.data.numbers_of(second.encode())
            postings = 0
            for field, weight in FIELD_WEIGHTS.items():
                lists = segment.data.pair_lists(field, before, behind, parted=False)
                postings += self._add(segment, total, field, lists, weight)
            return postings

        return self._scored(add_up, idf)

    def pair_articles(self, first: str, second: str) -> int:
        """About how many articles have two terms side by side: an article counts once for each text
        field.  The heads of the lists tell it."""
        articles = 0
        for segment in self._view.segments:
            before = segment.data.numbers_of(first.encode())
            behind = segment.data.numbers_of(second.encode())
            for field in FIELD_WEIGHTS:
                lists = segment.data.pair_lists(field, before, behind, parted=True)
                articles += int(lists.field.frequencies(lists.starts)[0].sum())
        return articles

    def term(self, field: str, term: bytes) -> AnyMatches:
        """A term in one field, scored as Whoosh does."""

        def add_up(segment: SegmentView, total: Floats) -> int:
            return self._add(segment, total, field, segment.data.lists(field, term), 1.0)

        return self._scored(add_up, whoosh_idf)

    def phrase(self, field: str, terms: Sequence[bytes]) -> Matches:
        """Terms one right behind the other in one field; score 0."""
        found = []
        for segment in self._view.segments:
            self._deadline.check()
            numbers = [segment.data.numbers_of(term) for term in terms]
            if all(map(len, numbers)):
                ids = self._phrase_in(segment, field, numbers)
                found.append(ids + np.int32(segment.first))
        return self._alike(self._living(found), 0.0)

    def beginning(self, fields: Sequence[str], prefix: bytes) -> Matches:
        """Terms that begin with ``prefix`` in any of ``fields``, each match alike; folded ones for
        a folded prefix."""
        return self.any_of(fields, lambda segment: _beginning(segment, fields[0], prefix))

    def near(self, fields: Sequence[str], term: str, most_edits: int, prefix: int) -> Matches:
        """Terms a few edits away from ``term`` in any of ``fields``, each match alike."""
        return self.any_of(fields, lambda segment: segment.near(term, most_edits, prefix))

    def published(self, days: npt.NDArray[np.bool_]) -> Matches:
        """The living articles among those of ``days``; score 0."""
        return self._alike(np.flatnonzero(days & self._view.alive).astype(np.int32), 0.0)

    def everything(self, score: float) -> Matches:
        """All living articles."""
        return self._alike(self._view.living_ids, score)

    # Scoring

    def _scored(self, add_up: AddUp, worth: Callable[[int, int], float]) -> AnyMatches:
        """The articles to which ``add_up`` gave a frequency, with the score that it makes."""
        total = self._arena.zeros()
        postings = 0
        for segment in self._view.segments:
            self._deadline.check()
            postings += add_up(segment, total[segment.range])
        if self._view.living < self._view.articles:
            total *= self._view.alive
        if postings * _DENSE_SHARE > self._view.articles:
            count = int(np.count_nonzero(total != 0))
            saturate(total, self._arena.floats())
            return DenseMatches(total, count, self._arena).times(worth(self._view.living, count))
        few = min(postings, len(total)) + 1  # the loop writes before it knows whether to keep it
        ids, scores = np.empty(few, np.int32), np.empty(few, np.float32)
        count = sets.drain(total, ids, scores)
        saturate(scores[:count], np.empty(count, np.float32))
        return Matches(ids[:count], scores[:count]).times(worth(self._view.living, count))

    def _add(
        self, segment: SegmentView, total: Floats, field: str, lists: Lists, weight: float
    ) -> int:
        """Add the normalised frequencies of ``lists`` to the total of each article; return how
        many postings there were."""
        if not len(lists.starts):
            return 0
        return kernels.accumulate(
            lists.field.lists, lists.starts, lists.field.sized, weight,
            self._view.norms(field)[segment.range], lists.only, self._arena.room, total,
        )  # fmt: skip

    def _add_phrases(self, segment: SegmentView, total: Floats, phrase: Sequence[str]) -> int:
        """Add the normalised frequencies of terms one right behind the other in each text field."""
        numbers = [segment.data.numbers_of(term.encode()) for term in phrase]
        if not all(map(len, numbers)):
            return 0
        return sum(
            self._add_phrase(segment, total, field, numbers, weight)
            for field, weight in FIELD_WEIGHTS.items()
        )

    def _add_phrase(
        self,
        segment: SegmentView,
        total: Floats,
        field: str,
        numbers: list[_Numbers],
        weight: float,
    ) -> int:
        if len(numbers) == 2:
            lists = segment.data.pair_lists(field, *numbers, parted=True)
            return self._add(segment, total, field, lists, weight)
        places = self._phrase_places(segment, field, numbers)
        ids, counts = np.unique(places >> POSITION_BITS, return_counts=True)
        norms = self._view.norms(field)[segment.range]
        total[ids] += np.float32(weight) * counts.astype(np.float32) * norms[ids]
        return len(ids)

    # Matching without scores

    def any_of(self, fields: Sequence[str], choose: Callable[[SegmentView], _Numbers]) -> Matches:
        """The articles that hold any of the terms that ``choose`` names, each with score 1."""
        found = []
        for segment in self._view.segments:
            numbers = choose(segment)
            read = [segment.data.terms[field] for field in fields]
            ids = self._flagged(segment, [Lists(field, field.find(numbers)) for field in read])
            found.append(ids + np.int32(segment.first) if segment.first else ids)
        return self._alike(self._living(found), 1.0)

    def _flagged(self, segment: SegmentView, every: Iterable[Lists]) -> Ids:
        """The segment's articles that any of the lists holds."""
        articles = segment.data.articles
        flags = self._arena.flags[: (articles + 7) // 8]
        for lists in every:
            for first in range(0, len(lists.starts), _LISTS_AT_ONCE):
                self._deadline.check()
                starts = lists.starts[first : first + _LISTS_AT_ONCE]
                kernels.mark(lists.field.lists, starts, lists.field.sized, articles, flags)
        ids = self._arena.ids()
        return ids[: kernels.flagged(flags, articles, ids)]

    def _phrase_in(self, segment: SegmentView, field: str, numbers: list[_Numbers]) -> Ids:
        """The segment's articles that hold the phrase."""
        if len(numbers) == 2 and pairs_of(field) in PAIR_FIELDS:
            return self._candidates(segment, field, numbers)
        return articles_of(self._phrase_places(segment, field, numbers)).astype(np.int32)

    def _phrase_places(self, segment: SegmentView, field: str, numbers: list[_Numbers]) -> _Numbers:
        """Where in the segment the phrase begins, as ``read_places`` says it."""
        candidates = self._candidates(segment, field, numbers)
        if not len(candidates):
            return candidates.astype(np.int64)
        read = segment.data.terms[field]
        places = read_places(Lists(read, read.find(numbers[0])), candidates)
        for step, own in enumerate(numbers[1:], 1):
            self._deadline.check()
            begins = read_places(Lists(read, read.find(own)), candidates) - step
            places = np.intersect1d(places, begins, assume_unique=True)
        return places

    def _candidates(self, segment: SegmentView, field: str, numbers: list[_Numbers]) -> Ids:
        """Articles that may hold the phrase: that hold each pair of it, or each term of it."""
        data = segment.data
        if pairs_of(field) in PAIR_FIELDS and len(numbers) > 1:
            needed = [
                data.pair_lists(field, before, behind, parted=True)
                for before, behind in pairwise(numbers)
            ]
        else:
            read = data.terms[field]
            needed = [Lists(read, read.find(own)) for own in numbers]
        if not all(len(lists.starts) for lists in needed):
            return np.zeros(0, np.int32)
        matches = [self._alike(self._flagged(segment, [lists]), 0.0) for lists in needed]
        matches.sort(key=len)
        ids = matches[0]
        for other in matches[1:]:
            ids = within(ids, other)
        return ids.ids

    def _alike(self, ids: Ids, score: float) -> Matches:
        """All with the same score."""
        scores = self._arena.floats()[: len(ids)]
        scores.fill(score)
        return Matches(ids, scores)

    def _living(self, parts: Sequence[Ids]) -> Ids:
        ids = parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, np.int32), *parts])
        return ids[self._view.alive[ids]] if self._view.living < self._view.articles else ids


def term_table(segment: SegmentView, field: str) -> TermTable:
    """The texts whose ordinals are the keys of ``field``."""
    return segment.data.word_table if field == WORDS else segment.data.vocabulary.terms


def _beginning(segment: SegmentView, field: str, prefix: bytes) -> _Numbers:
    mark = FOLDED_MARK.encode()
    if field != WORDS and prefix.startswith(mark):
        vocabulary = segment.data.vocabulary
        folded = vocabulary.folded.starting_with(prefix.removeprefix(mark))
        return np.sort(vocabulary.variants_between(folded.start, folded.stop)).astype(np.int64)
    numbers = term_table(segment, field).starting_with(prefix)
    return np.arange(numbers.start, numbers.stop)
