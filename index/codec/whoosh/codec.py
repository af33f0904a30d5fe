"""How does Whoosh read a segment of arrays?  Through the interfaces that it has for this.

With this module importable, stock Whoosh opens the index, searches it with its own
matchers and finds the same articles: that is the oracle of the tests, and what answers a
query that :mod:`search` has no faster way for.  Whoosh's interface for *writing* takes one
call per posting, so it is not offered: segments are made by :mod:`index.run.writer`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whoosh import columns
from whoosh.codec import base

from index.arrays.types import Lengths
from index.codec.layout import SYLLABLE_FIELDS
from index.codec.segment import SegmentData
from index.codec.segment_infos import ARRAYS_SUFFIX, INDEX_NAME, SegmentInfo
from index.codec.whoosh.terms import ID, ArrayTermsReader

_COLUMNS = {"published": "published", "category_value": "category", "source_value": "source"}


class ArrayCodec(base.Codec):  # type: ignore[misc] # Whoosh has no types
    """Reads segments that are one file of arrays each."""

    def terms_reader(self, storage: Any, segment: Any) -> ArrayTermsReader:
        return ArrayTermsReader(_data_of(storage, segment))

    def per_document_reader(self, storage: Any, segment: Any) -> ArrayArticles:
        return ArrayArticles(_data_of(storage, segment), segment)

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        return ArraySegment(indexname, 0)


class ArraySegment(base.Segment):  # type: ignore[misc]
    """What Whoosh's table of contents keeps of a segment: its name, size and deletions."""

    def __init__(self, indexname: str, articles: int) -> None:
        super().__init__(indexname)
        self._articles = articles
        self._deleted: set[int] = set()

    @classmethod
    def of(cls, info: SegmentInfo) -> ArraySegment:
        """Describe to Whoosh the segment that ``info`` describes to us."""
        segment = cls(INDEX_NAME, info.articles)
        segment.segid = info.id
        segment._deleted = set(info.deleted)
        return segment

    def codec(self, **_: Any) -> ArrayCodec:
        return ArrayCodec()

    def set_doc_count(self, count: int) -> None:
        self._articles = count

    def doc_count_all(self) -> int:
        return self._articles

    def deleted_count(self) -> int:
        return len(self._deleted)

    def deleted_docs(self) -> Iterator[int]:
        return iter(sorted(self._deleted))

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        if delete:
            self._deleted.add(docnum)
        else:
            self._deleted.discard(docnum)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted

    def should_assemble(self) -> bool:
        return False  # a compound file would be copied into memory when opened


def _data_of(storage: Any, segment: Any) -> SegmentData:
    """The data of ``segment``, which lies in the folder of ``storage``."""
    return SegmentData(Path(storage.folder) / segment.make_filename(ARRAYS_SUFFIX))


class _Column(columns.ColumnReader):  # type: ignore[misc]
    """One value per article."""

    def __init__(self, values: list[Any]) -> None:
        self._values = values

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, number: int) -> Any:
        return self._values[number]


class ArrayArticles(base.PerDocumentReader):  # type: ignore[misc]
    """Lengths, columns, deletions and stored articles, as Whoosh asks for them."""

    def __init__(self, data: SegmentData, segment: ArraySegment) -> None:
        self._data, self._segment = data, segment

    def doc_count(self) -> int:
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        return self._data.articles

    def has_deletions(self) -> bool:
        return self._segment.deleted_count() > 0

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname in _COLUMNS

    def list_columns(self) -> list[str]:
        return list(_COLUMNS)

    def column_reader(self, fieldname: str, column: Any) -> _Column:
        if fieldname == "published":
            return _Column(self._data.column("published").tolist())
        texts = list(self._data.facet_values(_COLUMNS[fieldname]))
        codes = self._data.column(f"{_COLUMNS[fieldname]}.codes").tolist()
        return _Column([texts[code] for code in codes])

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self._lengths(fieldname)
        return int(lengths[docnum]) if lengths is not None else default

    def field_length(self, fieldname: str) -> int:
        return self._statistic(fieldname, "sum")

    def min_field_length(self, fieldname: str) -> int:
        return self._statistic(fieldname, "min")

    def max_field_length(self, fieldname: str) -> int:
        return self._statistic(fieldname, "max")

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        article = self._data.stored.article(docnum)
        return {ID: article.id, "article": article}

    def _lengths(self, field: str) -> Lengths | None:
        return self._data.column(f"{field}.lengths") if field in SYLLABLE_FIELDS else None

    def _statistic(self, field: str, name: str) -> int:
        lengths = self._lengths(field)
        return int(getattr(lengths, name)()) if lengths is not None and len(lengths) else 0
