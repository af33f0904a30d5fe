"""How much more is a new article worth than an old one?  A little, and only as a tie-breaker.

    score · (1 + WEIGHT · 2 ^ (-age / HALF_LIFE))

The age counts back from the newest article that is not dated after the index was built, so the
same index always answers the same; an undated article gets no bonus.  A phrase is looked for by
people who know what they look for, and gets none either.

Measured with 3,000 titles over 7,849 dated articles (MRR without any bonus .7133): .7130 with these
values, but .7066 with a half-life of a year, and .7105 with a bonus of 0.4.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from index.arrays.types import Scores
from index.days import day_of
from search.engines.whoosh.columns import DayColumn

WEIGHT = 0.1
HALF_LIFE = 30.0  # days


def recency(days: DayColumn, built: date) -> Scores:
    """What the score of each article is multiplied by."""
    codes = days.codes.astype(np.float32)
    sound = (days.codes < days.span) & (days.codes <= day_of(built) - days.first)
    if not sound.any():
        return np.ones(len(codes), np.float32)
    age = np.maximum(codes[sound].max() - codes, 0)
    bonus = WEIGHT * np.exp2(-age / HALF_LIFE)
    return np.where(sound, 1 + bonus, 1).astype(np.float32)
