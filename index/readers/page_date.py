"""On which day was a page published, by what a reader sees on it?

The line of date stands below the headline, or close above it, before the first paragraph.  The day
in a site's header is the day of saving, the one in its footer that of an update: neither counts.
What htmldate finds elsewhere is taken for want of a better, and is not sure.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from htmldate import find_date
from lxml import etree

from index.readers.dates import date_of_line, parse_date

_MAX_LINE_CHARS = 100
_MIN_PARAGRAPH_CHARS = 80  # characters; the text has begun
_MAX_ELEMENTS = 60  # between a headline and its date
_DATED = re.compile(r"date|time|publish|ngay|thoi-?gian|post-?meta|byline|author", re.IGNORECASE)
_NOT_THE_ARTICLES = re.compile(r"footer|copyright|header|topbar|today|clock|weather", re.IGNORECASE)
_UPDATED = re.compile(r"cập nhật|updated|sửa (?:lần )?cuối", re.IGNORECASE)


def visible_date(tree: Any) -> tuple[date | datetime | None, bool]:
    """The date beside the headline, else what htmldate finds; and whether it is sure."""
    for heading in tree.iter("h1"):
        for element in (*_below(heading), *_beside(heading)):
            if (found := _date_of(element)) is not None:
                return found, _UPDATED.search(str(element.text_content())) is None
    return _anywhere(tree), False


def _below(heading: Any) -> Iterator[Any]:
    """The elements behind the headline, up to the first paragraph."""
    for number, element in enumerate(heading.xpath("following::*[not(self::script)]")):
        if number > _MAX_ELEMENTS:
            return
        if element.tag == "footer":
            return
        if element.tag == "p" and len(str(element.text_content())) >= _MIN_PARAGRAPH_CHARS:
            return
        yield element


def _beside(heading: Any) -> list[Any]:
    """The elements close above the headline, nearest first."""
    above = heading.getparent()
    for _ in range(2):
        if above is None or above.tag in ("body", "html"):
            return []
        if before := above.xpath(".//*[following::h1]")[::-1][:_MAX_ELEMENTS]:
            return list(before)
        above = above.getparent()
    return []


def _date_of(element: Any) -> date | datetime | None:
    if not isinstance(element.tag, str):
        return None
    if element.tag == "time" and (stated := element.get("datetime")):
        return parse_date(stated)
    text = " ".join(str(element.text_content()).split())
    if not any(char.isdigit() for char in text) or len(text) > _MAX_LINE_CHARS:
        return None
    named = f"{element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')}"
    if _NOT_THE_ARTICLES.search(named):
        return None
    return date_of_line(text) or (parse_date(text) if _DATED.search(named) else None)


def _anywhere(tree: Any) -> date | datetime | None:
    """The date that htmldate finds outside of header and footer, comments and times of updates."""
    rest = copy.deepcopy(tree)
    etree.strip_tags(rest, etree.Comment)
    for element in list(rest.iter("footer", "header", "meta", "div", "section", "span", "p")):
        named = f"{element.get('class', '')} {element.get('id', '')}"
        said = element.get("property") or element.get("name") or element.get("itemprop") or ""
        foreign = element.tag in ("footer", "header") or _NOT_THE_ARTICLES.search(named)
        updated = element.tag == "meta" and re.search("modif|updat", said, re.IGNORECASE)
        if (foreign or updated) and element.getparent() is not None:
            element.drop_tree()
    # Without the extensive search: that one would take any date in the text for want of a better.
    return parse_date(find_date(rest, original_date=True, extensive_search=False) or "")
