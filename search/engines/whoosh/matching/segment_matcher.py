"""Which articles of one segment match a clause?  Sets of doc ids, without scores.

What terms and pairs decide is found for the whole segment, so that it serves every clause of a
query that asks for it.  What only positions decide is looked for among the candidates that all
else has left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from index.addresses import address_hash
from index.analysis import FOLDED_MARK
from index.arrays.types import BitSet, Codes, Occurrences, Ordinals
from index.article import TAGS, TEXT_FIELDS
from index.codec import kernels
from index.codec.packed_lists import PackedLists
from index.codec.segment import PostingLists
from index.codec.union import docs_of
from search.deadline import Deadline
from search.engines.whoosh.columns import DayColumn
from search.engines.whoosh.matching import bitset
from search.engines.whoosh.matching.clauses import LONG_ROW, Known, rows_of_word
from search.engines.whoosh.matching.lists import FieldLists, is_bare, pack, without_mark
from search.engines.whoosh.matching.nearness import NearFinder
from search.engines.whoosh.matching.occurrences import OccurrenceReader
from search.engines.whoosh.view import SegmentView
from search.plan import (
    AddressClause,
    AllOf,
    AnyOf,
    AtLeast,
    DateClause,
    Everything,
    FuzzyClause,
    NearClause,
    PrefixClause,
    RowClause,
    SoughtSyllable,
    Without,
    WordClause,
)
from search.query.variants import Row

_MAX_LISTS_AT_ONCE = 512  # between two looks at the clock
_UNKNOWN = -1


class SegmentMatcher:
    """Matches the clauses of one query.  The sets it gives are not to be written into.

    Raises :class:`search.errors.SearchTimeout` when the deadline passes.
    """

    def __init__(self, segment: SegmentView, days: DayColumn, deadline: Deadline) -> None:
        self.segment = segment
        self._articles = segment.data.articles
        self._days, self._deadline = days, deadline
        self._occurrences = OccurrenceReader(segment, deadline)
        self._near_finder = NearFinder(segment, deadline)
        self._found: dict[Known, BitSet] = {}
        self._begins: dict[tuple[str, Row], Occurrences] = {}
        self._sums: dict[tuple[Known, ...], list[BitSet]] = {}
        self._postings: dict[Known, int] = {}

    def match(self, known: Known, among: BitSet | None = None) -> BitSet:
        """The articles that match a clause, deleted ones too.

        With ``among``, only of the articles there it is told for sure.
        """
        found = self._found.get(known)
        if found is None:
            self._deadline.check()
            if not known.needs_positions:
                among = None  # kept, it has to be whole: what asks next may be among others
            found = self._evaluate(known, among)
            if among is None:
                self._found[known] = found
        return found

    def row_begins(self, field: str, row: Row, among: BitSet | None = None) -> Occurrences:
        """Where a row of several terms begins in ``field``: at least in the articles ``among``."""
        begins = self._begins.get((field, row))
        if begins is None:
            candidates = self._candidates(field, row, among)
            ids = bitset.ids_of(candidates, self._articles)
            begins = self._occurrences.begins(field, row.terms, ids)
            if among is None:
                self._begins[field, row] = begins
        return begins

    def _evaluate(self, known: Known, among: BitSet | None) -> BitSet:
        match known.clause:
            case WordClause(field=str(field)) as word:
                return self._in_field(rows_of_word(word).rows, field, among)
            case RowClause(rows, tags):
                bits = self._rows(rows, among)
                if tags and self.segment.has_tags:
                    bits |= self._in_field(rows, TAGS, among)
                return bits
            case NearClause() as clause:
                return self._near(clause, known, among)
            case Without():
                wanted, unwanted = known.parts
                return self.match(wanted, among) & ~self.match(unwanted, among)
            case AtLeast(minimum):
                return self._at_least(minimum, known)
            case AllOf():
                return self._all_of(known, among)
            case WordClause() | AnyOf():
                return self._any_of(known, among)
            case clause:
                return self._leaf(clause)

    def _leaf(
        self, clause: AddressClause | Everything | DateClause | PrefixClause | FuzzyClause
    ) -> BitSet:
        match clause:
            case Everything():
                return bitset.every(self._articles)
            case DateClause(first, last):
                return self._dates(first, last)
            case AddressClause(address):
                return self._addresses(address)
            case PrefixClause() | FuzzyClause():
                return self._any_term(self.ordinals(clause), clause.field)

    # Terms and rows

    def _rows(self, rows: Sequence[Row], among: BitSet | None) -> BitSet:
        """The articles with any of ``rows`` in one of their texts."""
        bits = bitset.empty(self._articles)
        for row in rows:
            if len(row.terms) == 1:
                self._mark_all(bits, self.segment.lists.term(row.terms[0]))
            elif len(row.terms) < LONG_ROW:
                first, second = row.terms
                self._mark_all(bits, self.segment.lists.pair(first, second, not row.close))
            else:
                for field in TEXT_FIELDS:
                    self._mark_row(bits, field, row, among)
        return bits

    def _in_field(self, rows: Sequence[Row], field: str, among: BitSet | None) -> BitSet:
        """The articles with any of ``rows`` in one field."""
        bits = bitset.empty(self._articles)
        for row in rows:
            if len(row.terms) == 1:
                self._mark_all(bits, self.segment.lists.term_in(field, row.terms[0]))
            elif len(row.terms) < LONG_ROW and field in TEXT_FIELDS:
                first, second = row.terms
                lists = self.segment.lists.pair(first, second, not row.close)
                self._mark_all(bits, lists, field)
            elif len(row.terms) < LONG_ROW:  # of labels there are no pairs, but few are long
                self._mark_row(bits, field, row, None)
            else:
                self._mark_row(bits, field, row, among)
        return bits

    def _mark_all(self, bits: BitSet, lists: FieldLists, field: str | None = None) -> None:
        """Add the articles in any of ``lists``, or in any of one field, to ``bits``."""
        if lists.packed:
            packed = [one for name, one in lists.packed if field in (None, name)]
            self._mark(bits, packed)

    def _mark(self, bits: BitSet, several: Sequence[PackedLists]) -> None:
        self._deadline.check()
        kernels.set_bits(several, self._articles, bits)

    def _mark_row(self, bits: BitSet, field: str, row: Row, among: BitSet | None) -> None:
        """Add the articles with a row of several terms in ``field``."""
        docs = docs_of(self.row_begins(field, row, among))
        if len(docs):
            bits |= bitset.of_ids(docs, self._articles)

    def _candidates(self, field: str, row: Row, among: BitSet | None) -> BitSet:
        """The articles in whose ``field`` each pair of a row stands, or each term of it."""
        needed = list(self._needed(field, row))
        if not all(needed):
            return bitset.empty(self._articles)
        found = among
        if is_bare(row.terms):
            bare = self.segment.unaccented(field)
            found = bare if found is None else found & bare
        for lists in needed:
            bits = bitset.empty(self._articles)
            if lists is not None:
                self._mark(bits, [pack(lists)])
            found = bits if found is None else found & bits
            if not bitset.has_any(found):
                break
        return bitset.empty(self._articles) if found is None else found

    def _needed(self, field: str, row: Row) -> Iterator[PostingLists | None]:
        """The lists each of which has to hold an article, ``None`` for one that holds none."""
        lists = self.segment.lists
        if field in TEXT_FIELDS:
            for before, behind in pairwise(map(without_mark, row.terms)):
                yield lists.pair(before, behind, not row.close).in_field(field)
        else:
            for term in row.terms:
                yield lists.term_in(field, without_mark(term)).in_field(field)

    def _near(self, clause: NearClause, known: Known, among: BitSet | None) -> BitSet:
        first, second = known.parts
        candidates = self.match(first, among) & self.match(second, among)
        if among is not None:
            candidates &= among
        ids = bitset.ids_of(candidates, self._articles)
        bits = bitset.empty(self._articles)
        if len(ids):
            fields = TEXT_FIELDS if clause.field is None else (clause.field,)
            rows = clause.first, clause.second
            self._near_finder.mark(rows, clause.gap, ids, bits, fields=fields, tags=clause.tags)
        return bits

    # Other leaves

    def ordinals(self, clause: SoughtSyllable) -> Ordinals:
        """The terms that ``clause`` stands for, ascending."""
        if isinstance(clause, str):
            return self.segment.data.ordinals_of(clause.encode())
        text = clause.text
        if isinstance(clause, FuzzyClause):
            return self.segment.fuzzy_ordinals(text, 1, 0)
        vocabulary = self.segment.data.vocabulary
        if text.startswith(FOLDED_MARK):
            folded = vocabulary.folded.prefix_range(text.removeprefix(FOLDED_MARK).encode())
            return np.sort(vocabulary.variants_between(folded.start, folded.stop))
        terms = vocabulary.terms.prefix_range(text.encode())
        return np.arange(terms.start, terms.stop, dtype=np.uint32)

    def _any_term(self, ordinals: Ordinals, field: str | None) -> BitSet:
        bits = bitset.empty(self._articles)
        for name in TEXT_FIELDS if field is None else (field,):
            read = self.segment.data.terms[name]
            starts = read.starts_of(ordinals)
            for first in range(0, len(starts), _MAX_LISTS_AT_ONCE):
                some = starts[first : first + _MAX_LISTS_AT_ONCE]
                self._mark(bits, [PackedLists(read.blob, some, read.has_positions)])
        return bits

    def _dates(self, first: int, last: int) -> BitSet:
        codes: Codes = self._days.codes[self.segment.doc_range]
        low, high = self._days.codes_between(first, last)
        return bitset.of_mask((codes >= low) & (codes <= high))

    def _addresses(self, address: str) -> BitSet:
        hashes = self.segment.data.addresses
        if hashes is None:
            return bitset.empty(self._articles)
        return bitset.of_mask(hashes == np.uint64(address_hash(address)))

    # Several clauses

    def _all_of(self, known: Known, among: BitSet | None) -> BitSet:
        """What positions decide comes last, and before it what the fewest articles match."""
        found = among
        for part in sorted(known.parts, key=lambda one: (one.needs_positions, self._size(one))):
            bits = self.match(part, found)
            found = bits if found is None else found & bits
            if not bitset.has_any(found):
                break
        return bitset.every(self._articles) if found is None else found

    def _any_of(self, known: Known, among: BitSet | None) -> BitSet:
        bits = bitset.empty(self._articles)
        for part in known.parts:
            bits |= self.match(part, among)
        return bits

    def _at_least(self, minimum: int, known: Known) -> BitSet:
        if minimum == len(known.parts):
            return self._all_of(known, None)
        if minimum <= 1:
            return self._any_of(known, None)
        sums = self._sums.get(known.parts)
        if sums is None:
            sums = self._sums[known.parts] = bitset.add_up(list(map(self.match, known.parts)))
        return bitset.at_least(minimum, sums)

    def _size(self, known: Known) -> int:
        """About how many articles match a clause: what the heads of its lists say."""
        size = self._postings.get(known, _UNKNOWN)
        if size == _UNKNOWN:
            size = self._postings[known] = self._count_postings(known)
        return size

    def _count_postings(self, known: Known) -> int:
        match known.clause:
            case WordClause(field=None):
                return self._size(known.parts[0])
            case RowClause(rows):  # of tags there are few beside
                return sum(map(self._postings_of_row, rows))
            case AnyOf():
                return sum(map(self._size, known.parts))
            case AllOf():
                return min(map(self._size, known.parts), default=self._articles)
            case Without():
                return self._size(known.parts[0])
        return self._articles

    def _postings_of_row(self, row: Row) -> int:
        lists = self.segment.lists
        if len(row.terms) == 1:
            return lists.term(row.terms[0]).postings
        return min(lists.pair(*pair, not row.close).postings for pair in pairwise(row.terms))
