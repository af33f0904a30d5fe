"""Which article does a saved page hold, if it holds one at all?

Here its parts come together: what the page says about itself (:mod:`index.readers.pages.metadata`)
goes first, then what is seen on it (``title``, ``author``, ``date``, ``body``, ``address``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from trafilatura.utils import load_html

from index.article import Article, DateOrigin
from index.readers.dates.order import DateOrder
from index.readers.dates.reading import parse_date
from index.readers.encoding import decode_html
from index.readers.format import Origin
from index.readers.identity import article_id
from index.readers.pages.address import page_address
from index.readers.pages.author import visible_author
from index.readers.pages.body import page_body
from index.readers.pages.date import date_anywhere, date_in_address, published_on
from index.readers.pages.metadata import PageData, read_page_data
from index.readers.pages.size import refusal
from index.readers.pages.title import page_title
from index.readers.records.fields import article_from_record, host_of
from index.vietnamese.clean import clean_line, clean_text

NO_ARTICLE = "no article text found: a list page?"

# What servers answer instead of the page that a crawler asked for.
_NO_ANSWER = re.compile(
    r"(?:40[0134]|429|50[0234])(?: ?[-–—:|] |$)|(?:404 not found|403 forbidden|502 bad gateway)\b"
    r"|just a moment|attention required!|access denied|sorry, you have been blocked"
    r"|are you a robot|(?:page )?not found$"
    r"|(?:lỗi 404|không tìm thấy (?:trang|nội dung|bài viết)|trang không tồn tại)(?:$| ?[-–—|:])",
    re.IGNORECASE,
)


def parse_html(
    data: bytes, origin: Origin, *, where: str = "", address: str = "", charset: str = ""
) -> Article | str:
    """Return the page's article, or the reason for the reject.

    ``where`` is its own place if ``origin`` holds several pages.
    ``address`` is where the page was fetched, which counts if the page names no address of its own;
    ``charset`` is what the server said of its encoding.  Either may be empty.

    Raises :class:`~index.readers.encoding.UndecodableError`.
    """
    decoded = decode_html(data, charset)
    origin.repairs.note(where or origin.where, decoded.repaired)
    text = clean_text(decoded.text)
    if reason := refusal(text):
        return reason
    tree = load_html(text)
    if tree is None:
        return "no HTML in it"
    page = read_page_data(tree)
    url = page_address(text, page.urls, address, page.base)
    source = host_of(url) or page.site
    title = page_title(tree, page.titles, page.site, host_of(url))
    published, published_from, sure = _published(tree, page, title, url)
    found = page_body(
        tree,
        title,
        is_article=page.is_article,
        is_site=page.is_site,
        is_dated=bool(title) and (page.is_typed or (published is not None and sure)),
    )
    if found is None or _NO_ANSWER.match(title):
        return NO_ARTICLE
    article = Article(
        id=article_id("", url, origin.place, title, found.text),
        title=title,
        summary=page.summary,
        body=found.text,
        published=published,
        category=page.category,
        source=source,
        url=url,
        author=_author(page, tree, found.author, source),
        tags=_tags(page.keywords),
        published_from=published_from,
        published_sure=sure,
    )
    return (
        _completed(article, found.record, is_titled=bool(page.titles)) if found.record else article
    )


def _completed(article: Article, record: Mapping[str, object], *, is_titled: bool) -> Article:
    """The article with what ``record``, the data that its text is from, says besides."""
    told = article_from_record(record, "", {}, DateOrder())
    if isinstance(told, str):
        return article
    title = article.title if is_titled and article.title else told.title or article.title
    dated = article if article.published is not None and article.published_sure else told
    if dated.published is None:
        dated = article
    return replace(
        article,
        title=title,
        summary=article.summary or told.summary,
        category=article.category or told.category,
        author=article.author or told.author,
        tags=article.tags or told.tags,
        published=dated.published,
        published_from=dated.published_from,
        published_sure=dated.published_sure,
    )


def _published(
    tree: Any, page: PageData, title: str, url: str
) -> tuple[date | datetime | None, DateOrigin, bool]:
    """When the page was published, where that stands and whether it is sure: what it says itself,
    what is seen beside its headline, the day in its address, and only then the day of an update."""
    if (stated := _first_date(page.dates)) is not None:
        return stated, "field", True
    seen, updated = published_on(tree, title)
    if seen is not None:
        return seen, "byline", True
    if (day := date_in_address(url)) is not None:
        return day, "url", True
    if updated is not None:
        return updated, "byline", False
    if (modified := _first_date(page.modified)) is not None:
        return modified, "field", False
    found = date_anywhere(tree)
    return (found, "byline", False) if found is not None else (None, "", True)


def _first_date(texts: tuple[str, ...]) -> date | datetime | None:
    return next((found for text in texts if (found := parse_date(text)) is not None), None)


def _author(page: PageData, tree: Any, found: str, source: str) -> str:
    """The writers' names, without the paper's own in any of its spellings."""
    paper = {_letters(page.site), _letters(source), _letters(source.partition(".")[0])} - {""}
    for names in (page.authors, visible_author(tree).split(", "), found.split(";")):
        kept = [
            name
            for name in map(clean_line, names)
            if name and not any(own in _letters(name) or _letters(name) in own for own in paper)
        ]
        if kept:
            return ", ".join(dict.fromkeys(kept))
    return ""


def _letters(name: str) -> str:
    """Bare letters, so that "Dân Trí", "DANTRI" and "dantri" are one."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "".join(char for char in plain if char.isalnum())


def _tags(keywords: str) -> tuple[str, ...]:
    tags = (clean_line(tag) for tag in re.split(r"[,;|]", keywords))
    return tuple(dict.fromkeys(tag for tag in tags if tag))
