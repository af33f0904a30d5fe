"""On which day was a page published, by what a reader sees on it and by its address?

The line of date stands below the headline, or close above it, before the first paragraph.  The day
in a site's header is the day of saving, the one in its footer that of an update: neither counts.
Beside the headline a day of publication goes before one of an update, which is not sure.  What
htmldate finds elsewhere is taken for want of a better, and is not sure.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from htmldate import find_date
from lxml import etree

from index.days import today
from index.readers.dates.reading import date_of_line, parse_date
from index.readers.pages.boxes import drop_boxes

Moment = date | datetime | None

_MAX_LINE_CHARS = 100
_MAX_NAME_CHARS = 40  # of what stands beside a date: an author, a section
_MIN_PARAGRAPH_CHARS = 80  # characters; the text has begun
_MAX_ELEMENTS = 60  # between a headline and its date
_MAX_HEADINGS = 5
_FIRST_WEB_YEAR = 1997
_DATED = re.compile(r"date|time|publish|ngay|thoi-?gian|post-?meta|byline|author", re.IGNORECASE)
_NOT_THE_ARTICLES = re.compile(r"footer|copyright|header|topbar|today|clock|weather", re.IGNORECASE)
_UPDATED = re.compile(r"cập nhật|updated|modified|sửa (?:lần )?cuối", re.IGNORECASE)
_PUBLISHED = re.compile(r"(?:ngày )?(?:đăng|xuất bản)\b|publish", re.IGNORECASE)
_PARTS = re.compile(
    r"\s+[-–—]\s+|\s*[|•·()]\s*|\s+(?=(?:cập nhật|đăng|ngày đăng|xuất bản|updated|published)\b)",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})(?=/|-)"
    r"|[/-]((?:19|20)\d{2})-(\d{2})-(\d{2})(?=[/.-]|$)"
    r"|[/-]((?:19|20)\d{2})(\d{2})(\d{2})(?:\d{6,11})?(?=[/.]|$)"
)


def published_on(tree: Any, title: str) -> tuple[Moment, Moment]:
    """The day of publication and that of an update which stand beside the headline ``title``."""
    updated: Moment = None
    for heading in _headings(tree, title):
        for element in (*_below(heading), *_beside(heading)):
            found, is_update = _date_of(element)
            if found is not None and not is_update:
                return found, updated
            updated = updated or found
    return None, updated


def date_in_address(url: str) -> date | None:
    """The day in an address: ``/2024/11/05/``, ``-2024-11-05.``, or a stamp such as
    ``-20241105143000123.htm``, whose time is that of the editors' form and not taken."""
    path = url.partition("?")[0]
    for match in _IN_ADDRESS.finditer(path):
        year, month, day = (int(group) for group in match.groups() if group)
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if year >= _FIRST_WEB_YEAR and found <= today():
            return found
    return None


def date_anywhere(tree: Any) -> Moment:
    """The first date that is marked as one, else what htmldate finds; both outside of header and
    footer, comments, other articles' boxes and times of updates."""
    rest = copy.deepcopy(tree)
    drop_boxes(rest)
    etree.strip_tags(rest, etree.Comment)
    for element in list(rest.iter("footer", "header", "meta", "div", "section", "span", "p")):
        named = f"{element.get('class', '')} {element.get('id', '')}"
        said = element.get("property") or element.get("name") or element.get("itemprop") or ""
        foreign = element.tag in ("footer", "header") or _NOT_THE_ARTICLES.search(named)
        updated = element.tag == "meta" and re.search("modif|updat", said, re.IGNORECASE)
        if (foreign or updated) and element.getparent() is not None:
            element.drop_tree()
    for element in rest.iter("time", "span", "p", "div", "li", "em", "i", "small"):
        named = f"{element.get('class', '')} {element.get('id', '')}"
        if element.tag == "time" or _DATED.search(named):
            marked, is_update = _date_of(element)
            if marked is not None and not is_update:
                return marked
    # Without the extensive search: that one would take any date in the text for want of a better.
    return parse_date(find_date(rest, original_date=True, extensive_search=False) or "")


def _headings(tree: Any, title: str) -> list[Any]:
    """The headline's elements: those marked so, else what has its words and nothing besides."""
    marked = list(tree.iter("h1"))
    if marked or not title:
        return marked[:_MAX_HEADINGS]
    words = title.split()
    return [
        element
        for element in tree.iter("h2", "h3", "div", "span", "p", "b", "strong")
        if next(element.iterchildren("div", "p"), None) is None
        and str(element.text_content()).split() == words
    ][:_MAX_HEADINGS]


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


def _date_of(element: Any) -> tuple[Moment, bool]:
    """The date that ``element`` shows, and whether that of an update."""
    if not isinstance(element.tag, str):
        return None, False
    text = " ".join(str(element.text_content()).split())
    if element.tag == "time" and (stated := element.get("datetime")):
        return parse_date(stated), _is_update(element, text)
    if not any(char.isdigit() for char in text) or len(text) > _MAX_LINE_CHARS:
        return None, False
    named = f"{element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')}"
    if _NOT_THE_ARTICLES.search(named):
        return None, False
    if (whole := date_of_line(text)) is not None and len(_UPDATED.findall(text)) == 0:
        return whole, _is_update(element, text)
    updated: Moment = None
    for part in _parts(text):
        if (found := date_of_line(_PUBLISHED.sub(" ", part).strip(" :"))) is not None:
            if not _UPDATED.search(part) and not _is_update(element, part):
                return found, False
            updated = updated or found
    if updated is None and _DATED.search(named):
        return parse_date(text), _UPDATED.search(text) is not None
    return updated, True


def _parts(text: str) -> list[str]:
    """What stands between the signs of a line; joined again where a sign stood inside a date."""
    parts = [part for part in _PARTS.split(text) if part]
    if not all(len(part) <= _MAX_NAME_CHARS for part in parts):
        return [text]
    joined = [" ".join(parts[n : n + 2]) for n in range(len(parts) - 1)]
    sure = [one for one in joined if date_of_line(one) is not None and _times(one) > 1]
    return [*sure, *parts]


def _times(text: str) -> int:
    """How many groups of digits with a sign inside there are: a day and a time are two."""
    return len(re.findall(r"\d+(?:[/:.h-]\d+)+", text))


def _is_update(element: Any, text: str) -> bool:
    """Whether the label of an update stands in ``text``, in the element's names or before it."""
    if _UPDATED.search(text):
        return True
    # WordPress calls the one time of a post that never changed "published updated".
    named = f"{element.get('class', '')} {element.get('itemprop', '')}"
    if _PUBLISHED.search(text) or _PUBLISHED.search(named):
        return False
    if _UPDATED.search(named):
        return True
    parent = element.getparent()
    before = str(parent.text or "") if parent is not None else ""
    previous = element.getprevious()
    if previous is not None:
        before = str(previous.tail or "").strip() or str(previous.text_content() or "")
    return len(before) <= _MAX_NAME_CHARS and _UPDATED.search(before) is not None
