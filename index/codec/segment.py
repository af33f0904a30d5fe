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
from index.arrays.file import ArrayFile
from index.arrays.terms import TermTable, Vocabulary
from index.arrays.types import AddressHashes, Array, Bytes, Flags, Ordinals, Starts
from index.article import TEXT_FIELDS
from index.codec.fingerprints import Fingerprinted
from index.codec.ids import ADDRESSES, hash_of
from index.codec.keywords import Keywords
from index.codec.layout import (
    COMPOUND_MARK,
    PAIR_FIELDS,
    PAIR_SIGNS,
    SYLLABLE_FIELDS,
    WORDS,
    pairs_of,
    unaccented_column,
)
from index.codec.postings import Field, PairField, PairKeys, TermField, TermKeys
from index.codec.stored import Stored
from index.errors import SegmentDamaged

_NO_ORDINALS = np.zeros(0, np.uint32)
_NO_STARTS = np.zeros(0, np.int64)
_BARE, _FOLDED = BARE_MARK.encode(), FOLDED_MARK.encode()


@dataclass(frozen=True, slots=True)
class PostingLists:
    """The posting lists that answer one term together, all in ``field``, beginning at ``starts``.

    Articles where ``mask`` is 0 do not count; where it is ``None``, all do.
    """

    field: Field
    starts: Starts
    mask: Flags | None = None


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
        self.terms = {name: self._term_field(name) for name in (*SYLLABLE_FIELDS, WORDS)}
        self.pairs = {name: self._pair_field(name) for name in PAIR_FIELDS}
        self.fields: dict[str, Field] = {**self.terms, **self.pairs}

    def _term_field(self, name: str) -> TermField:
        keys = TermKeys.read(self._file, name)
        return TermField(keys, *self._packed(name, len(keys)), name in SYLLABLE_FIELDS)

    def _pair_field(self, name: str) -> PairField:
        keys = PairKeys.read(self._file, name)
        if keys.terms != len(self.vocabulary.terms):
            raise SegmentDamaged(f"{name} has rows for {keys.terms} terms")
        return PairField(keys, *self._packed(name, len(keys)), has_positions=False)

    def _packed(self, name: str, count: int) -> tuple[Array, Bytes, int]:
        """Where the lists of a field begin, the lists, and the number of articles."""
        starts, blob = self._file[f"{name}.starts"], self._file[f"{name}.lists"]
        if len(starts) != count:
            raise SegmentDamaged(f"{name} has {len(starts)} posting lists for {count} terms")
        return starts, blob, self.articles

    def column(self, name: str) -> Array:
        """A number per article: ``published``, ``title.lengths``, ``category.codes``…

        Raises ``SegmentDamaged``.
        """
        column = self._file[name]
        if len(column) != self.articles:
            raise SegmentDamaged(f"{name} has {len(column)} numbers for {self.articles} articles")
        return column

    def release(self) -> None:
        """Let go of the memory that what was read so far takes."""
        self._file.release()

    @cached_property
    def addresses(self) -> AddressHashes | None:
        """The hashes of the articles' canonical addresses; ``None`` if none has one.

        Raises ``SegmentDamaged``.
        """
        return self.column(ADDRESSES) if len(self._file[ADDRESSES]) else None

    @cached_property
    def fingerprints(self) -> Fingerprinted:
        """What tells near-duplicates; raises ``SegmentDamaged``."""
        return Fingerprinted(self._file, self.articles)

    def casing(self, name: str) -> Array:
        """How each of the terms (``terms``) or compounds (``words``) is capitalised, as a number
        (:mod:`index.analysis.casing`)."""
        casing = self._file[f"{name}.casing"]
        if len(casing) != len(self.word_table if name == WORDS else self.vocabulary.terms):
            raise SegmentDamaged(f"the capitals of {name} are not those of its texts")
        return casing

    def facet_values(self, name: str) -> TermTable:
        """The texts that the codes of a facet stand for."""
        return TermTable.read(self._file, f"{name}.values")

    def doc_id_of(self, article_id: str) -> int | None:
        """The doc id of the article with this id, deleted or not; ``None`` if there is none."""
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
    def _id_order(self) -> Ordinals:
        """The doc ids in the order of the hashes of the articles' ids."""
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
            return self.word_table.ordinal_of(word)
        ordinal = self.vocabulary.terms.ordinal_of(word)
        return len(self.word_table) + ordinal if ordinal >= 0 else -1

    def keyword_casing(self, code: int) -> int:
        """How the word with this code is capitalised (:mod:`index.analysis.casing`)."""
        words = len(self.word_table)
        return int(self.casing(WORDS)[code] if code < words else self.casing("terms")[code - words])

    def postings(self, field: str, term: bytes) -> PostingLists:
        """The lists that answer ``term``: accented, ``_folded``, ``^bare``, a pair or a word."""
        if field in PAIR_FIELDS:
            return PostingLists(self.fields[field], self._pair_starts(field, term))
        if field == WORDS:
            starts = self._starts(field, self.word_table.ordinal_of(term))
            return PostingLists(self.fields[field], starts)
        if term.startswith(_BARE):
            if field not in self.has_unaccented:
                return PostingLists(self.fields[field], _NO_STARTS)
            ordinal = self.vocabulary.terms.ordinal_of(term.removeprefix(_BARE))
            mask = self.column(unaccented_column(field))
            return PostingLists(self.fields[field], self._starts(field, ordinal), mask)
        starts = self.terms[field].starts_of(self.ordinals_of(term))
        return PostingLists(self.terms[field], starts)

    def text_postings(self, term: bytes) -> list[PostingLists]:
        """The lists that answer ``term`` in each of the text fields; none if no field has it."""
        if term.startswith(_BARE):
            unaccented = TEXT_FIELDS[0] in self.has_unaccented
            return [self.postings(field, term) for field in TEXT_FIELDS] if unaccented else []
        ordinals = self.ordinals_of(term)
        if not len(ordinals):
            return []
        fields = (self.terms[name] for name in TEXT_FIELDS)
        return [PostingLists(field, field.starts_of(ordinals)) for field in fields]

    def pair_postings(
        self, field: str, first: Ordinals, second: Ordinals, kinds: int
    ) -> PostingLists:
        """The lists of all pairs in a text field of one among ``first`` and one among ``second``
        that are of any of ``kinds`` (a bit each, see :mod:`index.codec.layout`)."""
        pairs = self.pairs[pairs_of(field)]
        return PostingLists(pairs, pairs.starts_of_pairs(first, second, kinds))

    def ordinals_of(self, term: bytes) -> Ordinals:
        """The ordinals in the vocabulary that an accented or ``_folded`` term stands for."""
        if term.startswith(_FOLDED):
            folded = self.vocabulary.folded.ordinal_of(term.removeprefix(_FOLDED))
            return self.vocabulary.variants(folded) if folded >= 0 else _NO_ORDINALS
        ordinal = self.vocabulary.terms.ordinal_of(term)
        return np.array([ordinal], np.uint32) if ordinal >= 0 else _NO_ORDINALS

    def _starts(self, field: str, ordinal: int) -> Starts:
        if ordinal < 0:
            return _NO_STARTS
        return self.terms[field].starts_of(np.array([ordinal], np.uint32))

    def _pair_starts(self, field: str, term: bytes) -> Starts:
        for kind, sign in enumerate(PAIR_SIGNS.encode()):
            first, found, second = term.partition(bytes((sign,)))
            if found:
                a, b = self.ordinals_of(first), self.ordinals_of(second)
                return self.pairs[field].starts_of_pairs(a, b, 1 << kind)
        return _NO_STARTS
