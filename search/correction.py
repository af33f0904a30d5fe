"""What was probably meant by a query, and is that so certain that it is answered at once?

A correction is *certain* where nothing answers what was typed, and either all that it changes are
raw keys of an input method, or one way to correct is far likelier than all others.  Syllables
that never stand side by side answer nothing, wherever else they stand, if a mark that was left out
makes them one word (*Đa Nẵng*).  A certain correction goes before near matches; the way back is
the request with ``match=exact``.  From four units on other errors are only suggested: articles
that have most of the words as typed, in the order of what was probably meant, are found better
than by the corrected query (measured: docs/relevance.md).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from search.meaning.suggestion import (
    has_forgotten_marks,
    is_certain,
    is_raw_keys,
    mend_slip,
    offered,
    suggest,
)
from search.meaning.words import Meaning
from search.planner import (
    ENOUGH_ARTICLES,
    ENOUGH_OF_UNITS,
    MIN_WORDS_TO_RELAX,
    count_units,
)
from search.query.parser import query_text
from search.query.spoken_spans import find_dates
from search.query.tree import Node
from search.request import SearchRequest
from search.results import Suggestion
from search.searcher import Searcher
from search.typed_query import PlannedQuery, finds_any, plan_typed, with_near

_MANY = 50  # articles: what so many have is no slip
_MIN_RELAXED_WORDS_SURE = 6  # some article has most of so many as they were meant


def plan_corrected(
    request: SearchRequest, searcher: Searcher, day: date
) -> tuple[PlannedQuery, Suggestion | None]:
    """What is to be run for ``request``, and the correction by which that was found, if any."""
    planned = plan_typed(request.q, searcher, day, request.match)
    instead = corrected(request.q, planned, searcher, day)
    return (planned, None) if instead is None else instead


def corrected(
    q: str, planned: PlannedQuery, searcher: Searcher, day: date
) -> tuple[PlannedQuery, Suggestion] | None:
    """What is answered in place of ``q``, which was ``planned``; ``None`` if anything answers that,
    or it is not certain what was meant."""
    node, meaning = planned.node, planned.meaning
    if node is None or meaning is None or not meaning.readings or not meaning.is_corrected:
        return None
    meaning = offered(q, node, meaning, searcher.interpreter)
    suggested = suggest(q, meaning) if meaning.is_corrected else None
    if suggested is None:
        return None
    if not planned.articles and is_raw_keys(meaning):
        instead = plan_typed(suggested.q, searcher, day)
        found = with_near(instead, searcher)[1]
    elif _is_sure(planned, node, meaning, searcher):
        instead = plan_typed(suggested.q, searcher, day)
        found = instead.articles
    else:
        return None
    return (instead, replace(suggested, applied=True)) if found else None


def _is_sure(planned: PlannedQuery, node: Node, meaning: Meaning, searcher: Searcher) -> bool:
    """Whether it is certain what was meant by other letters than raw keys."""
    if has_forgotten_marks(node, meaning, searcher.lexicon):
        return True
    is_short = count_units(meaning) <= len(ENOUGH_OF_UNITS)
    return not planned.articles and is_short and is_certain(node, meaning, searcher.interpreter)


def suggestion(
    q: str, planned: PlannedQuery, found: int, searcher: Searcher, day: date
) -> Suggestion | None:
    """What ``q``, which ``found`` so many articles with near ones, probably meant; ``None`` also if
    that finds nothing."""
    meaning, suggested = planned.meaning, None
    if meaning is not None and planned.node is not None:
        meaning = offered(q, planned.node, meaning, searcher.interpreter)
        suggested = suggest(q, meaning, planned.of_dates)
    if suggested is None and meaning is not None and planned.words and found < _MANY:
        suggested = mend_slip(q, meaning, searcher.lexicon)
    if suggested is None:
        return None
    if _surely_leads_on(planned, found) and not any(find_dates(query_text(suggested.q), day)):
        return suggested
    return suggested if finds_any(suggested.q, searcher, day) else None


def _surely_leads_on(planned: PlannedQuery, found: int) -> bool:
    """Whether there are articles for what was meant, as far as ``planned`` tells already."""
    if planned.dates or found < ENOUGH_ARTICLES:
        return False
    is_near = planned.articles < ENOUGH_ARTICLES
    return planned.words >= (_MIN_RELAXED_WORDS_SURE if is_near else MIN_WORDS_TO_RELAX)
