"""Where are the posting lists of a term, or of a row of two?  Looked up once, then remembered.

Looking up a term takes as long as marking its articles, and most words of a query stood in others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from index.analysis import BARE_MARK
from index.arrays.types import Ordinals
from index.article import TEXT_FIELDS
from index.codec.layout import COMMA, OF_ADJACENT, OF_ALL, OF_NUMBERS, unaccented_column
from index.codec.packed_lists import PackedLists
from index.codec.segment import PostingLists, SegmentData
from search.query.decimals import DECIMAL_SIGN, OTHER_SIGN, without_sign

_KINDS_OF_SIGN = {DECIMAL_SIGN: OF_NUMBERS, OTHER_SIGN: OF_ALL & ~(1 << COMMA)}
_MAX_REMEMBERED = 8192  # terms or pairs of a segment; about half a kilobyte each


@dataclass(frozen=True, slots=True)
class FieldLists:
    """What answers one thing: per field the lists, none of them empty, also as loops read them; and
    how many postings these have together."""

    parts: tuple[tuple[str, PostingLists], ...]
    packed: tuple[tuple[str, PackedLists], ...]
    postings: int

    def in_field(self, field: str) -> PostingLists | None:
        """The lists of one field, if it has any."""
        for name, lists in self.parts:
            if name == field:
                return lists
        return None


_NO_LISTS = FieldLists((), (), 0)


class ListFinder:
    """Finds lists of one segment.  Safe to share between threads.

    Raises :class:`index.errors.SegmentDamaged`.
    """

    def __init__(self, data: SegmentData) -> None:
        self._data = data
        self.term: Callable[[str], FieldLists] = lru_cache(_MAX_REMEMBERED)(self._term)
        """The lists of a term in the text fields."""
        self.pair: Callable[[str, str, bool], FieldLists] = lru_cache(_MAX_REMEMBERED)(self._pair)
        """The lists of a term and the one right behind it in the text fields, also where more than
        a space parts them if the third argument says so: whatever it is, or what the second term's
        sign says."""
        self.term_in: Callable[[str, str], FieldLists] = lru_cache(_MAX_REMEMBERED)(self._term_in)
        """The lists, in the field that is named first, of a term."""

    def _term(self, term: str) -> FieldLists:
        lists = self._data.text_postings(without_sign(term).encode())
        return _counted(list(zip(TEXT_FIELDS, lists, strict=False)))

    def _term_in(self, field: str, term: str) -> FieldLists:
        return _counted([(field, self._data.postings(field, without_sign(term).encode()))])

    def _pair(self, first: str, second: str, separated: bool) -> FieldLists:
        before = self._ordinals_of(without_sign(first))
        behind = self._ordinals_of(without_sign(second))
        if not len(before) or not len(behind):
            return _NO_LISTS
        mask = None
        if is_bare((first, second)):
            if TEXT_FIELDS[0] not in self._data.has_unaccented:
                return _NO_LISTS
            mask = self._data.column(unaccented_column(TEXT_FIELDS[0]))
        kinds = _KINDS_OF_SIGN.get(second[0], OF_ALL) if separated else OF_ADJACENT
        found = []
        for name in TEXT_FIELDS:
            lists = self._data.pair_postings(name, before, behind, kinds)
            found.append((name, PostingLists(lists.field, lists.starts, mask)))
        return _counted(found)

    def _ordinals_of(self, term: str) -> Ordinals:
        return self._data.ordinals_of(term.removeprefix(BARE_MARK).encode())


@lru_cache(_MAX_REMEMBERED)
def is_bare(terms: tuple[str, ...]) -> bool:
    """Whether a row is only looked for in articles without any accent."""
    return any(term.startswith(BARE_MARK) for term in terms)


def without_mark(term: str) -> str:
    """A bare term as the accented one that it looks like."""
    return term.removeprefix(BARE_MARK)


def pack(lists: PostingLists) -> PackedLists:
    """``lists`` as loops read them."""
    field = lists.field
    return PackedLists(field.blob, lists.starts, field.has_positions, lists.mask)


def _counted(found: list[tuple[str, PostingLists]]) -> FieldLists:
    parts = tuple((name, lists) for name, lists in found if len(lists.starts))
    return FieldLists(
        parts,
        tuple((name, pack(lists)) for name, lists in parts),
        sum(int(lists.field.frequencies(lists.starts)[0].sum()) for _, lists in parts),
    )
