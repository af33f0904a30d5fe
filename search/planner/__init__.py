"""How does a query, with its meaning, become a plan?  All policy of matching and ranking.

What answers is worked out in :mod:`search.planner.steps`, what scores in
:mod:`search.planner.clauses` and :mod:`search.planner.preferences`;
:mod:`search.planner.plans` puts both together; :mod:`search.planner.about` adds the
dates among the words.  How much each of these is worth was measured:
docs/relevance.md.
"""

from search.planner.about import plan_as_whole, plan_dated, plan_days, published_on
from search.planner.addresses import plan_address, plan_instead
from search.planner.plans import (
    MIN_WORDS_TO_RELAX,
    RECENCY,
    anywhere_step,
    matching_steps,
    near_steps,
    plan_exactly,
    plan_nothing_typed,
    plan_phrase,
    plan_similar,
    plan_steps,
)
from search.planner.steps import ENOUGH_ARTICLES, ENOUGH_OF_UNITS, count_units

__all__ = [
    "ENOUGH_ARTICLES",
    "ENOUGH_OF_UNITS",
    "MIN_WORDS_TO_RELAX",
    "RECENCY",
    "anywhere_step",
    "count_units",
    "matching_steps",
    "near_steps",
    "plan_address",
    "plan_as_whole",
    "plan_dated",
    "plan_days",
    "plan_exactly",
    "plan_instead",
    "plan_nothing_typed",
    "plan_phrase",
    "plan_similar",
    "plan_steps",
    "published_on",
]
