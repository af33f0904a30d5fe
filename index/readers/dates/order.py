"""Does the day or the month come first in the dates of one file?

The day, as Vietnam writes, unless the file itself proves otherwise: among its first thousand
records some date is possible with the month first alone (``8/31/2020``), and none with the day
first alone.  The articles before the proof are held back until it is found, or ruled out by a
date such as ``31/8/2020``: never more than a thousand, nor more than a few megabytes of text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from index.article import Article, Outcome
from index.readers.dates.reading import Readings, readings

_MAX_HELD = 1000
_MAX_HELD_CHARS = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Dated:
    """A date, and whether it is sure; ``None`` is no date."""

    moment: date | datetime | None = None
    sure: bool = True


class DateOrder:
    """What the dates of one file have shown of their order so far; one object for each file."""

    def __init__(self) -> None:
        self._day_proven = False
        self._month_proven = False
        self._is_month_first = False  # decided in :meth:`settled` alone
        self._last: Readings | None = None

    def read(self, raw: object) -> Dated:
        """Return the date that ``raw`` is in the order known by now, and note what it proves."""
        found = readings(raw)
        self._day_proven |= found.proves_day_first
        self._month_proven |= found.day_first is None and found.month_first is not None
        if found != Readings():
            self._last = found
        return self._in_order(found)

    def settled(self, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
        """Yield ``outcomes``, of records that were read with this order, their dates in order.

        They come in their own order; memory holds at most the thousand that wait for a proof.
        """
        held: list[tuple[Outcome, Readings | None]] = []
        chars = number = 0
        waiting = True
        for number, outcome in enumerate(outcomes, 1):
            found = self._taken() if isinstance(outcome, Article) else None
            if waiting and (held or (found and found.month_first is not None)):
                held.append((outcome, found))
                chars += len(outcome.body) if isinstance(outcome, Article) else 0
            if self._day_proven or number >= _MAX_HELD or chars > _MAX_HELD_CHARS:
                if waiting:
                    yield from self._decided(held)
                    held, was_held = [], bool(held)
                    waiting = False
                    if was_held:
                        continue
            elif held:
                continue
            yield outcome
        yield from self._decided(held)

    def _taken(self) -> Readings | None:
        last, self._last = self._last, None
        return last

    def _decided(self, held: list[tuple[Outcome, Readings | None]]) -> Iterator[Outcome]:
        self._is_month_first = self._month_proven and not self._day_proven
        for outcome, found in held:
            if isinstance(outcome, Article) and found and found.month_first is not None:
                yield self._dated_anew(outcome, found)
            else:
                yield outcome

    def _dated_anew(self, article: Article, found: Readings) -> Article:
        dated = self._in_order(found)
        return replace(
            article, published=dated.moment, published_from="field", published_sure=dated.sure
        )

    def _in_order(self, found: Readings) -> Dated:
        if found.month_first is None:
            return Dated(found.day_first)
        if self._is_month_first:
            return Dated(found.month_first)
        if found.day_first is None:  # possible in one order alone, though not that of the file
            return Dated(found.month_first, sure=False)
        return Dated(found.day_first, sure=self._day_proven or not found.american)
