"""How well do rankers answer?  MRR@10 and recall@10 of known items, P@10 of key phrases.

The measures are those of ir-measures.  P@10 is divided by how many of ten places could be
right, which is all ten wherever at least ten articles hold the phrase.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

import ir_measures
from ir_measures import RR, P, R

from index.analysis import analyse_query
from relevance.distortions import DISTORTIONS, bare
from relevance.queries import SEED, Item, Phrase
from relevance.rankers import DEPTH, Ranker, TimBao


@dataclass(frozen=True, slots=True)
class Found:
    """Known items: mean reciprocal rank and recall in the first ten; median ms of a query."""

    mrr: float
    recall: float
    ms: float


@dataclass(frozen=True, slots=True)
class Held:
    """Key phrases: the share of the first ten that hold the phrase, with and without accents."""

    accented: float
    bare: float


@dataclass(frozen=True, slots=True)
class Restored:
    """Titles after what is suggested for them: the share of syllables, and of titles, that are as
    printed."""

    syllables: float
    titles: float


def distorted(items: Sequence[Item], name: str) -> list[Item]:
    """``items`` typed in the way ``name``."""
    chance = random.Random(SEED)
    return [Item(DISTORTIONS[name](item.query, chance), item.id) for item in items]


def find_items(ranker: Ranker, items: Sequence[Item]) -> Found:
    """Ask for each item."""
    run, times = {}, []
    for number, item in enumerate(items):
        started = time.perf_counter()
        ranked = ranker(item.query)
        times.append((time.perf_counter() - started) * 1000)
        run[str(number)] = _scored(ranked)
    wanted = {str(number): {item.id: 1} for number, item in enumerate(items)}
    figures = ir_measures.calc_aggregate([RR @ DEPTH, R @ DEPTH], wanted, run)
    return Found(figures[RR @ DEPTH], figures[R @ DEPTH], statistics.median(times))


def find_phrases(ranker: Ranker, phrases: Sequence[Phrase]) -> Held:
    """Ask for each phrase, with its accents and without."""
    chance = random.Random(SEED)
    plain = [phrase.query for phrase in phrases]
    return Held(
        _precision(ranker, plain, phrases),
        _precision(ranker, [bare(query, chance) for query in plain], phrases),
    )


def _precision(ranker: Ranker, queries: Sequence[str], phrases: Sequence[Phrase]) -> float:
    run = {str(n): _scored(ranker(query)) for n, query in enumerate(queries)}
    wanted = {str(n): dict.fromkeys(phrase.holders, 1) for n, phrase in enumerate(phrases)}
    possible = {str(n): min(DEPTH, len(phrase.holders)) for n, phrase in enumerate(phrases)}
    each = ir_measures.iter_calc([P @ DEPTH], wanted, run)
    return statistics.mean(one.value * DEPTH / possible[one.query_id] for one in each)


def _scored(ranked: Sequence[str]) -> dict[str, float]:
    """ir-measures orders by score."""
    return {article: float(len(ranked) - place) for place, article in enumerate(ranked)}


def restore(engine: TimBao, items: Sequence[Item], name: str) -> Restored:
    """Type each title in the way ``name`` and look at what is suggested."""
    right = syllables = whole = 0
    for printed, typed in zip(items, distorted(items, name), strict=True):
        meant = [token.accented for token in analyse_query(printed.query)]
        said = [token.accented for token in analyse_query(engine.suggested(typed.query))]
        same = sum(map(str.__eq__, meant, said)) if len(meant) == len(said) else 0
        right += same
        syllables += len(meant)
        whole += same == len(meant)
    return Restored(right / syllables, whole / len(items))
