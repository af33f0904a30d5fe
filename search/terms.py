"""Which words tell one set of articles from another?  The shapes of the answer.

How their figures are worked out stands in :mod:`search.keyness`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyTerm:
    """A word as it is written, which ``count`` articles of a set have; ``score``, above 0, is how
    well it tells the set from all other articles, comparable within one set."""

    text: str
    count: int
    score: float


@dataclass(frozen=True, slots=True)
class ComparedTerm:
    """A word as it is written: ``count`` articles of one set have it and ``other_count`` of
    another.  How surely their shares differ is ``log_likelihood``, and how much ``log_ratio`` (see
    :mod:`search.keyness`)."""

    text: str
    count: int
    other_count: int
    log_likelihood: float
    log_ratio: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sets of articles: how many are in one, in the ``other`` and in ``both``, how their
    queries were ``understood``, and words that a larger share of one has than of the other."""

    total: int
    other_total: int
    both: int
    understood: str
    other_understood: str
    terms: tuple[ComparedTerm, ...]
