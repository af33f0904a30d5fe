"""What is known of every article by its doc id?  Facet values and dates, as arrays.

Filtering, counting and sorting are array operations over these, so a facet costs the
same for one match as for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from index.arrays.types import Array, Codes, Mask, Minutes, Ranks
from index.codec.segment import SegmentData
from index.days import MINUTES_A_DAY, UNDATED, day_of
from search.request import DateSpan


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """One facet: article n has ``values[codes[n]]``; ``values`` ascend."""

    values: tuple[str, ...]
    codes: Codes

    def mask(self, wanted: Iterable[str]) -> Mask:
        """The articles that have one of the ``wanted`` values."""
        names = set(wanted)
        chosen = np.array([value in names for value in self.values], dtype=bool)
        mask: Mask = chosen[self.codes]
        return mask


@dataclass(frozen=True, slots=True)
class DayColumn:
    """The days of publication, counted from 0001-01-01 as day 0: article n on day
    ``first + codes[n]``; undated ones have the code ``span``, one beyond the last day's."""

    first: int
    span: int
    codes: Codes

    @classmethod
    def of(cls, published: Minutes) -> DayColumn:
        """The days of articles that were ``published`` at these minutes, or are undated."""
        dated = published != UNDATED
        days = published // MINUTES_A_DAY
        first = int(days[dated].min()) if dated.any() else 0
        span = int(days[dated].max()) - first + 1 if dated.any() else 0
        return cls(first, span, np.where(dated, days - first, span).astype(np.int32))

    def within(self, span: DateSpan) -> Mask:
        """The dated articles published on the days of ``span``."""
        return self.between(day_of(span.first), day_of(span.last))

    def between(self, first: int, last: int) -> Mask:
        """The dated articles published from day ``first`` to day ``last``, both included."""
        low = max(first - self.first, 0)
        high = min(last - self.first, self.span - 1)
        within: Mask = (self.codes >= low) & (self.codes <= high)
        return within


@dataclass(frozen=True, slots=True)
class Columns:
    """All columns, with an element per article.

    ``newest_first[n]`` is the place of article n when all are sorted by date, the newest first
    and undated ones last; articles of the same minute by a hash of their ids, so that the
    order does not depend on how the index was built.
    """

    category: ValueColumn
    source: ValueColumn
    published: Minutes
    days: DayColumn
    newest_first: Ranks


def load_columns(segments: Sequence[SegmentData]) -> Columns:
    """Read the columns of all segments into memory (about 30 bytes an article)."""
    published = _joined(segments, "published", np.int64)
    hashes = _joined(segments, "ids.hashes", np.uint64)
    newest_first = np.empty(len(published), np.int32)
    newest_first[np.lexsort((hashes, -published))] = np.arange(len(published), dtype=np.int32)
    return Columns(
        _value_column(segments, "category"),
        _value_column(segments, "source"),
        published,
        DayColumn.of(published),
        newest_first,
    )


def _joined(segments: Sequence[SegmentData], name: str, kind: type[np.generic]) -> Array:
    parts = [segment.column(name) for segment in segments]
    return np.concatenate([np.zeros(0, kind), *parts])


def _value_column(segments: Sequence[SegmentData], name: str) -> ValueColumn:
    texts = [[text.decode() for text in segment.facet_values(name)] for segment in segments]
    values = sorted(set().union(*texts))
    code = {value: n for n, value in enumerate(values)}
    parts = [np.zeros(0, np.int32)]
    for segment, own in zip(segments, texts, strict=True):
        new = np.array([code[value] for value in own], np.int32)
        parts.append(new[segment.column(f"{name}.codes")])
    return ValueColumn(tuple(values), np.concatenate(parts))
