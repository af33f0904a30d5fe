"""Which text of a page is its article's, and is there one at all?

trafilatura finds the text, once the boxes of other articles are taken out.  A page is a list, and
no article, if most of the "text" found on it is the text of links: on a section's front page that
share is near 1, in an article near 0, and ``og:type`` says "article" on both; or if it does not
call itself an article and is made of linked headlines.  Where a page shows nothing without its
scripts, the text stands in the data that they are given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import trafilatura
from trafilatura.settings import Document

from index.readers.dates.reading import date_of_line
from index.readers.pages.boxes import without_boxes
from index.readers.pages.data import record_in_data
from index.vietnamese.clean import clean_line, clean_text

_MAX_LINK_SHARE = 0.5
_MAX_LINK_CHARS = 300  # characters; a longer one counts where it is a whole line
_MIN_LINK_CHARS = 15  # characters; shorter link texts are names inside sentences
_MIN_BODY_CHARS = 250  # characters; less, on a page that does not call itself an article, is chrome
_MIN_LISTED = 4  # linked headlines; a page with so many, and no article by its own word, is a list
# Blocks of text; beyond, trafilatura's second opinions are not asked: justext's takes the square.
_MAX_BLOCKS = 2000
_BLOCKS = ("p", "div", "td", "th", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt")
# What begins a paragraph for justext, besides two line breaks.
_PARAGRAPHS = (
    *_BLOCKS, "blockquote", "caption", "center", "col", "colgroup", "dl", "fieldset",
    "form", "legend", "optgroup", "option", "pre", "table", "textarea", "tfoot", "thead", "tr",
    "ul",
)  # fmt: skip
_MAX_TEASER_SHARE = 0.5  # of the lines; an article has its own text, whatever stands beside it
_SPACES = re.compile(r"\s+")
_MAX_CHROME_CHARS = 100
_MOMENT = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\W{1,5}\d{1,2}[:hg]\d{2}")
_BUTTONS = re.compile(
    r"\b(?:cỡ chữ|nghe (?:đọc )?(?:bài|tin|audio)|chia sẻ|in (?:bài|trang)(?: viết| này)?|lưu bài"
    r"|gửi (?:email|bài|cho bạn bè)|sao chép (?:liên kết|link)|copy link|facebook|zalo|twitter"
    r"|email|messenger|google news|theo dõi|thích|bình luận|print|share|aa?)\b",
    re.IGNORECASE,
)
_MIN_SENTENCE_CHARS = 20


@dataclass(frozen=True, slots=True)
class PageBody:
    """The article's text, a paragraph a line, and the author that trafilatura finds, or ``""``.

    ``record`` is the object in the page's data that the text is from, empty if it is from the page.
    """

    text: str
    author: str = ""
    record: Mapping[str, object] = field(default_factory=dict)


def page_body(
    tree: Any, title: str, *, is_article: bool, is_site: bool, is_dated: bool
) -> PageBody | None:
    """The text of the article on the page ``tree``; ``None`` if there is none.

    ``title`` is its headline, which is not repeated; ``is_article`` and ``is_site`` are what the
    page calls itself.  ``is_dated`` says that it bears a day beside its headline, or the type of an
    article: then a short text will do that has a sentence of its own.
    """
    links = _link_texts(tree)
    if not is_article and _is_list(tree, is_site=is_site):
        return None
    rest = without_boxes(tree)
    document = trafilatura.bare_extraction(
        rest, include_comments=False, include_tables=True, fast=_has_too_many_blocks(rest)
    )
    found = document if isinstance(document, Document) else None
    text = clean_text((found and found.text) or "")
    lines = [line for line in text.split("\n") if line]
    author = clean_line((found and found.author) or "")
    if not lines or sum(map(len, lines)) < _MIN_BODY_CHARS:
        record, in_data = record_in_data(tree)
        if in_data:
            return PageBody(in_data, author, record)
    if not lines or _link_share(lines, links) > _MAX_LINK_SHARE:
        return None
    if _teasers(tree, lines) > _MAX_TEASER_SHARE * len(lines):
        return None
    if sum(map(len, lines)) < _MIN_BODY_CHARS and not is_article:
        own = (line for line in lines if _key(line) not in links)
        if not (is_dated and not is_site and any(map(_is_sentence, own))):
            return None
    return PageBody("\n".join(_trim(lines, links | {_key(title)})), author)


def _is_sentence(line: str) -> bool:
    bare = line.rstrip('"”’»)')
    return len(bare) > _MIN_SENTENCE_CHARS and bare[-1] in ".!?…"


def _has_too_many_blocks(tree: Any) -> bool:
    blocks = sum(1 for _ in tree.iter(*_PARAGRAPHS)) + sum(1 for _ in tree.iter("br")) // 2
    return blocks > _MAX_BLOCKS


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


def _teasers(tree: Any, lines: list[str]) -> int:
    """How many of ``lines`` stand right below a headline that is a link; 0 if only a few do."""
    found: set[str] = set()
    linked = ""
    for block in tree.iter(*_BLOCKS):
        if next(block.iterdescendants(*_BLOCKS), None) is not None:
            continue
        text = _key(str(block.text_content()))
        if not text:
            continue
        links = [_key(str(one.text_content())) for one in block.iter("a")]
        if links == [text] and len(text) >= _MIN_LINK_CHARS:
            linked = text
        else:
            if linked:
                found.add(text)
            linked = ""
    number = sum(_key(line) in found for line in lines)
    return number if number >= _MIN_LISTED else 0


def _link_texts(tree: Any) -> frozenset[str]:
    texts = (_key(str(link.text_content())) for link in tree.iter("a"))
    return frozenset(text for text in texts if len(text) >= _MIN_LINK_CHARS)


def _link_share(lines: list[str], links: frozenset[str]) -> float:
    """The share of characters that are texts of links.

    The longest that begins at a place counts, so that a link's text inside another one's is not
    taken out of it.
    """
    lengths: dict[str, set[int]] = {}
    for text in links:
        if len(text) <= _MAX_LINK_CHARS:
            lengths.setdefault(text[:_MIN_LINK_CHARS], set()).add(len(text))
    longest_first = {begin: sorted(found, reverse=True) for begin, found in lengths.items()}
    total = linked = 0
    for line in map(_key, lines):
        total += len(line)
        linked += len(line) if line in links else _linked_chars(line, links, longest_first)
    return linked / total if total else 0.0


def _linked_chars(line: str, links: frozenset[str], lengths: dict[str, list[int]]) -> int:
    """How many characters of ``line`` are texts of links; ``lengths`` has how long those are that
    begin with the same characters, so that not each link is looked for in each line."""
    linked = at = 0
    while at <= len(line) - _MIN_LINK_CHARS:
        possible = lengths.get(line[at : at + _MIN_LINK_CHARS], ())
        length = next((one for one in possible if line[at : at + one] in links), 0)
        linked += length
        at += length or 1
    return linked


def _trim(lines: list[str], foreign: frozenset[str]) -> list[str]:
    """Drop what is only links, or the title again, from both ends of the body, and the line of
    its date from the first."""
    start, end = 0, len(lines)
    while start < end and (_key(lines[start].lstrip("-• ")) in foreign or _is_chrome(lines[start])):
        start += 1
    while end > start and _key(lines[end - 1].lstrip("-• ")) in foreign:
        end -= 1
    return lines[start:end]


def _is_chrome(line: str) -> bool:
    """Whether it is the line of a date, perhaps with a section and a count of readers, or has
    nothing but the names of buttons (*Cỡ chữ A- A+*, *Chia sẻ | In bài*)."""
    if len(line) > _MAX_CHROME_CHARS:
        return False
    if date_of_line(line) is not None:
        return True
    if _MOMENT.search(line) and line[-1] not in ".!?…:;,":
        return True
    rest, buttons = _BUTTONS.subn(" ", line)
    return buttons > 0 and not any(map(str.isalpha, rest))


def _key(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
