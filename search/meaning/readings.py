"""In which ways may words typed in a row be read?  In all the accents that are likely in context.

Where accents are missing, several readings may be likely: *con do* is *côn đồ* or *còn đó*.  A
reading says which syllables are meant and cuts them into units (:mod:`search.meaning.units`).  Kept
are readings with at least a twentieth of all likelihood (:mod:`search.meaning.weighing`), eight at
most.  What articles have just as it was typed is kept in any case.  Nothing is mended here: what
was misspelt is looked for as it was typed.

Readings beside the likeliest are trusted less: what stands alone in them has to stand nearer to its
neighbours than in that one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.analysis import Token
from search.meaning.candidates import ErrorModel
from search.meaning.interpreter import (
    LITERAL,
    Interpretation,
    Interpreter,
    Way,
    interpretation_of,
)
from search.meaning.units import Segmenter, Unit, fixed_unit
from search.meaning.weighing import CutRow, shares, weigh
from search.query.atoms import Atom, Run, atoms_of
from search.query.variants import Terms

ANYWHERE = -1
SIDE_BY_SIDE = 0
# How many syllables at most may stand between two neighbours of a query (measured:
# docs/relevance.md): two lone ones that often stand together, any two lone ones, one and a word.
TOGETHER, CLOSE, NEAR = 1, 4, 8
_NEAR_BETWEEN_WORDS = 60  # in a reading that is not the likeliest

_MAX_READINGS = 8
# Of long queries the likeliest reading alone has to find enough, and few others are likely.
_MAX_INTERPRETATIONS, _MAX_OF_LONG, _LONG = 16, 4, 7
_MIN_SHARE = 0.05


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
    interpretation: Interpretation = LITERAL


def readings_of(
    run: Run, interpreter: Interpreter, articles_with: Callable[[Terms], int]
) -> tuple[Reading, ...]:
    """The likely readings of ``run``, words typed one after the other; the likeliest first.

    ``articles_with`` counts the articles that have terms one right behind the other.
    """
    atoms = tuple(atoms_of(run))
    segmenter = Segmenter(interpreter.lexicon, articles_with)
    tokens = [token for words in run for token in words.tokens]
    bare = sum([token.is_bare for token in tokens])
    ways = _ways(run, tokens, interpreter) if bare else [_literal(tokens)]
    rows = weigh(ways, atoms, segmenter, articles_with)
    readings = [
        Reading(
            _units(row, atoms, segmenter),
            (),
            share,
            interpretation_of(tokens, row.way) if bare else LITERAL,
        )
        for row, share in zip(rows[:_MAX_READINGS], shares(rows), strict=False)
        if share >= _MIN_SHARE or row is rows[0]
    ]
    kept = _without_accidents(readings)
    typed = _as_typed(tokens, atoms, segmenter) if bare else None  # else that is what was read
    if typed is not None:
        kept = _with_typed(kept, typed, accents_typed=bare < len(tokens))
    return tuple(_with_gaps(kept, interpreter))


def _with_typed(
    readings: Sequence[Reading], typed: Reading, *, accents_typed: bool
) -> list[Reading]:
    """``readings`` with the one as ``typed``.

    Who types accents and leaves some out means a word that has them: what only makes other lone
    syllables of what is right as it stands (*Mỹ Trung*: *Mỹ trừng*) is no reading.
    """
    kept = [
        one
        for one in readings
        if one.units == typed.units
        or not (accents_typed and _differs_in_lone_syllables(one, typed))
    ]
    return kept if any(one.units == typed.units for one in kept) else [*kept, typed]


def _as_typed(
    tokens: Sequence[Token], atoms: Sequence[Atom], segmenter: Segmenter
) -> Reading | None:
    """The reading of ``atoms`` letter by letter, if articles are written so: *phim ma*, *MU*."""
    if len(tokens) >= _LONG or not all(atom.is_free for atom in atoms):
        return None
    typed = _literal(tokens)
    if not segmenter.is_used(typed.terms):
        return None
    (row,) = weigh([typed], atoms, segmenter, lambda _: 0)
    return Reading(_units(row, atoms, segmenter), (), 0.0)


def _literal(tokens: Sequence[Token]) -> Way:
    """``tokens`` as they were typed."""
    return Way(tuple([token.accented for token in tokens]), 0.0)


def _ways(run: Run, tokens: Sequence[Token], interpreter: Interpreter) -> list[Way]:
    """What ``run``, which has the ``tokens``, may mean in the letters that were typed."""
    known = {
        token: ErrorModel.NONE if words.exact else ErrorModel.DIACRITICS
        for words in run
        for token in words.tokens
    }
    limit = _MAX_INTERPRETATIONS if len(tokens) < _LONG else _MAX_OF_LONG
    return interpreter.ways(tokens, known, limit)


def _units(row: CutRow, atoms: Sequence[Atom], segmenter: Segmenter) -> tuple[Unit, ...]:
    units = []
    end = 0
    for piece in row.pieces:
        if isinstance(piece, int):
            first, end = end, end + len(atoms[piece].tokens)
            units.append(fixed_unit(atoms[piece], row.way.terms[first:end]))
        else:
            end += len(piece)
            units.append(segmenter.unit(piece))
    return tuple(units)


def _without_accidents(readings: Sequence[Reading]) -> list[Reading]:
    """``readings`` without those in which grammar stands alone where another one has a word: *đến
    chiều* occurs more often than *đèn chiếu*, but nobody looks for it."""
    fewest = min(len(reading.units) for reading in readings)
    return [
        reading
        for reading in readings
        if len(reading.units) == fewest or not any(unit.is_grammar for unit in reading.units)
    ]


def _with_gaps(readings: Sequence[Reading], interpreter: Interpreter) -> Iterator[Reading]:
    best = readings[0]
    fewest = min([len(reading.units) for reading in readings])
    for reading in readings:
        is_trusted = reading is best or not _differs_in_lone_syllables(reading, best)
        is_loose = len(reading.units) > fewest
        gaps = [
            _gap_of_lone(a, b, interpreter, is_trusted=is_trusted, is_loose=is_loose)
            if not a.is_word and not b.is_word
            else _gap(a, b, is_trusted=is_trusted)
            for a, b in pairwise(reading.units)
        ]
        yield Reading(reading.units, tuple(gaps), reading.share, reading.interpretation)


def _gap(first: Unit, second: Unit, *, is_trusted: bool) -> int:
    """How many syllables at most may stand between two neighbours, of which one is a word."""
    if first.is_word and second.is_word:
        return ANYWHERE if is_trusted else _NEAR_BETWEEN_WORDS
    if not is_trusted:
        return TOGETHER
    return NEAR if first.is_common or second.is_common else ANYWHERE


def _gap_of_lone(
    first: Unit, second: Unit, interpreter: Interpreter, *, is_trusted: bool, is_loose: bool
) -> int:
    """How many syllables at most may stand between two lone ones.  Those that the corpus often has
    side by side are a phrase (*giá xăng*)."""
    if is_loose or first == second:
        return SIDE_BY_SIDE  # *nhà nhà* is more than *nhà*
    if not first.is_common and not second.is_common and is_trusted:
        return ANYWHERE
    return TOGETHER if interpreter.are_collocated(first.said, second.said) else CLOSE


def _differs_in_lone_syllables(reading: Reading, best: Reading) -> bool:
    """Whether no word of several syllables is in ``reading`` that is not in ``best``."""
    return all(not unit.is_word for unit in reading.units if unit not in best.units)
