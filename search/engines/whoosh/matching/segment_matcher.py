"""Which articles of one segment match a clause?  Sets of doc ids, without scores.

What terms and pairs decide is found for the whole segment, so that it serves every clause of a query
that asks for it.  What only positions decide is looked for among the candidates that all else has
left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np

from index.analysis import FOLDED_MARK
from index.arrays.types import BitSet, Codes, Occurrences, Ordinals
from index.article import TEXT_FIELDS
from index.codec import kernels
from index.codec.layout import PAIR_FIELDS, pairs_of
from index.codec.segment import PostingLists
from index.codec.union import docs_of
from search.deadline import Deadline
from search.engines.whoosh.columns import DayColumn
from search.engines.whoosh.matching import bitset
from search.engines.whoosh.matching.lists import is_bare
from search.engines.whoosh.matching.occurrences import OccurrenceReader
from search.engines.whoosh.view import SegmentView
from search.plan import (
    AllOf,
    AnyOf,
    AtLeast,
    Clause,
    DateClause,
    Everything,
    FuzzyClause,
    NearClause,
    PrefixClause,
    RowClause,
    Without,
    WordClause,
)
from search.query.variants import Row

_MAX_LISTS_AT_ONCE = 512  # between two looks at the clock
_LONG_ROW = 3  # terms of a row that pairs alone do not decide

AnyClause = Clause | AtLeast


class SegmentMatcher:
    """Matches the clauses of one query.  The sets it gives are not to be written into.

    Raises :class:`search.errors.SearchTimeout` when the deadline passes.
    """

    def __init__(self, segment: SegmentView, days: DayColumn, deadline: Deadline) -> None:
        self.segment = segment
        self._articles = segment.data.articles
        self._days, self._deadline = days, deadline
        self._occurrences = OccurrenceReader(segment, deadline)
        self._found: dict[AnyClause, BitSet] = {}
        self._sums: dict[tuple[Clause, ...], list[BitSet]] = {}
        self._handlers: dict[type, Callable[..., BitSet]] = {
            WordClause: self._word,
            RowClause: lambda clause, among: self._rows(clause.rows, TEXT_FIELDS, among),
            NearClause: self._near,
            PrefixClause: lambda clause, _: self._prefix(clause),
            FuzzyClause: lambda clause, _: self._fuzzy(clause),
            DateClause: lambda clause, _: self._dates(clause),
            Everything: lambda *_: bitset.every(self._articles),
            AllOf: lambda clause, among: self._all_of(clause.clauses, among),
            AnyOf: lambda clause, among: self._any_of(clause.clauses, among),
            Without: lambda clause, among: (
                self.match(clause.wanted, among) & ~self.match(clause.unwanted, among)
            ),
            AtLeast: lambda clause, _: self._at_least(clause),
        }

    def match(self, clause: AnyClause, among: BitSet | None = None) -> BitSet:
        """The articles that match ``clause``, deleted ones too.

        With ``among``, only of the articles there it is told for sure.
        """
        found = self._found.get(clause)
        if found is None:
            self._deadline.check()
            found = self._handlers[type(clause)](clause, among)
            if among is None or not _needs_positions(clause):
                self._found[clause] = found
        return found

    def row_begins(
        self, field: str, row: Row, among: BitSet | None = None
    ) -> Occurrences:
        """Where a row of several terms begins in ``field`` (of the articles ``among``)."""
        candidates = self._candidates(field, row, among)
        ids = bitset.ids_of(candidates, self._articles)
        return self._occurrences.begins(field, row.terms, ids)

    # Terms and rows

    def _word(self, word: WordClause, among: BitSet | None) -> BitSet:
        if word.field is None:
            return self.match(rows_of_word(word), among)
        return self._rows(rows_of_word(word).rows, (word.field,), among)

    def _rows(self, rows: Sequence[Row], fields: Sequence[str], among: BitSet | None) -> BitSet:
        bits = bitset.empty(self._articles)
        for row in rows:
            if len(row.terms) == 1 and fields is not TEXT_FIELDS:
                parts = self.segment.lists.term_in(fields[0], row.terms[0]).parts
            elif len(row.terms) == 1:
                parts = self.segment.lists.term(row.terms[0]).parts
            elif len(row.terms) < _LONG_ROW and fields[0] in TEXT_FIELDS:
                parts = self.segment.lists.pair(*row.terms, not row.close).parts
            else:
                bits |= self._long_row(row, fields, among)
                continue
            self._mark_all(bits, (part for part in parts if part[0] in fields))
        return bits

    def _mark_all(self, bits: BitSet, parts: Iterable[tuple[str, PostingLists]]) -> None:
        for field, lists in parts:
            if lists.mask is None:
                self._mark(bits, lists)
            else:
                bare = bitset.empty(self._articles)
                self._mark(bare, lists)
                bits |= bare & self.segment.unaccented(field)

    def _mark(self, bits: BitSet, lists: PostingLists) -> None:
        """Add the articles in any of the lists to ``bits``."""
        field = lists.field
        for first in range(0, len(lists.starts), _MAX_LISTS_AT_ONCE):
            self._deadline.check()
            starts = lists.starts[first : first + _MAX_LISTS_AT_ONCE]
            kernels.set_bits(field.blob, starts, field.has_positions, self._articles, bits)

    def _long_row(self, row: Row, fields: Sequence[str], among: BitSet | None) -> BitSet:
        """The articles with a row of several terms in one of ``fields``."""
        bits = bitset.empty(self._articles)
        for field in fields:
            docs = docs_of(self.row_begins(field, row, among))
            if len(docs):
                bits |= bitset.of_ids(docs.astype(np.int32), self._articles)
        return bits

    def _candidates(self, field: str, row: Row, among: BitSet | None) -> BitSet:
        """The articles in whose ``field`` each pair of a row stands, or each term of it."""
        none = bitset.empty(self._articles)
        ordinals = [self.segment.lists.ordinals_of(term) for term in row.terms]
        if not all(map(len, ordinals)):
            return none
        found = among
        if is_bare(row.terms):
            bare = self.segment.unaccented(field)
            found = bare if found is None else found & bare
        for lists in self._needed(field, row, ordinals):
            bits = bitset.empty(self._articles)
            self._mark(bits, lists)
            found = bits if found is None else found & bits
            if not bitset.has_any(found):
                break
        return none if found is None else found

    def _needed(
        self, field: str, row: Row, ordinals: Sequence[Ordinals]
    ) -> Iterable[PostingLists]:
        data = self.segment.data
        if pairs_of(field) not in PAIR_FIELDS:
            read = data.terms[field]
            return (PostingLists(read, read.starts_of(own)) for own in ordinals)
        return (
            data.pair_postings(field, before, behind, separated=not row.close)
            for before, behind in pairwise(ordinals)
        )

    def _near(self, clause: NearClause, among: BitSet | None) -> BitSet:
        candidates = self.match(RowClause(clause.first), among)
        candidates = candidates & self.match(RowClause(clause.second), among)
        if among is not None:
            candidates &= among
        ids = bitset.ids_of(candidates, self._articles)
        bits = bitset.empty(self._articles)
        for field in TEXT_FIELDS if len(ids) else ():
            self._occurrences.mark_near(
                field, (clause.first, clause.second), clause.gap, ids, bits
            )
        return bits

    # Other leaves

    def _prefix(self, clause: PrefixClause) -> BitSet:
        vocabulary = self.segment.data.vocabulary
        text = clause.text.encode()
        if clause.text.startswith(FOLDED_MARK):
            folded = vocabulary.folded.prefix_range(text.removeprefix(FOLDED_MARK.encode()))
            ordinals = np.sort(vocabulary.variants_between(folded.start, folded.stop))
        else:
            terms = vocabulary.terms.prefix_range(text)
            ordinals = np.arange(terms.start, terms.stop, dtype=np.uint32)
        return self._any_term(ordinals, clause.field)

    def _fuzzy(self, clause: FuzzyClause) -> BitSet:
        return self._any_term(self.segment.fuzzy_ordinals(clause.text, 1, 0), clause.field)

    def _any_term(self, ordinals: Ordinals, field: str | None) -> BitSet:
        bits = bitset.empty(self._articles)
        for name in TEXT_FIELDS if field is None else (field,):
            read = self.segment.data.terms[name]
            self._mark(bits, PostingLists(read, read.starts_of(ordinals)))
        return bits

    def _dates(self, clause: DateClause) -> BitSet:
        codes: Codes = self._days.codes[self.segment.doc_range]
        low, high = self._days.codes_between(clause.first, clause.last)
        return bitset.of_mask((codes >= low) & (codes <= high))

    # Several clauses

    def _all_of(self, clauses: Sequence[Clause], among: BitSet | None) -> BitSet:
        """What positions decide comes last, and before it what the fewest articles match."""
        slow = [clause for clause in clauses if _needs_positions(clause)]
        quick = [clause for clause in clauses if not _needs_positions(clause)]
        quick.sort(key=self._postings)
        found = among
        for clause in (*quick, *slow):
            bits = self.match(clause, found)
            found = bits if found is None else found & bits
            if not bitset.has_any(found):
                break
        return bitset.every(self._articles) if found is None else found

    def _any_of(self, clauses: Sequence[Clause], among: BitSet | None) -> BitSet:
        bits = bitset.empty(self._articles)
        for clause in clauses:
            bits |= self.match(clause, among)
        return bits

    def _at_least(self, clause: AtLeast) -> BitSet:
        if clause.minimum == len(clause.clauses):
            return self._all_of(clause.clauses, None)
        if clause.minimum <= 1:
            return self._any_of(clause.clauses, None)
        if clause.clauses not in self._sums:
            self._sums[clause.clauses] = bitset.add_up(list(map(self.match, clause.clauses)))
        return bitset.at_least(clause.minimum, self._sums[clause.clauses])

    def _postings(self, clause: Clause) -> int:
        """About how many articles match ``clause``: what the heads of its lists say."""
        match clause:
            case WordClause(field=None):
                return self._postings(rows_of_word(clause))
            case RowClause(rows):
                return sum(self._postings_of_row(row) for row in rows)
            case AnyOf(clauses):
                return sum(map(self._postings, clauses))
            case AllOf(clauses):
                return min(map(self._postings, clauses), default=self._articles)
            case Without(wanted, _):
                return self._postings(wanted)
        return self._articles

    def _postings_of_row(self, row: Row) -> int:
        lists = self.segment.lists
        if len(row.terms) == 1:
            return lists.term(row.terms[0]).postings
        return min(lists.pair(*pair, not row.close).postings for pair in pairwise(row.terms))


def rows_of_word(word: WordClause) -> RowClause:
    """What matches ``word``, wherever it is looked for."""
    singles = [Row((term,)) for term, _ in word.variants]
    return RowClause((*singles, *map(Row, word.phrases)))


def _needs_positions(clause: AnyClause) -> bool:
    """Whether terms and pairs do not decide what matches ``clause``."""
    match clause:
        case NearClause():
            return True
        case RowClause(rows):
            return any(len(row.terms) >= _LONG_ROW for row in rows)
        case WordClause(phrases=phrases, field=field):
            shortest = _LONG_ROW if field is None or field in TEXT_FIELDS else 2
            return any(len(terms) >= shortest for terms in phrases)
        case AllOf(clauses) | AnyOf(clauses) | AtLeast(_, clauses):
            return any(map(_needs_positions, clauses))
        case Without(wanted, unwanted):
            return _needs_positions(wanted) or _needs_positions(unwanted)
    return False
