"""Which articles answer words?  Step by step, wider while too few do.

A run of words is answered by what has them as words of the language, in any of its likely readings
(:mod:`search.meaning.readings`).  The steps:

1. each word's syllables stand side by side, lone common syllables near their neighbours;
2. the words stand anywhere;
3. the syllables stand anywhere, in the accents that were meant.

A question is asked for with the words that only ask first (:mod:`search.planner.asking`), which
keeps headlines that ask among each other; then all steps are taken without them.

Each finds what those before it find, and is taken where these find fewer articles than are enough
for so many units; from four units on those of the likeliest reading alone have to be enough.
A step is made only when it is asked for.
Phrases, fields and operators are taken as they stand in every step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice, pairwise, product
from types import MappingProxyType

from search.meaning.readings import ANYWHERE, SIDE_BY_SIDE, Reading
from search.meaning.units import Unit
from search.meaning.words import Meaning
from search.plan import AllOf, AnyOf, Clause, NearClause, Plan, RowClause
from search.planner.asking import without_asking
from search.planner.clauses import both, clause_of
from search.query.atoms import Run, grouped, runs_of, side_by_side
from search.query.tree import And, Node, Not, Or
from search.query.variants import Row
from search.query.wording import say_as_read

ENOUGH_ARTICLES = 10
ENOUGH_OF_UNITS = (1, 3, 3)
"""How many articles are enough for a query of one, two and three units; more need ten."""
_ENOUGH_OF_GUESS = 100
"""Where so many articles have the syllables of a guessed reading anywhere, they are no accident."""

_SYLLABLES = "syllables anywhere: "
ALL_STEPS, ANYWHERE_ALONE = slice(None), slice(1, 2)
"""Which of the steps."""
_ASIDE = "question words aside: "

OfRun = Callable[[Sequence[Reading]], Clause]
"""What matches a run of words that may be read like this."""
_Step = tuple[OfRun, str, int]
"""What matches a run, how that is said, and how many articles are enough."""


def enough_of(units: int) -> int:
    """How many articles are enough for a query of so many ``units``."""
    return ENOUGH_OF_UNITS[units - 1] if 0 < units <= len(ENOUGH_OF_UNITS) else ENOUGH_ARTICLES


def count_units(meaning: Meaning) -> int:
    """How many units a query has, in its likeliest reading."""
    return sum([len(readings[0].units) for readings in meaning.readings.values()])


def steps_of(plan: Plan, node: Node, meaning: Meaning, which: slice = ALL_STEPS) -> Iterator[Plan]:
    """``plan`` with what has to match for ``node``: first the narrowest step, then wider ones, of
    which those are made that are wanted."""
    units = count_units(meaning)
    narrower: Clause | None = None
    steps = islice(_all_steps(units, meaning), which.start, which.stop)
    for read, aside, (of_run, wording, enough) in steps:
        must = _matching(node, read, of_run)
        if must == narrower:
            continue
        narrower = must
        judged, meant = _judged(node, read, of_run, units)
        near_below = plan.near_below
        if wording == _SYLLABLES and units > len(ENOUGH_OF_UNITS) and not meaning.accents_typed:
            # so a wrong reading too finds articles, which must not keep out what comes near
            near_below = near_below and _ENOUGH_OF_GUESS
        yield Plan(
            must,
            plan.scored,
            plan.prefer,
            recency=plan.recency,
            understood=aside + wording + say_as_read(node, _said(read)),
            enough=enough,
            judged=judged,
            meant=meant,
            near_below=near_below,
        )


def _all_steps(units: int, meaning: Meaning) -> Iterator[tuple[Meaning, str, _Step]]:
    """The steps of a query of so many ``units``: those of a question without the words that ask,
    after one with them; what is said of that."""
    steps, aside = _steps(units, meaning), ""
    yield meaning, "", next(steps)
    sought = {run: tuple(map(without_asking, ways)) for run, ways in meaning.readings.items()}
    if sought != meaning.readings:
        meaning, aside = replace(meaning, readings=MappingProxyType(sought)), _ASIDE
        steps = _steps(units, meaning)
    for step in steps:
        yield meaning, aside, step


def _judged(
    node: Node, meaning: Meaning, of_run: OfRun, units: int
) -> tuple[Clause | None, Clause | None]:
    """What tells whether a step finds enough: the words of ``node``, without what narrows them
    down; and of many units the likeliest reading alone.  ``None`` where that is all there is."""
    parts = grouped(side_by_side(node))
    is_narrowed = not all(isinstance(part, tuple) for part in parts)
    judged = _words_alone(node, meaning, of_run) if is_narrowed else None
    has_several = any(len(readings) > 1 for readings in meaning.readings.values())
    meant = None
    if has_several and units > len(ENOUGH_OF_UNITS):
        meant = _words_alone(node, meaning, lambda readings: of_run(readings[:1]))
    return judged, meant


def _words_alone(node: Node, meaning: Meaning, of_run: OfRun) -> Clause:
    """What matches the parts of ``node`` that have runs of words."""
    parts = [
        _part_or_run(part, meaning, of_run)
        for part in grouped(side_by_side(node))
        if isinstance(part, tuple) or (not isinstance(part, Not) and any(runs_of(part)))
    ]
    return both(parts, ()) if parts else _matching(node, meaning, of_run)


def _steps(units: int, meaning: Meaning) -> Iterator[_Step]:
    """The steps of a query of so many ``units``."""
    enough = enough_of(units)
    yield _words_near, "", enough
    yield _words_anywhere, "anywhere: ", enough
    # of several readings the likeliest that has articles; of many units there is but one
    readings = max(map(len, meaning.readings.values())) if units <= len(ENOUGH_OF_UNITS) else 1
    for place in range(readings):
        yield partial(_words_or_syllables, place), _SYLLABLES, 1


def narrowest(node: Node, meaning: Meaning) -> Clause:
    """What matches ``node`` by the first step of the query that it is a part of, word by word where
    words are taken syllable by syllable."""
    return _matching(node, meaning, _words_near) if meaning.readings else clause_of(node, meaning)


def _matching(node: Node, meaning: Meaning, of_run: OfRun) -> Clause:
    """What matches ``node``, its runs of words as ``of_run`` says; what must not match is not
    widened, or each step would not find all that those before find."""
    parts = grouped(side_by_side(node))
    return both(
        [_part_or_run(part, meaning, of_run) for part in parts if not isinstance(part, Not)],
        [_matching(part.child, meaning, _words_near) for part in parts if isinstance(part, Not)],
    )


def _part_or_run(part: Run | Node, meaning: Meaning, of_run: OfRun) -> Clause:
    match part:
        case tuple():
            return of_run(meaning.readings[part])
        case Or(children):
            return AnyOf(tuple(_matching(child, meaning, of_run) for child in children))
        case And():
            return _matching(part, meaning, of_run)
        case _:
            return clause_of(part, meaning)


def _words_near(readings: Sequence[Reading]) -> Clause:
    return _any_of([_all_of([*_units(one), *_nearness(one)]) for one in readings])


def _words_anywhere(readings: Sequence[Reading]) -> Clause:
    return _any_of([_all_of(_units(one)) for one in readings])


def _words_or_syllables(place: int, readings: Sequence[Reading]) -> Clause:
    """The words of any reading, or the syllables of that at ``place`` anywhere."""
    chosen = readings[min(place, len(readings) - 1)]
    rows = dict.fromkeys(rows for unit in chosen.units for rows in unit.syllables)
    apart = _all_of([RowClause(one, tags=True) for one in rows])
    # its own too: a name has spellings that its syllables have not (*xe buyt*, *xe bus*)
    words = [_all_of(_units(one)) for one in readings]
    return _any_of(list(dict.fromkeys([apart, *words])))


def _units(reading: Reading) -> list[Clause]:
    """What matches each of the units, once."""
    rows = {unit.said: unit.rows for unit in reading.units}
    return [RowClause(one, tags=True) for one in rows.values()]


def _nearness(reading: Reading) -> Iterator[Clause]:
    for (first, second), gap in zip(pairwise(reading.units), reading.gaps, strict=True):
        if gap == SIDE_BY_SIDE:
            yield RowClause(tuple(_rows_together(first, second)), tags=True)
        elif gap != ANYWHERE:
            yield NearClause(first.rows, second.rows, gap, tags=True)


def _rows_together(first: Unit, second: Unit) -> Iterator[Row]:
    """Two lone syllables as one row: both as meant, or both without accents; and each in the plain
    spelling, where it has one."""
    for a, b in zip(first.rows[:2], second.rows[:2], strict=True):
        yield Row(a.terms + b.terms)
    for a, b in product((first.rows[0], *first.rows[2:]), (second.rows[0], *second.rows[2:])):
        if (a, b) != (first.rows[0], second.rows[0]):
            yield Row(a.terms + b.terms)


def _all_of(clauses: Sequence[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else AllOf(tuple(clauses))


def _any_of(clauses: Sequence[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else AnyOf(tuple(clauses))


def _said(meaning: Meaning) -> Callable[[Run], list[str]]:
    def said(run: Run) -> list[str]:
        ways = (" · ".join(unit.said for unit in one.units) for one in meaning.readings[run])
        return list(dict.fromkeys(ways))

    return said
