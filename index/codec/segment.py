"""What can be asked of one segment?  Its terms, posting lists, columns and stored articles.

Everything is read in place from the mapped file, so a segment is opened in no time, is
safe to share between threads, and takes no memory of its own but what is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from index.analysis import BARE_MARK, FOLDED_MARK
from index.arrays.file import Array, ArrayFile
from index.arrays.terms import TermTable, Vocabulary
from index.article import TEXT_FIELDS
from index.codec.ids import hash_of
from index.codec.keywords import Keywords
from index.codec.layout import (
    CLOSE,
    COMPOUND_MARK,
    PAIR_FIELDS,
    PARTED,
    SYLLABLE_FIELDS,
    WORDS,
    pairs_of,
    unaccented_column,
)
from index.codec.postings import Field, PairField, PairKeys, Starts, TermField, TermKeys
from index.codec.stored import Stored
from index.errors import SegmentDamaged

_NOTHING = np.zeros(0, np.int64)
_BARE, _FOLDED = BARE_MARK.encode(), FOLDED_MARK.encode()


@dataclass(frozen=True, slots=True)
class Lists:
    """The posting lists that answer one term together, all in ``field``.

    ``only`` (1 per article that counts) is ``None`` where all do.
    """

    field: Field
    starts: Starts
    only: Array | None = None


class SegmentData:
    """One segment, opened for reading; raises ``SegmentDamaged`` if it cannot be."""

    def __init__(self, path: Path) -> None:
        self._file = ArrayFile(path)
        self.articles = len(self._file["published"])
        self.vocabulary = Vocabulary(self._file)
        self.word_table = TermTable.read(self._file, WORDS)
        self.keywords = Keywords.read(
            self._file, self.articles, len(self.word_table) + len(self.vocabulary.terms)
        )
        self.ids = TermTable.read(self._file, "ids")
        self.stored = Stored(self._file)
        self.terms = {name: self._terms(name) for name in (*SYLLABLE_FIELDS, WORDS)}
        self.pairs = {name: self._pairs(name) for name in PAIR_FIELDS}
        self.fields: dict[str, Field] = {**self.terms, **self.pairs}

    def _terms(self, name: str) -> TermField:
        keys = TermKeys.read(self._file, name)
        return TermField(keys, *self._lists(name, len(keys)), name in SYLLABLE_FIELDS)

    def _pairs(self, name: str) -> PairField:
        keys = PairKeys.read(self._file, name)
        if keys.terms != len(self.vocabulary.terms):
            raise SegmentDamaged(f"{name} has rows for {keys.terms} terms")
        return PairField(keys, *self._lists(name, len(keys)), sized=False)

    def _lists(self, name: str, count: int) -> tuple[Array, Array, int]:
        starts, lists = self._file[f"{name}.starts"], self._file[f"{name}.lists"]
        if len(starts) != count:
            raise SegmentDamaged(f"{name} has {len(starts)} posting lists for {count} terms")
        return starts, lists, self.articles

    def column(self, name: str) -> Array:
        """A number per article: ``published``, ``title.lengths``, ``category.codes``…"""
        column = self._file[name]
        if len(column) != self.articles:
            raise SegmentDamaged(f"{name} has {len(column)} numbers for {self.articles} articles")
        return column

    def casing(self, name: str) -> Array:
        """How the terms (``terms``) or compounds (``words``) are capitalised."""
        casing = self._file[f"{name}.casing"]
        if len(casing) != len(self.word_table if name == WORDS else self.vocabulary.terms):
            raise SegmentDamaged(f"the capitals of {name} are not those of its texts")
        return casing

    def facet_values(self, name: str) -> TermTable:
        """The texts that the codes of a facet stand for."""
        return TermTable.read(self._file, f"{name}.values")

    def find_article(self, article_id: str) -> int | None:
        """The number of the article with this id, deleted or not."""
        try:
            key = article_id.encode()
        except UnicodeEncodeError:  # a lone surrogate, which no stored id has
            return None
        hashes, order = self.column("ids.hashes"), self._id_order
        wanted = np.uint64(hash_of(key))
        at = int(np.searchsorted(hashes, wanted, sorter=order))
        while at < len(order) and hashes[order[at]] == wanted:
            if self.ids[int(order[at])] == key:
                return int(order[at])
            at += 1
        return None

    @cached_property
    def _id_order(self) -> Array:
        """The numbers of the articles by the hashes of their ids."""
        order = self.column("ids.order")
        if len(order) and int(order.max()) >= self.articles:
            raise SegmentDamaged("the order of the ids points outside of them")
        return order

    @cached_property
    def has_unaccented(self) -> frozenset[str]:
        """The fields in which at least one article is written without accents."""
        return frozenset(
            name for name in SYLLABLE_FIELDS if self.column(unaccented_column(name)).any()
        )

    def keyword(self, code: int) -> bytes:
        """The word with this code of :class:`Keywords`: a compound, or a syllable."""
        words = len(self.word_table)
        word: bytes = self.word_table[code] if code < words else self.vocabulary.terms[code - words]
        return word

    def keyword_code(self, word: bytes) -> int:
        """The code of a word, or -1."""
        if COMPOUND_MARK in word:
            return self.word_table.find(word)
        number = self.vocabulary.terms.find(word)
        return len(self.word_table) + number if number >= 0 else -1

    def keyword_casing(self, code: int) -> int:
        """How the word with this code is capitalised (:mod:`index.analysis.casing`)."""
        words = len(self.word_table)
        return int(self.casing(WORDS)[code] if code < words else self.casing("terms")[code - words])

    def lists(self, field: str, term: bytes) -> Lists:
        """The lists that answer ``term``: accented, ``_folded``, ``^bare``, a pair or a word."""
        if field in PAIR_FIELDS:
            return Lists(self.fields[field], self._pair_starts(field, term))
        if field == WORDS:
            return Lists(self.fields[field], self._starts(field, self.word_table.find(term)))
        if term.startswith(_BARE):
            if field not in self.has_unaccented:
                return Lists(self.fields[field], _NOTHING)
            number = self.vocabulary.terms.find(term.removeprefix(_BARE))
            only = self.column(unaccented_column(field))
            return Lists(self.fields[field], self._starts(field, number), only)
        return Lists(self.terms[field], self.terms[field].find(self.numbers_of(term)))

    def text_lists(self, term: bytes) -> list[Lists]:
        """The lists that answer ``term`` in each of the text fields; none if no field has it."""
        if term.startswith(_BARE):
            unaccented = TEXT_FIELDS[0] in self.has_unaccented
            return [self.lists(field, term) for field in TEXT_FIELDS] if unaccented else []
        numbers = self.numbers_of(term)
        if not len(numbers):
            return []
        fields = (self.terms[name] for name in TEXT_FIELDS)
        return [Lists(field, field.find(numbers)) for field in fields]

    def pair_lists(self, field: str, first: Array, second: Array, *, parted: bool) -> Lists:
        """The lists of all pairs in a text field of one among ``first`` and one among ``second``.

        With ``parted``, pairs that more than a space parts count too.
        """
        pairs = self.pairs[pairs_of(field)]
        return Lists(pairs, pairs.find(first, second, parted=parted))

    def numbers_of(self, term: bytes) -> Array:
        """The numbers in the vocabulary that an accented or ``_folded`` term stands for."""
        if term.startswith(_FOLDED):
            folded = self.vocabulary.folded.find(term.removeprefix(_FOLDED))
            return self.vocabulary.variants(folded) if folded >= 0 else _NOTHING
        number = self.vocabulary.terms.find(term)
        return np.array([number]) if number >= 0 else _NOTHING

    def _starts(self, field: str, number: int) -> Starts:
        return self.terms[field].find(np.array([number])) if number >= 0 else _NOTHING

    def _pair_starts(self, field: str, term: bytes) -> Starts:
        sign = CLOSE if CLOSE.encode() in term else PARTED
        first, _, second = term.partition(sign.encode())
        a, b = self.numbers_of(first), self.numbers_of(second)
        close = sign == CLOSE
        return self.pairs[field].find(a, b, parted=not close, close=close)
