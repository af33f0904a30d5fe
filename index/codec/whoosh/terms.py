"""How does Whoosh read the terms and postings of a segment of arrays?"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from heapq import merge
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo

from index.analysis import BARE_MARK, FOLDED_MARK
from index.arrays.terms import TermTable
from index.arrays.types import Lengths, PairKeyArray
from index.codec.layout import PAIR_FIELDS, PAIR_SIGNS, SYLLABLE_FIELDS, WORDS
from index.codec.pairs import split_codes, split_keys
from index.codec.segment import PostingLists, SegmentData
from index.codec.union import positions_of, read_occurrences, read_union
from index.vietnamese import fold

ID = "id"


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]
    """Terms and postings, as Whoosh asks for them."""

    def __init__(self, data: SegmentData) -> None:
        self._data = data

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, text = term
        if field == ID:
            return self._data.doc_id_of(text.decode("utf-8", "replace")) is not None
        lists = self._lists(field, text)
        if lists is None or lists.mask is None:
            return lists is not None
        return len(read_union(lists).ids) > 0

    def indexed_field_names(self) -> list[str]:
        return [ID, *SYLLABLE_FIELDS, *PAIR_FIELDS, WORDS]

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for field in sorted(self.indexed_field_names()):
            for text in self._terms_of(field):
                yield field, text

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        return (term for term in self.terms() if term >= (fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def cursor(self, fieldname: str, fieldobj: Any) -> _Cursor:
        return _Cursor([fieldobj.from_bytes(text) for text in self._terms_of(fieldname)])

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        if (fieldname, text) not in self:
            raise KeyError((fieldname, text))
        if fieldname == ID:
            number = self._data.doc_id_of(text.decode())
            return TermInfo(weight=1, df=1, maxweight=1, minid=number, maxid=number)
        union = read_union(self._data.postings(fieldname, text))
        lengths = self._lengths(fieldname)[union.ids]
        return TermInfo(
            weight=float(union.tfs.sum()),
            df=len(union.ids),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(union.tfs.max()),
            minid=int(union.ids[0]),
            maxid=int(union.ids[-1]),
        )

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        info = self.term_info(fieldname, text)
        if fieldname == ID:
            return _Matcher([info.min_id()], [1.0], scorer=scorer, terminfo=info)
        lists = self._data.postings(fieldname, text)
        union = read_union(lists)
        values = None
        if lists.field.has_positions:
            values = _Positions(lists, union.ids, format_)
        return _Matcher(
            union.ids.tolist(), union.tfs.astype(float).tolist(), values, format_, scorer,
            term=(fieldname, text), terminfo=info,
        )  # fmt: skip

    def _lists(self, field: str, text: bytes) -> PostingLists | None:
        """The lists of a term, or ``None`` where there is none."""
        if field not in self._data.fields:
            return None
        lists = self._data.postings(field, text)
        return lists if len(lists.starts) else None

    def _lengths(self, field: str) -> Lengths:
        if field in SYLLABLE_FIELDS:
            return self._data.column(f"{field}.lengths")
        return np.zeros(self._data.articles, np.uint32)

    def _terms_of(self, field: str) -> Iterator[bytes]:
        """The terms of a field in the order of their bytes, folded ones too."""
        data = self._data
        if field == ID:
            yield from sorted(data.ids)
            return
        keys = data.fields[field].keys.all()
        terms = data.vocabulary.terms
        if field in PAIR_FIELDS:
            yield from sorted(_pair_texts(terms, data.pairs[field].keys.all()))
        elif field == WORDS:
            yield from (data.word_table[number] for number in keys.tolist())
        else:
            accented = [terms[number] for number in keys.tolist()]
            folded = {fold(text.decode()).encode() for text in accented}
            marked = (FOLDED_MARK.encode() + text for text in sorted(folded))
            bare = (BARE_MARK.encode() + text for text in accented)
            there = (text for text in bare if (field, text) in self)
            yield from merge(accented, marked, there)


def _pair_texts(terms: TermTable, keys: PairKeyArray) -> Iterator[bytes]:
    """The pairs as Whoosh's terms."""
    first, codes = split_keys(keys)
    second, kinds = split_codes(codes)
    for a, b, kind in zip(first.tolist(), second.tolist(), kinds.tolist(), strict=True):
        yield terms[a] + PAIR_SIGNS[kind].encode() + terms[b]


class _Matcher(ListMatcher):  # type: ignore[misc]
    """One list with its scorer.  Without block quality: the whole list is one block."""

    def supports_block_quality(self) -> bool:
        return False


class _Positions:
    """The positions in each article of a list, in Whoosh's encoding, read when asked for."""

    def __init__(self, lists: PostingLists, ids: Any, format_: Any) -> None:
        self._lists, self._ids, self._format = lists, ids, format_

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, number: int) -> bytes:
        found = read_occurrences(self._lists, self._ids[number : number + 1].astype(np.int32))
        encoded: bytes = self._format.encode(positions_of(found).tolist())
        return encoded


class _Cursor(base.FieldCursor):  # type: ignore[misc]
    """Walks over the terms of one field."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self._at = 0

    def first(self) -> str | None:
        self._at = 0
        return self.text()

    def find(self, string: str) -> str | None:
        self._at = bisect_left(self._texts, string)
        return self.text()

    def next(self) -> str | None:
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        return self._texts[self._at] if self.is_valid() else None

    def is_valid(self) -> bool:
        return self._at < len(self._texts)
