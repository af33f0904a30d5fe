"""What is to be counted?  The lines of a form, or the ``q`` of an address, and what is wrong with
them.

Whatever is wrong, all that was typed is kept: the form is shown again with it, and says which line
or which field it is about.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from flask import abort
from flask import request as http
from flask_babel import gettext, ngettext
from werkzeug.exceptions import RequestEntityTooLarge

from search import InvalidRequest, SearchRequest
from search.request import MAX_QUERY_CHARS
from web.bodies import read_octets
from web.escaping import excerpt
from web.links import DEFAULT, query_of
from web.pages.display import number
from web.params import Pairs, first, form_pairs, query_pairs, read_request

MAX_QUERIES = 300
MAX_IN_ADDRESS = 20  # more make an address that some programs cut off
MAX_ADDRESS = 4000  # characters, likewise
MAX_BODY = 6_000_000  # bytes: so many queries, each as long as it may be
_TOLD = 3  # repeated lines that are named
_EXCERPT = 60  # characters of a line that is named
_OWN = {"q", "queries", "value", "lang"}
_OF_OTHER_PAGES = {"page", "size", "sort", "group", "alternatives", "recency"}

Interval = Literal["year", "month"]
Value = Literal["count", "per1000"]
"""What the bars show: articles, or how many of a thousand."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with one ``field`` of the form, in words."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class CountForm:
    """What was filled in: ``text`` as it was typed, its ``queries``, each once, and in ``request``
    the filters and the interval that all have in common.

    ``start`` and ``end`` are as they were typed, also where they are no dates.  ``status`` is what
    HTTP calls the ``troubles``.  ``repeated`` says which lines were there before.
    """

    text: str
    queries: tuple[str, ...]
    request: SearchRequest
    value: Value
    start: str
    end: str
    troubles: tuple[Trouble, ...]
    status: int
    repeated: str | None

    @property
    def interval(self) -> Interval:
        """By what the articles are counted."""
        return "month" if self.request.interval == "month" else "year"

    @property
    def fits_address(self) -> bool:
        """Whether so few queries are asked for that an address says it all."""
        return not self.troubles and 0 < len(self.queries) <= MAX_IN_ADDRESS

    def address(self) -> dict[str, Any]:
        """The parameters of the address that asks for this."""
        values = {"q": list(self.queries), **query_of(self.request)}
        if self.request.interval == "year":
            del values["interval"]
        return values if self.value == "count" else {**values, "value": self.value}


def read_form() -> CountForm:
    """What the current request asks for, posted or as an address."""
    if http.method != "POST":
        pairs = query_pairs()
        lines = [value for name, value in pairs if name == "q"]
        return _form(pairs, lines, 400, MAX_IN_ADDRESS)
    if http.mimetype != "application/x-www-form-urlencoded":
        abort(415)
    try:
        octets = read_octets(MAX_BODY)
    except RequestEntityTooLarge:
        message = gettext("Danh sách này quá lớn để gửi một lần. Hãy chia nhỏ rồi đếm từng phần.")
        return replace(_form([], [], 413, MAX_QUERIES), troubles=(Trouble("queries", message),))
    try:
        pairs = form_pairs(octets)
    except InvalidRequest:
        abort(400)
    return _form(pairs, (first(pairs, "queries") or "").split("\n"), 422, MAX_QUERIES)


def _form(pairs: Pairs, lines: list[str], status: int, most: int) -> CountForm:
    """The form with these ``lines``, of which up to ``most`` different ones are counted."""
    queries, repeated = _distinct(lines)
    request, troubles = _shared(pairs)
    return CountForm(
        text="\n".join(lines),
        queries=queries,
        request=request,
        value=_value(pairs),
        start=first(pairs, "from") or "",
        end=first(pairs, "to") or "",
        troubles=(*_wrong_lines(lines, len(queries), most), *troubles),
        status=status,
        repeated=_said_repeated(repeated),
    )


def _distinct(lines: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """The queries, each once, and those that were there before."""
    said = [" ".join(line.split()) for line in lines]
    kept = dict.fromkeys(line for line in said if line)
    repeated = [line for n, line in enumerate(said) if line and line in said[:n]]
    return tuple(kept), list(dict.fromkeys(repeated))


def _wrong_lines(lines: list[str], queries: int, most: int) -> list[Trouble]:
    wrong = [
        Trouble(
            "queries",
            gettext(
                "Dòng %(line)s dài %(length)s ký tự; mỗi câu tối đa %(most)s.",
                line=number(n),
                length=number(len(line)),
                most=number(MAX_QUERY_CHARS),
            ),
        )
        for n, line in enumerate(lines, 1)
        if len(line) > MAX_QUERY_CHARS
    ]
    if queries > most:
        wrong.insert(0, Trouble("queries", _too_many(queries)))
    return wrong


def _too_many(queries: int) -> str:
    if queries <= MAX_QUERIES:
        return str(
            gettext(
                "Một địa chỉ chứa tối đa %(most)s câu. Bấm Đếm để đếm cả %(queries)s câu này.",
                most=MAX_IN_ADDRESS,
                queries=number(queries),
            )
        )
    return str(
        gettext(
            "Có %(queries)s câu; mỗi lần đếm được tối đa %(most)s. Hãy bớt %(over)s câu.",
            queries=number(queries),
            most=MAX_QUERIES,
            over=number(queries - MAX_QUERIES),
        )
    )


def _said_repeated(repeated: list[str]) -> str | None:
    if not repeated:
        return None
    named = ", ".join(f"“{excerpt(line, _EXCERPT)}”" for line in repeated[:_TOLD])
    more = ", …" if len(repeated) > _TOLD else ""
    return str(
        ngettext(
            "%(count)s câu có hơn một lần, chỉ đếm một: %(lines)s.",
            "%(count)s câu có hơn một lần, chỉ đếm một: %(lines)s.",
            len(repeated),
            count=number(len(repeated)),
            lines=named + more,
        )
    )


def _shared(pairs: Pairs) -> tuple[SearchRequest, list[Trouble]]:
    """The filters and the interval; a parameter that cannot be is told of and left out."""
    ignored = _OWN | _OF_OTHER_PAGES
    asked = [pair for pair in pairs if pair[0] not in ignored]
    troubles: list[Trouble] = []
    if first(asked, "interval") not in (None, "", "auto", *get_args(Interval)):
        troubles.append(_trouble("interval", asked))
    if first(asked, "interval") != "month":
        asked = [("interval", "year"), *(pair for pair in asked if pair[0] != "interval")]
    while True:
        try:
            return read_request(asked), troubles
        except InvalidRequest as error:
            troubles.append(_trouble(error.parameter, asked))
            left = [pair for pair in asked if pair[0] != error.parameter]
            if len(left) == len(asked):
                return replace(DEFAULT, interval="year"), troubles
            asked = left


def _trouble(parameter: str, pairs: Pairs) -> Trouble:
    text = excerpt(first(pairs, parameter) or "", _EXCERPT)
    if parameter in {"from", "to"}:
        message = gettext(
            "Không hiểu ngày “%(text)s”: hãy gõ 2016, 5/2016 hoặc 12/5/2016.", text=text
        )
    elif parameter == "undated":
        message = gettext("Bài không rõ ngày thì không thuộc khoảng thời gian nào.")
    elif parameter in {"category", "source", "not_category", "not_source"}:
        message = gettext("Có quá nhiều bộ lọc cùng lúc.")
    else:
        message = gettext("Không hiểu “%(text)s”.", text=text)
    return Trouble(parameter, str(message))


def _value(pairs: Pairs) -> Value:
    return "per1000" if first(pairs, "value") == "per1000" else "count"
