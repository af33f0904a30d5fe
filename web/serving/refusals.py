"""What does a client get whom no thread answers?  A small problem, or a small page."""

from __future__ import annotations

from html import escape
from http import HTTPStatus

import msgspec
from gunicorn.http import errors  # type: ignore[import-untyped]

from web.cross_origin import is_for_programs
from web.noted import HEADER
from web.observing.refusal import Refusal
from web.security import HEADERS
from web.shapes.problem import ProblemAnswer

RETRY_AFTER = 2  # seconds
_PAGE = """<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<title>{title}</title>
<h1>{title}</h1>
<p>{said}</p>
<p lang="en">{detail}</p>
</html>
"""
_SAID = {
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "Trang đang quá đông",
        f"Xin thử lại sau {RETRY_AFTER} giây.",
    ),
}
_OTHERWISE = ("Yêu cầu không hợp lệ", "Hãy bắt đầu lại từ trang tìm kiếm.")

_STATUSES = (
    (errors.LimitRequestLine, HTTPStatus.REQUEST_URI_TOO_LONG),
    (errors.LimitRequestHeaders, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    (errors.ExpectationFailed, HTTPStatus.EXPECTATION_FAILED),
    (errors.UnsupportedTransferCoding, HTTPStatus.NOT_IMPLEMENTED),
    (errors.ForbiddenProxyRequest, HTTPStatus.FORBIDDEN),
    ((errors.InvalidResponseHeader, errors.InvalidResponseHeaderName), None),
    (errors.ConfigurationProblem, None),
    (errors.ParseException, HTTPStatus.BAD_REQUEST),
)  # None: the fault is ours


def status_of(error: Exception) -> HTTPStatus | None:
    """With what gunicorn's ``error`` about a request is answered; none where that is not its."""
    return next((status for kinds, status in _STATUSES if isinstance(error, kinds)), None)


def answer_of(refusal: Refusal) -> tuple[bytes, bytes]:
    """The head and the body of a whole answer of HTTP/1.1 that ends the connection, for the reader
    of the refused path: a program where there is none."""
    name, detail, own_id = HTTPStatus(refusal.status), refusal.detail, refusal.request_id
    fields = {"Connection": "close", "Cache-Control": "no-store", HEADER: own_id, **HEADERS}
    if name is HTTPStatus.SERVICE_UNAVAILABLE:
        fields["Retry-After"] = str(RETRY_AFTER)
    if not refusal.path or is_for_programs(refusal.path):
        problem = ProblemAnswer("about:blank", name.phrase, name, detail, own_id)
        body = msgspec.json.encode(problem)
        fields["Content-Type"] = "application/problem+json"
        fields["Access-Control-Allow-Origin"] = "*"
        fields["Access-Control-Expose-Headers"] = "Retry-After"
    else:
        title, said = _SAID.get(name, _OTHERWISE)
        body = _PAGE.format(title=title, said=said, detail=escape(detail)).encode()
        fields["Content-Type"] = "text/html; charset=utf-8"
    fields["Content-Length"] = str(len(body))
    lines = "".join(f"{field}: {value}\r\n" for field, value in fields.items())
    head = f"HTTP/1.1 {name.value} {name.phrase}\r\n{lines}\r\n".encode("latin-1")
    return head, b"" if refusal.method == "HEAD" else body
