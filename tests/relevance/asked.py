"""How well are questions answered, and events found?  MRR@10, and nDCG@10 by grades.

Asked of an index without titles.  The article whose title an event is asked with is passed over
wherever it is found, so rankers have to give one more than ten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
from ir_measures import RR, nDCG

from relevance.events import EVENT_KINDS, Event
from relevance.questions import QUESTION_KINDS, Question
from relevance.rankers import DEPTH, Ranker


@dataclass(frozen=True, slots=True)
class Asked:
    """MRR@10 of the questions and nDCG@10 of the events of each kind, and of all of them."""

    questions: Mapping[str, float]
    events: Mapping[str, float]


ALL = "all"


def ask_all(ranker: Ranker, questions: Sequence[Question], events: Sequence[Event]) -> Asked:
    """Ask for everything; ``ranker`` gives one article more than :data:`DEPTH`."""
    by_kind: dict[str, Sequence[Question]] = {ALL: questions}
    by_kind |= {kind: [one for one in questions if one.kind == kind] for kind in QUESTION_KINDS}
    told: dict[str, Sequence[Event]] = {ALL: events}
    told |= {kind: [one for one in events if one.kind == kind] for kind in EVENT_KINDS}
    return Asked(
        {kind: answered(ranker, some) for kind, some in by_kind.items() if some},
        {kind: told_of(ranker, some) for kind, some in told.items() if some},
    )


def answered(ranker: Ranker, questions: Sequence[Question]) -> float:
    """The mean reciprocal rank of the first article that answers, 0 if it is none of ten."""
    wanted = {str(n): dict.fromkeys(one.answers, 1) for n, one in enumerate(questions)}
    run = {str(n): _scored(ranker(one.query)[:DEPTH]) for n, one in enumerate(questions)}
    return float(ir_measures.calc_aggregate([RR @ DEPTH], wanted, run)[RR @ DEPTH])


def told_of(ranker: Ranker, events: Sequence[Event]) -> float:
    """The mean nDCG of the first ten articles."""
    wanted = {str(n): dict(event.grades) for n, event in enumerate(events)}
    run = {
        str(n): _scored([one for one in ranker(event.query) if one != event.first][:DEPTH])
        for n, event in enumerate(events)
    }
    return float(ir_measures.calc_aggregate([nDCG @ DEPTH], wanted, run)[nDCG @ DEPTH])


def _scored(ranked: Sequence[str]) -> dict[str, float]:
    """ir-measures orders by score."""
    return {article: float(len(ranked) - place) for place, article in enumerate(ranked)}
