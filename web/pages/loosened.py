"""What is offered where nothing answers?  Wider searches, each with the articles that it finds."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext

from search.results import Loosening
from web.links import page_link
from web.pages.choice import Choice

MAX_SAID = 60  # characters of what was typed


def loosened_choices(found: Iterable[Loosening]) -> tuple[Choice, ...]:
    """The wider searches ``found``, as links that say what they do without."""
    return tuple(Choice(_label(one), page_link(one.request), one.total) for one in found)


def _label(one: Loosening) -> str:
    said = one.said if len(one.said) <= MAX_SAID else one.said[:MAX_SAID] + "…"
    match one.kind:
        case "dates":
            return str(gettext("Mọi ngày đăng"))
        case "category":
            return str(gettext("Mọi chuyên mục"))
        case "source":
            return str(gettext("Mọi nguồn báo"))
        case "match":
            return str(gettext("Hiểu theo nghĩa của từ, không cần đúng từng dấu"))
        case "phrase":
            return str(gettext("Không cần liền nhau: %(said)s", said=said))
        case "field":
            return str(gettext("Bỏ điều kiện %(said)s", said=said))
        case "without":
            return str(gettext("Không loại trừ %(said)s", said=said.removeprefix("-")))
        case "word":
            return str(gettext("Bỏ từ “%(said)s”", said=said))
        case "all":
            return str(gettext("Bỏ mọi điều kiện, chỉ giữ các từ"))
