"""In which ways may words typed in a row be read?  In all the accents that are likely in context.

Where accents are missing, several readings may be likely: *con do* is *côn đồ* or *còn đó*.  A reading
says which syllables are meant and cuts them into units (:mod:`search.meaning.units`).  Its
weight is::

    log(likelihood) + log(articles with all of it in a row + 0.1) + 2 · (joins inside words)

and its share that of all (a softmax).  Kept are readings with at least a twentieth, eight at most.
Nothing is mended here: what was misspelt is looked for as it was typed.

Readings beside the likeliest are trusted less: what stands alone in them has to stand nearer to its
neighbours than in that one (measured: docs/relevance.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.analysis import Token
from search.meaning.candidates import ErrorModel
from search.meaning.interpreter import Interpretation, Interpreter
from search.meaning.units import Segmenter, Unit, fixed_unit, unit_of
from search.query.atoms import Atom, Run, atoms_of
from search.query.variants import Terms

ANYWHERE = -1
SIDE_BY_SIDE = 0
NEAR = 8
NEAR_BETWEEN_WORDS = 60

_MAX_INTERPRETATIONS, _MAX_READINGS = 16, 8
_MIN_SHARE = 0.05
_JOIN_WEIGHT = 2.0
_SMOOTHING_ARTICLES = 0.1
_MIN_SYLLABLES, _MAX_SYLLABLES = 2, 5  # of a row that is looked for in articles


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a run of words: its ``units`` in the order typed.

    ``gaps[i]`` is how many syllables at most may stand between unit i and the next one, whichever
    comes first: :data:`ANYWHERE`, or :data:`SIDE_BY_SIDE` for one right behind the other as typed.
    ``share`` is how likely the reading is among all, from 0 to 1; ``interpretation`` tells what it
    takes each syllable for.
    """

    units: tuple[Unit, ...]
    gaps: tuple[int, ...]
    share: float = 1.0
    interpretation: Interpretation = Interpretation()


def readings_of(
    run: Run, interpreter: Interpreter, articles_with: Callable[[Terms], int]
) -> tuple[Reading, ...]:
    """The likely readings of ``run``, words typed one after the other; the likeliest first.

    ``articles_with`` counts the articles that have terms one right behind the other.
    """
    atoms = tuple(atoms_of(run))
    tokens = [token for atom in atoms for token in atom.tokens]
    segmenter = Segmenter(interpreter.lexicon, articles_with)
    interpretations = [Interpretation()]
    if any(token.is_bare for token in tokens):
        known = {
            token: ErrorModel.NONE if words.exact else ErrorModel.DIACRITICS
            for words in run
            for token in words.tokens
        }
        interpretations = interpreter.interpretations(tokens, known, _MAX_INTERPRETATIONS)
    cut = [_Cut(one, tuple(_units(atoms, one, segmenter))) for one in interpretations]
    weighed = _weighed(_distinct(cut), tokens, segmenter, articles_with)
    return tuple(_with_gaps(_without_accidents(_likely(weighed))))


@dataclass(frozen=True, slots=True)
class _Cut:
    """An interpretation, cut into units, and its weight."""

    interpretation: Interpretation
    units: tuple[Unit, ...]
    weight: float = 0.0


def _units(
    atoms: Sequence[Atom], interpretation: Interpretation, segmenter: Segmenter
) -> Iterator[Unit]:
    """``atoms`` as units: the syllables between fixed ones are cut together."""
    stretch: list[Token] = []
    for atom in atoms:
        if atom.is_free:
            stretch += atom.tokens
            continue
        yield from _cut_stretch(stretch, interpretation, segmenter)
        yield fixed_unit(atom)
        stretch = []
    yield from _cut_stretch(stretch, interpretation, segmenter)


def _cut_stretch(
    tokens: Sequence[Token], interpretation: Interpretation, segmenter: Segmenter
) -> Iterator[Unit]:
    terms = [interpretation.term(token) for token in tokens]
    for first, end in segmenter.cut(terms):
        yield unit_of(terms[first:end], segmenter)


def _distinct(cut: Sequence[_Cut]) -> list[_Cut]:
    """Of several that differ only inside fixed units, the likeliest."""
    found: dict[tuple[Unit, ...], _Cut] = {}
    for one in cut:
        found.setdefault(one.units, one)
    return list(found.values())


def _weighed(
    cut: Sequence[_Cut],
    tokens: Sequence[Token],
    segmenter: Segmenter,
    articles_with: Callable[[Terms], int],
) -> list[_Cut]:
    """``cut`` with their weights, the highest first.

    A row is looked for only where its reading may still be kept: how often the rarest pair of it
    occurs says how many articles have it at most.
    """
    if len(cut) == 1:
        return list(cut)
    is_counted = _MIN_SYLLABLES <= len(tokens) <= _MAX_SYLLABLES
    at_most: list[tuple[float, _Cut, Terms]] = []
    for one in cut:
        joins = sum(unit.joins for unit in one.units)
        weight = one.interpretation.log_likelihood + _JOIN_WEIGHT * joins
        row = tuple(map(one.interpretation.term, tokens))
        pairs = segmenter.rarest_pair(row) if is_counted else 0
        one = replace(one, weight=weight)
        at_most.append((weight + math.log(pairs + _SMOOTHING_ARTICLES), one, row))
    if not is_counted:
        return sorted((one for _, one, _ in at_most), key=lambda one: -one.weight)
    at_most.sort(key=lambda item: -item[0])
    best, found = -math.inf, []
    for highest, one, row in at_most:
        weight = highest
        if len(row) > _MIN_SYLLABLES and highest > best + math.log(_MIN_SHARE):
            articles = articles_with(row) if segmenter.rarest_pair(row) else 0
            weight = one.weight + math.log(articles + _SMOOTHING_ARTICLES)
        best = max(best, weight)
        found.append(replace(one, weight=weight))
    return sorted(found, key=lambda one: -one.weight)


def _likely(weighed: Sequence[_Cut]) -> list[Reading]:
    """The readings that are likely enough, each with its share."""
    best = weighed[0].weight
    total = sum(math.exp(one.weight - best) for one in weighed)
    shares = [math.exp(one.weight - best) / total for one in weighed]
    return [
        Reading(one.units, (), share, one.interpretation)
        for one, share in zip(weighed[:_MAX_READINGS], shares, strict=False)
        if share >= _MIN_SHARE or one is weighed[0]
    ]


def _without_accidents(readings: Sequence[Reading]) -> list[Reading]:
    """``readings`` without those in which grammar stands alone where another one has a word: *đến
    chiều* occurs more often than *đèn chiếu*, but nobody looks for it."""
    fewest = min(len(reading.units) for reading in readings)
    return [
        reading
        for reading in readings
        if len(reading.units) == fewest or not any(unit.is_grammar for unit in reading.units)
    ]


def _with_gaps(readings: Sequence[Reading]) -> Iterator[Reading]:
    best = readings[0]
    fewest = min(len(reading.units) for reading in readings)
    for reading in readings:
        apart = reading is not best and _differs_in_lone_syllables(reading, best)
        is_loose = len(reading.units) > fewest
        gaps = tuple(_gap(a, b, apart=apart, is_loose=is_loose) for a, b in pairwise(reading.units))
        yield replace(reading, gaps=gaps)


def _gap(first: Unit, second: Unit, *, apart: bool, is_loose: bool) -> int:
    """How many syllables at most may stand between two neighbours."""
    if not first.is_word and not second.is_word and (is_loose or first == second):
        return SIDE_BY_SIDE  # *nhà nhà* is more than *nhà*
    if apart:
        return NEAR_BETWEEN_WORDS if first.is_word and second.is_word else NEAR
    return NEAR if first.is_common or second.is_common else ANYWHERE


def _differs_in_lone_syllables(reading: Reading, best: Reading) -> bool:
    """Whether no word of several syllables is in ``reading`` that is not in ``best``."""
    return all(not unit.is_word for unit in reading.units if unit not in best.units)
