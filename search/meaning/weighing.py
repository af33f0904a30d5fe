"""How likely is each way to read a row of words?

Where accents are missing, the interpretations of a row (:mod:`search.meaning.interpreter`) are cut
into words and weighed by::

    log(likelihood) + log(articles with all of it in a row + 0.1) + 2 · (joins inside words)

The share of each is that of all (a softmax).  Rows of more than five syllables are hardly ever
found whole, and are not looked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.analysis import Token
from search.meaning.interpreter import Interpretation
from search.meaning.units import Segmenter
from search.query.atoms import Atom
from search.query.variants import Terms

_JOIN_WEIGHT = 2.0
_SMOOTHING_ARTICLES = 0.1
_MIN_SYLLABLES, _MAX_SYLLABLES = 2, 5  # of a row that is looked for in articles
_MAX_LOG_GAP = 3.0  # nats: what is at least so much less likely than the best is not looked for

Piece = Terms | int
"""The accented terms of one unit, or the place of an atom that the query itself keeps together."""


@dataclass(frozen=True, slots=True)
class CutRow:
    """An interpretation of a row, cut into ``pieces``, with its ``weight`` in nats."""

    interpretation: Interpretation
    pieces: tuple[Piece, ...]
    weight: float = 0.0


def weigh(
    interpretations: Sequence[Interpretation],
    atoms: Sequence[Atom],
    segmenter: Segmenter,
    articles_with: Callable[[Terms], int],
) -> list[CutRow]:
    """The different ways to cut ``interpretations`` of ``atoms`` (the likeliest first), the
    heaviest first.

    ``articles_with`` counts the articles that have terms one right behind the other.
    """
    cut: dict[tuple[Piece, ...], CutRow] = {}
    free = [atom.tokens[0] if atom.is_free else None for atom in atoms]
    for one in interpretations:  # several may differ only inside of what is kept together
        pieces = tuple(_pieces(free, one, segmenter))
        if pieces not in cut:
            cut[pieces] = CutRow(one, pieces, one.log_likelihood + _JOIN_WEIGHT * _joins(pieces))
    rows = sorted(cut.values(), key=lambda row: -row.weight)
    tokens = [token for atom in atoms for token in atom.tokens]
    if len(rows) == 1 or not _MIN_SYLLABLES <= len(tokens) <= _MAX_SYLLABLES:
        return rows
    in_a_row = [(row, tuple(map(row.interpretation.term, tokens))) for row in rows]
    counted = _counted(in_a_row, segmenter, articles_with)
    return sorted(counted, key=lambda row: -row.weight)


def shares(rows: Sequence[CutRow]) -> list[float]:
    """How likely each of ``rows``, the heaviest first, is among them all."""
    likelihoods = [math.exp(row.weight - rows[0].weight) for row in rows]
    return [likelihood / sum(likelihoods) for likelihood in likelihoods]


def _pieces(
    free: Sequence[Token | None], interpretation: Interpretation, segmenter: Segmenter
) -> Iterator[Piece]:
    """Atoms cut into pieces: the syllables of those that are ``free``, between the fixed ones,
    together."""
    stretch: list[str] = []
    for place, token in enumerate(free):
        if token is not None:
            stretch.append(interpretation.term(token))
            continue
        yield from _cut(stretch, segmenter)
        yield place
        stretch = []
    yield from _cut(stretch, segmenter)


def _cut(terms: Sequence[str], segmenter: Segmenter) -> Iterator[Terms]:
    return (tuple(terms[first:end]) for first, end in segmenter.cut(terms))


def _joins(pieces: Sequence[Piece]) -> int:
    return sum(len(piece) - 1 for piece in pieces if isinstance(piece, tuple))


def _counted(
    rows: Sequence[tuple[CutRow, Terms]],
    segmenter: Segmenter,
    articles_with: Callable[[Terms], int],
) -> Iterator[CutRow]:
    """``rows``, each with its terms, with what articles add to their weights.

    A row is looked for only where it may still be likely: no more articles have it than its rarest
    pair occurs.  Of two syllables that is near enough, but for two that are no word: signs may
    part them wherever they stand (*Mỹ-Trung*, *Mỹ - Triều*).
    """
    likely = max(row.interpretation.log_likelihood for row, _ in rows) - _MAX_LOG_GAP

    def at_most(row: CutRow, terms: Terms) -> float:
        is_pair = len(terms) == len(row.pieces) == _MIN_SYLLABLES
        if is_pair and row.interpretation.log_likelihood > likely:
            return articles_with(terms)
        return segmenter.rarest_pair(terms)

    hopeful = [
        (row.weight + _log(pairs), pairs, row, terms)
        for row, terms in rows
        for pairs in (at_most(row, terms),)
    ]
    best = -math.inf
    for highest, pairs, row, terms in sorted(hopeful, key=lambda one: -one[0]):
        weight = highest
        if pairs and len(terms) > _MIN_SYLLABLES and weight > best - _MAX_LOG_GAP:
            weight = row.weight + _log(articles_with(terms))
        best = max(best, weight)
        yield replace(row, weight=weight)


def _log(articles: float) -> float:
    return math.log(articles + _SMOOTHING_ARTICLES)
