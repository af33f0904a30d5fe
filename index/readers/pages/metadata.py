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

from index.addresses import canonical_address
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
_MAX_SECTION_WORDS = 7  # "Văn hóa - Thể thao và Du lịch"; a name of more words is a headline


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
    article = _main_article(tree, meta, [item for item in objects if is_article(item)])
    dates = [meta.get(key, "") for key in _PUBLISHED_META]
    dates.insert(1, _text(article.get("datePublished")))  # the first meta has seconds more often
    dates += _microdata(tree, "datePublished")
    dates += [_text(item.get("datePublished")) for item in objects if _is_page(item)][:1]
    modified = [_text(article.get("dateModified")), *(meta.get(key, "") for key in _MODIFIED_META)]
    return PageData(
        is_article=bool(article) or bool(meta.get("article:published_time")),
        titles=_stated(
            _text(article.get("headline")), meta.get("og:title", ""), meta.get("twitter:title", "")
        ),
        summary=meta.get("og:description", "")
        or meta.get("description", "")
        or _text(article.get("description")),
        urls=_stated(
            _link(tree, "canonical"),
            meta.get("og:url", ""),
            *_addresses(article),
            _link(tree, "bookmark"),
        ),
        base=next((str(href).strip() for href in tree.xpath("//base/@href")), ""),
        site=meta.get("og:site_name", "")
        or next(_names(_named(article.get("publisher"), objects), persons_only=False), ""),
        category=_category(meta, objects, article) or _seen_category(tree),
        authors=_stated(*_names(_named(article.get("author"), objects), persons_only=True))
        or _people(meta.get("author", ""), meta.get("article:author", "")),
        keywords=meta.get("news_keywords", "")
        or meta.get("keywords", "")
        or ",".join(_names(article.get("keywords"), persons_only=False))
        or ",".join(_contents(tree, "article:tag")),
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


def _main_article(
    tree: Any, meta: Mapping[str, str], articles: list[dict[str, object]]
) -> dict[str, object]:
    """The one of ``articles`` that is the page's own: by its address, else by its headline, else
    the first; some templates describe related ones too, and before it."""
    if len(articles) < 2:
        return articles[0] if articles else {}
    own = {canonical_address(one) for one in (_link(tree, "canonical"), meta.get("og:url", ""))}
    own.discard(None)
    shown = {_text(str(one.text_content())) for one in tree.iter("h1")}
    shown |= {meta.get("og:title", "")}
    by_address = (
        one for one in articles if any(canonical_address(url) in own for url in _addresses(one))
    )
    by_title = (one for one in articles if _text(one.get("headline")) in shown - {""})
    return next(by_address, None) or next(by_title, None) or articles[0]


def _is_page(item: Mapping[str, object]) -> bool:
    """Whether the object describes the page that holds the article."""
    return item.get("@type") in ("WebPage", "ItemPage", ["WebPage"])


def _named(value: object, objects: list[dict[str, object]]) -> object:
    """``value`` with each reference (``{"@id": …}``) replaced by the object that it names."""
    if isinstance(value, list):
        return [_named(one, objects) for one in value]
    if isinstance(value, dict) and "name" not in value and (known := value.get("@id")):
        return next((one for one in objects if one.get("@id") == known and "name" in one), value)
    return value


def _link(tree: Any, relation: str) -> str:
    """The address of the page's first ``<link>`` of this relation."""
    for link in tree.iter("link"):
        if relation in str(link.get("rel", "")).lower().split():
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


def _contents(tree: Any, name: str) -> Iterator[str]:
    """What all ``<meta>`` of the property say."""
    for element in tree.xpath("//meta[@property=$name]", name=name):
        if content := _text(element.get("content")):
            yield content


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
    others = {name.lower() for name in (meta.get("og:site_name", ""), meta.get("og:title", ""))}
    others |= {_text(article.get("headline")).lower(), *_HOME}
    for item in objects:
        if item.get("@type") == "BreadcrumbList":
            names = [name for name in _crumbs(_in_order(item.get("itemListElement")), 0) if name]
            if names and len(names) > 1 and _is_headline(names[-1]):
                names.pop()  # the page itself
            for name in names:
                if name.lower() not in others:
                    return name
    own = article.get("articleSection")
    first = own[0] if isinstance(own, list) and own else own
    return _text(first).split(",")[0].strip()


def _seen_category(tree: Any) -> str:
    """The first step of the breadcrumb that readers see, where the page's data have none."""
    for crumbs in tree.iter("ul", "ol", "nav", "div"):
        named = f"{crumbs.get('class', '')} {crumbs.get('itemtype', '')}".lower()
        if "breadcrumb" not in named:
            continue
        steps = [_text(str(one.text_content())) for one in crumbs.iter("a")]
        if found := [one for one in steps if one and one.lower() not in _HOME]:
            return "" if _is_headline(found[0]) else found[0]
    return ""


def _is_headline(name: str) -> bool:
    return len(name.split()) > _MAX_SECTION_WORDS


def _in_order(steps: object) -> object:
    """A breadcrumb's steps by their positions, if all have one."""
    if isinstance(steps, list) and all(
        isinstance(one, dict) and str(one.get("position", "")).isdecimal() for one in steps
    ):
        return sorted(steps, key=lambda one: int(str(one["position"])))
    return steps


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
