"""How is a query of the cluster written down?  As JSON, by a function for each kind that is used.

They only match, in a filter or by themselves: what scores is written by
:mod:`search.engines.opensearch.scoring`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Query = dict[str, Any]

EVERY: Query = {"match_all": {}}
NONE: Query = {"match_none": {}}


def term(field: str, value: str | int) -> Query:
    """What has ``value`` in ``field``."""
    return {"term": {field: value}}


def terms(field: str, values: Iterable[str | int]) -> Query:
    """What has any of ``values`` in ``field``."""
    several = list(values)
    return term(field, several[0]) if len(several) == 1 else {"terms": {field: several}}


def exists(field: str) -> Query:
    """What has anything in ``field``."""
    return {"exists": {"field": field}}


def between(field: str, first: int, last: int) -> Query:
    """What has a number from ``first`` to ``last`` in ``field``."""
    return {"range": {field: {"gte": first, "lte": last}}}


def all_of(queries: Sequence[Query]) -> Query:
    """What matches each of ``queries``; everything, if there are none."""
    wanted = [one for one in queries if one != EVERY]
    if not wanted:
        return EVERY
    return wanted[0] if len(wanted) == 1 else {"bool": {"filter": wanted}}


def any_of(queries: Sequence[Query]) -> Query:
    """What matches any of ``queries``; nothing, if there are none."""
    return at_least(1, [one for one in queries if one != NONE])


def at_least(minimum: int, queries: Sequence[Query]) -> Query:
    """What matches so many of ``queries``."""
    if len(queries) < minimum:
        return NONE
    if len(queries) == 1:
        return queries[0]
    return {"bool": {"should": list(queries), "minimum_should_match": minimum}}


def without(wanted: Query, unwanted: Sequence[Query]) -> Query:
    """What matches ``wanted`` and none of ``unwanted``."""
    unwanted = [one for one in unwanted if one != NONE]
    if not unwanted:
        return wanted
    kept = [] if wanted == EVERY else [wanted]
    return {"bool": {"filter": kept, "must_not": list(unwanted)}}


def narrowed(scored: Query, only: Query) -> Query:
    """What of ``scored`` also matches ``only``, with the scores it has."""
    return scored if only == EVERY else {"bool": {"must": [scored], "filter": [only]}}


def named(query: Query, name: str) -> Query:
    """``query``, of which each hit says by ``name`` whether it matches."""
    return {"bool": {"filter": [query], "_name": name}}
