"""Where do words stand, and between which others?  ``/api/kwic``."""

from __future__ import annotations

from itertools import chain
from typing import cast

from flask import Response

from search.concordance import (
    CONTEXT_SORTS,
    MAX_ARTICLES_READ,
    MAX_LINES_READ,
    MAX_ROWS,
    MAX_WIDTH,
    ConcordanceRequest,
    ContextSort,
)
from web.api import parameters as p
from web.api.csv_tables import csv_response, wants_table
from web.api.operations import Operation, Parameter
from web.engine import current_engine
from web.noted import noted
from web.params import (
    asks_for_groups,
    first,
    query_pairs,
    read_request,
    whole_number,
)
from web.shapes.concordance import COLUMNS, KwicAnswer, kwic_answer, kwic_cells
from web.shapes.writing import json_response

_WIDTH, _LIMIT = 8, 100
_OF_SEARCH = ("q", "match", "category", "source", "not_category", "not_source", "from", "to")


def kwic() -> Response:
    """Every place where the words of a query stand as a row."""
    pairs = query_pairs()
    as_table = wants_table(pairs)
    found = current_engine().concordance(_read())
    noted().results = found.total
    if not as_table:
        return json_response(kwic_answer(found))
    response = csv_response(chain([COLUMNS], kwic_cells(found)), "timbao-kwic.csv")
    response.headers["Timbao-Total"] = str(found.total)
    if found.cut_by is not None:
        response.headers["Timbao-Cut-By"] = found.cut_by
    return response


def _read() -> ConcordanceRequest:
    pairs = query_pairs()
    search = read_request([pair for pair in pairs if pair[0] in (*_OF_SEARCH, "undated")])
    return ConcordanceRequest(
        search,
        width=whole_number(pairs, "width", _WIDTH, least=0),
        sort=cast("ContextSort", first(pairs, "sort") or "left"),  # which is checked there
        limit=whole_number(pairs, "limit", _LIMIT),
        group=asks_for_groups(),
    )


KWIC = Operation(
    "/api/kwic",
    "api.kwic",
    kwic,
    "Keywords in context",
    "A row for each place where the whole query stands as a row of words, each part of an OR "
    "alone: what its article has there, and so many syllables before and behind it. What is "
    "typed without accents finds any accents, typed accents bind. total counts all occurrences; "
    "the rows are the first of all in the order asked for. By context they are the first of the "
    f"newest {MAX_ARTICLES_READ:,} articles, or of those that have {MAX_LINES_READ:,} occurrences, "
    "where the words stand in more; cut_by says so. A table says the same in the headers "
    "Timbao-Total and Timbao-Cut-By.",
    (
        p.Q,
        *p.FILTERS,
        Parameter(
            "match",
            "exact: what is typed without accents stands for itself alone",
            p.MATCH.schema,
            ("exact",),
        ),
        Parameter(
            "width",
            "How many syllables of the same text are shown on either side",
            p.number(0, MAX_WIDTH, _WIDTH),
            (_WIDTH,),
        ),
        Parameter(
            "sort",
            "By the words before the hit, read outwards from it, or by those behind it, as "
            "Vietnamese dictionaries order them; or by time, the oldest first",
            p.one_of(*CONTEXT_SORTS, default="left"),
            ("right",),
        ),
        Parameter(
            "limit",
            "How many rows at most",
            p.number(1, MAX_ROWS, _LIMIT),
            (_LIMIT,),
        ),
        p.GROUPED,
        p.FORMAT,
    ),
    KwicAnswer,
    media={"text/csv": "Rows of " + ", ".join(COLUMNS)},
    room="Research",
)
