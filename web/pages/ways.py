"""How does one search here?  The page ``/cach-tim``: the query language by examples that are links,
and a form that writes it.

Every example says how many articles it finds here and now; without an index they stand without
numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from flask import Response, make_response, redirect, render_template
from flask_babel import gettext

from search import IndexUnavailable, InvalidRequest, SearchRequest, SearchTimeout
from search.counts import IndexStats
from search.request import MATCHES, Match
from web.engine import current_engine
from web.links import DEFAULT, page_link
from web.pages.query_writer import DEFAULT_GAP, MAX_GAP, PLACES, Filled, written
from web.params import Pairs, first, query_pairs
from web.source_names import named_source

MAX_OFFERED = 100  # sections and sources that the form knows by name
_ASKED = "học sinh"  # of which there is something in every archive
_SOME_YEAR = 2020  # where there is no index to tell a better one
_BOXES = ("all", "phrase", "any", "none", "words", "near", "by", "category", "source", "from", "to")

Totals = dict[tuple[Match, str], int]
"""How many articles answer a query that is matched so."""


@dataclass(frozen=True, slots=True)
class Example:
    """``q`` as one types it, and what it finds, in words; ``match`` says how it is read.

    ``count`` is how many articles answer, ``None`` where nobody knows.  One that is not ``is_sure``
    to find anything in any archive is only shown where it does.
    """

    q: str
    meaning: str
    match: Match = "words"
    is_sure: bool = True
    href: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Examples of one kind, under a heading."""

    heading: str
    examples: tuple[Example, ...]


def ways() -> Response:
    """``/cach-tim``: the page, or from its form on to the results."""
    pairs = query_pairs()
    asked = {name: (first(pairs, name) or "").strip() for name in _BOXES}
    filled, troubles = _filled(pairs), {}
    if any(asked.values()):
        try:
            request = _request(filled, asked)
            if request != DEFAULT:
                return make_response(redirect(page_link(request)))
            troubles["q"] = gettext("Trong các ô chưa có từ nào.")
        except InvalidRequest as error:
            troubles[error.parameter] = _advice(error.parameter)
    stats, groups = _live()
    page = render_template(
        "ways.html",
        groups=groups,
        stats=stats,
        most=MAX_OFFERED,
        asked=asked,
        filled=filled,
        max_gap=MAX_GAP,
        troubles=troubles,
    )
    return make_response(page, 400 if troubles else 200)


def _request(filled: Filled, asked: Mapping[str, str]) -> SearchRequest:
    """The search that the boxes ask for; raises ``InvalidRequest`` where they cannot."""
    return SearchRequest(
        q=written(filled),
        category=(asked["category"],) if asked["category"] else (),
        source=(_source(asked["source"]),) if asked["source"] else (),
        start=asked["from"] or None,
        end=asked["to"] or None,
    )


def _live() -> tuple[IndexStats | None, tuple[Group, ...]]:
    """What the index holds, and the examples with their numbers; without an index, or without time
    to count, how to search can be read all the same."""
    try:
        stats = current_engine().stats()
        groups = tuple(_groups(stats, _year_of(_ASKED)))
        return stats, _linked(groups, _totals(groups))
    except (IndexUnavailable, SearchTimeout):
        return None, _linked(_groups(None, _SOME_YEAR), {})


def _source(name: str) -> str:
    """What the index calls the newspaper of this name; the name itself without an index."""
    try:
        return named_source(name, (one.value for one in current_engine().stats().sources))
    except IndexUnavailable:
        return name


def _filled(pairs: Pairs) -> Filled:
    place = first(pairs, "in") or ""
    gap = (first(pairs, "gap") or "").strip()
    is_gap = gap.isascii() and gap.isdecimal() and len(gap) <= len(str(MAX_GAP))
    return Filled(
        every=first(pairs, "all") or "",
        phrase=first(pairs, "phrase") or "",
        some=first(pairs, "any") or "",
        none=first(pairs, "none") or "",
        within=first(pairs, "words") or "",
        place=place if place in PLACES else PLACES[0],
        near=first(pairs, "near") or "",
        to=first(pairs, "by") or "",
        gap=min(int(gap), MAX_GAP) if is_gap else DEFAULT_GAP,
    )


def _advice(parameter: str) -> str:
    if parameter == "q":
        return str(gettext("Câu tìm quá dài: cả các ô cộng lại tối đa 2.000 ký tự."))
    return str(gettext("Không hiểu ngày này: hãy gõ 2016, 5/2016 hoặc 12/5/2016."))


# The examples


def _groups(stats: IndexStats | None, year: int) -> Iterator[Group]:
    yield Group(
        gettext("Gõ như bạn nói"),
        (
            Example(_ASKED, gettext("bài có từ này trong tiêu đề, tóm tắt hoặc nội dung")),
            Example("học sinh giáo viên", gettext("bài có cả hai từ, ở đâu cũng được")),
            Example("hoc sinh", gettext("gõ không dấu cũng được: trang kết quả nói đã hiểu là gì")),
            Example(
                f"{_ASKED} năm {year}",
                gettext("ngày tháng trong câu được hiểu là ngày đăng: hôm qua, tháng 5/2016, 12/5"),
            ),
        ),
    )
    yield Group(
        gettext("Nói rõ hơn"),
        (
            Example('"người dân"', gettext("đúng cụm này, các tiếng liền nhau")),
            Example("học sinh -sinh viên", gettext("bỏ các bài có từ đứng sau dấu trừ")),
            Example("lũ OR bão", gettext("có từ này, hoặc từ kia, hoặc cả hai; OR viết hoa")),
            Example("(lũ OR bão) nước", gettext("dấu ngoặc gom các từ có thể thay nhau")),
            Example("nước NEAR/8 lũ", gettext("hai từ cách nhau không quá 8 tiếng")),
        ),
    )
    yield Group(gettext("Tìm trong một phần của bài"), tuple(_in_fields(stats)))
    yield Group(
        gettext("Theo ngày đăng"),
        (
            Example(f"date:{year}", gettext("trong năm, tháng hoặc ngày ấy (5/2016, 12/5/2016)")),
            Example(f"date:{year - 5}..{year}", gettext("từ đầu năm này đến hết năm kia")),
            Example(f"before:{year + 1} {_ASKED}", gettext("trước ngày ấy; sau thì gõ after:")),
        ),
    )
    yield Group(
        gettext("Chưa chắc cách viết"),
        (
            Example("nghi*", gettext("mọi tiếng bắt đầu như thế: nghiên, nghiệp, nghỉ")),
            Example("nguyên~", gettext("các tiếng chỉ khác một chữ: Nguyễn, nguyện")),
        ),
    )
    yield Group(
        gettext("Cùng một câu, ba cách đếm"),
        (
            Example(_ASKED, gettext("theo nghĩa của từ: hai tiếng liền nhau, như thường lệ")),
            Example(
                _ASKED, gettext("đủ từng tiếng, ở đâu cũng được (“Đếm cách khác”)"), "syllables"
            ),
            Example(_ASKED, gettext("đúng từng tiếng như đã gõ, không đoán hay sửa"), "exact"),
        ),
    )


def _year_of(q: str) -> int:
    """The year that has the most articles that answer ``q``."""
    counts = current_engine().count([q], SearchRequest(interval="year")).counts
    buckets = counts[0].dates.buckets if counts else ()
    best = max(buckets, key=lambda bucket: bucket.count, default=None)
    return int(best.start) if best else _SOME_YEAR


def _in_fields(stats: IndexStats | None) -> Iterator[Example]:
    yield Example("title:nước", gettext("trong tiêu đề; summary: là tóm tắt, body: là nội dung"))
    yield Example("author:nguyễn", gettext("trong tên tác giả; tag: là thẻ của bài"), is_sure=False)
    section = _most_frequent(stats, "categories") or "Thể thao"
    yield Example(f'category:"{section}"', gettext("trong tên chuyên mục"))
    if source := _most_frequent(stats, "sources"):
        yield Example(f'source:"{source}"', gettext("trong tên báo"))


def _most_frequent(stats: IndexStats | None, facet: str) -> str:
    values = getattr(stats, facet) if stats else ()
    return next((one.value for one in values if one.value and '"' not in one.value), "")


def _linked(groups: Iterable[Group], totals: Totals) -> tuple[Group, ...]:
    """The examples with their links and, where that is known, how many articles each finds."""
    return tuple(replace(group, examples=tuple(_shown(group.examples, totals))) for group in groups)


def _shown(examples: Iterable[Example], totals: Totals) -> Iterator[Example]:
    for one in examples:
        total = totals.get((one.match, one.q))
        if one.is_sure or total != 0:
            yield replace(one, href=page_link(DEFAULT, q=one.q, match=one.match), count=total)


def _totals(groups: Iterable[Group]) -> Totals:
    """How many articles answer each example: one call of the engine for each way of matching."""
    examples = [one for group in groups for one in group.examples]
    totals: Totals = {}
    for match in MATCHES:
        queries = [one.q for one in examples if one.match == match]
        counts = current_engine().count(queries, SearchRequest(match=match, interval="year"))
        totals |= {(match, one.q): one.total for one in counts.counts}
    return totals
