"""What of an article's language outlives the segment that was made of it?  Its counts, in a file.

A run on a cluster makes segments only to count them: what :mod:`index.codec.counted` tells of one
is kept with no pair and no word left out, so that files can be put together, and a lexicon be made
of them as of segments.  Of an article that is taken out the counts stay, until all is built anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from index.arrays.file import ArrayFile, ArrayWriter
from index.arrays.spool import Spool
from index.arrays.terms import TermTable, write_texts
from index.arrays.types import Array, Bounds, Counts, Int64s
from index.article import TEXT_FIELDS
from index.codec.counted import (
    FIRST_BITS,
    SECOND,
    Counted,
    CountedWord,
    counted_words,
    merge_syllables,
    pairs_by_range,
    words_together,
)
from index.codec.layout import COMPOUND_MARK
from index.errors import SegmentDamaged

_ARTICLES, _TERMS, _WORDS = "articles.counts", "terms", "words"
_PAIR_ROWS, _PAIR_CODES, _PAIR_COUNTS = "pairs.rows", "pairs.codes", "pairs.counts"
_TITLES, _TITLE_BOUNDS = "titles.codes", "titles.bounds"


class CountsFile:
    """Counts that were written, as :class:`index.codec.counted.Counted` has them, and what
    :class:`index.codec.background.Known` tells; raises ``SegmentDamaged``."""

    def __init__(self, path: Path) -> None:
        self._file = ArrayFile(path)
        (self.articles,) = self._file[_ARTICLES].tolist()
        self.terms = TermTable.read(self._file, _TERMS)
        self._words = TermTable.read(self._file, _WORDS)
        self._rows: Bounds = self._file[_PAIR_ROWS]
        self._seconds, self._pairs = self._file[_PAIR_CODES], self._file[_PAIR_COUNTS]
        self._titles = self._file[_TITLES]
        self._title_bounds = self._file[_TITLE_BOUNDS].astype(np.int64)
        self._check()

    def _check(self) -> None:
        terms, words = len(self.terms), len(self._words)
        for name in TEXT_FIELDS:
            self._column(f"{name}.holders.counts", terms)
            self._column(f"{name}.occurrences.counts", terms)
        for name in ("holders.counts", "occurrences.counts", "casing"):
            self._column(f"{_WORDS}.{name}", words)
        self._column(f"{_TERMS}.casing", terms)
        self._column(_PAIR_COUNTS, len(self._seconds))
        _check_bounds(_PAIR_ROWS, self._rows, terms, len(self._seconds))
        _check_bounds(_TITLE_BOUNDS, self._title_bounds, self.articles, len(self._titles))
        for codes in (self._seconds, self._titles):
            if len(codes) and int(codes.max()) >= terms:
                raise SegmentDamaged("counts point outside of their syllables")

    def _column(self, name: str, length: int) -> Array:
        column = self._file[name]
        if len(column) != length:
            raise SegmentDamaged(f"{name} has {len(column)} numbers for {length}")
        return column

    @property
    def casing(self) -> Array:
        """How each syllable is capitalised where it is a word of its own."""
        return self._file[f"{_TERMS}.casing"]

    def frequencies(self, field: str) -> tuple[Counts, Counts]:
        """Per syllable in how many articles it stands in a text, and how often."""
        return self._file[f"{field}.holders.counts"], self._file[f"{field}.occurrences.counts"]

    def pairs_per_first(self) -> Counts:
        """Per syllable how many different pairs it begins."""
        return np.diff(self._rows)

    def pairs_between(self, begin: int, end: int) -> tuple[Int64s, Int64s, Counts]:
        """The pairs whose first syllables are from ``begin`` to before ``end``, and how often each
        occurs."""
        rows = self._rows[begin : end + 1]
        places = slice(int(rows[0]), int(rows[-1]))
        firsts = np.repeat(np.arange(begin, end), np.diff(rows))
        return (
            firsts,
            self._seconds[places].astype(np.int64),
            self._pairs[places].astype(np.int64),
        )

    def words(self) -> Iterator[CountedWord]:
        """The words that occur, ascending."""
        holders, occurrences = (self._file[f"{_WORDS}.{n}.counts"] for n in _PER_WORD)
        return counted_words(self._words, holders, occurrences, self._file[f"{_WORDS}.casing"])

    def titles(self, step: int) -> tuple[Int64s, Int64s]:
        """The syllables of every ``step``-th article's title, and how many each has."""
        sizes = np.diff(self._title_bounds)
        chosen = np.zeros(self.articles, bool)
        chosen[::step] = True
        return self._titles[np.repeat(chosen, sizes)].astype(np.int64), sizes[chosen]

    def release(self) -> None:
        """Let go of the memory that what was read so far takes."""
        self._file.release()

    def document_frequencies(self, words: Sequence[bytes]) -> Counts:
        """How many articles have each of ``words``, as
        :class:`~index.codec.background.Known` has it."""
        is_compound = np.array([COMPOUND_MARK in word for word in words], bool)
        places = np.array(
            [
                (self._words if COMPOUND_MARK in word else self.terms).ordinal_of(word)
                for word in words
            ],
            np.int64,
        )
        counts = np.zeros(len(words), np.int64)
        of_words = np.flatnonzero(is_compound & (places >= 0))
        counts[of_words] = self._file[f"{_WORDS}.holders.counts"][places[of_words]]
        of_terms = np.flatnonzero(~is_compound & (places >= 0))
        for name in TEXT_FIELDS:
            own = self._file[f"{name}.holders.counts"][places[of_terms]]
            counts[of_terms] = np.maximum(counts[of_terms], own)
        return counts


_PER_WORD = ("holders", "occurrences")


def write_counts(path: Path, parts: Sequence[Counted]) -> None:
    """Write the counts of all ``parts`` together to the file ``path``.

    How a syllable or word is capitalised is as in the part in which it stands most often, as where
    segments are merged.
    """
    syllables, ordinals = merge_syllables(parts)
    size = len(syllables)
    with ArrayWriter(path) as writer:
        writer.add(_ARTICLES, np.array([sum(part.articles for part in parts)], np.uint32))
        write_texts(writer, _TERMS, syllables)
        _write_frequencies(writer, parts, ordinals, size)
        _write_pairs(writer, parts, ordinals, size)
        _write_words(writer, parts)
        _write_titles(writer, parts, ordinals)


def _write_frequencies(
    writer: ArrayWriter, parts: Sequence[Counted], ordinals: Sequence[Int64s], size: int
) -> None:
    casing, most = np.zeros(size, np.uint8), np.zeros(size, np.int64)
    totals = {name: np.zeros((2, size), np.int64) for name in TEXT_FIELDS}
    for part, merged in zip(parts, ordinals, strict=True):
        own = np.zeros(len(merged), np.int64)
        for name, total in totals.items():
            holders, occurrences = part.frequencies(name)
            total[0][merged] += holders
            total[1][merged] += occurrences
            own += occurrences
        wins = own > most[merged]
        casing[merged[wins]] = part.casing[wins]
        most[merged[wins]] = own[wins]
    writer.add(f"{_TERMS}.casing", casing)
    for name, (holders, occurrences) in totals.items():
        writer.add(f"{name}.holders.counts", holders.astype(np.uint32))
        writer.add(f"{name}.occurrences.counts", occurrences.astype(np.uint32))


def _write_pairs(
    writer: ArrayWriter, parts: Sequence[Counted], ordinals: Sequence[Int64s], size: int
) -> None:
    per_first = np.zeros(size, np.int64)
    with Spool(writer.folder) as seconds, Spool(writer.folder) as counts:
        for low, high, keys, found in pairs_by_range(parts, ordinals, size):
            per_first[low:high] = np.bincount((keys >> FIRST_BITS) - low, minlength=high - low)
            seconds.add((keys & SECOND).astype(np.uint32))
            counts.add(found.astype(np.uint32))
        writer.add(_PAIR_ROWS, np.append(0, np.cumsum(per_first)))
        writer.add_parts(_PAIR_CODES, np.uint32, seconds.parts(np.uint32))
        writer.add_parts(_PAIR_COUNTS, np.uint32, counts.parts(np.uint32))


def _write_words(writer: ArrayWriter, parts: Sequence[Counted]) -> None:
    texts, numbers = [], []
    for found in words_together(parts):
        texts.append(found[0][0])
        # of those that have it as often, the first
        _, _, _, casing = max(found, key=lambda word: word[2])
        numbers.append((sum(word[1] for word in found), sum(word[2] for word in found), casing))
    columns = np.array(numbers, np.uint32).reshape(-1, 3)
    write_texts(writer, _WORDS, texts)
    for at, name in enumerate(_PER_WORD):
        writer.add(f"{_WORDS}.{name}.counts", columns[:, at])
    writer.add(f"{_WORDS}.casing", columns[:, 2].astype(np.uint8))


def _write_titles(
    writer: ArrayWriter, parts: Sequence[Counted], ordinals: Sequence[Int64s]
) -> None:
    every = [part.titles(1) for part in parts]
    codes = [merged[terms] for (terms, _), merged in zip(every, ordinals, strict=True)]
    lengths = [np.zeros(1, np.int64), *(own for _, own in every)]
    writer.add_parts(_TITLES, np.uint32, codes)
    writer.add(_TITLE_BOUNDS, np.cumsum(np.concatenate(lengths)))


def _check_bounds(name: str, bounds: Bounds, items: int, elements: int) -> None:
    ascends = bool((bounds[1:] >= bounds[:-1]).all())
    if len(bounds) != items + 1 or not ascends or (bounds[0], bounds[-1]) != (0, elements):
        raise SegmentDamaged(f"{name} is not for {items} with {elements} elements")
