"""What does the query string ask for?  Any bytes become a SearchRequest or an InvalidRequest.

Bytes that are not UTF-8 turn into U+FFFD and control characters into spaces.  Of a parameter
that may be given once, the first one counts.  ``from=`` and ``to=`` left empty by a form are the
same as not given, while ``category=`` asks for the articles that have no category and
``not_category=`` leaves these out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar, cast
from unicodedata import normalize
from urllib.parse import parse_qsl

from flask import request as http

from search import InvalidRequest, SearchRequest
from search.request import MAX_SAMPLE, MAX_SEED, MAX_SIZE, Interval, Match, Sort

Pairs = list[tuple[str, str]]
Choice = TypeVar("Choice", bound=str)

MAX_FILTERS = 50
MAX_QUERIES = 20  # of one request for trends
MAX_FIELDS = 1000  # of a form
MAX_ROWS = 10**9 - 1  # of an export that are there already
_KEY = "timbao.query_pairs"  # in the request's environment
_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def query_pairs() -> Pairs:
    """The current request's parameters in order, as clean text; read when first asked for."""
    known: Pairs | None = http.environ.get(_KEY)
    if known is None:
        text = http.query_string.decode("utf-8", "replace")
        pairs = parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="replace")
        known = [(name, clean_text(value)) for name, value in pairs]
        http.environ[_KEY] = known
    return list(known)


def clean_text(value: str) -> str:
    """``value`` in NFC, its control characters as spaces."""
    return normalize("NFC", _CONTROL.sub(" ", value))


def form_pairs(octets: bytes) -> Pairs:
    """The fields of a form as it was posted, in order, as clean text of any number of lines.

    Raises ``InvalidRequest`` for more than :data:`MAX_FIELDS` of them.
    """
    text = octets.decode("utf-8", "replace")
    try:
        pairs = parse_qsl(
            text,
            keep_blank_values=True,
            encoding="utf-8",
            errors="replace",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError as error:
        raise InvalidRequest("form", f"at most {MAX_FIELDS} fields") from error
    return [(name, "\n".join(map(clean_text, value.splitlines()))) for name, value in pairs]


def read_request(pairs: Pairs | None = None) -> SearchRequest:
    """The search that ``pairs`` (else the current request) describe; others are ignored."""
    given = query_pairs() if pairs is None else pairs
    return SearchRequest(
        q=first(given, "q") or "",
        page=whole_number(given, "page", 1),
        size=whole_number(given, "size", 10),
        sort=cast("Sort", first(given, "sort") or "relevance"),  # SearchRequest checks the value
        category=_values(given, "category"),
        source=_values(given, "source"),
        start=_partial_date(given, "from"),
        end=_partial_date(given, "to"),
        interval=cast("Interval", first(given, "interval") or "auto"),
        recency=_switch(given, "recency"),
        match=cast("Match", first(given, "match") or "words"),
        group=_switch(given, "group"),
        alternatives=read_flag(given, "alternatives"),
        not_category=_values(given, "not_category"),
        not_source=_values(given, "not_source"),
        undated=_undated(given),
    )


def read_walk(*, grouped: bool) -> SearchRequest:
    """The search that the current request describes, with the place of a walk where it goes on, and
    with its sample; it has one hit a story where that is asked for, or else if ``grouped`` and
    nothing is drawn."""
    pairs = query_pairs()
    sample = _number_from(pairs, "sample", 1, MAX_SAMPLE)
    seed = _number_from(pairs, "seed", 0, MAX_SEED)
    request = read_request(pairs)
    is_said = first(pairs, "group") is not None
    return replace(
        request,
        group=request.group if is_said else grouped and not sample,
        sample=sample,
        seed=seed if sample else 0,
        cursor=first(pairs, "cursor") or None,
    )


def read_after(pairs: Pairs) -> int:
    """``after``: how many of an export are there already; it goes on with a cursor."""
    after = _number_from(pairs, "after", 0, MAX_ROWS)
    if after and not first(pairs, "cursor"):
        raise InvalidRequest("after", "a cursor beside it, as the Link header of the export has it")
    return after


@dataclass(frozen=True, slots=True)
class Wrong:
    """A parameter that was not understood: its name, and its value as it was given."""

    parameter: str
    value: str


def read_what_is_right(pairs: Pairs | None = None) -> tuple[SearchRequest, tuple[Wrong, ...]]:
    """The search that the parameters describe which can be read, and those that cannot."""
    given = query_pairs() if pairs is None else pairs
    wrong: list[Wrong] = []
    while True:
        try:
            return read_request(given), tuple(wrong)
        except InvalidRequest as error:
            name = error.parameter
            wrong.append(Wrong(name, first(given, name) or ""))
            given = [pair for pair in given if pair[0] != name]  # of which there are ever fewer


def asks_for_groups() -> bool:
    """Whether the current request says that it wants one hit a story, where else it has all."""
    pairs = query_pairs()
    return first(pairs, "group") is not None and _switch(pairs, "group")


def query_text(pairs: Pairs) -> str:
    """``q``, which may not be longer than any query."""
    return SearchRequest(q=first(pairs, "q") or "").q


def read_queries(pairs: Pairs) -> tuple[str, ...]:
    """Every ``q``, in order; at least one."""
    queries = tuple(query_text([pair]) for pair in pairs if pair[0] == "q")
    if not 1 <= len(queries) <= MAX_QUERIES:
        raise InvalidRequest("q", f"from 1 to {MAX_QUERIES} queries")
    return queries


def read_count(pairs: Pairs, default: int) -> int:
    """``size``: how many are wanted."""
    count = whole_number(pairs, "size", default)
    if not 1 <= count <= MAX_SIZE:
        raise InvalidRequest("size", f"a whole number from 1 to {MAX_SIZE}")
    return count


def read_place(pairs: Pairs) -> int:
    """``n``: which of the results an article is, from 1; 0 where that is not said, or not well."""
    text = first(pairs, "n") or ""
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else 0


def first(pairs: Pairs, name: str) -> str | None:
    """The first value of ``name``, or ``None``."""
    return next((value for key, value in pairs if key == name), None)


def whole_number(pairs: Pairs, name: str, default: int, least: int = 1) -> int:
    """The number ``name``, or ``default`` where there is none; ``least`` is named where what is
    given is no number, and checked by whoever knows the highest."""
    text = first(pairs, name)
    if not text:
        return default
    if not _WHOLE_NUMBER.fullmatch(text):
        raise InvalidRequest(name, f"a whole number from {least}, of at most nine digits")
    return int(text)


def _number_from(pairs: Pairs, name: str, least: int, most: int) -> int:
    """A number from ``least`` to ``most``; 0 where nothing is said."""
    text = first(pairs, name)
    if not text:
        return 0
    if not (_WHOLE_NUMBER.fullmatch(text) and least <= int(text) <= most):
        raise InvalidRequest(name, f"a whole number from {least} to {most}")
    return int(text)


def _switch(pairs: Pairs, name: str) -> bool:
    """``on`` (also where nothing is said) or ``off``."""
    text = first(pairs, name) or "on"
    if text not in ("on", "off"):
        raise InvalidRequest(name, "on or off")
    return text == "on"


def read_flag(pairs: Pairs, name: str, *, otherwise: bool = False) -> bool:
    """``1`` or ``0``, and ``otherwise`` where nothing is said."""
    text = first(pairs, name) or str(int(otherwise))
    if text not in ("0", "1"):
        raise InvalidRequest(name, "1 or 0")
    return text == "1"


def read_choice(pairs: Pairs, name: str, choices: Sequence[Choice]) -> Choice:
    """One of ``choices``; the first where nothing is said."""
    text = first(pairs, name)
    if not text:
        return choices[0]
    for choice in choices:
        if choice == text:
            return choice
    raise InvalidRequest(name, f"one of {', '.join(choices)}")


def _undated(pairs: Pairs) -> bool:
    """``only``, or nothing."""
    text = first(pairs, "undated") or ""
    if text not in ("", "only"):
        raise InvalidRequest("undated", "only")
    return text == "only"


def _values(pairs: Pairs, name: str) -> tuple[str, ...]:
    values = [value for key, value in pairs if key == name]
    if len(values) > MAX_FILTERS:
        raise InvalidRequest(name, f"at most {MAX_FILTERS} values")
    return tuple(dict.fromkeys(values))


def _partial_date(pairs: Pairs, name: str) -> str | None:
    return (first(pairs, name) or "").strip() or None
