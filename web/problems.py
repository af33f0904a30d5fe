"""What does a failed request get?  Programs get problem+json (RFC 9457), people a page.

No input leads to a 500: a wrong parameter is a 400, a missing index a 503.  The page keeps what was
typed, says which part of it was not understood, and offers the search without that part.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Flask, Response, render_template, request, url_for
from flask_babel import gettext
from msgspec import UNSET
from werkzeug.exceptions import (
    BadRequest,
    Gone,
    HTTPException,
    ServiceUnavailable,
    UnprocessableEntity,
)

from search import CursorGone, IndexUnavailable, InvalidRequest, SearchRequest, SearchTimeout
from search.errors import SearchError
from web.bodies import InvalidBody
from web.cross_origin import is_for_programs
from web.engine import current_engine, log_trouble
from web.escaping import excerpt
from web.links import DEFAULT, page_link, query_of
from web.noted import noted
from web.params import Wrong, first, query_pairs, read_what_is_right
from web.shapes.problem import ProblemAnswer
from web.shapes.writing import json_response
from web.streams import TooManyStreams

_JSON = ("application/json", "application/problem+json")
_MAX_SAID = 80  # characters of a wrong value
_RETRY_AFTER = 30  # seconds


class _TooSlow(ServiceUnavailable):
    """A search that was given up: the index is there, the query asks too much of it."""


def install(app: Flask) -> None:
    """Answer every error of ``app`` in the form that its reader understands."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(InvalidRequest, _invalid_request)
    app.register_error_handler(InvalidBody, _invalid_body)
    app.register_error_handler(CursorGone, _cursor_gone)
    app.register_error_handler(IndexUnavailable, _index_unavailable)
    app.register_error_handler(SearchTimeout, _search_timeout)


def _http_error(error: HTTPException) -> Response:
    return _answer(error)


def _invalid_request(error: InvalidRequest) -> Response:
    return _answer(BadRequest(str(error)), invalid=error)


def _invalid_body(error: InvalidBody) -> Response:
    return _answer(UnprocessableEntity(str(error)), invalid=error)


def _cursor_gone(error: CursorGone) -> Response:
    return _answer(Gone(str(error)))


def _index_unavailable(error: IndexUnavailable) -> Response:
    log_trouble(str(error))  # which says where: that is nobody else's business
    return _answer(ServiceUnavailable(error.told))


def _search_timeout(error: SearchTimeout) -> Response:
    return _answer(_TooSlow(str(error)))


def _answer(error: HTTPException, invalid: InvalidRequest | None = None) -> Response:
    """The error's own headers (such as Allow) with a body for this reader."""
    status = error.code or 500
    if is_for_programs(request.path) or _prefers_json():
        response = json_response(_problem(error, invalid), status, "application/problem+json")
    elif isinstance(request.routing_exception, BadRequest):  # a bad Host, whatever else: no URLs
        response = Response(f"{error.name}: {error.description}\n", status, mimetype="text/plain")
    else:
        page = _error_page(error, status, invalid.parameter if invalid else None)
        response = Response(page, status, mimetype="text/html")
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    if status == 503:  # whoever raised it: a client that is told nothing asks at once
        response.headers.setdefault("Retry-After", str(_RETRY_AFTER))
    return response


def _prefers_json() -> bool:
    """Whether who asked for a page says to read JSON rather; who reads anything gets a page."""
    accepted = request.accept_mimetypes
    return accepted.best_match(("text/html", *_JSON)) in _JSON


def _problem(error: HTTPException, invalid: InvalidRequest | None) -> ProblemAnswer:
    """What is told to a program; of a wrong parameter, what it may be and where that is said."""
    status = error.code or 500
    detail = error.description or error.name
    if invalid is None:
        return ProblemAnswer("about:blank", error.name, status, detail, noted().request_id)
    given = first(query_pairs(), invalid.parameter) if invalid.value is None else invalid.value
    return ProblemAnswer(
        "about:blank",
        error.name,
        status,
        detail,
        noted().request_id,
        invalid.parameter,
        UNSET if given is None else excerpt(given, _MAX_SAID + 1),
        invalid.expected,
        url_for("api.page", _anchor=_place(invalid), _external=True),
    )


def _place(invalid: InvalidRequest) -> str:
    """Where on the page of the endpoint it is documented what is allowed."""
    if isinstance(invalid, InvalidBody):
        return request.endpoint or ""
    return f"parameter-{invalid.parameter}"


@dataclass(frozen=True, slots=True)
class Typed:
    """What stood in the boxes of the page's forms, right or wrong, and the fields beside ``q``."""

    q: str
    start: str
    end: str
    beside: dict[str, object]


@dataclass(frozen=True, slots=True)
class WayOut:
    """The search without what was not understood, and how many articles it finds where that can be
    told."""

    href: str
    q: str
    articles: int | None


def _error_page(error: HTTPException, status: int, parameter: str | None) -> str:
    title, advice = _title_and_advice(error, status)
    no_index = status == 503 and not isinstance(error, (_TooSlow, TooManyStreams))
    right, wrong = read_what_is_right()
    return render_template(
        "error.html",
        status=status,
        title=title,
        advice=None if parameter and wrong else _parameter_advice(parameter or "") or advice,
        misread=[_misread(one) for one in wrong] if parameter else [],
        asks_for_days=parameter is not None and any(w.parameter in ("from", "to") for w in wrong),
        way_out=_way_out(right) if parameter and wrong else None,
        request_=_typed(right),
        no_index=no_index,
        detail=error.description if no_index else None,
        request_id=noted().request_id,
    )


def _typed(right: SearchRequest) -> Typed:
    pairs = query_pairs()
    beside = query_of(replace(right, page=1))
    kept = {name: value for name, value in beside.items() if name not in ("q", "match")}
    q, start, end = (first(pairs, name) or "" for name in ("q", "from", "to"))
    return Typed(q, start, end, kept)


def _way_out(right: SearchRequest) -> WayOut | None:
    """The search that is left, if there is anything left to search for."""
    if right == DEFAULT:
        return None
    try:
        counted = replace(right, page=1, size=1, highlight=False, alternatives=False)
        articles = current_engine().search(counted).total
    except SearchError:  # without an index, or in time, nothing can be counted
        return WayOut(page_link(right), right.q, None)
    return WayOut(page_link(right), right.q, articles)


def _misread(wrong: Wrong) -> tuple[str, str]:
    """What was not understood, and what may stand there."""
    advice = _parameter_advice(wrong.parameter) or str(gettext("Có quá nhiều bộ lọc cùng lúc."))
    is_understood = wrong.parameter == "undated" and wrong.value == "only"  # but not beside days
    if wrong.parameter == "q" or not wrong.value or is_understood:
        return "", advice
    value, where = excerpt(wrong.value, _MAX_SAID + 1), _where(wrong.parameter)
    said = gettext("Không hiểu “%(value)s” ở %(where)s.", value=value, where=where)
    return str(said), advice


def _where(parameter: str) -> str:
    """What people call a parameter."""
    names = {
        "page": gettext("số trang"),
        "size": gettext("số bài mỗi trang"),
        "from": gettext("ngày bắt đầu"),
        "to": gettext("ngày kết thúc"),
        "sort": gettext("cách sắp xếp"),
        "interval": gettext("bước thời gian"),
        "match": gettext("cách hiểu câu tìm"),
    }
    return str(names.get(parameter, parameter))


def _title_and_advice(error: HTTPException, status: int) -> tuple[str, str]:
    """What went wrong and what to do about it, in words for people."""
    if isinstance(error, _TooSlow):
        return gettext("Tìm quá lâu nên đã dừng"), gettext(
            "Hãy bỏ bớt từ, hoặc gõ thêm chữ trước dấu *, rồi tìm lại."
        )
    if isinstance(error, TooManyStreams):
        return gettext("Đang có quá nhiều lượt tải về"), gettext("Xin thử lại sau ít phút.")
    if status == 429:
        return gettext("Bạn đã gửi quá nhiều yêu cầu"), gettext("Xin thử lại sau ít phút.")
    if status == 404:
        return gettext("Không tìm thấy trang này"), gettext(
            "Có thể đường dẫn đã sai, hoặc bài đã bị gỡ khỏi kho."
        )
    if status == 410:
        return gettext("Bài này đã bị gỡ khỏi kho"), gettext(
            "Người quản lý kho báo đã gỡ bài này và sẽ không đưa lại."
        )
    if status == 503:
        return gettext("Kho báo chưa sẵn sàng"), gettext(
            "Trang tìm kiếm đang chạy nhưng chưa mở được kho báo. Hãy chạy lệnh dưới đây "
            "trên máy chủ rồi tải lại trang; không cần khởi động lại."
        )
    if status < 500:
        return gettext("Yêu cầu không hợp lệ"), gettext("Hãy bắt đầu lại từ trang tìm kiếm.")
    return gettext("Có lỗi ở máy chủ"), gettext(
        "Lỗi này không phải do bạn. Xin thử lại sau ít phút."
    )


def _parameter_advice(parameter: str) -> str:
    """What a parameter may hold, for people; "" for one that may hold anything."""
    advice = {
        "q": gettext("Câu tìm kiếm quá dài: tối đa 2000 ký tự."),
        "page": gettext("Số trang phải là một số nguyên từ 1 trở lên."),
        "size": gettext("Số bài trên một trang phải từ 1 đến 100."),
        "from": gettext("Ngày bắt đầu phải là ngày có thật, dạng 2016, 5/2016 hoặc 12/5/2016."),
        "to": gettext("Ngày kết thúc phải là ngày có thật, dạng 2016, 5/2016 hoặc 12/5/2016."),
        "sort": gettext("Cách sắp xếp phải là relevance, newest, oldest hoặc indexed."),
        "interval": gettext("Khoảng thời gian phải là auto, year, month hoặc day."),
        "match": gettext("Cách hiểu câu tìm phải là words, syllables hoặc exact."),
        "recency": gettext("Tham số recency phải là on hoặc off."),
        "group": gettext("Tham số group phải là on hoặc off."),
        "alternatives": gettext("Tham số alternatives phải là 1 hoặc 0."),
        "undated": gettext(
            "Bài không rõ ngày thì không thuộc khoảng thời gian nào: hãy bỏ một trong hai bộ lọc."
        ),
    }
    return str(advice.get(parameter, ""))
