"""How many articles answer each of many queries?  ``POST /api/count``."""

from __future__ import annotations

from typing import Annotated, Literal

from flask import Response, current_app
from msgspec import Meta, Struct, field

from search import InvalidRequest, SearchRequest, SearchTimeout
from search.request import MAX_QUERY_CHARS, Match
from web.api.buckets import MAX_BUCKETS, check_room
from web.api.operations import Operation
from web.api.parameters import DAY
from web.bodies import as_body, read_body
from web.engine import current_engine, seconds_of
from web.intervals import Interval
from web.params import MAX_FILTERS, clean_text
from web.shapes.counting import CountsAnswer, counts_answer
from web.shapes.writing import json_response

MAX_QUERIES = 300
MAX_BODY = 4_000_000
"""Bytes: so many queries, each as long as it may be and every character escaped."""

Query = Annotated[str, Meta(max_length=MAX_QUERY_CHARS)]
# other ways to write a day are read too
Day = Annotated[str, Meta(extra_json_schema={"pattern": DAY["pattern"]})]
Values = Annotated[tuple[str, ...], Meta(max_length=MAX_FILTERS)]


class CountBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Queries, each in the query language, and what is the same for all of them: filters, as in the
    parameters of a search, the length of an interval, and how the queries are matched."""

    queries: Annotated[
        tuple[Query, ...],
        Meta(
            min_length=1,
            max_length=MAX_QUERIES,
            description="Each is counted; the answer has them in this order",
            examples=[["lũ", "hạn hán"]],
        ),
    ]
    interval: Annotated[Interval, Meta(description="How dates are cut into buckets")] = "year"
    start: Annotated[
        Day | None, Meta(description="From the first day of this year, month or day on")
    ] = field(name="from", default=None)
    end: Annotated[Day | None, Meta(description="Up to the last day of it")] = field(
        name="to", default=None
    )
    category: Annotated[Values, Meta(description="Only articles of these sections")] = ()
    source: Annotated[Values, Meta(description="Only articles of these newspapers")] = ()
    not_category: Annotated[Values, Meta(description="Without those of these sections")] = ()
    not_source: Annotated[Values, Meta(description="Without those of these newspapers")] = ()
    undated: Annotated[
        Literal["only", ""] | None,
        Meta(description="Only articles without a date; not beside from or to"),
    ] = None
    match: Annotated[Match, Meta(description="How the queries are read")] = "words"


def count() -> Response:
    """How many articles answer each of many queries, in all and in each interval."""
    asked = read_body(CountBody, MAX_BODY)
    request = _request(asked)
    queries = tuple(map(clean_text, asked.queries))
    try:
        check_room(len(queries), request)
    except InvalidRequest as error:
        raise as_body(error, asked.interval) from error
    counts = current_engine().count(queries, request)
    if not counts.counts:
        raise SearchTimeout(seconds_of(current_app))
    return json_response(counts_answer(request, counts))


def _request(asked: CountBody) -> SearchRequest:
    """The filters and the interval that all queries have in common."""
    given = {"from": asked.start, "to": asked.end, "undated": asked.undated}
    try:
        return SearchRequest(
            category=_values(asked.category),
            source=_values(asked.source),
            start=_date(asked.start),
            end=_date(asked.end),
            interval=asked.interval,
            match=asked.match,
            not_category=_values(asked.not_category),
            not_source=_values(asked.not_source),
            undated=asked.undated == "only",
        )
    except InvalidRequest as error:
        raise as_body(error, given.get(error.parameter)) from error


def _values(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(clean_text, given)))


def _date(given: str | None) -> str | None:
    return clean_text(given or "").strip() or None


COUNT = Operation(
    "/api/count",
    "api.count",
    count,
    "Many queries at once",
    "How many articles answer each query: its total is that of /api/search with the same filters. "
    f"The body is JSON of at most {MAX_BODY:,} bytes (413) with up to {MAX_QUERIES} queries; what "
    "is no JSON or has another shape is a 422: a field that is not known too, and an interval that "
    f"might make more than {MAX_BUCKETS:,} buckets of all queries. Queries for which there was no "
    "time are in left; if there was none for the first, that is a 503.",
    answer=CountsAnswer,
    method="POST",
    body=CountBody,
    errors=(413, 415, 422, 503),
    room="Research",
    validated="never",
)
