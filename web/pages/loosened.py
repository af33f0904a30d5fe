"""What is offered where nothing answers?  Wider searches, each with the articles that it finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from flask_babel import gettext

from search import SearchRequest
from search.results import Loosening, LooseningKind
from web.escaping import excerpt
from web.links import page_link
from web.pages.choice import Choice

MAX_SAID = 61  # characters of what was typed, with the ellipsis


def loosened_choices(request: SearchRequest, found: Iterable[Loosening]) -> tuple[Choice, ...]:
    """The wider searches ``found`` for ``request``, as links that say what they do without."""
    return tuple(Choice(_label(request, one), page_link(one.request), one.total) for one in found)


def _label(request: SearchRequest, one: Loosening) -> str:
    said = excerpt(one.said, MAX_SAID)
    labels: dict[LooseningKind, str] = {
        "dates": gettext("Mọi ngày đăng"),
        "category": gettext("Mọi chuyên mục"),
        "source": gettext("Mọi nguồn báo"),
        "match": gettext("Hiểu theo nghĩa của từ, không cần đúng từng dấu"),
        "phrase": gettext("Không cần liền nhau: %(said)s", said=said),
        "field": gettext("Bỏ điều kiện %(said)s", said=said),
        "without": gettext("Không loại trừ %(said)s", said=said.removeprefix("-")),
        "word": gettext("Bỏ từ “%(said)s”", said=said)
        if replace(one.request, q=request.q) == replace(request, page=1)
        else gettext("Bỏ mọi bộ lọc và từ “%(said)s”", said=said),
        "all": gettext("Bỏ mọi bộ lọc")
        if one.request.q == request.q
        else gettext("Bỏ mọi điều kiện, chỉ giữ các từ"),
    }
    return str(labels[one.kind])
