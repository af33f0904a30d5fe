"""What would find something, where a request finds nothing?  The same with one restriction less.

A filter that is taken off, days that are left open, quotes around a phrase, the field of a word, an
exclusion, a word left out of a few: each is counted by itself, and only what finds articles is
offered; where none of these does, what is left without any restriction.  What keeps all the words
comes first, then what most articles have.  Each costs a search, so this is asked for only where
nothing answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import islice
from types import MappingProxyType
from typing import Any

from search.correction import plan_corrected
from search.query.parser import query_text
from search.query.shorter import Span, shorter, stripped
from search.query.tree import And, Words
from search.request import SearchRequest, may_be_asked
from search.results import Loosening, LooseningKind
from search.searcher import FacetFilters, Page, Searcher
from search.typed_query import PlannedQuery, with_near

_FILTERS: Mapping[LooseningKind, Mapping[str, Any]] = MappingProxyType(
    {
        "dates": {"start": None, "end": None, "undated": False},
        "category": {"category": (), "not_category": ()},
        "source": {"source": (), "not_source": ()},
    }
)
"""What has to be asked for instead, so that a filter is off."""
_Way = tuple[LooseningKind, str, SearchRequest]
"""A wider request, behind what restriction it lacks, and what of that was typed."""
_DROPS_WORDS = frozenset(("without", "word"))
_MIN_WORDS, _MAX_WORDS = 2, 6  # of a query that is tried without each of them
_MAX_OFFERED = 8
_MAX_TRIED = 16  # of what hundreds of signs may be loosened in; each costs a search


def loosened(request: SearchRequest, searcher: Searcher, day: date) -> list[Loosening]:
    """What ``request``, which no article answers, finds with one restriction less, the best first;
    ``day`` is today in Vietnam.  Nothing is left out that finds no article either."""
    request = replace(request, page=1, cursor=None)
    planned, _ = plan_corrected(request, searcher, day)
    found = _counted(_wider(request, planned, searcher), searcher, day)
    if not found:  # several restrictions keep everything out
        bare = _bare(request, planned)
        found = _counted([("all", "", bare)] if bare != request else [], searcher, day)
        found = found or _counted(_without_words(bare, searcher, day), searcher, day)
    found.sort(key=lambda one: (one.kind in _DROPS_WORDS, -one.total))
    return found[:_MAX_OFFERED]


def _counted(ways: Iterable[_Way], searcher: Searcher, day: date) -> list[Loosening]:
    """What of ``ways`` finds anything, with how much."""
    known = {wider: (kind, said) for kind, said, wider in islice(ways, _MAX_TRIED)}
    counted = ((*way, wider, _total(wider, searcher, day)) for wider, way in known.items())
    return [Loosening(*way) for way in counted if way[-1]]


def _total(request: SearchRequest, searcher: Searcher, day: date) -> int:
    plan = plan_corrected(request, searcher, day)[0].plan
    return searcher.run(plan, FacetFilters.of(request), Page(0, 0, "newest")).total


def _filters_of(request: SearchRequest) -> list[LooseningKind]:
    """The filters that are on."""
    return [
        kind
        for kind, off in _FILTERS.items()
        if any(getattr(request, name) != value for name, value in off.items())
    ]


def _unfiltered(request: SearchRequest) -> SearchRequest:
    return replace(request, **{name: v for off in _FILTERS.values() for name, v in off.items()})


def _wider(request: SearchRequest, planned: PlannedQuery, searcher: Searcher) -> Iterator[_Way]:
    """``request`` with one restriction less."""
    for kind in _filters_of(request):
        yield kind, "", replace(request, **_FILTERS[kind])
    if request.match != "words":
        yield "match", "", replace(request, match="words")
    if planned.dates:
        rest = request.q
        for one in planned.dates:
            rest = rest.replace(one.text, " ", 1)
        said = ", ".join(one.text for one in planned.dates)
        yield "dates", said, replace(request, q=" ".join(rest.split()))
        return  # what stands beside the dates was read apart from them
    if planned.node is None:
        return
    has_near = with_near(planned, searcher)[1] > 0  # which have most of the words as it is
    words = [] if has_near else _words_of(planned)
    for wider in shorter(query_text(request.q), planned.node, words):
        if may_be_asked(wider.q):
            yield wider.kind, wider.said, replace(request, q=wider.q)


def _bare(request: SearchRequest, planned: PlannedQuery) -> SearchRequest:
    """``request`` with no restriction but its words."""
    q = request.q
    if planned.node is not None and not planned.dates:
        q = stripped(query_text(q), planned.node)
    return replace(_unfiltered(request), q=q, match="words")


def _without_words(request: SearchRequest, searcher: Searcher, day: date) -> Iterator[_Way]:
    planned, _ = plan_corrected(request, searcher, day)
    if planned.node is not None:
        for wider in shorter(query_text(request.q), planned.node, _words_of(planned)):
            yield wider.kind, wider.said, replace(request, q=wider.q)


def _words_of(planned: PlannedQuery) -> list[Span]:
    """Where the words stand of a query of a few and nothing else."""
    node = planned.node
    children = node.children if isinstance(node, And) else (node,)
    words = [one for one in children if isinstance(one, Words) and not one.is_phrase]
    if len(words) != len(children):
        return []
    spans = _units_of(planned, words)
    if not spans:
        spans = [(one.tokens[0].start, one.tokens[-1].end) for one in words]
    return spans if _MIN_WORDS <= len(spans) <= _MAX_WORDS else []


def _units_of(planned: PlannedQuery, words: list[Words]) -> list[Span]:
    """Where the units of the likeliest reading stand; nowhere if that is not told by their
    syllables."""
    readings = planned.meaning.readings if planned.meaning is not None else {}
    tokens = sorted((token for one in words for token in one.tokens), key=lambda one: one.start)
    spans: list[Span] = []
    for best, *_ in readings.values():
        for unit in best.units:
            of_unit, tokens = tokens[: len(unit.syllables)], tokens[len(unit.syllables) :]
            if len(of_unit) < len(unit.syllables):
                return []
            spans.append((of_unit[0].start, of_unit[-1].end))
    return [] if tokens else spans
