"""What is every engine asked?  Queries of every kind, and filters of every kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from index.article import Article
from index.vietnamese import fold

DAY = date(2016, 5, 12)
SPECIAL = (
    "", "?!", "dân -vận", "-vận", "lũ OR bão", "(lũ OR bão) miền", "NOT bóng", '"công tác dân vận"',
    '"cong tac"', "title:lũ", "title:(lũ OR bão)", "category:thể", "-source:báo", "author:nguyễn",
    "tr*", "đư*", "binh~", "dân~ vận", "body:tr*", "date:2016", "date:2015..2016-03 lũ",
    "before:2016 dân", "after:2015-12-31", "lũ tháng 5/2016", "từ 1/1/2016 đến 5/5/2016 dân",
    "UBND tỉnh", "ủy ban nhân dân", "TP.HCM", "3.500 người", "kĩ sư", "dan vận dan",
    "tieengs vieejt", "lũ 12/5/1916", "không có gì như thế này ở đây cả đâu",
)  # fmt: skip
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"category": ("Thể thao", "không có"), "start": "2016"},
    {"source": ("",), "end": "2016-05"},
    {"not_category": ("THỂ THAO", ""), "source": ("",)},
    {"undated": True, "not_source": ("không có",)},
)


def shaped(articles: Iterable[Article]) -> list[str]:
    """Titles in one of five shapes each: as printed, bare, in parts."""
    titles = [article.title for article in articles if article.title]
    shapes: tuple[Callable[[str], str], ...] = (
        str,
        lambda title: fold(title).lower(),
        lambda title: " ".join(title.split()[:2]),
        lambda title: " ".join(fold(title).lower().split()[1:4]),
        lambda title: " ".join([title.split()[-1], *title.split()[:2]]),
    )
    return [shape(title) for n, shape in enumerate(shapes) for title in titles[n :: len(shapes)]]
