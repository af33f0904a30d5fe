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
from typing import NamedTuple

from search.meaning.interpreter import Way
from search.meaning.units import Segmenter
from search.query.atoms import Atom
from search.query.variants import Terms

_JOIN_WEIGHT = 2.0
_SMOOTHING_ARTICLES = 0.1
_MIN_SYLLABLES, _MAX_SYLLABLES = 2, 5  # of a row that is looked for in articles
_MAX_LOG_GAP = 3.0  # nats: what is at least so much less likely than the best is not looked for

Piece = Terms | int
"""The accented terms of one unit, or the place of an atom that the query itself keeps together."""


class CutRow(NamedTuple):
    """A ``way`` to take a row, cut into ``pieces``, with its ``weight`` in nats."""

    way: Way
    pieces: tuple[Piece, ...]
    weight: float


def weigh(
    ways: Sequence[Way],
    atoms: Sequence[Atom],
    segmenter: Segmenter,
    articles_with: Callable[[Terms], int],
) -> list[CutRow]:
    """How each of ``ways`` (the likeliest first) to take ``atoms`` is cut, the heaviest first; what
    is cut alike comes once.

    ``articles_with`` counts the articles that have terms one right behind the other.
    """
    is_free = all(atom.is_free for atom in atoms)
    rows: list[CutRow] = []
    cut: set[tuple[Piece, ...]] = set()
    for way in ways:  # several may differ only inside of what is kept together
        pieces = segmenter.pieces(way.terms) if is_free else tuple(_pieces(atoms, way, segmenter))
        if pieces not in cut:
            cut.add(pieces)
            joins = len(way.terms) - len(pieces) if is_free else _joins(pieces, atoms)
            rows.append(CutRow(way, pieces, way.log_likelihood + _JOIN_WEIGHT * joins))
    rows.sort(key=_descending)
    if len(rows) == 1 or not _MIN_SYLLABLES <= len(ways[0].terms) <= _MAX_SYLLABLES:
        return rows
    return sorted(_counted(rows, segmenter, articles_with), key=_descending)


def shares(rows: Sequence[CutRow]) -> list[float]:
    """How likely each of ``rows``, the heaviest first, is among them all."""
    likelihoods = [math.exp(row.weight - rows[0].weight) for row in rows]
    everything = sum(likelihoods)
    return [likelihood / everything for likelihood in likelihoods]


def _descending(row: CutRow) -> float:
    return -row.weight


def _pieces(atoms: Sequence[Atom], way: Way, segmenter: Segmenter) -> Iterator[Piece]:
    """Atoms taken in one ``way`` cut into pieces: the syllables of those that are free, between the
    fixed ones, together."""
    terms, first, end = way.terms, 0, 0
    for place, atom in enumerate(atoms):
        begin, end = end, end + len(atom.tokens)
        if not atom.is_free and atom.is_one_thing(terms[begin:end]):
            yield from segmenter.pieces(terms[first:begin])
            yield place
            first = end
    yield from segmenter.pieces(terms[first:end])


def _joins(pieces: Sequence[Piece], atoms: Sequence[Atom]) -> int:
    """How many neighbours the likeliest words join, and names that other ways to read may part."""
    return sum(
        len(piece) - 1
        if isinstance(piece, tuple)
        else len(atoms[piece].tokens) - 1
        if atoms[piece].words[0].meant
        else 0
        for piece in pieces
    )


def _counted(
    rows: Sequence[CutRow], segmenter: Segmenter, articles_with: Callable[[Terms], int]
) -> list[CutRow]:
    """``rows`` with what articles add to their weights.

    A row is looked for only where it may still be likely: no more articles have it than its rarest
    pair occurs.  Of two syllables that is near enough, but for two that are no word: signs may
    part them wherever they stand (*Mỹ-Trung*, *Mỹ - Triều*).
    """
    likely = max(row.way.log_likelihood for row in rows) - _MAX_LOG_GAP
    hopeful = []
    for row in rows:
        terms = row.way.terms
        is_pair = len(terms) == len(row.pieces) == _MIN_SYLLABLES
        if is_pair and row.way.log_likelihood > likely:
            pairs = float(articles_with(terms))
        else:
            pairs = segmenter.rarest_pair(terms)
        hopeful.append((row.weight + _log(pairs), pairs, row))
    hopeful.sort(key=lambda one: -one[0])
    best = -math.inf
    found = []
    for at_most, pairs, (way, pieces, own_weight) in hopeful:
        weight = at_most
        if pairs and len(way.terms) > _MIN_SYLLABLES and weight > best - _MAX_LOG_GAP:
            weight = own_weight + _log(articles_with(way.terms))
        best = max(best, weight)
        found.append(CutRow(way, pieces, weight))
    return found


def _log(articles: float) -> float:
    return math.log(articles + _SMOOTHING_ARTICLES)
