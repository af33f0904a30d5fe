"""Are similar articles alike?  As far as their categories tell.

An article and those like it mostly are of one category; nothing in what is searched says which.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from relevance.corpus import Text
from relevance.queries import SEED
from relevance.rankers import TimBao

_ARTICLES, _SHOWN = 500, 5


@dataclass(frozen=True, slots=True)
class Alike:
    """How many of the five most similar articles, and of the first ones, are of the own category,
    as shares; of so many ``articles``."""

    articles: int
    shown: float
    first: float


def find_alike(engine: TimBao, texts: Sequence[Text]) -> Alike | None:
    """Measured for articles drawn by chance; ``None`` if none has a category."""
    category = {text.id: text.category for text in texts}
    known = [text.id for text in texts if text.category]
    if not known:
        return None
    drawn = random.Random(SEED).sample(known, min(_ARTICLES, len(known)))
    rows = [
        [category[other] == category[one] for other in engine.similar(one, _SHOWN)] for one in drawn
    ]
    shown = sum(map(sum, rows)) / (_SHOWN * len(rows))
    return Alike(len(rows), shown, sum(row[:1] == [True] for row in rows) / len(rows))
