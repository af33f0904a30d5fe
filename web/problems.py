"""What does a failed request get?  Programs get problem+json (RFC 9457), people a page.

No input leads to a 500: a wrong parameter is a 400, a missing index a 503.
"""

from __future__ import annotations

import re

from flask import Flask, Response, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import BadRequest, HTTPException, ServiceUnavailable

from search import IndexUnavailable, InvalidRequest, SearchTimeout
from web.shapes import json_response

_FOR_PROGRAMS = re.compile(r"/api(/.*)?|/healthz|/search\.\w+", re.DOTALL)


class _TooSlow(ServiceUnavailable):
    """A search that was given up: the index is there, the query asks too much of it."""


def install(app: Flask) -> None:
    """Answer every error of ``app`` in the form that its reader understands."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(InvalidRequest, _invalid_request)
    app.register_error_handler(IndexUnavailable, _index_unavailable)
    app.register_error_handler(SearchTimeout, _search_timeout)


def _http_error(error: HTTPException) -> Response:
    return _answer(error)


def _invalid_request(error: InvalidRequest) -> Response:
    return _answer(BadRequest(str(error)), parameter=error.parameter)


def _index_unavailable(error: IndexUnavailable) -> Response:
    return _answer(ServiceUnavailable(str(error), retry_after=30))


def _search_timeout(error: SearchTimeout) -> Response:
    return _answer(_TooSlow(str(error)))


def _answer(error: HTTPException, parameter: str | None = None) -> Response:
    """The error's own headers (such as Allow) with a body for this reader."""
    status = error.code or 500
    if _FOR_PROGRAMS.fullmatch(request.path):
        problem = {
            "type": "about:blank",
            "title": error.name,
            "status": status,
            "detail": error.description or error.name,
        }
        if parameter:
            problem["parameter"] = parameter
        response = json_response(problem, status, "application/problem+json")
    elif request.routing_exception is error and status == 400:  # such as a bad Host: no URLs
        response = Response(f"{error.name}: {error.description}\n", status, mimetype="text/plain")
    else:
        response = Response(_error_page(error, status, parameter), status, mimetype="text/html")
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _error_page(error: HTTPException, status: int, parameter: str | None) -> str:
    title, advice = _title_and_advice(error, status)
    no_index = status == 503 and not isinstance(error, _TooSlow)
    return render_template(
        "error.html",
        status=status,
        title=title,
        advice=_parameter_advice(parameter) if parameter else advice,
        no_index=no_index,
        detail=error.description if no_index else None,
    )


def _title_and_advice(error: HTTPException, status: int) -> tuple[str, str]:
    """What went wrong and what to do about it, in words for people."""
    if isinstance(error, _TooSlow):
        return gettext("Câu tìm kiếm này mất quá nhiều thời gian"), gettext(
            "Hãy bỏ bớt từ, hoặc gõ thêm chữ trước dấu *, rồi tìm lại."
        )
    if status == 404:
        return gettext("Không tìm thấy trang này"), gettext(
            "Có thể đường dẫn đã sai, hoặc bài đã bị gỡ khỏi kho."
        )
    if status == 410:
        return gettext("Bài này đã bị gỡ khỏi kho"), gettext(
            "Người quản lý kho báo đã gỡ bài này và sẽ không đưa lại."
        )
    if status == 503:
        return gettext("Chưa có chỉ mục để tìm"), gettext(
            "Trang tìm kiếm đang chạy nhưng chưa mở được chỉ mục. Hãy chạy lệnh dưới đây "
            "trên máy chủ rồi tải lại trang; không cần khởi động lại."
        )
    if status < 500:
        return gettext("Yêu cầu không hợp lệ"), gettext("Hãy bắt đầu lại từ trang tìm kiếm.")
    return gettext("Có lỗi ở máy chủ"), gettext(
        "Lỗi này không phải do bạn. Xin thử lại sau ít phút."
    )


def _parameter_advice(parameter: str) -> str:
    """What a parameter may hold, for people."""
    advice = {
        "q": gettext("Câu tìm kiếm quá dài: tối đa 2000 ký tự."),
        "page": gettext("Số trang phải là một số nguyên từ 1 trở lên."),
        "size": gettext("Số bài trên một trang phải từ 1 đến 100."),
        "from": gettext(
            "Ngày bắt đầu phải là ngày có thật, dạng 2016, 5/2016, 12/5/2016 hoặc 2016-05-12."
        ),
        "to": gettext(
            "Ngày kết thúc phải là ngày có thật, dạng 2016, 5/2016, 12/5/2016 hoặc 2016-05-12."
        ),
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
    return str(advice.get(parameter, gettext("Có quá nhiều bộ lọc cùng lúc.")))
