"""How many are there?  ``/api/trends``, ``/api/stats``."""

from __future__ import annotations

from flask import Response

from web.api import parameters as p
from web.api.operations import Operation
from web.engine import current_engine
from web.params import first, query_pairs, read_queries, read_request
from web.shapes.counts import StatsAnswer, TrendsAnswer, stats_answer, trends_answer
from web.shapes.writing import json_response


def trends() -> Response:
    """How many articles match each of several queries over time."""
    pairs = query_pairs()
    if first(pairs, "interval") in (None, "", "auto"):  # the same for all the queries
        pairs = [("interval", "month"), *pairs]
    request = read_request(pairs)
    found = current_engine().trends(read_queries(pairs), request)
    return json_response(trends_answer(request, found))


def stats() -> Response:
    """What the index holds."""
    return json_response(stats_answer(current_engine().stats()))


TRENDS = Operation(
    "/api/trends",
    "api.trends",
    trends,
    "Several queries over time",
    "How many articles of each interval answer each query; auto means month.",
    (p.QUERIES, *p.FILTERS, p.MATCH, p.INTERVAL),
    TrendsAnswer,
    room="Research",
)
STATS = Operation(
    "/api/stats",
    "api.stats",
    stats,
    "What the index holds",
    answer=StatsAnswer,
    errors=(503,),
    room="About",
)
