"""What is known of every article by its doc id?  Facet values and dates, as arrays.

Filtering, counting and sorting are array operations over these, so a facet costs the
same for one match as for all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np

from index.arrays.types import (
    Array,
    Bytes,
    ChosenCodes,
    Codes,
    Counts,
    DocIds,
    Indices,
    Mask,
    Minutes,
    Ranks,
    Seconds,
)
from index.article import TEXT_FIELDS
from index.codec.layout import unaccented_column
from index.codec.segment import SegmentData
from index.days import MINUTES_A_DAY, UNDATED, day_of
from index.groups.file import Groups
from index.vietnamese import collation_key
from search.facet_values import FacetName, keys_of, spelling_of, value_key
from search.request import DateSpan

Unit = Literal["year", "month", "day"]

_UNIX_EPOCH = day_of(date(1970, 1, 1))  # NumPy's calendar begins there


@dataclass(frozen=True)
class ValueColumn:
    """One facet: article n has ``values[codes[n]]``, whichever spelling of it (``keys``, which
    ascend, see :mod:`search.facet_values`) it was published with; each is spelt as most articles
    spell it."""

    name: FacetName
    keys: tuple[str, ...]
    values: tuple[str, ...]
    codes: Codes

    @cached_property
    def by_alphabet(self) -> Indices:
        """The codes in the alphabetical order of their values."""
        order = sorted(range(len(self.values)), key=lambda n: (collation_key(self.values[n]), n))
        return np.array(order, np.intp)

    def chosen(self, wanted: Iterable[str], unwanted: Iterable[str] = ()) -> ChosenCodes:
        """The codes of the ``wanted`` values, however these are spelt, or all if none are; without
        those of the ``unwanted`` ones."""
        keys, excluded = keys_of(self.name, wanted), keys_of(self.name, unwanted)
        kept = [(not keys or key in keys) and key not in excluded for key in self.keys]
        return np.array(kept, np.uint8)

    def shown(self, value: str) -> str:
        """``value`` as it is spelt in this index; as it is, if no article has it."""
        return self._by_key.get(value_key(self.name, value), value)

    @cached_property
    def _by_key(self) -> dict[str, str]:
        return dict(zip(self.keys, self.values, strict=True))


@dataclass(frozen=True)
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

    def chosen(self, span: DateSpan | None, *, undated: bool = False) -> ChosenCodes:
        """The codes of the days of ``span``; without one all, that of undated articles too, or with
        ``undated`` that one alone."""
        if span is None and not undated:
            return np.ones(self.span + 1, np.uint8)
        low = high = self.span
        if span is not None:
            low, high = self.codes_between(day_of(span.first), day_of(span.last))
        codes = np.arange(self.span + 1)
        return ((codes >= low) & (codes <= high)).astype(np.uint8)

    def codes_between(self, first: int, last: int) -> tuple[int, int]:
        """The lowest and the highest code of the days from ``first`` to ``last``, both included."""
        return max(first - self.first, 0), min(last - self.first, self.span - 1)

    def cut(self, counts: Counts, unit: Unit) -> tuple[list[str], list[int]]:
        """The units of time that have any of ``counts``, one for each day's code: how each is
        written (``2016-05``), and what it has."""
        begins, names = self._calendars[unit]
        totals = np.add.reduceat(counts, begins) if len(begins) else counts[:0]
        present = np.flatnonzero(totals)
        return names[present].tolist(), totals[present].tolist()

    def numbered(self, unit: Unit) -> tuple[Codes, Array]:
        """For each code of a day the number of its unit of time, and how each of these is written;
        for that of undated articles one number more."""
        begins, names = self._calendars[unit]
        numbers = np.searchsorted(begins, np.arange(self.span), side="right") - 1
        return np.append(numbers, len(names)).astype(np.int32), names

    @cached_property
    def _calendars(self) -> dict[Unit, tuple[Indices, Array]]:
        return {"year": self._begins("Y"), "month": self._begins("M"), "day": self._begins("D")}

    def _begins(self, unit: str) -> tuple[Indices, Array]:
        """The code of the first day of each unit of time, and how the unit is written."""
        days = np.arange(self.span) + (self.first - _UNIX_EPOCH)
        units = days.astype("datetime64[D]").astype(f"datetime64[{unit}]")
        begins = np.flatnonzero(np.append(True, units[1:] != units[:-1]))[: len(units)]
        return begins, np.datetime_as_string(units[begins]).astype(object)


@dataclass(frozen=True, slots=True)
class Columns:
    """All columns, with an element per article.

    ``newest_first[n]`` is the place of article n when all are sorted by date, the newest first
    and undated ones last; articles of the same minute by a hash of their ids, so that the
    order does not depend on how the index was built.  ``stories[n]`` is the number of its group, or
    -1, and ``grouped_ids`` are the articles that are in one.  ``unaccented`` is 1 for articles that
    have no accent in any text.
    """

    category: ValueColumn
    source: ValueColumn
    published: Minutes
    indexed: Seconds
    days: DayColumn
    newest_first: Ranks
    stories: Codes
    grouped_ids: DocIds
    unaccented: Bytes


def load_columns(living: Sequence[tuple[SegmentData, Mask]], groups: Groups) -> Columns:
    """Read the columns of all segments, each with a mask of its articles that are not deleted,
    into memory (about 42 bytes an article); ``groups`` are those of the generation."""
    segments = [segment for segment, _ in living]
    published = _joined(segments, "published", np.int64)
    hashes = _joined(segments, "ids.hashes", np.uint64)
    newest_first = np.empty(len(published), np.int32)
    newest_first[np.lexsort((hashes, -published))] = np.arange(len(published), dtype=np.int32)
    stories = groups.stories(hashes)
    return Columns(
        _value_column(living, "category"),
        _value_column(living, "source"),
        published,
        _joined(segments, "indexed", np.int64),
        DayColumn.of(published),
        newest_first,
        stories,
        np.flatnonzero(stories >= 0).astype(np.int32),
        _joined(segments, unaccented_column(TEXT_FIELDS[0]), np.uint8),
    )


def _joined(segments: Sequence[SegmentData], name: str, kind: type[np.generic]) -> Array:
    parts = [segment.column(name) for segment in segments]
    return np.concatenate([np.zeros(0, kind), *parts])


def _value_column(living: Sequence[tuple[SegmentData, Mask]], name: FacetName) -> ValueColumn:
    """The values of a facet, all spellings of one as one."""
    spellings: dict[str, Counter[str]] = {}
    texts = [[text.decode() for text in segment.facet_values(name)] for segment, _ in living]
    for (segment, alive), own in zip(living, texts, strict=True):
        counts = np.bincount(segment.column(f"{name}.codes")[alive], minlength=len(own))
        for value, count in zip(own, counts.tolist(), strict=True):
            spellings.setdefault(value_key(name, value), Counter())[value] += count
    keys = sorted(spellings)
    code = {key: n for n, key in enumerate(keys)}
    parts = [np.zeros(0, np.int32)]
    for (segment, _), own in zip(living, texts, strict=True):
        new = np.array([code[value_key(name, value)] for value in own], np.int32)
        parts.append(new[segment.column(f"{name}.codes")])
    values = tuple(spelling_of(name, spellings[key]) for key in keys)
    return ValueColumn(name, tuple(keys), values, np.concatenate(parts))
