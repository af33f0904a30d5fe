"""How much more is a new article worth than an old one, or one of the days that were asked for?

New ones a little, and only as a tie-breaker:

    score · (1 + weight · 2 ^ (-age / half_life))

The age counts back from the newest article that is not dated after the index was built, so the
same index always answers the same; an undated article gets no bonus.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from index.arrays.types import Scores
from index.days import day_of
from search.engines.whoosh.columns import DayColumn
from search.plan import OnDays, Recency


def recency_factors(days: DayColumn, built: date, recency: Recency) -> Scores:
    """What a score is multiplied by, for each code of ``days``."""
    codes = np.arange(days.span + 1)
    sound = (codes < days.span) & (codes <= day_of(built) - days.first)
    present = np.unique(days.codes)
    present = present[sound[present]]
    if not len(present):
        return np.ones(len(codes), np.float32)
    age = np.maximum(int(present[-1]) - codes, 0).astype(np.float32)
    bonus = recency.weight * np.exp2(-age / recency.half_life)
    return np.where(sound, 1 + bonus, 1).astype(np.float32)


def factors_on_days(days: DayColumn, wanted: OnDays) -> Scores:
    """What a score is multiplied by for being of the days ``wanted``, for each code of ``days``."""
    factors = np.ones(days.span + 1, np.float32)
    for first, last in wanted.days:
        low, high = days.codes_between(first, last)
        factors[low : max(high + 1, low)] = 1 + wanted.weight
    return factors
