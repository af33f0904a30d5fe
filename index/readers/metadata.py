"""What does a page say about itself in ``<meta>`` tags and JSON-LD?

Papers fill these for search engines, so they are more exact than anything that can be
guessed from the visible page: the minute of publication with its zone, the section.
What they say about authors is mostly the paper itself, and is left out then.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from index.readers.json_stream import Found, json_values
from index.vietnamese.clean import clean_line

_ARTICLE_TYPE = re.compile(r"Article$|^(?:BlogPosting|LiveBlogPosting|Report)$")
_PUBLISHED_META = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "dc.date.issued",
)
_HOME = frozenset({"trang chủ", "home", "tin tức", "tin mới"})
_MAX_DEPTH = 8
_CDATA = re.compile(r"(?://|/\*)?\s*(?:<!\[CDATA\[|\]\]>|<!--|-->)\s*(?:\*/)?")


@dataclass(frozen=True, slots=True)
class PageData:
    """The page's own statements; a missing one is empty.  ``dates`` come best first."""

    is_article: bool = False
    titles: tuple[str, ...] = ()
    summary: str = ""
    urls: tuple[str, ...] = ()
    site: str = ""
    category: str = ""
    authors: tuple[str, ...] = ()
    keywords: str = ""
    dates: tuple[str, ...] = ()
    is_site: bool = False


def read_page_data(tree: Any) -> PageData:
    """Collect what ``tree``, a page parsed by lxml, says; JSON-LD that is none is left out."""
    meta = _metas(tree)
    objects = [item for block in _json_ld(tree) for item in _objects(block, 0)]
    article = next((item for item in objects if _is_article(item)), {})
    canonical = next((str(href) for href in tree.xpath("//link[@rel='canonical']/@href")), "")
    dates = [meta.get(key, "") for key in _PUBLISHED_META]
    dates.insert(1, _text(article.get("datePublished")))  # the first meta has seconds more often
    return PageData(
        is_article=bool(article) or bool(meta.get("article:published_time")),
        titles=_stated(_text(article.get("headline")), meta.get("og:title", "")),
        summary=meta.get("og:description", "") or meta.get("description", ""),
        urls=_stated(canonical.strip(), meta.get("og:url", "")),
        site=meta.get("og:site_name", ""),
        category=_category(meta, objects, article),
        authors=_stated(*_names(article.get("author"), persons_only=True))
        or _stated(meta.get("author", ""), meta.get("article:author", "")),
        keywords=meta.get("news_keywords", "") or meta.get("keywords", ""),
        dates=tuple(found for found in dates if found),
        is_site=meta.get("og:type", "") == "website",
    )


def _stated(*texts: str) -> tuple[str, ...]:
    """What of ``texts`` says something, in its order."""
    return tuple(text for text in texts if text)


def _metas(tree: Any) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = _text(element.get("content"))
        if key and content:
            found.setdefault(key.strip().lower(), content)
    return found


def _json_ld(tree: Any) -> Iterator[object]:
    for script in tree.xpath("//script[@type='application/ld+json']"):
        text = _CDATA.sub(" ", str(script.text_content()))
        yield from (found.value for found in json_values(text) if isinstance(found, Found))


def _objects(value: object, depth: int) -> Iterator[dict[str, object]]:
    """Every object in a block: bare, in a list, or in an ``@graph``."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"), depth + 1)


def _is_article(item: dict[str, object]) -> bool:
    kinds = item.get("@type")
    return any(
        isinstance(kind, str) and _ARTICLE_TYPE.search(kind)
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _category(
    meta: Mapping[str, str], objects: list[dict[str, object]], article: dict[str, object]
) -> str:
    """The section, not the sub-section: that is what articles of several papers share."""
    if section := meta.get("article:section", ""):
        return section
    for item in objects:
        if item.get("@type") == "BreadcrumbList":
            names = [name for name in _crumbs(item.get("itemListElement"), 0) if name]
            for name in names:
                if name.lower() not in _HOME:
                    return name
    own = article.get("articleSection")
    first = own[0] if isinstance(own, list) and own else own
    return _text(first).split(",")[0].strip()


def _crumbs(value: object, depth: int) -> Iterator[str]:
    """The names along a breadcrumb; some papers wrap each step in a list of its own."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _crumbs(item, depth + 1)
    elif isinstance(value, dict):
        inner = value.get("item")
        own = _text(value.get("name"))
        yield own or (_text(inner.get("name")) if isinstance(inner, dict) else "")


def _names(value: object, *, persons_only: bool) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and not (persons_only and item.get("@type") == "Organization"):
            yield _text(item.get("name"))
        elif isinstance(item, str):
            yield _text(item)


def _text(value: object) -> str:
    """Text with its entities read: inside scripts they come doubly escaped."""
    return clean_line(html.unescape(html.unescape(value))) if isinstance(value, str) else ""
