"""Which text of a page is its article's, and is there one at all?

trafilatura finds the text, once the boxes of other articles are taken out.  A page is a list, and
no article, if most of the "text" found on it is the text of links: on a section's front page that
share is near 1, in an article near 0, and ``og:type`` says "article" on both; or if it does not
call itself an article and is made of linked headlines.  Where a page shows nothing without its
scripts, the text stands in the data that they are given.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import trafilatura
from trafilatura.settings import Document

from index.readers.keys import KEYS, bare_key
from index.readers.markup import plain_text
from index.vietnamese.clean import clean_line, clean_text

_MAX_LINK_SHARE = 0.5
_MIN_LINK_CHARS = 15  # characters; shorter link texts are names inside sentences
_MIN_BODY_CHARS = 250  # characters; less, on a page that does not call itself an article, is chrome
_MIN_LISTED = 4  # linked headlines; a page with so many, and no article by its own word, is a list
_MAX_BOX_SHARE = 0.4  # of the page's text; what is larger is no box beside the article
_MAX_DATA_DEPTH = 12
_SPACES = re.compile(r"\s+")
_BOX = re.compile(
    r"(?:^|[\s_-])(?:relate[ds]?|lien-?quan|xem-?them|tin-?khac|cung-?chuyen-?muc|read-?more"
    r"|recommend(?:ed)?|paywall|consent|cookies?|newsletter|comments?|binh-?luan|breadcrumbs?)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:>>+|»|\[)?\s*(?:(?:mời độc giả )?xem thêm|đọc thêm|xem tiếp|(?:tin|bài) liên quan)"
    r"\b.{0,200}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PageBody:
    """The article's text, a paragraph a line, and the author that trafilatura finds, or ``""``."""

    text: str
    author: str = ""


def page_body(tree: Any, title: str, *, is_article: bool, is_site: bool) -> PageBody | None:
    """The text of the article on the page ``tree``; ``None`` if there is none.

    ``title`` is its headline, which is not repeated; ``is_article`` and ``is_site`` are what the
    page calls itself.
    """
    links = _link_texts(tree)
    if not is_article and _is_list(tree, is_site=is_site):
        return None
    document = trafilatura.bare_extraction(
        _without_boxes(tree), include_comments=False, include_tables=True
    )
    found = document if isinstance(document, Document) else None
    text = clean_text((found and found.text) or "")
    lines = [line for line in text.split("\n") if line]
    author = clean_line((found and found.author) or "")
    if not lines or sum(map(len, lines)) < _MIN_BODY_CHARS:
        in_data = _text_in_data(tree)
        if len(in_data) >= _MIN_BODY_CHARS:
            return PageBody(in_data, author)
    if not lines or _link_share(lines, links) > _MAX_LINK_SHARE:
        return None
    if sum(map(len, lines)) < _MIN_BODY_CHARS and not is_article:
        return None
    return PageBody("\n".join(_trim(lines, links | {_key(title)})), author)


def _is_list(tree: Any, *, is_site: bool) -> bool:
    """Whether the page is made of headlines that are links, each with a few words below."""
    linked = sum(
        1
        for heading in tree.iter("h2", "h3", "h4")
        if len(link := "".join(str(one.text_content()) for one in heading.iter("a"))) > 0
        and len(link) >= _MIN_LINK_CHARS
        and _key(link) == _key(str(heading.text_content()))
    )
    paragraphs = sum(len(str(one.text_content())) >= _MIN_BODY_CHARS for one in tree.iter("p"))
    return linked >= _MIN_LISTED and (is_site or paragraphs == 0) and not paragraphs > linked


def _without_boxes(tree: Any) -> Any:
    """A copy of the page without the boxes that are named as what stands beside an article."""
    rest = copy.deepcopy(tree)
    most = _MAX_BOX_SHARE * len(str(rest.text_content()))
    for element in list(rest.iter("div", "section", "aside", "ul", "ol", "nav", "table")):
        named = f"{element.get('class', '')} {element.get('id', '')}"
        if element.getparent() is None or not _BOX.search(named):
            continue
        if len(str(element.text_content())) <= most and next(element.iter("h1"), None) is None:
            element.drop_tree()
    for element in list(rest.iter("p", "div", "li", "strong")):
        alone = element.getparent() is not None and next(element.iter("p", "div"), None) in (
            None,
            element,
        )
        if alone and _MORE.fullmatch(_key(str(element.text_content()))):
            element.drop_tree()
    return rest


def _text_in_data(tree: Any) -> str:
    """The longest text under a body's key in the page's data for scripts."""
    texts = [""]
    for script in tree.xpath("//script[@id='__NEXT_DATA__' or @type='application/json']"):
        try:
            data = json.loads(str(script.text_content()), strict=False)
        except (ValueError, RecursionError):
            continue
        texts += _bodies(data, 0)
    return plain_text(max(texts, key=len))


def _bodies(value: object, depth: int) -> Iterator[str]:
    if depth > _MAX_DATA_DEPTH:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str) and bare_key(str(key)) in KEYS["body"]:
                yield inner
            else:
                yield from _bodies(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _bodies(inner, depth + 1)


def _link_texts(tree: Any) -> frozenset[str]:
    texts = (_key(str(link.text_content())) for link in tree.iter("a"))
    return frozenset(text for text in texts if len(text) >= _MIN_LINK_CHARS)


def _link_share(lines: list[str], links: frozenset[str]) -> float:
    """The share of characters that are texts of links.

    Longest first, so that a link's text inside another one's is not taken out of it.
    """
    longest_first = sorted(links, key=lambda text: (-len(text), text))
    total = left = 0
    for line in map(_key, lines):
        total += len(line)
        rest = line
        for text in longest_first:
            if len(rest) < _MIN_LINK_CHARS:
                break
            rest = rest.replace(text, "")
        left += len(rest)
    return 1 - left / total if total else 0.0


def _trim(lines: list[str], foreign: frozenset[str]) -> list[str]:
    """Drop what is only links, or the title again, from both ends of the body."""
    start, end = 0, len(lines)
    while start < end and _key(lines[start].lstrip("-• ")) in foreign:
        start += 1
    while end > start and _key(lines[end - 1].lstrip("-• ")) in foreign:
        end -= 1
    return lines[start:end]


def _key(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
