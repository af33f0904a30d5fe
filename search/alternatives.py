"""What else could the same query count?  The same words taken otherwise, each with its total.

The total of a search says how many articles answer the query as it was read.  Whoever meant another
count gets the parameters that ask for it: the words as an exact phrase, every syllable anywhere in
any accents, one of several readings, or all days where a date was understood.  Each costs a
search, so they are counted on demand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from search.query.parser import query_text
from search.request import Match, SearchRequest, may_be_asked
from search.results import Alternative, AlternativeKind
from search.searcher import FacetFilters, Page, Searcher
from search.typed_query import PlannedQuery, plan_typed


@dataclass(frozen=True, slots=True)
class _Way:
    """Another way to take a query: what to type, and how to match it."""

    kind: AlternativeKind
    q: str
    match: Match


def alternatives(
    request: SearchRequest, q: str, planned: PlannedQuery, searcher: Searcher, day: date
) -> tuple[Alternative, ...]:
    """The other counts of ``request``, in whose place ``q`` was ``planned`` if what was typed was
    corrected; ``day`` is today in Vietnam."""
    filters = FacetFilters.of(request)
    found = []
    for way in _ways(replace(request, q=q, cursor=None), planned):
        if not may_be_asked(way.q):
            continue
        plan = plan_typed(way.q, searcher, day, way.match).plan
        total = searcher.run(plan, filters, Page(0, 0, "newest")).total
        found.append(Alternative(way.kind, way.q, _params(way, request), total))
    return tuple(found)


def _params(way: _Way, request: SearchRequest) -> dict[str, str]:
    """What of ``request`` has to be asked for otherwise."""
    params = {}
    if way.q != request.q:
        params["q"] = way.q
    if way.match != request.match:
        params["match"] = way.match
    return params


def _ways(request: SearchRequest, planned: PlannedQuery) -> Iterator[_Way]:
    text = query_text(request.q).strip()
    is_plain = planned.words > 0 and not planned.dates
    if is_plain and planned.syllables > 1:
        yield _Way("phrase", f'"{text}"', "words")
    if planned.node is not None and request.match != "syllables":
        yield _Way("syllables", request.q, "syllables")
    if is_plain:
        for said in _readings(planned):
            # what was typed means all readings: only taken exactly it is that one
            yield _Way("reading", said, "exact" if said == text.lower() else "words")
    if planned.dates:
        yield _Way("dates", _without_dates(text, planned), request.match)


def _readings(planned: PlannedQuery) -> Iterator[str]:
    """The readings of a query that is one run of words, if there are several."""
    readings = planned.meaning.readings if planned.meaning is not None else {}
    for several in readings.values():
        if len(several) > 1:
            yield from (" ".join(unit.said for unit in one.units) for one in several)


def _without_dates(text: str, planned: PlannedQuery) -> str:
    for one in planned.dates:
        text = text.replace(one.text, " ", 1)
    return " ".join(text.split())
