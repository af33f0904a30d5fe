"""What is known of every article by its number?  Facet values and dates, as arrays.

Filtering, counting and sorting are array operations over these, so a facet costs the
same for one match as for all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.schema import MINUTES_A_DAY, UNDATED, day_of
from search.request import DateSpan

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """One facet: article n has ``values[codes[n]]``; ``values`` are in order."""

    values: tuple[str, ...]
    codes: npt.NDArray[np.int64]

    def mask(self, wanted: Iterable[str]) -> Mask:
        """The articles that have one of the ``wanted`` values."""
        names = set(wanted)
        chosen = np.array([value in names for value in self.values], dtype=bool)
        mask: Mask = chosen[self.codes]
        return mask


@dataclass(frozen=True, slots=True)
class Columns:
    """``published`` in minutes (see :func:`index.schema.minutes`), ``alive`` where not deleted."""

    category: ValueColumn
    source: ValueColumn
    published: npt.NDArray[np.int64]
    alive: Mask

    def days(self) -> npt.NDArray[np.int64]:
        """The day of each article, day 0 for undated ones."""
        return self.published // MINUTES_A_DAY

    def dated(self) -> Mask:
        mask: Mask = self.published != UNDATED
        return mask

    def published_within(self, span: DateSpan) -> Mask:
        """The dated articles published on the days of ``span``."""
        days = self.days()
        within: Mask = (days >= day_of(span.first)) & (days <= day_of(span.last))
        return within & self.dated()


def load_columns(reader: Any) -> Columns:
    """Read the columns of all segments into memory (about 25 bytes an article)."""
    category: list[str] = []
    source: list[str] = []
    published: list[int] = []
    alive: list[bool] = []
    for leaf, _ in reader.leaf_readers():
        numbers = range(leaf.doc_count_all())
        category += _texts(leaf, "category_value", numbers)
        source += _texts(leaf, "source_value", numbers)
        times = leaf.column_reader("published")
        published += [int(times[n]) for n in numbers]
        alive += [not leaf.is_deleted(n) for n in numbers]
    return Columns(
        _value_column(category),
        _value_column(source),
        np.array(published, dtype=np.int64),
        np.array(alive, dtype=bool),
    )


def _texts(leaf: Any, name: str, numbers: range) -> list[str]:
    column = leaf.column_reader(name)
    return [column[n].decode() for n in numbers]


def _value_column(texts: list[str]) -> ValueColumn:
    values = sorted(set(texts))
    code = {value: n for n, value in enumerate(values)}
    return ValueColumn(tuple(values), np.array([code[text] for text in texts], dtype=np.int64))
