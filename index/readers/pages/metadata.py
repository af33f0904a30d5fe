"""What does a page say about itself in ``<meta>`` tags and JSON-LD?

Papers fill these for search engines, so they are more exact than anything that can be
guessed from the visible page: the minute of publication with its zone, the section.
What they say about authors is mostly the paper itself, and is left out then.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from index.readers.pages.json_ld import is_article, json_ld_objects
from index.vietnamese.clean import clean_line

_PUBLISHED_META = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "dc.date.issued",
    "og:published_time",
    "article:published",
    "published_time",
    "dc.date.created",
    "dc.date",
    "dcterms.created",
    "dcterms.date",
    "cxenseparse:recs:publishtime",
    "parsely-pub-date",
    "sailthru.date",
    "publish-date",
    "publish_date",
    "publication_date",
    "datecreated",
)
_MODIFIED_META = ("article:modified_time", "og:updated_time", "datemodified", "lastmod")
_HOME = frozenset({"trang chủ", "home", "tin tức", "tin mới"})
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class PageData:
    """The page's own statements, a missing one empty; ``dates`` and ``modified`` come best first.

    ``is_site`` and ``is_typed`` say what ``og:type`` is: a website, an article (as lists are too).
    """

    is_article: bool = False
    titles: tuple[str, ...] = ()
    summary: str = ""
    urls: tuple[str, ...] = ()
    site: str = ""
    category: str = ""
    authors: tuple[str, ...] = ()
    keywords: str = ""
    dates: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    base: str = ""
    is_site: bool = False
    is_typed: bool = False


def read_page_data(tree: Any) -> PageData:
    """Collect what ``tree``, a page parsed by lxml, says; JSON-LD that is none is left out."""
    meta = _metas(tree)
    objects = json_ld_objects(tree)
    article = next((item for item in objects if is_article(item)), {})
    dates = [meta.get(key, "") for key in _PUBLISHED_META]
    dates.insert(1, _text(article.get("datePublished")))  # the first meta has seconds more often
    dates += _microdata(tree, "datePublished")
    modified = [_text(article.get("dateModified")), *(meta.get(key, "") for key in _MODIFIED_META)]
    return PageData(
        is_article=bool(article) or bool(meta.get("article:published_time")),
        titles=_stated(
            _text(article.get("headline")), meta.get("og:title", ""), meta.get("twitter:title", "")
        ),
        summary=meta.get("og:description", "") or meta.get("description", ""),
        urls=_stated(_canonical(tree), meta.get("og:url", ""), *_addresses(article)),
        base=next((str(href).strip() for href in tree.xpath("//base/@href")), ""),
        site=meta.get("og:site_name", ""),
        category=_category(meta, objects, article),
        authors=_stated(*_names(article.get("author"), persons_only=True))
        or _people(meta.get("author", ""), meta.get("article:author", "")),
        keywords=meta.get("news_keywords", "") or meta.get("keywords", ""),
        dates=_stated(*dates),
        modified=_stated(*modified),
        is_site=meta.get("og:type", "") == "website",
        is_typed=meta.get("og:type", "") == "article",
    )


def _stated(*texts: str) -> tuple[str, ...]:
    """What of ``texts`` says something, in its order."""
    return tuple(text for text in texts if text)


def _people(*texts: str) -> tuple[str, ...]:
    """Names, without the addresses of profiles that stand for them."""
    return _stated(*(text for text in texts if "://" not in text))


def _canonical(tree: Any) -> str:
    for link in tree.iter("link"):
        if "canonical" in str(link.get("rel", "")).lower().split():
            return str(link.get("href", "")).strip()
    return ""


def _addresses(article: Mapping[str, object]) -> Iterator[str]:
    for value in (article.get("url"), article.get("mainEntityOfPage")):
        inner = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(inner, str):
            yield inner.strip()


def _microdata(tree: Any, name: str) -> Iterator[str]:
    """What the one element says that bears ``itemprop``, in an attribute, else in its text; with
    several, some are of other articles."""
    found = tree.xpath("//*[@itemprop=$name]", name=name)
    if len(found) == 1:
        stated = found[0].get("content") or found[0].get("datetime")
        yield _text(stated or str(found[0].text_content()))


def _metas(tree: Any) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = _text(element.get("content"))
        if key and content:
            found.setdefault(key.strip().lower(), content)
    return found


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
