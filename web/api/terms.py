"""Which words tell what a search finds from everything else, or from another set?  ``/api/terms``,
as JSON and as a table."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response
from msgspec import UNSET

from search import InvalidRequest, SearchRequest
from web.api import parameters as p
from web.api.csv_tables import csv_response, wants_table
from web.api.operations import Operation
from web.engine import current_engine
from web.params import Pairs, first, query_pairs, read_choice, read_count, read_request
from web.shapes.terms import Direction, TermsAnswer, comparison_answer, terms_answer
from web.shapes.writing import json_response

_TERMS = 20  # where ``size`` does not say it
_DIRECTIONS: tuple[Direction, ...] = ("over", "under")
_TOGETHER = (
    ("category", "not_category"), ("source", "not_source"), ("from", "to", "undated"), ("match",),
)  # fmt: skip
"""What one set is narrowed down by in several parameters: who asks another of the other set for any
of these asks for all of them."""


def terms() -> Response:
    """The words that tell what a search finds from everything else, or from another set."""
    pairs = query_pairs()
    request, other, count = read_request(pairs), _other(pairs), read_count(pairs, _TERMS)
    direction = read_choice(pairs, "direction", _DIRECTIONS)
    as_table = wants_table(pairs)
    engine = current_engine()
    if other is None:
        answer = terms_answer(request.q, engine.key_terms(request, count))
    else:
        sets = (request, other) if direction == "over" else (other, request)
        found = engine.compared_terms(*sets, count)
        answer = comparison_answer(request, other, found, direction)
    return csv_response(_rows(answer), "timbao-terms.csv") if as_table else json_response(answer)


def _other(pairs: Pairs) -> SearchRequest | None:
    """The set that this one is compared with; ``None`` where none is asked for."""
    q = first(pairs, "compare")
    own = [(name.removeprefix(p.OTHER), value) for name, value in pairs if _is_of_other(name)]
    given = {name for name, _ in own}
    replaced = {name for names in _TOGETHER if given.intersection(names) for name in names}
    if q is None and not replaced:
        return None
    kept = [pair for pair in pairs if pair[0] not in replaced]
    asked = own + kept if q is None else [("q", q), *own, *kept]
    try:
        return read_request(asked)
    except InvalidRequest as error:
        name = "compare" if error.parameter == "q" else f"{p.OTHER}{error.parameter}"
        raise InvalidRequest(name, error.expected) from error


def _is_of_other(name: str) -> bool:
    return any(name == p.OTHER + one for names in _TOGETHER for one in names)


def _rows(answer: TermsAnswer) -> Iterator[list[str]]:
    """A row for each word; of two sets also how large they are, which makes it whole."""
    if answer.compare is UNSET:
        yield ["text", "count", "score"]
        yield from ([one.text, str(one.count), str(one.score)] for one in answer.terms)
        return
    yield ["text", "count", "total", "compare_count", "compare_total", "score", "log_ratio", "p"]
    sizes = answer.total, answer.compare.total
    for one in answer.terms:
        numbers = one.count, sizes[0], one.compare_count, sizes[1], one.score, one.log_ratio, one.p
        yield [one.text, *map(str, numbers)]


TERMS = Operation(
    "/api/terms",
    "api.terms",
    terms,
    "What the results are about",
    "Words that tell what a search finds from everything else, and narrow it down: count is of the "
    "articles of the set, and the total of /api/search with the word in quotes behind the query. "
    "With compare, or with a parameter of the other set, words that tell it from that set, with "
    "counts in both and how surely (score, log-likelihood) and how much (log_ratio) they differ.",
    (
        *p.SET,
        p.size("words", _TERMS),
        p.COMPARE,
        *(p.of_other_set(one) for one in (*p.FILTERS, p.MATCH)),
        p.DIRECTION,
        p.FORMAT,
    ),
    TermsAnswer,
    media={
        "text/csv": "A row for each word: text, count, score; of two sets text, count, total, "
        "compare_count, compare_total, score, log_ratio, p"
    },
    room="Research",
)
